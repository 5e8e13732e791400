"""よその記録簿 — invented offices whose logbooks have nothing in common but consultations."""

import json
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from madoguchi.desk.consultations.taxonomy import Category
from madoguchi.desk.consultations.words import Channel, ConsulterKind, ConsulterRole, State
from madoguchi.desk.logbooks.mapping import Mapping
from madoguchi.desk.logbooks.rows import Kind, understand
from madoguchi.desk.logbooks.tests.books import as_excel_writes, read, sheets, text
from madoguchi.desk.logbooks.tests.test_rows import DAYS, SPELLINGS, WIDE
from madoguchi.foundation.core.errors import Refusal
from madoguchi.foundation.papers.books import opened

TOP = ["№", "お問い合わせ日", "手段", "会社名・氏名", "役職", "所在県", "規模（人）", "相談項目"]
TOP += ["ご相談のあらまし", "回答内容", "進捗状況", "担当者名", "電話番号"]


def case(text):
    """A row, its cells parted by |; \\ is a line break."""
    return [cell.strip().replace("\\", "\n") for cell in text.split("|")]


MIKAZUKI = [
    ["三日月町ものづくり相談所（架空）　平成30年度 よろず相談簿"],
    ["作成：相談係"],
    [],
    TOP,
    case("1|4/9|ＴＥＬ|㈱三日月鋳造（架空）|社長|富山|32|ＮＤＡ|型を貸す前|ひな形を渡した|済|架空一郎|0000-00-0000"),
    case("2|4/12|来所|架空 花子|一般|石川県||退職者|前の勤め先から\\手紙|弁護士を紹介|対応中|〃|0000-00-0001"),
    case("3|〃|メール|（有）うみねこ（架空）|工場長|〃|１５|情報漏えい、契約|製法の管理|次回訪問|対応中|架空二郎|"),
    ["4月計", "3件"],
    [],
    TOP,
    case("4|1/8|ｵﾝﾗｲﾝ|匿名||||その他|制度を知りたい|冊子を送付|済|架空一郎|"),
    ["1月計", "2件"],
    ["累計", "4件"],
]
HOSHI = [
    ["よろず聞き取り帳"],
    ["ひにち", "だれ", "なかみ", "しゅるい", "やったこと", "れんらくさき"],
    ["2019.5.7", "株式会社架空ほし", "金型の図面を渡してよいか", "ア", "契約の説明", "0000-00-0000"],
    ["2019.5.9", "架空つき子", "辞めた人のこと", "イ", "持ち帰り", "someone@example.invalid"],
    ["2019.6.3", "株式会社架空ほし", "続き", "ア", "書類を見た", "0000-00-0000"],
]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "upload"


def test_a_logbook_with_other_columns_and_words_is_read_without_help(path):
    found = read(text(path, MIKAZUKI, encoding="cp932"))
    one, two, three, four = found.entries

    assert (found.proposal.missing, found.proposal.ambiguous, found.proposal.year) == ([], {}, 2018)
    assert [entry.received_at.date().isoformat() for entry in found.entries] == [
        "2018-04-09",
        "2018-04-12",
        "2018-04-12",
        "2019-01-08",
    ]
    assert [entry.channel for entry in found.entries] == [
        Channel.TEL,
        Channel.VISIT_IN,
        Channel.MAIL,
        Channel.ONLINE,
    ]
    assert (one.company, one.prefecture, one.role, one.category) == (
        "㈱三日月鋳造（架空）",
        "16",
        ConsulterRole.HEAD,
        Category.CON,
    )
    assert (one.state, two.state) == (State.CLOSED, State.WORKING)
    assert (two.kind, two.company, two.sealed["会社名・氏名"]) == (ConsulterKind.INDIVIDUAL, "", "架空 花子")
    assert (three.category, three.secondary, three.prefecture) == (Category.LEAK, (Category.CON,), "17")
    assert (four.kind, four.gist) == (ConsulterKind.ANONYMOUS, "制度を知りたい")


def test_what_concerns_persons_stays_sealed_and_nothing_of_a_row_is_lost(path):
    found = read(text(path, MIKAZUKI, encoding="cp932"))
    open_part = "".join(entry.as_json() for entry in found.entries)

    assert not any(word in open_part for word in ("架空一郎", "架空二郎", "花子", "0000-00"))
    assert found.entries[1].sealed["担当者名"] == "架空一郎"
    assert found.entries[0].sealed["回答内容"] == "ひな形を渡した"
    assert found.entries[2].sealed["規模（人）"] == "１５"
    assert [bool(entry.warnings) for entry in found.entries] == [False, True, False, False]
    assert "会社名・氏名" in found.entries[1].warnings[0]


def test_its_subtotals_are_compared(path):
    found = read(text(path, MIKAZUKI, encoding="cp932"))

    assert found.remarks == ["1月計 2件とありますが、取り込めるのは 1件です。"]
    assert [line.kind for line in found.lines if not line.is_row] == [
        Kind.TITLE,
        Kind.TITLE,
        Kind.HEADER,
        Kind.SUBTOTAL,
        Kind.HEADER,
        Kind.SUBTOTAL,
        Kind.SUBTOTAL,
    ]


def test_a_logbook_in_words_of_its_own_asks_and_is_read_with_a_mapping(path):
    text(path, HOSHI, encoding="utf-16", separator="\t")
    asked = read(path)

    assert asked.proposal.missing == ["category_and_gist"]
    assert asked.uses()["ひにち"] == "date"
    assert all(use == "seal" for heading, use in asked.uses().items() if heading != "ひにち")

    answer = {
        "uses": {"だれ": "company", "なかみ": "gist", "しゅるい": "category", "やったこと": "answer_gist"},
        "opens": ["gist"],
        "words": {"category": {"ア": "CON", "イ": "PPL"}},
    }
    told = read(path, Mapping.from_json(json.dumps(answer)))

    assert (told.proposal.missing, told.proposal.unknown) == ([], {})
    assert [entry.category for entry in told.entries] == [Category.CON, Category.PPL, Category.CON]
    assert [entry.company for entry in told.entries] == ["株式会社架空ほし", "", "株式会社架空ほし"]
    assert told.entries[1].sealed == {
        "だれ": "架空つき子",
        "やったこと": "持ち帰り",
        "れんらくさき": "someone@example.invalid",
    }
    assert [entry.content for entry in told.entries] == [entry.content for entry in asked.entries]


# Any mix of spellings, orders and files

FACTS = {
    "受付番号": (lambda number: [str(number), f"{number}".translate(WIDE), number]),
    "企業名": (
        lambda number: [f"株式会社架空{number}号", f"㈱架空{number}号", f"（株） 架空{number}号".translate(WIDE)]
    ),
    "所在地": (lambda number: ["愛知県", "愛知", "　愛知県"]),
    "資本金": (lambda number: [f"{number + 1}00万円", f"{number + 1},000千円", (number + 1) * 1_000_000]),
    "従業員数": (
        lambda number: [str(number + 10), f"約{number + 10}名", f"{number + 10}人".translate(WIDE), number + 10]
    ),
    "時刻": (lambda number: ["9:05", "9時5分", "09:05", "９：０５", "午前9時5分"]),
    "方法": (lambda number: ["電話"]),
    "相談区分": (lambda number: ["秘密管理", "秘 密 管 理"]),
    "要旨": (lambda number: [f"カギの話{number}", f"ｶｷﾞの話{number}", f"かぎの話 {number}"]),
    "備考": (lambda number: ["架空メモ", "架空 ﾒﾓ"]),
}
WRITERS = (
    lambda path, rows: text(path, rows, encoding="cp932"),
    lambda path, rows: text(path, rows, encoding="utf-8"),
    lambda path, rows: text(path, rows, encoding="utf-8-sig", separator=";"),
    lambda path, rows: text(path, rows, encoding="utf-16", separator="\t"),
    lambda path, rows: sheets(path, H28=rows),
    as_excel_writes,
)


@st.composite
def tables(draw):
    """Days, and the same consultations spelled, ordered and written down in two ways."""
    days = draw(st.lists(DAYS, min_size=1, max_size=4))
    return days, [draw(written(days)) for _way in range(2)]


@st.composite
def written(draw, days):
    columns = draw(st.permutations(["受付日", *FACTS]))
    rows = [
        [
            draw(st.sampled_from(SPELLINGS))(day)
            if column == "受付日"
            else draw(st.sampled_from(FACTS[column](number)))
            for column in columns
        ]
        for number, day in enumerate(days)
    ]
    return [["平成28年度 相談記録簿"], columns, *rows], draw(st.sampled_from(WRITERS))


def as_text(rows):
    return [[cell if isinstance(cell, str | int) else f"{cell:%Y-%m-%d}" for cell in cells] for cells in rows]


def meaning(entry):
    return (entry.received_at, entry.prefecture, entry.capital_yen, entry.employees, entry.category, entry.content)


@settings(max_examples=25, deadline=None)
@given(tables())
def test_any_table_in_any_spelling_order_and_encoding_comes_back_the_same(tmp_path_factory, table):
    days, ways = table
    path = tmp_path_factory.mktemp("kiroku") / "kiroku.xlsx"
    one, other = (read(write(path, as_text(rows))).entries for rows, write in ways)

    assert [entry.received_at.date() for entry in one] == days
    assert [meaning(entry) for entry in one] == [meaning(entry) for entry in other]


TYPED = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=30) | st.sampled_from(
    ["計", "〃", "受付日", "要旨", "4/3", "区分", "件数", "平成29年度"]
)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.lists(TYPED, max_size=5)), st.sampled_from([",", "\t"]))
def test_whatever_else_is_typed_every_row_is_accounted_for(tmp_path_factory, rows, separator):
    path = tmp_path_factory.mktemp("kiroku") / "kiroku.csv"
    rows = [["受付日", "要旨"], ["2017/4/3", "相談"], *rows]
    text(path, rows, encoding="utf-8", separator=separator)
    with opened(path) as book:
        filled = [raw.number for raw in book.rows()]

    found = read(path)
    assert [line.number for line in found.lines] == filled
    assert sum(table.row_count for table in found.survey.tables) == found.survey.row_count
    for line in found.rows:
        with suppress(Refusal):
            assert understand(line, found.proposal.mapping, None).as_json()
