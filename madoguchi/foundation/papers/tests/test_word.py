import io
import zipfile
from collections.abc import Callable

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from madoguchi.foundation.papers import reading
from madoguchi.foundation.papers.blocks import Break, Heading, Item, Paper, Table, Text, Title
from madoguchi.foundation.papers.reading import Unreadable, read_word
from madoguchi.foundation.papers.word import word

LETTERS = st.characters(codec="utf-8", exclude_categories=["C", "Z"]) | st.sampled_from("𠮷髙﨑ヶ々〆①㈱")
WORDS = st.text(LETTERS, min_size=1, max_size=30)
LINES = st.lists(WORDS, min_size=1, max_size=3).map("\n".join)
SIDES = st.sampled_from(["left", "center", "right"])


def tables() -> st.SearchStrategy[Table]:
    width = st.shared(st.integers(1, 4), key="width")
    row = width.flatmap(lambda count: st.tuples(*[WORDS | st.just("")] * count))
    return st.builds(Table, row, st.lists(row, max_size=3).map(tuple))


BLOCKS = st.one_of(
    st.builds(Title, WORDS),
    st.builds(Heading, WORDS, st.integers(1, 3)),
    st.builds(Text, LINES, SIDES),
    st.builds(Item, LINES, st.integers(1, 3)),
    tables(),
    st.just(Break()),
)


@pytest.mark.thorough
@settings(deadline=None, max_examples=40)
@given(st.lists(BLOCKS, max_size=6).map(tuple))
def test_what_is_written_to_word_comes_back_the_same(blocks: tuple) -> None:
    assert read_word(word(Paper("書類", blocks, "ひな形"))) == blocks


def test_the_same_paper_gives_the_same_bytes() -> None:
    paper = Paper("規程", (Title("営業秘密管理規程"), Text("目的"), Table(("区分",), (("秘",),))), "ひな形")
    assert word(paper) == word(paper)


def test_the_fonts_are_japanese_wherever_a_style_names_one() -> None:
    styles = zipfile.ZipFile(io.BytesIO(word(Paper("規程", (Title("規程"),))))).read("word/styles.xml").decode()
    assert styles.count('w:eastAsia="游ゴシック"') == 6


def saved(change: Callable[[object], None]) -> bytes:
    document = Document(io.BytesIO(word(Paper("規程", (Title("規程"), Text("第１条　目的"))))))
    change(document)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def test_what_somebody_adds_in_word_is_read_too() -> None:
    changed = saved(lambda document: document.add_paragraph("第２条　当社の工夫"))
    assert read_word(changed)[-1] == Text("第２条　当社の工夫")


def test_while_changes_are_tracked_the_file_is_refused_and_it_is_said_what_to_do() -> None:
    def track(document: object) -> None:
        paragraph = document.paragraphs[-1]._p  # type: ignore[attr-defined]
        paragraph.append(paragraph.makeelement("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}ins"))

    with pytest.raises(Unreadable, match="変更履歴"):
        read_word(saved(track))


def zipped(**parts: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"\xd0\xcf\x11\xe0 an old or locked file", zipped(a=b"1")])
def test_what_is_no_word_file_is_refused_in_one_sentence(data: bytes) -> None:
    with pytest.raises(Unreadable, match="保存し直して"):
        read_word(data)


def test_a_bomb_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_UNPACKED", 1_000_000)
    with pytest.raises(Unreadable, match="大きすぎます"):
        read_word(zipped(a=b"0" * 2_000_000))
