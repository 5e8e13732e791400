"""`manage.py figures 2017 [--office 00] [--format json]` — a fiscal year's figures, the same tables as the page's."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from madoguchi.desk.reports.metrics import TOTAL, Unit
from madoguchi.desk.reports.models import PublishedUnit
from madoguchi.desk.reports.periods import FIRST_YEAR, LAST_YEAR, year_of
from madoguchi.desk.reports.queries import CLOSED, RECORDS, Corrected, Figures, YearFigure, figures, whole_scope
from madoguchi.desk.reports.sheets import internal
from madoguchi.desk.reports.tables import Table
from madoguchi.foundation.core.calendar import fiscal_year_label


class Command(BaseCommand):
    help = "Counts the consultations of a fiscal year, with the other years beside it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("fiscal_year", type=int)
        parser.add_argument("--office", action="append", default=[], help="code of an office (00: the centre)")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, fiscal_year: int, office: list[str], format: str, **options: Any) -> None:
        if not FIRST_YEAR <= fiscal_year <= LAST_YEAR:
            raise CommandError(f"a fiscal year is a number from {FIRST_YEAR} to {LAST_YEAR}")
        scope = whole_scope(office)
        if not scope.offices:
            raise CommandError("there is no such office")
        found = figures(year_of(fiscal_year), scope)
        lines = [json.dumps(as_json(found), ensure_ascii=False)] if format == "json" else as_text(found)
        self.stdout.write("\n".join(lines))


def as_json(found: Figures) -> dict[str, Any]:
    """`consultations`: year → {value, unit, source} of all that may stand in one line; the rest under `published`."""
    comparable = [one for one in found.beside if one.is_same]
    others = [one for one in found.beside if not one.is_same]
    return {
        "notice": internal(),
        "fiscal_year": found.period.fiscal_year,
        "offices": list(found.scope.offices.values()),
        "closed_at": found.closing.closed_at.isoformat() if found.closing else None,
        "corrections": [_corrected(one) for one in found.corrections],
        "consultations": {str(one.year): _figure(one) for one in comparable},
        "published": [{"fiscal_year": one.year, **_figure(one), "scope": one.scope} for one in others],
        "categories": _categories(found.table(TOTAL.key), CLOSED if found.closing else RECORDS),
        "tables": {table.metric.key: _told(table) for table in found.tables},
    }


def as_text(found: Figures) -> list[str]:
    unit, table = str(Unit.CASES.label), found.table(TOTAL.key)
    years = [f"{fiscal_year_label(one.year)}  {one.value}{PublishedUnit(one.unit).label}" for one in found.beside]
    notes = [f"  ※{note}" for note in table.definition.notes]
    return [internal(), *years, *(f"  {line.head.label}  {line.sum}{unit}" for line in table.lines), *notes]


def _figure(one: YearFigure) -> dict[str, Any]:
    return {"value": one.value, "unit": str(PublishedUnit(one.unit).label), "source": one.source or one.kind}


def _corrected(one: Corrected) -> dict[str, Any]:
    changes = [
        {"table": table.metric.key, "unit": str(table.metric.unit.label), **difference._asdict()}
        for table, found in one.changes
        for difference in found
    ]
    at = one.row.corrected_at.isoformat()
    return {"number": one.row.number, "at": at, "why": one.row.reason, "changes": changes}


def _categories(table: Table, source: str) -> dict[str, Any]:
    sizes = {"large": "large", "sme": "sme", "unknown_or_not_applicable": "other"}
    return {
        line.head.key: {
            "value": line.sum,
            "unit": str(Unit.CASES.label),
            "source": source,
            **{name: table.cell(line.head.key, key) for name, key in sizes.items()},
        }
        for line in table.lines
    }


def _told(table: Table) -> dict[str, Any]:
    return table.as_json() | ({"total": table.total} if table.metric.is_additive else {})
