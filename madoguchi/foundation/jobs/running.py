"""実行 — one job from its claim to its outcome, with a heart that beats while it runs."""

import logging
import os
import secrets
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from threading import Event, Thread
from traceback import walk_tb
from typing import Any

from django.db import Error, connection
from django.utils import timezone
from django_tasks import TaskContext
from django_tasks.utils import get_module_path

from madoguchi.foundation.jobs.backend import as_result, task_of
from madoguchi.foundation.jobs.leases import LEASE, MAX_ATTEMPTS, claim, extend, fail, succeed
from madoguchi.foundation.jobs.models import Job
from madoguchi.foundation.jobs.payload import refuse_content

log = logging.getLogger(__name__)


class WorkerLost(Exception):
    """Every worker that took this job was gone before it ended: nobody takes it again."""


def worker_name() -> str:
    return f"{socket.gethostname()[:32]}-{os.getpid()}-{secrets.token_hex(4)}"


def run_next(*, by: str, lease: timedelta = LEASE, pk: int | None = None) -> bool:
    """Claim and run one job; False: there was none."""
    job = claim(by=by, at=timezone.now(), lease=lease, pk=pk)
    if job is None:
        return False
    run(job, lease=lease)
    return True


def drain(*, lease: timedelta = LEASE) -> int:
    """Run whatever is ripe, in this process; answers how many runs that were."""
    name, count = worker_name(), 0
    while run_next(by=name, lease=lease):
        count += 1
    return count


def run(job: Job, *, lease: timedelta) -> bool:
    """False: another worker took the job over meanwhile, and this outcome was thrown away."""
    with _heartbeat(job, lease):
        conclude = _attempt(job)
    is_ours = conclude(at=timezone.now())
    if not is_ours:
        log.warning("%s %s: lease lost, outcome thrown away", job.task, job.pk)
    return is_ours


def _attempt(job: Job) -> Callable[..., bool]:
    try:
        return partial(succeed, job, result=_call(job))
    except (Exception, SystemExit) as error:
        name = get_module_path(type(error))[:200]
        log.warning("%s %s: attempt %s failed, %s at %s", job.task, job.pk, job.attempts, name, _place(error))
        return partial(fail, job, error=name)


def _call(job: Job) -> Any:
    if job.attempts > MAX_ATTEMPTS:
        raise WorkerLost
    task = task_of(job)
    context = [TaskContext(task_result=as_result(job, task))] if task.takes_context else []
    result = task.call(*context, *job.args, **job.kwargs)
    refuse_content(result)
    return result


def _place(error: BaseException) -> str:
    """Module and line, the innermost of ours: never the message, which may repeat what somebody confided."""
    places = [(frame.f_globals.get("__name__", "?"), line) for frame, line in walk_tb(error.__traceback__)]
    ours = [place for place in places if place[0].startswith("madoguchi.")]
    return "{}:{}".format(*(ours or places)[-1])


@contextmanager
def _heartbeat(job: Job, lease: timedelta) -> Iterator[None]:
    """A thread with its own database connection, which it opens at the first beat only."""
    done = Event()
    heart = Thread(target=_beat, args=(job, lease, done), daemon=True)
    heart.start()
    try:
        yield
    finally:
        done.set()
        heart.join()


def _beat(job: Job, lease: timedelta, done: Event) -> None:
    while not done.wait(lease.total_seconds() / 3):
        if not _is_extended(job, at=timezone.now(), lease=lease):
            break
    connection.close()


def _is_extended(job: Job, *, at: datetime, lease: timedelta) -> bool:
    """A database that is busy or away for one beat does not end the lease; the next beat tries again."""
    try:
        return extend(job, at=at, lease=lease)
    except Error as error:
        log.warning("%s %s: no heartbeat, %s", job.task, job.pk, get_module_path(type(error)))
        connection.close()
        return True
