"""`manage.py import_logbook FILE…` — takes an office's logbooks (.xlsx, .csv) in; a second run adds nothing."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from madoguchi.desk.logbooks.importing import import_logbook
from madoguchi.desk.logbooks.models import Fate, Logbook
from madoguchi.foundation.accounts.models import Office, Organisation
from madoguchi.foundation.core.errors import Refusal


class Command(BaseCommand):
    help = "Takes logbooks (.xlsx, .csv) in. Free text is sealed for the counter of the office, unless told otherwise."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path)
        parser.add_argument("--office", default="00", help="code of the office, 00 is the centre")
        parser.add_argument("--open", nargs="+", action="extend", default=[], help="要旨 and 対応要旨 to be left open")
        parser.add_argument("--mapping", type=Path, help="JSON: how headings and words are to be understood")
        parser.add_argument("--under-way", action="store_true", help="rows without a closing date are still under way")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, files: list[Path], office: str, format: str, **options: Any) -> None:
        desk = self.office(office)
        outcomes = [self.take(path, desk, options) for path in files]
        taken = [(path, one) for path, one in zip(files, outcomes, strict=True) if isinstance(one, Logbook)]
        if format == "json":
            self.stdout.write(json.dumps(as_json(taken), ensure_ascii=False))
        else:
            self.stdout.write("\n".join(line for path, logbook in taken for line in as_text(path, logbook)))
        named = zip(files, outcomes, strict=True)
        refusals = [f"{path.name}: {refusal}" for path, refusal in named if isinstance(refusal, Refusal)]
        if refusals:
            raise CommandError("\n".join(refusals))

    def office(self, code: str) -> Organisation:
        found = Office.objects.filter(code=code).exclude(code="").first()
        if found is None:
            raise CommandError(f"no office with code {code}")
        return found

    def take(self, path: Path, office: Organisation, options: dict[str, Any]) -> Logbook | Refusal:
        try:
            return import_logbook(
                path=path,
                office=office,
                opens=frozenset(options["open"]),
                mapping=options["mapping"] and options["mapping"].read_text(),
                is_under_way=options["under_way"],
                at=timezone.now(),
            )
        except Refusal as refusal:
            return refusal


def as_json(taken: list[tuple[Path, Logbook]]) -> dict[str, Any]:
    files = [{"file": path.name, **logbook.told_counts()} for path, logbook in taken]
    totals = {fate.value: sum(logbook.told_counts()[fate.value] for _path, logbook in taken) for fate in Fate}
    return {**totals, "files": files}


def as_text(path: Path, logbook: Logbook) -> list[str]:
    counts = "  ".join(f"{fate} {number}" for fate, number in logbook.told_counts().items())
    rows = logbook.rows.exclude(remark="").order_by("position")
    places = [f"  {row.place}: {row.remark}" for row in rows]
    return [f"{path.name}: {counts}", *(f"  {remark}" for remark in logbook.remarks), *places]
