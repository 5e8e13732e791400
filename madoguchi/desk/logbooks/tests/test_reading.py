"""記録簿を開く — which files are read, and what is refused in one clear sentence."""

import zipfile

import pytest
from openpyxl import Workbook

from madoguchi.desk.logbooks.tables import survey
from madoguchi.desk.logbooks.tests.books import as_excel_writes, logbook, read, row, sheets, text
from madoguchi.foundation.core.errors import Refusal
from madoguchi.foundation.papers import books, limits, texts, workbooks
from madoguchi.foundation.papers.books import opened

TABLE = [["受付日", "要旨"], ["2016/4/1", "一行目\n二行目、「続き」"], ["2016/4/2", "別の相談"]]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "kiroku"


def rewritten(path, change, part="xl/worksheets/sheet1.xml"):
    """The same workbook with the XML of one part changed by hand."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = change(parts[part])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def before_the_end(addition):
    return lambda sheet: sheet.replace(b"</sheetData>", addition + b"</sheetData>")


def rows_of(path):
    with opened(path) as book:
        return [(raw.sheet, raw.number, raw.cells) for raw in book.rows()]


def refusal(path):
    with pytest.raises(Refusal) as refused, opened(path) as book:
        survey(book)
    return str(refused.value)


def test_rows_come_as_often_as_asked_and_many_readers_may_read_at_once(path):
    for file in (sheets(path, 四月=TABLE), text(path, TABLE), as_excel_writes(path, TABLE)):
        with opened(file) as book:
            pairs = list(zip(book.rows(), book.rows(), strict=True))

        assert len(pairs) == 3
        assert all(one == other for one, other in pairs)


@pytest.mark.parametrize("separator", [",", "\t", ";"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16", "utf-16-le-with-mark"])
def test_text_in_any_encoding_and_with_any_separator(path, encoding, separator):
    if encoding == "utf-16-le-with-mark":
        text(path, [["\ufeff受付日", "要旨"], *TABLE[1:]], encoding="utf-16-le", separator=separator)
    else:
        text(path, TABLE, encoding=encoding, separator=separator)

    assert [cells for _sheet, _number, cells in rows_of(path)] == [tuple(cells) for cells in TABLE]


def test_lines_are_numbered_as_excel_shows_them(path):
    text(path, [["記録簿"], [], *TABLE], end="\n")

    assert [number for _sheet, number, _cells in rows_of(path)] == [1, 3, 4, 5]


def test_excels_own_word_for_the_separator_is_no_row(path):
    path.write_text("sep=;\r\n受付日;要旨\r\n2016/4/1;a,b,c,d\r\n")

    assert rows_of(path)[1] == ("", 2, ("2016/4/1", "a,b,c,d"))


def test_numbers_kept_as_text_lose_their_wrapping(path):
    text(path, [["受付日", "受付番号", "要旨"], ["2016/4/1", '="0012"', "相談"]])

    assert read(path).entry.number == "0012"


def test_the_kind_is_told_by_the_content_and_not_by_the_name(tmp_path):
    assert read(text(tmp_path / "a.xlsx", TABLE)).survey.row_count == 2
    assert read(sheets(tmp_path / "b.csv", 四月=TABLE)).survey.row_count == 2


def test_a_missing_file_is_refused(path):
    assert "開けません" in refusal(path)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "空です"),
        (b"PK\x03\x04 and nothing else", "Excel（.xlsx）でもCSVでもありません"),
        (b"%PDF-1.7 ...", "Excel（.xlsx）でもCSVでもありません"),
        (b"\x89PNG\r\n\x1a\n....", "Excel（.xlsx）でもCSVでもありません"),
        (b"<html><table><tr><td>x</td></tr></table>", "Excel（.xlsx）でもCSVでもありません"),
        (bytes(range(256)) * 20, "Excel（.xlsx）でもCSVでもありません"),
        (("受付日,要旨\n2016/4/1,相談\n" * 20).encode("utf-16-le"), "Excel（.xlsx）でもCSVでもありません"),
        (books.OLD_FORMAT + b"\x00" * 600, "パスワード"),
        ("拝啓\nお世話になっております。\n".encode(), "見出し"),
        ('受付日,要旨\n2016/4/1,"閉じない' + "あ" * 200_000, "引用符"),
    ],
)
def test_what_is_no_logbook_is_refused(path, content, sentence):
    path.write_bytes(content if isinstance(content, bytes) else content.encode())

    assert sentence in refusal(path)


def test_a_zip_of_something_else_is_refused(path):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<document/>")

    assert "Excel（.xlsx）でもCSVでもありません" in refusal(path)


@pytest.mark.parametrize(
    "change",
    [
        lambda sheet: sheet[: len(sheet) // 2],
        lambda sheet: sheet.replace(b'r="A5"', b'r="??"'),
        lambda sheet: sheet.replace(b'<row r="6"', b'<row r="5"'),
        lambda sheet: b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]>' + sheet.partition(b"?>")[2],
    ],
)
def test_a_damaged_or_hostile_sheet_is_refused(path, change):
    rewritten(logbook(path, [row(), row()]), change)

    assert "壊れて" in refusal(path)


@pytest.mark.parametrize("number", [b"9999", b"-1", b"x"])
def test_a_text_that_does_not_exist_is_refused(path, number):
    as_excel_writes(path, TABLE)
    rewritten(path, lambda sheet: sheet.replace(b't="s"><v>0', b't="s"><v>' + number))

    assert "壊れて" in refusal(path)


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/styles.xml", "xl/sharedStrings.xml", "[Content_Types].xml"])
def test_a_damaged_workbook_is_refused(path, part):
    rewritten(as_excel_writes(path, TABLE), lambda content: content[: len(content) // 2], part)

    assert "壊れて" in refusal(path)


def test_a_sheet_that_lies_about_its_size_is_read_to_the_end(path):
    logbook(path, [row(number=f"H28-{number:04}") for number in range(30)])
    rewritten(path, lambda sheet: sheet.replace(b'<dimension ref="A1:Q36"', b'<dimension ref="A1:B2"'))

    assert len(read(path).rows) == 30


def test_a_sheet_formatted_to_its_last_row_is_read_quickly(path):
    rewritten(logbook(path, [row()]), before_the_end(b'<row r="1048576"></row>'))

    assert len(read(path).rows) == 1


def test_a_zip_bomb_is_refused_before_it_is_unpacked(path, monkeypatch):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("[Content_Types].xml", "w") as part:
        part.write(b" " * 10_000_001)
    monkeypatch.setattr(workbooks, "_Reader", lambda *args, **kwargs: pytest.fail("unpacked"))

    with pytest.raises(Refusal, match="大きすぎます"), opened(path, most_unpacked=10_000_000):
        pass


def test_a_huge_file_is_refused_unread(path):
    with path.open("wb") as file:
        file.truncate(limits.MOST_BYTES + 1)

    assert "大きすぎます" in refusal(path)


@pytest.mark.parametrize(
    ("limit", "module"),
    [
        ("MOST_ROWS", workbooks),
        ("MOST_ROWS_SEEN", workbooks),
        ("MOST_TEXTS", workbooks),
        ("MOST_PARTS", workbooks),
        ("MOST_OF_A_PART", workbooks),
        ("MOST_BYTES_OF_A_ROW", workbooks),
        ("MOST_BYTES", books),
    ],
)
def test_more_than_the_limit_of_a_workbook_is_refused(path, monkeypatch, limit, module):
    monkeypatch.setattr(module, limit, 3)

    assert "大きすぎます" in refusal(as_excel_writes(path, TABLE * 3))


@pytest.mark.parametrize("limit", ["MOST_ROWS", "MOST_ROWS_SEEN"])
def test_more_lines_than_the_limit_of_a_text_are_refused(path, monkeypatch, limit):
    monkeypatch.setattr(texts, limit, 2)

    assert "大きすぎます" in refusal(text(path, TABLE))


@pytest.mark.parametrize(
    "bomb", [b'<row r="999999999"></row>', b'<row r="50">' + b"<c><v>1</v></c>" * 20_000 + b"</row>"]
)
def test_endless_rows_and_columns_are_refused(path, bomb):
    rewritten(logbook(path, [row()]), before_the_end(bomb))

    assert "消して" in refusal(path) or "大きすぎます" in refusal(path)


def test_endless_merged_cells_are_refused(path, monkeypatch):
    monkeypatch.setattr(workbooks, "MOST_MERGES", 5)
    merges = b"<mergeCells>" + b'<mergeCell ref="A1:B1"/>' * 6 + b"</mergeCells>"
    rewritten(logbook(path, [row()]), lambda sheet: sheet.replace(b"</sheetData>", b"</sheetData>" + merges))

    assert "大きすぎます" in refusal(path)


def test_what_stands_far_to_the_right_is_not_dropped_but_refused(path):
    wide = [*TABLE, ["2016/4/3", "相談", *[""] * 300, "遠くの書き込み"]]

    assert "4行目" in refusal(text(path, wide))


def test_a_hundred_columns_of_nonsense_are_refused(path):
    sheets(path, 一=[[f"列{column}の{number}" for column in range(100)] for number in range(50)])

    assert "見出し" in refusal(path)


def test_an_empty_workbook_is_refused(path):
    Workbook().save(path)

    assert "見出し" in refusal(path)


def test_a_header_without_category_and_gist_is_asked_about(path):
    logbook(path, [row()], columns=["number", "date", "company"])

    assert read(path).proposal.missing == ["category_and_gist"]


def test_a_logbook_without_a_row_is_read(path):
    found = read(logbook(path, []))

    assert (found.rows, found.proposal.missing, found.proposal.year) == ([], [], 2016)
