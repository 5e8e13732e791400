"""記録簿を読む — which lines a workbook has, and what is refused in one clear sentence."""

import random
import zipfile

import pytest
from openpyxl import Workbook, load_workbook

from madoguchi.desk.logbooks import reading
from madoguchi.desk.logbooks.reading import lines
from madoguchi.desk.logbooks.rows import understand
from madoguchi.desk.logbooks.tests.books import COLUMNS, logbook, row
from madoguchi.foundation.core.errors import Refusal


@pytest.fixture
def path(tmp_path):
    return tmp_path / "kiroku.xlsx"


def rewritten(path, change):
    """The same workbook with the XML of its first sheet changed by hand."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/worksheets/sheet1.xml"] = change(parts["xl/worksheets/sheet1.xml"])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return path


def test_titles_headers_blanks_and_subtotals_are_no_lines(path):
    logbook(path, [row(), row(number="H28-0002")])

    assert [(line.place, line.text("number")) for line in lines(path)] == [
        ("4月!5", "H28-0001"),
        ("4月!6", "H28-0002"),
    ]


@pytest.mark.parametrize("word", ["小計", "　合 計　", "4月計", "計：12件", "合計47件"])
def test_a_subtotal_in_any_spelling_is_no_line(path, word):
    logbook(path, [{"number": word, "date": "47件"}])

    assert lines(path) == []


def test_a_row_of_blanks_is_no_line(path):
    logbook(path, [{"number": "　", "gist": " "}])

    assert lines(path) == []


def test_each_sheet_has_its_own_columns(path):
    logbook(path, [row()])
    book = load_workbook(path)
    other = book.create_sheet("5月")
    other.append(["要旨", "相談日", "No."])
    other.append(["五月の相談", "H28.5.2", 2])
    book.create_sheet("覚え書き").append(["受付日と要旨は四月の紙に書くこと"])
    book.save(path)

    assert [(line.place, line.text("number"), line.text("gist")) for line in lines(path)] == [
        ("4月!5", "H28-0001", row()["gist"]),
        ("5月!2", "2", "五月の相談"),
    ]


def test_a_header_repeated_for_print_is_no_line(path):
    logbook(path, [row(), COLUMNS, row(number="H28-0002")])

    assert [line.row for line in lines(path)] == [5, 7]


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_columns_does_not_matter(path, seed):
    columns = list(COLUMNS)
    random.Random(seed).shuffle(columns)
    logbook(path, [row()], columns=columns)
    mixed = understand(lines(path)[0], year=2016)

    assert mixed == understand(lines(logbook(path, [row()]))[0], year=2016)


def test_a_sheet_that_lies_about_its_size_is_read_to_the_end(path):
    logbook(path, [row(number=f"H28-{number:04}") for number in range(30)])
    rewritten(path, lambda sheet: sheet.replace(b'<dimension ref="A1:Q36"', b'<dimension ref="A1:B2"'))

    assert len(lines(path)) == 30


def test_a_sheet_formatted_to_its_last_row_is_read_quickly(path):
    logbook(path, [row()])
    rewritten(path, lambda sheet: sheet.replace(b"</sheetData>", b'<row r="1048576"></row></sheetData>'))

    assert len(lines(path)) == 1


def test_a_sheet_with_endless_rows_is_refused(path):
    logbook(path, [row()])
    rewritten(path, lambda sheet: sheet.replace(b"</sheetData>", b'<row r="999999999"></row></sheetData>'))

    with pytest.raises(Refusal, match="大きすぎます"):
        lines(path)


def test_a_missing_file_is_refused(path):
    with pytest.raises(Refusal, match="開けません"):
        lines(path)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Excel"),
        ("受付日,要旨\n2016/4/1,相談".encode("cp932"), "Excel"),
        (b"PK\x03\x04 and nothing else", "Excel"),
        (reading.OLD_FORMAT + b"\x00" * 600, "パスワード"),
    ],
)
def test_what_is_no_xlsx_is_refused(path, content, sentence):
    path.write_bytes(content)

    with pytest.raises(Refusal, match=sentence):
        lines(path)


def test_a_zip_of_something_else_is_refused(path):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<document/>")

    with pytest.raises(Refusal, match="壊れて"):
        lines(path)


@pytest.mark.parametrize(
    "change",
    [
        lambda sheet: sheet[: len(sheet) // 2],
        lambda sheet: sheet.replace(b'r="A5"', b'r="??"'),
        lambda sheet: b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]>' + sheet.partition(b"?>")[2],
    ],
)
def test_a_damaged_or_hostile_sheet_is_refused(path, change):
    rewritten(logbook(path, [row()]), change)

    with pytest.raises(Refusal, match="壊れて"):
        lines(path)


def test_a_zip_bomb_is_refused_before_it_is_unpacked(path, monkeypatch):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/workbook.xml", "w") as part:
        for _megabyte in range(reading.MOST_UNPACKED // 1_000_000 + 1):
            part.write(b" " * 1_000_000)
    monkeypatch.setattr(reading, "load_workbook", lambda *args, **kwargs: pytest.fail("unpacked"))

    with pytest.raises(Refusal, match="大きすぎます"):
        lines(path)


def test_a_huge_file_is_refused_unread(path):
    with path.open("wb") as file:
        file.truncate(reading.MOST_BYTES + 1)

    with pytest.raises(Refusal, match="大きすぎます"):
        lines(path)


def test_too_many_lines_are_refused(path, monkeypatch):
    monkeypatch.setattr(reading, "MOST_LINES", 2)

    with pytest.raises(Refusal, match="大きすぎます"):
        lines(logbook(path, [row()] * 3))


def test_a_hundred_columns_of_nonsense_are_refused(path):
    book = Workbook()
    for number in range(50):
        book.active.append([f"列{column}の{number}" for column in range(100)])
    book.save(path)

    with pytest.raises(Refusal, match="見出し"):
        lines(path)


def test_an_empty_workbook_is_refused(path):
    Workbook().save(path)

    with pytest.raises(Refusal, match="見出し"):
        lines(path)


def test_a_header_without_a_gist_is_no_logbook(path):
    logbook(path, [row()], columns=["number", "date", "company"])

    with pytest.raises(Refusal, match="見出し"):
        lines(path)
