"""貸出 — a worker holds a job until its lease ends; only the present holder may finish it."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from madoguchi.foundation.jobs.models import Job, State

LEASE = timedelta(seconds=60)
MAX_ATTEMPTS = 5


def claim(*, by: str, at: datetime, lease: timedelta, pk: int | None = None) -> Job | None:
    """Take the most urgent ripe job, or the one named by `pk` if it is ripe.

    An idle worker only looks. PostgreSQL locks the row and passes over rows locked by others; SQLite has
    one writer at a time (`transaction_mode: IMMEDIATE`), so looking and taking are one step there too.
    """
    ripe = Job.objects.ripe(at) if pk is None else Job.objects.ripe(at).filter(pk=pk)
    if not ripe.exists():
        return None
    with transaction.atomic():
        job = ripe.select_for_update(skip_locked=True).first()
        if job is not None:
            _lend(job, by=by, at=at, lease=lease)
    return job


def _lend(job: Job, *, by: str, at: datetime, lease: timedelta) -> None:
    job.state, job.attempts, job.started_at = State.RUNNING, job.attempts + 1, at
    job.leased_by, job.leased_until = by, at + lease
    job.save(update_fields=["state", "attempts", "started_at", "leased_by", "leased_until"])


def extend(job: Job, *, at: datetime, lease: timedelta) -> bool:
    """Is the job still ours? Then it stays so until `at + lease`."""
    return Job.objects.held(job).update(leased_until=at + lease) == 1


def succeed(job: Job, *, result: Any, at: datetime) -> bool:
    """False: the lease went to somebody else meanwhile, and their outcome counts."""
    return _give_back(job, state=State.SUCCESSFUL, finished_at=at, result=result, error="")


def fail(job: Job, *, error: str, at: datetime) -> bool:
    """Try again later, or never again after the last attempt. False as in `succeed`."""
    if job.attempts < MAX_ATTEMPTS:
        return _give_back(job, state=State.READY, run_after=at + pause_after(job.attempts), error=error)
    return _give_back(job, state=State.FAILED, finished_at=at, error=error)


def _give_back(job: Job, **changes: Any) -> bool:
    return Job.objects.held(job).update(leased_until=None, **changes) == 1


def pause_after(attempts: int) -> timedelta:
    """30 seconds, 2 minutes, 8 minutes, 32 minutes."""
    return timedelta(seconds=30 * 4 ** (attempts - 1))
