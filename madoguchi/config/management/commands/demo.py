"""`manage.py demo` — fills a migrated, empty database with a fictional desk; refuses any other."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from madoguchi.config.demo import keys
from madoguchi.config.demo.logins import table
from madoguchi.config.demo.people import cast
from madoguchi.config.demo.stories import tell
from madoguchi.desk.logbooks.importing import import_logbook
from madoguchi.desk.reports.actions import close_year
from madoguchi.foundation.accounts.models import Installation, Person

LOGBOOKS = Path(__file__).resolve().parents[2] / "demo" / "logbooks"


class Command(BaseCommand):
    help = "Fills a migrated, empty database with a fictional desk."

    def handle(self, *args: Any, **options: Any) -> None:
        if Installation.objects.exists() or Person.objects.exists():
            raise CommandError("The database is not empty: the demo is made in an empty one only.")
        now, cut = timezone.now(), keys.cut()
        with transaction.atomic():
            Installation.objects.create(pk=1, is_demo=True, made_at=now)
            people = cast(now)
            keys.give_out(cut, people, now)
            keys.name_officers(people, now)
            tell(people, now)
            for path in sorted(LOGBOOKS.glob("*.xlsx")):
                taken = import_logbook(path=path, office=people.centre, opens=frozenset({"要旨"}), at=now)
                close_year(fiscal_year=taken.year or 0, by=people.people["manager"], at=now)
        if options["verbosity"]:
            self.stdout.write(table())
