"""日課 — functions called once per Japanese day, on the first tick after midnight."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.module_loading import autodiscover_modules
from django_tasks import task

from madoguchi.foundation.jobs.models import Due
from madoguchi.foundation.jobs.running import run_next, worker_name

Daily = TypeVar("Daily", bound=Callable[..., object])

_DAILIES: dict[str, Callable[..., object]] = {}


def daily(name: str) -> Callable[[Daily], Daily]:
    """Register a function `(*, at: datetime)` of a room's `tasks` module.

    A day on which nothing ran is not made up for: do all that is due at `at`, not what became due today.
    Like every job it is tried again after a failure, so it must be safe to run twice.
    """

    def register(function: Daily) -> Daily:
        if name in _DAILIES:
            raise ValueError(f"there is already a daily {name!r}")
        _DAILIES[name] = function
        return function

    return register


def dailies() -> dict[str, Callable[..., object]]:
    autodiscover_modules("tasks")
    return _DAILIES


@task
def run_daily(name: str, at: str) -> None:
    dailies()[name](at=datetime.fromisoformat(at))


def tick(at: datetime) -> list[str]:
    """Run the dailies not yet called on this Japanese day, in this process; answers their names."""
    called, worker = call_due(at), worker_name()
    for pk in called.values():
        run_next(by=worker, pk=pk)
    return list(called)


def call_due(at: datetime) -> dict[str, int]:
    """Make jobs of the dailies not yet called on this Japanese day: {name: job}."""
    today = timezone.localdate(at, timezone.get_default_timezone())
    called_before = set(Due.objects.filter(last_day__gte=today).values_list("name", flat=True))
    calls = {name: _call_once(name, at) for name in sorted(dailies().keys() - called_before)}
    return {name: job for name, job in calls.items() if job is not None}


@transaction.atomic
def _call_once(name: str, at: datetime) -> int | None:
    """The mark of the day and the job are written together; None: another worker was faster."""
    today = timezone.localdate(at, timezone.get_default_timezone())
    Due.objects.bulk_create([Due(name=name)], ignore_conflicts=True)
    uncalled = Due.objects.filter(Q(last_day=None) | Q(last_day__lt=today), name=name)
    if not uncalled.update(last_day=today):
        return None
    return int(run_daily.enqueue(name, at.isoformat()).id)
