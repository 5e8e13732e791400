"""Two at once: one stream stays one chain."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection

from madoguchi.foundation.audit import diary
from madoguchi.foundation.audit.chain import GENESIS
from madoguchi.foundation.audit.models import Line
from madoguchi.foundation.audit.verification import verify

NOON = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
WRITERS, LINES = 4, 15

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _on_disk(shared_database):
    shared_database()


def in_threads(work):
    """Run `work(number, barrier)` in every writer at once, then answer what is stored."""
    barrier = Barrier(WRITERS)

    def run(number):
        try:
            work(number, barrier)
        finally:
            connection.close()

    def read():
        try:
            return list(Line.objects.order_by("stream", "segment", "seq"))
        finally:
            connection.close()

    with ThreadPoolExecutor(WRITERS) as pool:
        for done in [pool.submit(run, number) for number in range(WRITERS)]:
            done.result()
        return pool.submit(read).result()


def assert_unbroken(lines):
    previous = GENESIS
    for line in lines:
        assert (line.previous, line.hash) == (previous, diary.hash_of(line))
        previous = line.hash


def test_writers_of_one_stream_leave_one_unbroken_chain():
    def write(number, barrier):
        barrier.wait()
        for _ in range(LINES):
            diary.record("look", "case:1", by="system", at=NOON)

    lines = in_threads(write)
    assert [line.seq for line in lines] == list(range(1, WRITERS * LINES + 1))
    assert_unbroken(lines)


def test_the_turn_of_the_year_is_one_link_however_many_cross_it():
    def write(number, barrier):
        barrier.wait()
        for turn in range(LINES):
            diary.record("look", "case:1", by="system", at=NOON + timedelta(days=130 * (turn * 4 // LINES)))

    lines = in_threads(write)
    assert len(lines) == WRITERS * LINES
    assert len({line.segment for line in lines}) == 2
    assert_unbroken(lines)


def test_verify_beside_busy_writers_sees_one_moment():
    def write_or_verify(number, barrier):
        barrier.wait()
        for _ in range(LINES):
            if number == 0:
                assert verify().findings == []
            else:
                diary.record("look", f"case:{number % 2}", by="system", at=NOON)

    assert len(in_threads(write_or_verify)) == (WRITERS - 1) * LINES


def test_flush_empties_the_diary_and_leaves_the_guard_standing():
    diary.record("look", "case:1", by="system", at=NOON)
    call_command("flush", interactive=False, verbosity=0)
    assert not Line.objects.exists()
    diary.record("look", "case:1", by="system", at=NOON)
    with pytest.raises(DatabaseError, match="never"), connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_line")
