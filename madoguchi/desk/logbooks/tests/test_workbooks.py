"""Excel の記録簿 — what a sheet shows to people is what is read."""

from datetime import date, datetime, time

import pytest
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from xlsxwriter import Workbook as XlsxBook

from madoguchi.desk.logbooks.tests.books import as_excel_writes, read, sheets

TOP = ["受付番号", "受付日", "時刻", "企業名", "要旨", "備考"]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "kiroku.xlsx"


@pytest.fixture
def book(path):
    """A workbook with a heading to which a test adds; `read` saves and reads it."""
    made = Workbook()
    made.active.title = "H29"
    made.active.append(TOP)
    made.read = lambda: made.save(path) or read(path)
    return made


def case(number, day="4/3", **changes):
    cells = {"時刻": "9:30", "企業名": "株式会社架空", "要旨": "相談", "備考": None} | changes
    return [number, day, *cells.values()]


def days(found):
    return [entry.received_at.date() for entry in found.entries]


def test_days_and_times_as_excel_keeps_them(book):
    book.active.append(case(1, datetime.fromisoformat("2017-04-03"), 時刻=time(15, 20)))
    book.active.append(case(2, date(2017, 4, 4), 時刻=datetime.fromisoformat("2017-04-04 08:00")))

    assert [entry.received_at.isoformat() for entry in book.read().entries] == [
        "2017-04-03T15:20:00+09:00",
        "2017-04-04T09:00:00+09:00",
    ]


def test_a_workbook_that_counts_from_1904(book):
    book.epoch = CALENDAR_MAC_1904
    book.active.append(case(1, date(2017, 4, 3)))

    assert days(book.read()) == [date(2017, 4, 3)]


@pytest.mark.parametrize("number_format", [27, 31, 50, 58])
@pytest.mark.parametrize(("since_1904", "serial"), [(False, 42828), (True, 42828 - 1462)])
def test_days_in_the_formats_of_a_japanese_excel(path, number_format, since_1904, serial):
    """Their codes stand in no file: 平成29年4月3日 is format 58 and a number."""
    made = XlsxBook(path, {"date_1904": since_1904})
    page = made.add_worksheet("記録")
    page.write_row(0, 0, TOP)
    page.write_row(1, 0, [1, "", "", "匿名", "相談", ""])
    page.write_number(1, 1, serial, made.add_format({"num_format": number_format}))
    page.write_number(1, 2, 0.5, made.add_format({"num_format": 32}))
    made.close()

    found = read(path)
    assert found.entry.received_at.isoformat() == "2017-04-03T12:00:00+09:00"
    assert "2017-04-03" in found.entry.content


def test_a_formula_is_read_as_it_was_last_shown(path):
    made = XlsxBook(path)
    page = made.add_worksheet("H29")
    page.write_row(0, 0, TOP)
    page.write_row(1, 0, [1, "4/3", "9:30", "", "相談"])
    page.write_formula(1, 3, '="株式会社"&"架空"', None, "株式会社架空")
    page.write_formula(1, 1, "=DATE(2017,4,3)", made.add_format({"num_format": "yyyy/m/d"}), 42828)
    made.close()

    found = read(path)
    assert (found.entry.company, days(found)) == ("株式会社架空", [date(2017, 4, 3)])


def test_a_formula_that_somebody_typed_as_text_stays_text(book):
    book.active.append(case(1, 要旨="=cmd|' /C calc'!A0"))
    book.active["E2"].data_type = "s"

    assert book.read().entry.gist == "=cmd|' /C calc'!A0"


def test_a_cell_merged_downwards_stands_in_each_of_its_rows(book):
    book.active.append(case(1))
    book.active.append([2, None, "10:00", None, "別の相談"])
    book.active.append([3, None, "11:00", None, "三つ目"])
    book.active.append(case(4, "4/5", 企業名="株式会社別"))
    book.active.merge_cells("B2:B4")
    book.active.merge_cells("D2:D4")
    found = book.read()

    assert days(found) == [date(2017, 4, 3)] * 3 + [date(2017, 4, 5)]
    assert [entry.company for entry in found.entries] == ["株式会社架空"] * 3 + ["株式会社別"]


def test_a_row_that_is_merged_with_the_one_above_altogether_is_no_row_of_its_own(book):
    book.active.append(case(1))
    book.active.append([])
    for column in "ABCDEF":
        book.active.merge_cells(f"{column}2:{column}3")

    assert len(book.read().rows) == 1


@pytest.mark.parametrize("sign", ["〃", "同上", "（同上）", "″", "〃 ", "々"])
def test_a_sign_of_repetition_means_the_cell_above(book, sign):
    book.active.append(case(1))
    book.active.append([2, sign, "10:00", sign, "別の相談"])
    book.active.append([3, sign, sign, sign, sign])
    found = book.read()

    assert days(found) == [date(2017, 4, 3)] * 3
    assert [entry.company for entry in found.entries] == ["株式会社架空"] * 3
    assert (found.entries[2].gist, found.entries[2].received_at.hour) == ("別の相談", 10)


def test_the_same_day_is_that_of_the_row_above_and_elsewhere_a_word(book):
    book.active.append(case(1, "4/3", 備考="済"))
    book.active.append(case(2, "同日", 備考="同日"))
    found = book.read()

    assert days(found) == [date(2017, 4, 3)] * 2
    assert found.entries[1].sealed == {"備考": "同日"}


def test_a_sign_of_repetition_with_nothing_above_means_nothing(book):
    book.active.append(case(1, 企業名="〃"))

    assert book.read().entry.company == ""


def test_hidden_rows_and_sheets_are_read_and_named(book):
    book.active.append(case(1))
    book.active.append(case(2))
    book.active.row_dimensions[3].hidden = True
    other = book.create_sheet("控え")
    other.append(TOP)
    other.append(case(3))
    other.sheet_state = "hidden"
    found = book.read()

    assert len(found.rows) == 3
    assert any("H29" in remark and "1件" in remark for remark in found.survey.remarks)
    assert any("控え" in remark for remark in found.survey.remarks)


def test_filters_comments_and_struck_out_texts_change_nothing(book):
    book.active.append(case(1, 備考="済"))
    book.active["E2"].comment = Comment("覚え書き", "架空")
    book.active["E2"].font = Font(strike=True)
    book.active.auto_filter.ref = "A1:F2"
    book.active.auto_filter.add_filter_column(0, ["9"])
    found = book.read()

    assert (found.entry.gist, found.entry.sealed) == ("相談", {"備考": "済"})


def test_texts_with_readings_and_many_fonts_are_read_as_they_look(path):
    made = XlsxBook(path)
    page = made.add_worksheet("H29")
    page.write_row(0, 0, TOP)
    page.write_row(1, 0, [1, "4/3", "9:30", "架空", "", ""])
    page.write_rich_string(1, 4, made.add_format({"bold": True}), "規程", made.add_format(), "の相談")
    made.close()

    assert read(path).entry.gist == "規程の相談"


def test_more_texts_than_fit_into_one_block_come_back_in_their_places(path):
    rows = [[number, "2017/4/3", "", "", f"{number}番目の" + "相談" * 40, ""] for number in range(300)]
    found = read(as_excel_writes(path, [TOP, *rows]))

    assert [entry.gist[:5] for entry in found.entries] == [f"{number}番目の相談"[:5] for number in range(300)]


def test_numbers_that_excel_made_of_codes_are_read(path):
    top = ["受付番号", "受付日", "企業名", "法人番号", "従業員数", "要旨"]
    found = read(sheets(path, H29=[top, [12.0, 20170403, "架空", 5998811861626.0, 78.0, "相談"]]))

    assert (found.entry.number, found.entry.corporate_number, found.entry.employees) == ("12", "5998811861626", 78)
    assert days(found) == [date(2017, 4, 3)]


def test_errors_that_excel_shows_are_unknown_values(book):
    book.active.append(case(1, 時刻="#N/A"))

    (warning,) = book.read().entry.warnings
    assert "時刻" in warning
