"""錠 — the real one runs beside the web server, and fails in words."""

import subprocess

import pytest

from madoguchi.foundation.vault import lock
from madoguchi.foundation.vault.errors import TooBusy
from madoguchi.foundation.vault.lock import lock as real_lock
from madoguchi.foundation.vault.lock import unlock as real_unlock
from tests import locks


def test_the_double_of_the_tests_keeps_what_the_real_lock_keeps():
    locked = locks.lock("AGE-SECRET-KEY-1", "tadashii")
    assert b"AGE-SECRET" not in locked
    assert locks.unlock(locked, "tadashii") == "AGE-SECRET-KEY-1"
    with pytest.raises(lock.WrongPassword):
        locks.unlock(locked, "chigau")


@pytest.mark.parametrize("failure", [subprocess.CompletedProcess([], -9, b""), subprocess.TimeoutExpired("x", 30)])
def test_a_lock_that_was_killed_or_takes_too_long_is_a_refusal_without_the_secret(monkeypatch, failure, caplog):
    def run(*_, **__):
        if isinstance(failure, Exception):
            raise failure
        return failure

    monkeypatch.setattr(subprocess, "run", run)
    with pytest.raises(TooBusy) as refused:
        real_lock("AGE-SECRET-KEY-1", "tadashii")
    assert refused.value.__context__ is None or refused.value.__suppress_context__
    assert "SECRET" not in caplog.text


def test_no_more_than_two_locks_are_computed_at_once(monkeypatch):
    monkeypatch.setattr(lock, "PATIENCE", 0.01)
    for _place in range(lock.AT_ONCE):
        lock._places.acquire()
    try:
        with pytest.raises(TooBusy):
            real_unlock(b"", "tadashii")
    finally:
        for _place in range(lock.AT_ONCE):
            lock._places.release()


@pytest.mark.slow
def test_nothing_told_to_the_lock_stands_where_others_could_read_it(monkeypatch):
    asked = []
    run = subprocess.run

    def spying(command, **how):
        asked.append(str(command) + str(how.get("env")))
        return run(command, **how)

    monkeypatch.setattr(subprocess, "run", spying)
    locked = real_lock("AGE-SECRET-KEY-1", "窓口の合言葉\nと改行")
    assert real_unlock(locked, "窓口の合言葉\nと改行") == "AGE-SECRET-KEY-1"
    assert "SECRET" not in "".join(asked)
    assert "合言葉" not in "".join(asked)
