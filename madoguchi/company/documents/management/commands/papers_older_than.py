"""古い決まりによる書類 — `manage.py papers_older_than 2026-06-24`."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand

from madoguchi.company.documents.queries import older_than


class Command(BaseCommand):
    help = "Lists the papers with clauses by rules older than a day: company's room, kind, version, codes of clauses."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("day", type=date.fromisoformat, help="The day from which the new rule stands.")

    def handle(self, *args: Any, **options: Any) -> None:
        """No company is named and nothing is opened: the room's number tells its people where to look."""
        for room, kind, number, codes in older_than(options["day"].isoformat()):
            self.stdout.write(f"{room}\t{kind}\t{number}\t{' '.join(codes)}")
