"""表 — whole tables, without formulas, with their count in the last row."""

import csv
import io
from datetime import date, datetime

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from madoguchi.foundation.papers import sheets

FORMULA = tuple("=+-@\t\r")
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30)
ANY = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=30)


def as_csv(rows):
    return list(csv.reader(io.StringIO("".join(sheets.csv_stream(["列"], rows)).removeprefix(sheets.BOM), newline="")))


def as_xlsx(rows):
    return openpyxl.load_workbook(sheets.xlsx_file(["列"], rows)).active


@given(texts=st.lists(ANY, max_size=5))
def test_no_text_opens_as_a_formula_in_csv_and_none_is_lost(texts):
    cells = [row[0] for row in as_csv([[text] for text in texts])]
    assert not [cell for cell in cells if cell.startswith(FORMULA)]
    assert [cell.removeprefix("'") for cell in cells[1:-1]] == [text.removeprefix("'") for text in texts]


@settings(max_examples=20, deadline=None)
@given(text=TEXT)
def test_no_text_is_a_formula_in_xlsx(text):
    cell = as_xlsx([[text]]).cell(2, 1)
    assert cell.data_type != "f"
    assert (cell.value or "") == text


@pytest.mark.parametrize("count", [0, 1, 1201])
def test_the_last_row_states_how_many_there_are(count):
    rows = [[number] for number in range(count)]
    assert as_csv(rows)[-1] == [f"以上 {count}件"]
    assert as_xlsx(rows).cell(count + 2, 1).value == f"以上 {count}件"


def test_days_moments_and_numbers_stay_what_they_are():
    row = [datetime.fromisoformat("2026-11-22T09:30"), date(2026, 4, 1), 7, None, True]
    sheet = as_xlsx([row])
    assert [cell.value for cell in sheet[2]][:3] == [
        datetime.fromisoformat("2026-11-22T09:30"),
        datetime.fromisoformat("2026-04-01"),
        7,
    ]
    assert as_csv([row])[1] == ["2026-11-22 09:30", "2026-04-01", "7", "", "True"]


def test_a_sheet_too_long_is_refused_and_not_cut(monkeypatch):
    monkeypatch.setattr(sheets, "MOST_ROWS", 5)
    with pytest.raises(sheets.TooManyRows):
        sheets.xlsx_file(["列"], [[n] for n in range(4)])


def test_csv_is_written_line_by_line():
    def endless():
        while True:
            yield ["x"]

    lines = sheets.csv_stream(["列"], endless())
    assert [next(lines) for _ in range(3)] == ["\ufeff列\r\n", "x\r\n", "x\r\n"]
