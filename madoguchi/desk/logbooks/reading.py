"""記録簿を読む — an .xlsx as an office keeps it: by month, with titles, headers, blank lines, subtotals."""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from openpyxl import load_workbook

from madoguchi.desk.logbooks.words import COLUMN_OF_WORD, REQUIRED, SUBTOTAL
from madoguchi.foundation.core.errors import Refusal
from madoguchi.foundation.core.folding import unify

MOST_BYTES = 20_000_000
MOST_UNPACKED = 100_000_000
MOST_LINES = 100_000
MOST_ROWS = 3_000_000
MOST_COLUMNS = 60
LONGEST_HEADING = 20
TOO_LARGE = _lazy("ファイルが大きすぎます。年度ごとに分けてください。")
OLD_FORMAT = bytes.fromhex("d0cf11e0a1b11ae1")


@dataclass(frozen=True)
class Line:
    """One row with content: where it stands and its cells by column name of ours."""

    sheet: str
    row: int
    cells: dict[str, Any]

    @property
    def place(self) -> str:
        return f"{self.sheet}!{self.row}"

    def text(self, column: str) -> str:
        value = self.cells.get(column)
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        return "" if value is None else str(value).replace("\x00", "").strip()


def lines(path: Path) -> list[Line]:
    """Every row below a header that holds anything but a subtotal. Raises Refusal for what is no logbook."""
    with _opened(path) as file:
        try:
            return _book_lines(load_workbook(file, read_only=True, data_only=True))
        except Refusal:
            raise
        except Exception as error:  # whatever a damaged file does to the reader
            raise Refusal(_("このファイルは壊れていて読めません。Excelで開いて保存し直してください。")) from error


def _opened(path: Path) -> Any:
    """The file, once its kind and its sizes have been looked at: nothing is unpacked before."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise Refusal(str(TOO_LARGE))
        file = path.open("rb")
    except OSError as error:
        raise Refusal(_("ファイルを開けません。場所と名前を確かめてください。")) from error
    try:
        _require_small_xlsx(file)
    except Refusal:
        file.close()
        raise
    return file


def _require_small_xlsx(file: Any) -> None:
    is_old = file.read(len(OLD_FORMAT)) == OLD_FORMAT
    if is_old:
        raise Refusal(
            _("パスワードが付いているか、古い形式（.xls）です。パスワードを外し、.xlsx で保存し直してください。")
        )
    try:
        with zipfile.ZipFile(file) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise Refusal(_("Excel（.xlsx）のファイルではありません。")) from error
    if unpacked > MOST_UNPACKED:
        raise Refusal(str(TOO_LARGE))
    file.seek(0)


def _book_lines(book: Any) -> list[Line]:
    headers: dict[str, dict[str, int]] = {}
    found: list[Line] = []
    for sheet, number, row in _filled_rows(book):
        if header := _header(row):
            headers[sheet] = header
        elif sheet in headers and not _is_subtotal(row):
            found.append(Line(sheet, number, {name: row[at] for name, at in headers[sheet].items()}))
        if len(found) > MOST_LINES:
            raise Refusal(str(TOO_LARGE))
    if not headers:
        raise Refusal(_("相談記録簿の見出し（受付日と要旨）が見つかりません。ファイルを確かめてください。"))
    return found


def _filled_rows(book: Any) -> Iterator[tuple[str, int, tuple[Any, ...]]]:
    """The rows that hold something; what a sheet says about its own size is not believed."""
    seen = 0
    for sheet in book.worksheets:
        sheet.reset_dimensions()
        for number, row in enumerate(sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS), start=1):
            seen += 1
            if seen > MOST_ROWS:
                raise Refusal(str(TOO_LARGE))
            if row.count(None) < len(row):
                yield sheet.title, number, row


def _header(row: tuple[Any, ...]) -> dict[str, int]:
    """Column of ours → position, if the row names at least the required columns; the first of two alike counts."""
    found: dict[str, int] = {}
    for at, cell in enumerate(row):
        if isinstance(cell, str) and len(cell) <= LONGEST_HEADING:
            name = COLUMN_OF_WORD.get(unify(cell).casefold())
            if name:
                found.setdefault(name, at)
    return found if found.keys() >= REQUIRED else {}


def _is_subtotal(row: tuple[Any, ...]) -> bool:
    """Also true for a row of blanks only."""
    words = (unify(str(cell)) for cell in row if cell is not None)
    return bool(SUBTOTAL.fullmatch(next((word for word in words if word), "計")))
