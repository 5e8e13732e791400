"""貸出 — one holder at a time, and only the present one finishes."""

import logging
from contextlib import closing
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from madoguchi.foundation.jobs import leases
from madoguchi.foundation.jobs.leases import LEASE, MAX_ATTEMPTS, claim, extend, fail, pause_after, succeed
from madoguchi.foundation.jobs.models import Job
from madoguchi.foundation.jobs.running import drain, run, run_next
from madoguchi.foundation.jobs.tests import errands

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    errands.add.enqueue(1, 2)
    return timezone.now()


def test_a_job_is_lent_once(now):
    assert claim(by="a", at=now, lease=LEASE)
    assert claim(by="b", at=now, lease=LEASE) is None


def test_a_job_left_behind_is_lent_again_when_its_lease_has_ended(now):
    claim(by="a", at=now, lease=LEASE)

    assert claim(by="b", at=now + LEASE - timedelta(seconds=1), lease=LEASE) is None
    assert claim(by="b", at=now + LEASE, lease=LEASE).attempts == 2


def test_a_heartbeat_keeps_the_job(now):
    job = claim(by="a", at=now, lease=LEASE)

    assert extend(job, at=now + LEASE / 2, lease=LEASE)
    assert claim(by="b", at=now + LEASE, lease=LEASE) is None


def test_a_former_holder_can_neither_keep_nor_finish_nor_fail_it(now):
    former = claim(by="a", at=now, lease=LEASE)
    present = claim(by="b", at=now + LEASE, lease=LEASE)

    assert not extend(former, at=now + LEASE, lease=LEASE)
    assert not succeed(former, result=1, at=now + LEASE)
    assert not fail(former, error="x", at=now + LEASE)
    assert succeed(present, result=2, at=now + LEASE)
    assert Job.objects.get().result == 2


def test_the_same_worker_under_an_earlier_lease_is_a_former_holder_too(now):
    former = claim(by="a", at=now, lease=LEASE)
    claim(by="a", at=now + LEASE, lease=LEASE)

    assert not succeed(former, result=1, at=now + LEASE)


def test_a_late_holder_whom_nobody_replaced_may_finish(now):
    job = claim(by="a", at=now, lease=LEASE)

    assert succeed(job, result=1, at=now + 2 * LEASE)


def test_a_finished_job_is_never_lent_again(now):
    job = claim(by="a", at=now, lease=LEASE)
    succeed(job, result=1, at=now)

    assert claim(by="b", at=now + timedelta(days=1), lease=LEASE) is None


def test_an_outcome_that_came_too_late_is_thrown_away(now):
    former = claim(by="a", at=now, lease=LEASE)
    claim(by="b", at=now + LEASE, lease=LEASE)

    assert not run(former, lease=LEASE)
    assert Job.objects.get().state == "RUNNING"


def test_a_failing_job_pauses_ever_longer_and_then_fails_for_good(time_machine):
    result = errands.explode.enqueue()
    for attempt in range(1, MAX_ATTEMPTS):
        assert drain() == 1
        job = Job.objects.get()
        assert (job.state, job.attempts) == ("READY", attempt)
        time_machine.move_to(job.run_after - timedelta(milliseconds=1), tick=False)
        assert drain() == 0
        time_machine.move_to(job.run_after, tick=False)
    assert drain() == 1

    result.refresh()
    assert (result.status, result.attempts, drain()) == ("FAILED", MAX_ATTEMPTS, 0)
    assert result.errors[0].exception_class is ValueError
    assert [pause_after(n).total_seconds() for n in (1, 2, 3, 4)] == [30, 120, 480, 1920]


def test_a_job_that_kills_its_workers_is_given_up(now):
    Job.objects.update(run_after=now - timedelta(days=1))
    for ago in range(MAX_ATTEMPTS, 0, -1):
        assert claim(by="gone", at=now - LEASE * ago, lease=LEASE)

    assert run_next(by="careful")
    job = Job.objects.get()
    assert (job.state, job.error.rpartition(".")[2], job.result) == ("FAILED", "WorkerLost", None)


@pytest.mark.parametrize("errand", [errands.explode, errands.leave, errands.tell_secret])
def test_neither_row_nor_log_repeats_what_an_error_says(caplog, errand):
    errand.enqueue()
    with caplog.at_level(logging.DEBUG, "madoguchi"):
        drain()

    written = caplog.text + str(Job.objects.values())
    assert errands.SECRET not in written
    assert "READY" in written
    assert ("Traceback" in written, "failed" in caplog.text) == (False, True)


def test_the_log_names_class_and_line(caplog):
    errands.explode.enqueue()
    drain()

    line = errands.explode.func.__code__.co_firstlineno + 2
    assert f"ValueError at {errands.__name__}:{line}" in caplog.text


@pytest.mark.parametrize("path", ["no.such.module", f"{errands.__name__}.plain", "os.abort"])
def test_a_row_can_call_nothing_but_a_task(path):
    errands.add.enqueue(1, 2)
    Job.objects.update(task=path, args=[], kwargs={})
    drain()

    assert Job.objects.get().error in {"builtins.ModuleNotFoundError", "builtins.TypeError"}


def test_a_task_may_ask_which_attempt_this_is():
    result = errands.count_attempts.enqueue()
    drain()

    result.refresh()
    assert result.return_value == 1


def test_an_idle_worker_only_looks(django_assert_num_queries):
    with django_assert_num_queries(1) as looked:
        assert leases.claim(by="a", at=timezone.now(), lease=LEASE) is None
    assert looked[0]["sql"].startswith("SELECT")


@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="SQLite has no row locks: one writer at a time")
@pytest.mark.django_db(transaction=True)
def test_a_row_that_another_worker_is_taking_is_passed_over(now):
    first, second = Job.objects.get(), errands.add.enqueue(3, 4)
    with closing(connection.copy()) as rival, rival.cursor() as theirs, connection.cursor() as ours:
        rival.set_autocommit(False)
        theirs.execute("SELECT id FROM jobs_job WHERE id = %s FOR UPDATE", [first.pk])
        ours.execute("SET lock_timeout = '2s'")
        taken = claim(by="a", at=timezone.now(), lease=LEASE)
        rival.rollback()
        ours.execute("RESET lock_timeout")

    assert taken.pk == int(second.id)
