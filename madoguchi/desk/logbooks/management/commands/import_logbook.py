"""`manage.py import_logbook FILE.xlsx…` — takes an office's Excel logbooks in; a second run adds nothing."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from madoguchi.desk.logbooks.actions import FATES, Report, import_logbook
from madoguchi.foundation.accounts.models import Office, Organisation
from madoguchi.foundation.core.errors import Refusal


class Command(BaseCommand):
    help = "Takes logbooks (.xlsx) in: card and 要旨 of each row; other free text is left out."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path)
        parser.add_argument("--office", default="00", help="code of the office, 00 is the centre")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, files: list[Path], office: str, format: str, **options: Any) -> None:
        desk = self.office(office)
        outcomes = [self.take(path, desk) for path in files]
        reports = [report for report in outcomes if isinstance(report, Report)]
        if format == "json":
            self.stdout.write(json.dumps(as_json(reports), ensure_ascii=False))
        else:
            self.stdout.write("\n".join(line for report in reports for line in as_text(report)))
        named = zip(files, outcomes, strict=True)
        refusals = [f"{path.name}: {refusal}" for path, refusal in named if isinstance(refusal, Refusal)]
        if refusals:
            raise CommandError("\n".join(refusals))

    def office(self, code: str) -> Organisation:
        found = Office.objects.filter(code=code).exclude(code="").first()
        if found is None:
            raise CommandError(f"no office with code {code}")
        return found

    def take(self, path: Path, office: Organisation) -> Report | Refusal:
        try:
            return import_logbook(path=path, office=office, at=timezone.now())
        except Refusal as refusal:
            return refusal


def as_json(reports: list[Report]) -> dict[str, Any]:
    totals = {fate: sum(report.fates[fate] for report in reports) for fate in FATES}
    return {**totals, "files": [{"file": report.name, **report.counts()} for report in reports]}


def as_text(report: Report) -> list[str]:
    counts = "  ".join(f"{fate} {number}" for fate, number in report.counts().items())
    return [f"{report.name}: {counts}", *(f"  {remark}" for remark in report.remarks)]
