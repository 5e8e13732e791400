"""`manage.py figures 2017 [--format json]` — the consultations of a fiscal year, counted from the records."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from madoguchi.desk.reports.queries import UNIT, all_consultations, figures
from madoguchi.foundation.core.calendar import fiscal_year_label


class Command(BaseCommand):
    help = "Counts the consultations of a fiscal year, with the other years beside it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("fiscal_year", type=int)
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, fiscal_year: int, format: str, **options: Any) -> None:
        found = figures(fiscal_year, all_consultations())
        if format == "json":
            self.stdout.write(json.dumps(found.as_json(), ensure_ascii=False))
            return
        for year, count in found.by_year.items():
            self.stdout.write(f"{fiscal_year_label(year)}  {count}{UNIT}")
        for cross in found.crosses:
            self.stdout.write(f"  {cross.group.label}  {cross.total}{UNIT}")
