"""表のファイル — a small .xlsx or .csv becomes rows to paste; it stays in the memory of a request, kept nowhere."""

import csv
import zipfile
from io import BytesIO, StringIO
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook

from madoguchi.company.assets.pasting import MOST_ROWS, as_text
from madoguchi.foundation.access.files import SmallFile
from madoguchi.foundation.core.errors import Refusal

MOST_BYTES = 5_000_000
MOST_UNPACKED = 60_000_000
MOST_PARTS = 500
MOST_COLUMNS = 60
MOST_LETTERS = 600_000
ROWS_READ = MOST_ROWS + 2  # one more than may be pasted: that there are too many is said, not hidden


class SheetFile(SmallFile):
    """表の受け口."""

    most_bytes = MOST_BYTES


def read(content: bytes) -> str:
    """表を読む — as text to paste. Raises Refusal for what is no table, damaged or too large."""
    text = as_text(_book(content) if content.startswith(b"PK") else _csv(content))
    if len(text) > MOST_LETTERS:
        raise _too_large()
    return text


def _book(content: bytes) -> list[list[Any]]:
    """The first sheet that holds something."""
    try:
        _require_small(content)
        book = load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
        for sheet in book.worksheets:
            rows = sheet.iter_rows(values_only=True, max_row=ROWS_READ, max_col=MOST_COLUMNS)
            if found := [list(row) for row in rows if any(cell not in (None, "") for cell in row)]:
                return found
    except Refusal:
        raise
    except Exception as error:  # whatever a damaged file does to the reader
        raise _no_table() from error
    raise _no_table()


def _require_small(content: bytes) -> None:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        parts = archive.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise _too_large()


def _csv(content: bytes) -> list[list[Any]]:
    for encoding in ("utf-8-sig", "cp932"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        first = text.partition("\n")[0]
        mark = "\t" if first.count("\t") > first.count(",") else ","
        try:
            return [row for row in islice(csv.reader(StringIO(text), delimiter=mark), ROWS_READ) if any(row)]
        except csv.Error as error:
            raise _no_table() from error
    raise _no_table()


def _no_table() -> Refusal:
    return Refusal(_("表として読めません。Excelで開き、.xlsx で保存し直してください。"))


def _too_large() -> Refusal:
    return Refusal(_("ファイルが大きすぎます。分けて読み込んでください。"))
