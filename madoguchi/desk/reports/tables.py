"""集計表 — one table of figures as a value: what the page, the files, the charts and the closing all read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from madoguchi.desk.reports.metrics import Metric

Number = int | float
Cells = Mapping[tuple[str, str], Number]
ONLY = "value"


class Head(NamedTuple):
    """見出し — of a row or a column; the key stays, whatever the label is called later."""

    key: str
    label: str


class Line(NamedTuple):
    """行 — as it is shown: its cells, and where they add up their sum and its share of the table (percent)."""

    head: Head
    cells: tuple[Number, ...]
    sum: Number
    share: float


class Difference(NamedTuple):
    """差 — one cell of a table, before and after."""

    row: str
    column: str
    before: Number
    after: Number


class Definition(NamedTuple):
    """定義 — by which rule, in which version, and of what a table was counted."""

    version: str
    rule: str
    scope: str


@dataclass(frozen=True)
class Table:
    """集計表 — cells by row and column; sums and shares only where they add up. `kept`: its rule when closed."""

    metric: "Metric"
    rows: tuple[Head, ...]
    columns: tuple[Head, ...]
    cells: tuple[tuple[Number, ...], ...]
    kept: Definition | None = None

    @property
    def definition(self) -> Definition:
        """A closed table tells the rule it was counted by, even after the rule has changed."""
        now = Definition(self.metric.version, str(self.metric.rule), str(self.metric.scope))
        return self.kept if self.kept and self.kept.version != now.version else now

    @property
    def total(self) -> Number:
        return sum(self.column_sums)

    @property
    def row_sums(self) -> tuple[Number, ...]:
        return tuple(sum(row) for row in self.cells)

    @property
    def column_sums(self) -> tuple[Number, ...]:
        return tuple(sum(row[place] for row in self.cells) for place in range(len(self.columns)))

    @property
    def has_sum_column(self) -> bool:
        return self.metric.is_additive and len(self.columns) > 1

    @property
    def lines(self) -> list[Line]:
        shown = zip(self.rows, self.cells, self.row_sums, shares(self.row_sums), strict=True)
        return [Line(*parts) for parts in shown]

    def cell(self, row: str, column: str) -> Number:
        return self._by_key().get((row, column), 0)

    def _by_key(self) -> dict[tuple[str, str], Number]:
        return {
            (row.key, column.key): value
            for row, cells in zip(self.rows, self.cells, strict=True)
            for column, value in zip(self.columns, cells, strict=True)
        }

    def as_json(self) -> dict[str, Any]:
        """With its definition, as the command tells it and as a closing keeps it."""
        return {
            "key": self.metric.key,
            "title": str(self.metric.title),
            "unit": str(self.metric.unit.label),
            **self.definition._asdict(),
            "rows": [list(row) for row in self.rows],
            "columns": [list(column) for column in self.columns],
            "cells": [list(row) for row in self.cells],
        }


def differences(before: Table, after: Table) -> list[Difference]:
    """差 — cell by cell, in the order of the table; a row that one of them does not have counts as 0 there."""
    rows, columns = _either(before.rows, after.rows), _either(before.columns, after.columns)
    told, now = before._by_key(), after._by_key()
    pairs = (
        Difference(row.label, column.label, told.get(key, 0), now.get(key, 0))
        for row in rows
        for column in columns
        if (key := (row.key, column.key))
    )
    return [one for one in pairs if one.before != one.after]


def shares(values: Sequence[Number]) -> list[float]:
    """構成比 — percent to one decimal by the largest remainder: they always make 100.0 together; all 0 of nothing.

    Every share is cut to tenths; the tenths still missing go one by one to the largest remainders, to the upper row
    where two are equal.
    """
    whole = sum(values)
    if not whole:
        return [0.0 for _value in values]
    tenths = [int(value * 1000 // whole) for value in values]
    by_remainder = sorted(range(len(values)), key=lambda place: (-(values[place] * 1000 % whole), place))
    for place in by_remainder[: 1000 - sum(tenths)]:
        tenths[place] += 1
    return [tenth / 10 for tenth in tenths]


def _either(before: Sequence[Head], after: Sequence[Head]) -> list[Head]:
    return list({head.key: head for head in (*before, *after)}.values())
