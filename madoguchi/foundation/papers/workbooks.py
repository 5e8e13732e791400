"""Excelの表 — row by row in flat memory; what a file says about its own sizes is not believed."""

import re
import warnings
import zipfile
import zlib
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache
from typing import IO, Any

from django.utils.translation import gettext as _
from openpyxl.cell.text import Text
from openpyxl.reader.excel import SHARED_STRINGS, ExcelReader
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.utils.cell import range_boundaries
from openpyxl.worksheet._reader import DATA_TAG, ROW_TAG, WorkSheetParser
from openpyxl.xml.constants import SHEET_MAIN_NS, XLSM, XLSX
from openpyxl.xml.functions import iterparse

from madoguchi.foundation.core.errors import Refusal
from madoguchi.foundation.papers.limits import (
    LAST_ROW,
    MOST_BYTES_OF_A_ROW,
    MOST_COLUMNS,
    MOST_MERGES,
    MOST_OF_A_PART,
    MOST_PARTS,
    MOST_ROWS,
    MOST_ROWS_SEEN,
    MOST_TEXTS,
    RawRow,
    damaged,
    not_a_book,
    too_large,
    too_wide,
)

warnings.filterwarnings("ignore", module="openpyxl")  # its warnings repeat what stands in cells
MERGE = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7})"')
END_OF_ROWS = b"sheetData>"
PIECE = 1_000_000
OVERLAP = 300
TEXT_TAG = f"{{{SHEET_MAIN_NS}}}si"
BLOCK_SIZE = 8_000
BLOCKS_AT_HAND = 256
DAYS_OF_THE_EAST = frozenset((*range(27, 37), *range(50, 59)))  # ECMA-376 18.8.30; openpyxl knows no code for them

Merge = tuple[int, int, int, int]


class ExcelBook:
    """.xlsx — sheet by sheet, hidden rows and sheets too: `remarks` name hidden sheets."""

    def __init__(self, file: IO[bytes], most_unpacked: int):
        self.remarks: list[str] = []
        try:
            _require_small_parts(file, most_unpacked)
            self.reader = _Reader(file, read_only=True, data_only=True, keep_links=False)
            self.reader.read()
            self.sheets = self._sheets()
        except Refusal:
            raise
        except Exception as error:  # whatever a damaged file does to the reader
            raise damaged() from error
        self._merges: dict[str, list[Merge]] = {}

    def rows(self) -> Iterator[RawRow]:
        seen = filled = 0
        try:
            for title, part in self.sheets.items():
                for row in self._sheet_rows(title, part):
                    seen += 1
                    filled += row is not None
                    if seen > MOST_ROWS_SEEN or filled > MOST_ROWS:
                        raise too_large()
                    if row:
                        yield row
        except Refusal:
            raise
        except Exception as error:  # as above, found out on the way
            raise damaged() from error

    def _sheets(self) -> dict[str, str]:
        """Title → part of the archive. Two sheets of one title exist in forged files only."""
        found: dict[str, str] = {}
        for sheet, relation in self.reader.parser.find_sheets():
            if "worksheet" in relation.Type and relation.target in self.reader.valid_files:
                title = sheet.name if sheet.name not in found else f"{sheet.name} ({len(found) + 1})"
                found[title] = relation.target
                if sheet.state != "visible":
                    told = _("非表示のシート「%(sheet)s」も読みました。") % {"sheet": title}
                    self.remarks.append(told)
        return found

    def _sheet_rows(self, title: str, part: str) -> Iterator[RawRow | None]:
        merges = _Merges(self._merges_of(part))
        before = 0
        with self.reader.archive.open(part) as stream:
            for number, is_hidden, cells in self._parser(_Meter(stream)).rows():
                if number > LAST_ROW:
                    raise too_large()
                if number <= before:
                    raise damaged()
                before = number
                yield merges.filled(RawRow(title, number, _values(title, number, cells), is_hidden))

    def _parser(self, meter: "_Meter") -> "_SheetParser":
        book = self.reader.wb
        return _SheetParser(
            meter,
            self.reader.shared_strings,
            data_only=True,
            epoch=book.epoch,
            date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )

    def _merges_of(self, part: str) -> list[Merge]:
        if part not in self._merges:
            self._merges[part] = _merges_in(self.reader.archive, part)
        return self._merges[part]


class _Reader(ExcelReader):  # type: ignore[misc]
    """openpyxl's reader of what we need: no properties, pictures, charts; texts are kept packed."""

    def read(self) -> None:
        self.read_manifest()
        self.read_strings()
        self._require_small_workbook()
        self.read_workbook()
        apply_stylesheet(self.archive, self.wb)
        styles = enumerate(self.wb._cell_styles)
        days = {at for at, style in styles if style.numFmtId in DAYS_OF_THE_EAST}
        self.wb._date_formats = days.union(self.wb._date_formats)

    def _require_small_workbook(self) -> None:
        part = self.package.find(XLSX) or self.package.find(XLSM)
        if part and self.archive.getinfo(part.PartName[1:]).file_size > MOST_OF_A_PART:
            raise too_large()

    def read_strings(self) -> None:
        part = self.package.find(SHARED_STRINGS)
        self.shared_strings = _Strings()
        if part is not None:
            with self.archive.open(part.PartName[1:]) as stream:
                self.shared_strings.fill(stream)


class _SheetParser(WorkSheetParser):  # type: ignore[misc]
    """openpyxl's reader of cells, without what stands around the rows and without keeping what was read."""

    def rows(self) -> Iterator[tuple[int, bool, list[dict[str, Any]]]]:
        """Number, whether hidden, and cells of each row."""
        data = None
        for event, element in iterparse(self.source, events=("start", "end")):
            if element.tag == DATA_TAG:
                if event == "end":
                    return
                data = element
            elif element.tag == ROW_TAG and event == "end":
                self.source.mark()
                is_hidden = element.get("hidden") in ("1", "true")
                number, cells = self.parse_row(element)
                self.row_dimensions.clear()
                yield number, is_hidden, cells
                if data is not None:
                    data.clear()


class _Strings:
    """The texts of a workbook, packed in blocks: 100,000 rows of talk stay small."""

    def __init__(self) -> None:
        self.blocks: list[bytes] = []
        self.starts = array("Q")
        self.count = 0
        self.block = lru_cache(maxsize=BLOCKS_AT_HAND)(self._unpacked)

    def fill(self, stream: Any) -> None:
        gathered: list[str] = []
        size = 0
        for text in _texts(_Meter(stream)):
            gathered.append(text)
            size += len(text) + 1
            if size > BLOCK_SIZE:
                self._pack(gathered)
                gathered, size = [], 0
        self._pack(gathered)

    def _pack(self, gathered: list[str]) -> None:
        self.starts.append(self.count)
        self.blocks.append(zlib.compress("\x00".join(gathered).encode("utf-8", "replace"), 1))
        self.count += len(gathered)
        if self.count > MOST_TEXTS:
            raise too_large()

    def _unpacked(self, number: int) -> list[str]:
        return zlib.decompress(self.blocks[number]).decode().split("\x00")

    def __getitem__(self, index: int) -> str:
        if not 0 <= index < self.count:
            raise damaged()
        number = bisect_right(self.starts, index) - 1
        return self.block(number)[index - self.starts[number]]


def _texts(meter: "_Meter") -> Iterator[str]:
    root = None
    for event, element in iterparse(meter, events=("start", "end")):
        root = element if root is None else root
        if element.tag == TEXT_TAG and event == "end":
            meter.mark()
            yield Text.from_tree(element).content
            root.clear()


class _Meter:
    """Reads a part and stops where one row or text grows without end."""

    def __init__(self, stream: Any):
        self.stream = stream
        self.since_mark = 0

    def mark(self) -> None:
        self.since_mark = 0

    def read(self, size: int = -1) -> bytes:
        piece: bytes = self.stream.read(size)
        self.since_mark += len(piece)
        if self.since_mark > MOST_BYTES_OF_A_ROW:
            raise too_large()
        return piece


class _Merges:
    """結合セル — a cell merged downwards stands in each of its rows, if the row holds anything of its own."""

    def __init__(self, merges: list[Merge]):
        self.coming = sorted(merges, reverse=True)
        self.open: dict[int, tuple[int, Any]] = {}

    def filled(self, row: RawRow) -> RawRow | None:
        spans = self._begin(row)
        if row.cells.count(None) == len(row.cells):
            return None
        cells = list(row.cells)
        for column, (last, value) in list(self.open.items()):
            if row.number > last:
                del self.open[column]
            elif column < MOST_COLUMNS:
                cells += [None] * (column + 1 - len(cells))
                cells[column] = value if cells[column] is None else cells[column]
        return RawRow(row.sheet, row.number, tuple(cells), row.is_hidden, spans)

    def _begin(self, row: RawRow) -> tuple[tuple[int, int], ...]:
        spans = []
        while self.coming and self.coming[-1][0] <= row.number:
            first, last, left, right = self.coming.pop()
            if first == row.number and right > left:
                spans.append((left, right))
            if first == row.number and last > first and left < len(row.cells):
                self.open[left] = (last, row.cells[left])
        return tuple(spans)


def _require_small_parts(file: IO[bytes], most_unpacked: int) -> None:
    """Looks at the sizes before anything is unpacked."""
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise not_a_book() from error
    if "[Content_Types].xml" not in {part.filename for part in parts}:
        raise not_a_book()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > most_unpacked:
        raise too_large()
    if any(part.file_size > MOST_OF_A_PART for part in parts if _is_read_whole(part.filename)):
        raise too_large()


def _is_read_whole(name: str) -> bool:
    return name.endswith((".rels", "styles.xml", "workbook.xml", "[Content_Types].xml"))


def _values(title: str, number: int, cells: list[dict[str, Any]]) -> tuple[Any, ...]:
    held = {cell["column"] - 1: cell["value"] for cell in cells if cell["value"] not in (None, "")}
    width = max(held, default=-1) + 1
    if width > MOST_COLUMNS:
        raise too_wide(title, number)
    return tuple(held.get(at) for at in range(width))


def _merges_in(archive: zipfile.ZipFile, part: str) -> list[Merge]:
    """They stand behind the rows and are needed before them."""
    found: list[Merge] = []
    rest = b""
    is_past_rows = False
    with archive.open(part) as stream:
        while piece := stream.read(PIECE):
            window = rest + piece
            is_past_rows = is_past_rows or END_OF_ROWS in window
            matches = list(MERGE.finditer(window)) if is_past_rows else []
            found += [_merge(match[1].decode()) for match in matches]
            rest = window[max(matches[-1].end() if matches else 0, len(window) - OVERLAP) :]
            if len(found) > MOST_MERGES:
                raise too_large()
    return found


def _merge(reference: str) -> Merge:
    left, first, right, last = range_boundaries(reference)
    return first, last, left - 1, right - 1
