"""`manage.py import_logbook FILE…` — takes an office's logbooks (.xlsx, .csv) in; a second run adds nothing."""

import json
from pathlib import Path
from typing import Any, NamedTuple

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from madoguchi.desk.logbooks.importing import import_logbook, try_logbook
from madoguchi.desk.logbooks.models import Fate, Logbook
from madoguchi.desk.logbooks.staging import Tally
from madoguchi.foundation.accounts.models import Office, Organisation
from madoguchi.foundation.core.errors import Refusal


class Told(NamedTuple):
    """結果 — counts by fate, remarks on the file as a whole, and the rows to look at with their place."""

    counts: dict[str, int]
    remarks: list[str]
    rows: list[tuple[str, str]]


class Command(BaseCommand):
    help = "Takes logbooks (.xlsx, .csv) in. Free text is sealed for the counter of the office, unless told otherwise."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path)
        parser.add_argument("--office", default="00", help="code of the office, 00 is the centre")
        parser.add_argument("--open", nargs="+", action="extend", default=[], help="要旨 and 対応要旨 to be left open")
        parser.add_argument("--mapping", type=Path, help="JSON: how headings and words are to be understood")
        parser.add_argument("--under-way", action="store_true", help="rows without a closing date are still under way")
        parser.add_argument("--dry-run", action="store_true", help="tells what would become of each row")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, files: list[Path], office: str, format: str, **options: Any) -> None:
        desk = self.office(office)
        outcomes = [(path, self.take(path, desk, options)) for path in files]
        told = [(path, outcome) for path, outcome in outcomes if isinstance(outcome, Told)]
        if format == "json":
            self.stdout.write(json.dumps(as_json(told), ensure_ascii=False))
        else:
            self.stdout.write("\n".join(line for path, one in told for line in as_text(path, one)))
        refusals = [f"{path.name}: {one}" for path, one in outcomes if isinstance(one, Refusal)]
        if refusals:
            raise CommandError("\n".join(refusals))

    def office(self, code: str) -> Organisation:
        found = Office.objects.filter(code=code).exclude(code="").first()
        if found is None:
            raise CommandError(f"no office with code {code}")
        return found

    def take(self, path: Path, office: Organisation, options: dict[str, Any]) -> Told | Refusal:
        said = {
            "path": path,
            "office": office,
            "opens": frozenset(options["open"]),
            "mapping": options["mapping"] and options["mapping"].read_text(),
            "is_under_way": options["under_way"],
            "at": timezone.now(),
        }
        try:
            return rehearsed(try_logbook(**said)) if options["dry_run"] else taken(import_logbook(**said))
        except Refusal as refusal:
            return refusal


def taken(logbook: Logbook) -> Told:
    rows = logbook.rows.exclude(remark="").order_by("position").values_list("place", "remark")
    return Told(logbook.told_counts(), logbook.remarks, list(rows))


def rehearsed(tally: Tally) -> Told:
    rows = [(one.outcome.line.place, one.remark) for one in tally.to_look_at()]
    return Told(tally.told_counts(), tally.remarks(), rows)


def as_json(told: list[tuple[Path, Told]]) -> dict[str, Any]:
    files = [{"file": path.name, **one.counts} for path, one in told]
    totals = {fate.value: sum(one.counts[fate.value] for _path, one in told) for fate in Fate}
    return {**totals, "files": files}


def as_text(path: Path, told: Told) -> list[str]:
    counts = "  ".join(f"{fate} {number}" for fate, number in told.counts.items())
    places = [f"  {place}: {remark}" for place, remark in told.rows]
    return [f"{path.name}: {counts}", *(f"  {remark}" for remark in told.remarks), *places]
