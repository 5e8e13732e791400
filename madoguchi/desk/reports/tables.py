"""集計表 — one table of figures as a value: what the page, the files, the charts and the closing all read."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple

from django.conf import settings
from django.utils.translation import override

if TYPE_CHECKING:
    from madoguchi.desk.reports.metrics import Metric

Number = int | float
Cells = Mapping[tuple[str, str], Number]
ONLY = "value"
KEPT_IN = "ja"  # labels and rules are kept in the language of the source


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
    """差 — one cell of a table, before and after; None where there is none and nothing is not 0."""

    row: str
    column: str
    before: Number | None
    after: Number | None


class Definition(NamedTuple):
    """定義 — by which rule, in which version, and of what a table was counted, with its notes."""

    version: str
    rule: str
    scope: str
    notes: tuple[str, ...]
    rounding: str

    @classmethod
    def kept(cls, data: Mapping[str, Any]) -> "Definition":
        """What an older closing did not keep is None."""
        notes = tuple(data["notes"]) if "notes" in data else None
        return cls._make([data["version"], data["rule"], data["scope"], notes, data.get("rounding")])


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
        """What a table was closed with, even if that has changed since; else in the language of the page."""
        now = self.metric.definition
        if self.kept is None:
            return now
        if self.kept.version != now.version:
            return self.kept._replace(notes=self.kept.notes or (), rounding=self.kept.rounding or "")
        known = zip(*(self._definition_in(language) for language, _name in settings.LANGUAGES), strict=True)
        parts = zip(self.kept, known, now, strict=True)
        return Definition._make(told if kept in (None, *own) else kept for kept, own, told in parts)

    def _definition_in(self, language: str) -> Definition:
        with override(language):
            return self.metric.definition

    @property
    def remark(self) -> str:
        """What is said of a table without rows."""
        return "" if self.rows else str(self.metric.empty)

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
    """差 — cell by cell, in the order of the table; a row that one of them lacks is 0 there, where rows add up."""
    absent = 0 if after.metric.is_additive else None
    rows, columns = _either(before.rows, after.rows), _either(before.columns, after.columns)
    told, now = before._by_key(), after._by_key()
    pairs = (
        Difference(row.label, column.label, told.get(key, absent), now.get(key, absent))
        for row in rows
        for column in columns
        if (key := (row.key, column.key))
    )
    return [one for one in pairs if (one.before or 0) != (one.after or 0)]


def mark_of(tables: Iterable[Table]) -> str:
    """印 — of keys and numbers: the same tables have the same mark, in whatever language."""
    said = [
        (table.metric.key, [row.key for row in table.rows], [column.key for column in table.columns], table.cells)
        for table in tables
    ]
    return sha256(json.dumps(said).encode()).hexdigest()


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
