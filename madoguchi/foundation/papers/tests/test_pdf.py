import re

from madoguchi.foundation.papers.blocks import Break, Heading, Item, Paper, Table, Text, Title
from madoguchi.foundation.papers.pdf import pdf

PAPER = Paper(
    "営業秘密管理規程",
    (
        Title("営業秘密管理規程"),
        Heading("第１章　総則"),
        Text("第１条　目的\n#let x = 1 $y$ *太字ではない* \\ @nobody <label>"),
        Item("２　次のとおりとする。"),
        Item("（１）　一つめ", 2),
        Table(("区分", "表示"), (("極秘", "一点ごと"), ("秘", "ファイルごと")), (1, 3)),
        Break(),
        Text("令和８年１１月２８日", "right"),
    ),
    "ひな形です。",
)


def test_a_pdf_is_tagged_has_its_title_and_its_font_inside() -> None:
    made = pdf(PAPER)
    assert made.startswith(b"%PDF-")
    assert b"/StructTreeRoot" in made
    assert b"/Lang" in made
    assert re.search(rb"/FontName\s*/[A-Z]{6}\+NotoSansJP", made)
    assert b"/FontFile" in made


def test_the_same_paper_gives_the_same_pdf() -> None:
    assert pdf(PAPER) == pdf(PAPER)


def test_an_empty_paper_and_signs_of_the_layouts_own_language_are_no_error() -> None:
    assert pdf(Paper("#panic()", (Text('"#panic()'),))).startswith(b"%PDF-")
