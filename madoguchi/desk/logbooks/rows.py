"""行を読む — every row of a book as a line: a consultation to be understood, or what it is instead."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from madoguchi.desk.logbooks.cells import is_ditto, is_same_day
from madoguchi.desk.logbooks.entries import understand
from madoguchi.desk.logbooks.entry import Entry
from madoguchi.desk.logbooks.lines import Line
from madoguchi.desk.logbooks.mapping import Mapping, lacking
from madoguchi.desk.logbooks.scanning import Kind, Scanned, scanned
from madoguchi.desk.logbooks.tables import Survey, Table
from madoguchi.foundation.papers.books import Book

__all__ = ["Entry", "Kind", "Line", "lines", "understand"]


def lines(book: Book, survey: Survey, mapping: Mapping) -> Iterator[Line]:
    """Every row that holds something, in the order of the file. Raises Refusal when the file turns out damaged."""
    above = _Above()
    is_other = [bool(lacking(table, mapping)) for table in survey.tables]
    days = [_days(table, mapping) for table in survey.tables]
    for row in scanned(book):
        table = survey.tables[row.top.index] if row.top else None
        line = _line(row, table, survey)
        if row.kind == Kind.ROW and table:
            cells = table.freed(above.resolved(row, days[line.table]))
            line = replace(line, cells=cells, kind=Kind.ROW if cells else Kind.BLANK)
        if table and is_other[line.table] and line.kind in (Kind.ROW, Kind.SUBTOTAL):
            line = replace(line, kind=Kind.OTHER_TABLE)
        yield line


def _days(table: Table, mapping: Mapping) -> set[int]:
    return {heading.position for heading in table.headings if mapping.uses.get(heading.key) == "date"}


def _line(row: Scanned, table: Table | None, survey: Survey) -> Line:
    return Line(
        kind=row.kind,
        table=row.top.index if row.top else -1,
        top=row.top,
        sheet=row.raw.sheet,
        number=row.raw.number,
        headings=tuple(table.headings) if table else (),
        cells=row.raw.cells,
        hint=row.hint or survey.hint,
        label=row.label,
        count=row.count,
    )


class _Above:
    """〃 and 同上, among days also 同日 — the cell above, within one table."""

    def __init__(self) -> None:
        self.table = -1
        self.cells: tuple[Any, ...] = ()

    def resolved(self, row: Scanned, days: set[int]) -> tuple[Any, ...]:
        index = row.top.index if row.top else -1
        before = self.cells if index == self.table else ()
        self.table = index
        self.cells = tuple(
            _at(before, at) if is_ditto(cell) or (at in days and is_same_day(cell)) else cell
            for at, cell in enumerate(row.raw.cells)
        )
        return self.cells


def _at(cells: tuple[Any, ...], position: int) -> Any:
    return cells[position] if position < len(cells) else None
