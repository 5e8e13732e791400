"""表 — tables as CSV and XLSX: streamed, whole, never with a formula in them. The last row states the row count."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from tempfile import TemporaryFile
from typing import IO, Any

from django.utils.translation import gettext as _
from xlsxwriter import Workbook

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
MOST_ROWS = 1_048_576
MOST_CHARACTERS = 32_767
BOM = "\ufeff"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_NAME = 31
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "yyyy-mm-dd hh:mm",
}


class TooManyRows(ValueError):
    """More rows than one sheet holds: write CSV."""


def csv_stream(columns: list[str], rows: Iterable[list[Any]]) -> Iterator[str]:
    """UTF-8 text with BOM, line by line; a cell that would be a formula begins with an apostrophe."""
    writer = csv.writer(_Echo(), lineterminator="\r\n")
    yield BOM + writer.writerow(columns)
    count = 0
    for row in rows:
        count += 1
        yield writer.writerow([_harmless(cell) for cell in row])
    yield writer.writerow([closing(count)])


def xlsx_file(columns: list[str], rows: Iterable[list[Any]], *, name: str = "") -> IO[bytes]:
    """An open temporary file at its beginning, written in constant memory. Raises TooManyRows rather than cut.

    `name` is that of its sheet.
    """
    file = TemporaryFile()  # noqa: SIM115 - the response closes it
    book = Workbook(file, OPTIONS)
    _fill(book.add_worksheet(name or None), book, columns, rows)
    book.close()
    file.seek(0)
    return file


@dataclass(frozen=True)
class Sheet:
    """一枚 — lines of cells under a name of at most 31 characters; lines may be of different length."""

    name: str
    lines: list[list[Any]]


def csv_lines(lines: Iterable[list[Any]]) -> Iterator[str]:
    """The lines as they are: UTF-8 with BOM, nothing that would be a formula, nothing added."""
    writer = csv.writer(_Echo(), lineterminator="\r\n")
    for number, line in enumerate(lines):
        yield (BOM if number == 0 else "") + writer.writerow([_harmless(cell) for cell in line])


def xlsx_book(sheets: Iterable[Sheet]) -> IO[bytes]:
    """一冊 — an open temporary file at its beginning, a sheet for each; longer names are cut."""
    file = TemporaryFile()  # noqa: SIM115 - the response closes it
    book = Workbook(file, OPTIONS)
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for sheet in sheets:
        page = book.add_worksheet(sheet.name[:LONGEST_NAME])
        page.set_column(0, 0, 28)
        for row, line in enumerate(sheet.lines):
            for column, cell in enumerate(line):
                _write(page, row, column, cell, day)
    book.close()
    file.seek(0)
    return file


def closing(count: int) -> str:
    """The last row: how many rows stand above it."""
    return _("以上 %(count)d件") % {"count": count}


def _fill(sheet: Any, book: Any, columns: list[str], rows: Iterable[list[Any]]) -> None:
    sheet.freeze_panes(1, 0)
    sheet.write_row(0, 0, columns, book.add_format({"bold": True}))
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    count = 0
    for count, row in enumerate(rows, start=1):
        if count > MOST_ROWS - 2:
            raise TooManyRows(count)
        for column, cell in enumerate(row):
            _write(sheet, count, column, cell, day)
    sheet.write_string(count + 1, 0, closing(count))


def _write(sheet: Any, row: int, column: int, cell: Any, day: Any) -> None:
    if isinstance(cell, datetime):
        sheet.write_datetime(row, column, cell)
    elif isinstance(cell, date):
        sheet.write_datetime(row, column, cell, day)
    elif isinstance(cell, int | float) and not isinstance(cell, bool):
        sheet.write_number(row, column, cell)
    else:
        _write_text(sheet, row, column, "" if cell is None else str(cell))


def _write_text(sheet: Any, row: int, column: int, text: str) -> None:
    if len(text) > MOST_CHARACTERS:
        raise ValueError("a cell holds 32,767 characters")
    sheet.write_string(row, column, text)


def _harmless(cell: Any) -> str:
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M}"
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return str(cell)
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text
