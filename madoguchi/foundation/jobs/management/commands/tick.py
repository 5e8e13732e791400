"""日課 — for installations that prefer cron to a worker that is always there."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from madoguchi.foundation.jobs.due import tick


class Command(BaseCommand):
    help = "Runs the dailies that have not run on this Japanese day yet."

    def handle(self, **options: Any) -> None:
        for name in tick(timezone.now()):
            self.stdout.write(name)
