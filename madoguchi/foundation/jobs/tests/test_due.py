"""日課 — once per Japanese day."""

import subprocess
import time
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.utils import timezone

from madoguchi.foundation.jobs import due
from madoguchi.foundation.jobs.due import dailies, daily, tick
from madoguchi.foundation.jobs.models import Due, Job
from madoguchi.foundation.jobs.running import drain
from madoguchi.foundation.jobs.tests import errands
from madoguchi.foundation.jobs.worker import Worker

JAPAN = ZoneInfo("Asia/Tokyo")
NOON = datetime(2026, 4, 1, 12, tzinfo=JAPAN)


@pytest.fixture
def calls(monkeypatch):
    """One daily, which writes down the moment it is given."""
    moments = []
    dailies()
    monkeypatch.setattr(due, "_DAILIES", {"sweep": lambda *, at: moments.append(at)})
    return moments


@pytest.fixture
def at_noon(time_machine):
    time_machine.move_to(NOON, tick=False)


def test_a_daily_runs_once_a_day(db, calls, at_noon):
    assert [tick(NOON), tick(NOON), tick(NOON + timedelta(hours=11, minutes=59))] == [["sweep"], [], []]
    assert calls == [NOON]


def test_the_day_begins_at_midnight_in_japan(db, calls, time_machine):
    moments = [
        datetime(2026, 3, 31, hour, minute, tzinfo=ZoneInfo("UTC")) for hour, minute in ((14, 59), (15, 0), (23, 0))
    ]
    for moment in moments:
        time_machine.move_to(moment, tick=False)
        tick(timezone.now())

    assert calls == moments[:2]


def test_whatever_time_zone_a_page_has_chosen(db, calls, at_noon):
    with timezone.override("America/New_York"):
        tick(NOON)

    assert Due.objects.get().last_day == NOON.date()


def test_a_clock_set_back_calls_nothing_twice(db, calls, at_noon):
    assert tick(NOON)
    assert tick(NOON - timedelta(days=1)) == []


def test_one_that_fails_does_not_stop_the_others_and_is_tried_again(db, calls, at_noon, time_machine, monkeypatch):
    failures = iter([ValueError(errands.SECRET)])

    def fail_once(*, at):
        for failure in failures:
            raise failure
        calls.append("again")

    monkeypatch.setitem(due._DAILIES, "broken", fail_once)
    assert tick(NOON) == ["broken", "sweep"]
    assert calls == [NOON]

    time_machine.shift(30)
    assert drain() == 1
    assert calls == [NOON, "again"]


def test_a_tick_that_is_rolled_back_did_not_happen(transactional_db, calls, at_noon, monkeypatch):
    def fall(*_args):
        raise RuntimeError

    monkeypatch.setattr(due.run_daily.__class__, "enqueue", fall)
    with pytest.raises(RuntimeError):
        tick(NOON)

    assert not Due.objects.exists()


@pytest.mark.slow
def test_two_processes_ticking_at_once_call_each_daily_once(workshop):
    workshop.open()
    racers = [workshop.manage("tick", stdout=subprocess.PIPE) for _ in range(3)]
    called = [name for racer in racers for name in racer.communicate(timeout=60)[0].decode().split()]

    assert "clear_sessions" in called
    assert sorted(called) == sorted(set(called))
    assert [workshop.count(Job), workshop.count(Due)] == [len(called), len(called)]


def test_the_worker_ticks_when_it_starts_and_then_each_minute(db, calls, at_noon):
    worker = Worker()
    for _ in range(3):
        worker._step()
    assert calls == [NOON]

    assert 0 < worker.next_tick - time.monotonic() <= 60


def test_two_dailies_cannot_share_a_name(calls):
    with pytest.raises(ValueError, match="sweep"):
        daily("sweep")(print)


def test_the_command_says_what_it_ran(db, calls, at_noon, capsys):
    call_command("tick")
    call_command("tick")

    assert capsys.readouterr().out == "sweep\n"


def test_expired_sessions_and_old_jobs_are_cleared(db, time_machine):
    time_machine.move_to(NOON, tick=False)
    for age in (0, 13):
        session = SessionStore()
        session.set_expiry(timedelta(hours=12) + timezone.now() - timedelta(hours=age))
        session.save()
    errands.add.enqueue(1, 2)
    drain()
    time_machine.move_to(NOON + timedelta(days=31), tick=False)
    waiting = errands.add.using(run_after=timezone.now() + timedelta(days=1)).enqueue(1, 2)

    assert {"clear_sessions", "clear_finished_jobs"} <= set(tick(timezone.now()))
    assert not Session.objects.exists()
    assert Job.objects.get(task=errands.add.module_path).pk == int(waiting.id)
