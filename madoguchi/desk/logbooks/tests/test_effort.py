"""取り込みの手間 — as much work for the last rows of a long logbook as for the first."""

from contextlib import contextmanager
from statistics import median

import pytest
from django.db import connection
from django.utils import timezone

from madoguchi.desk.logbooks import pace
from madoguchi.desk.logbooks.importing import import_logbook
from madoguchi.desk.logbooks.models import Step
from madoguchi.desk.logbooks.taking import carry_on
from madoguchi.desk.logbooks.tests.books import logbook, row
from madoguchi.foundation.accounts import factories as people

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
AT_A_TIME = 4
STEPS = 90


@pytest.fixture
def efforts(monkeypatch):
    """For each walk through a logbook: SQLite's own count of the instructions from one step's end to the next's."""
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite counts its instructions")
    connection.ensure_connection()
    found, ticks = {}, [0]

    @contextmanager
    def step(self):
        yield
        found.setdefault(self, []).append(ticks[0])
        ticks[0] = 0

    def tick():
        ticks[0] += 1

    monkeypatch.setattr(pace.Pace, "step", step)
    monkeypatch.setattr(pace.Pace, "__init__", lambda self: setattr(self, "size", AT_A_TIME))
    connection.connection.set_progress_handler(tick, 10)
    yield found
    connection.connection.set_progress_handler(None, 0)


@pytest.mark.parametrize("number", ["H28-{:04}", ""])
def test_the_last_rows_take_no_more_work_than_the_first(efforts, tmp_path, number):
    rows = [
        row(number=number.format(at), company=f"架空{at}工業", corporate_number="", gist=f"{at}")
        for at in range(AT_A_TIME * STEPS)
    ]
    made = import_logbook(
        path=logbook(tmp_path / "book.xlsx", rows), office=people.office(), opens=frozenset(), at=timezone.now()
    )
    made.step = Step.UNDOING
    made.save()
    carry_on(made.pk)

    staged, carried, undone = efforts.values()
    taken, counted = carried[:STEPS], carried[STEPS + 1 :]
    for walk in (staged, taken, counted, undone):
        assert len(walk) >= STEPS
        early, late = walk[2 : STEPS // 3], walk[-STEPS // 3 : -2]
        assert median(late) < 1.1 * median(early), walk
