"""取り込みの手間 — as much work for the last rows of a long logbook as for the first, and none for those who read."""

from contextlib import contextmanager
from datetime import datetime
from statistics import median

import pytest
from django.db import connection
from django.utils import timezone

from madoguchi.company.companies import factories as companies
from madoguchi.desk.consultations import factories as cases
from madoguchi.desk.consultations.models import Consultation
from madoguchi.desk.consultations.queries import Filters, desk_list, fiscal_years
from madoguchi.desk.logbooks import pace
from madoguchi.desk.logbooks.importing import import_logbook
from madoguchi.desk.logbooks.models import Step
from madoguchi.desk.logbooks.taking import carry_on
from madoguchi.desk.logbooks.tests.books import logbook, row
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.core.calendar import TOKYO

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
AT_A_TIME = 4
STEPS = 90


@pytest.fixture
def ticks():
    """One more entry for every ten instructions that SQLite carries out."""
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite counts its instructions")
    connection.ensure_connection()
    found = []
    connection.connection.set_progress_handler(lambda: found.append(1), 10)
    yield found
    connection.connection.set_progress_handler(None, 0)


@pytest.fixture
def efforts(monkeypatch, ticks):
    """For each walk through a logbook: the ticks from one step's end to the next's."""
    found = {}

    @contextmanager
    def step(self):
        yield
        found.setdefault(self, []).append(len(ticks))
        ticks.clear()

    monkeypatch.setattr(pace.Pace, "step", step)
    monkeypatch.setattr(pace.Pace, "__init__", lambda self: setattr(self, "size", AT_A_TIME))
    return found


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


@pytest.mark.parametrize("year", [2016, timezone.localdate().year])
def test_who_reads_the_list_meanwhile_does_not_meet_the_rows_that_lie_hidden(ticks, year):
    office = people.office()
    adviser, arrival = people.member(Role.ADVISER, office), companies.arrival(office=office)
    cases.consultation(office=office)
    hide(1, arrival, year)
    few = work_of_the_list(adviser, ticks)
    hide(1000, arrival, year)
    assert work_of_the_list(adviser, ticks) < 1.1 * few


def hide(rows, arrival, year):
    like = cases.consultation(office=arrival.office, state="migrated")
    received = datetime(year, 4, 1, 10, tzinfo=TOKYO)
    facts = {field.attname: getattr(like, field.attname) for field in like._meta.concrete_fields}
    facts |= {"pk": None, "arrival_id": arrival.pk, "received_at": received}
    like.delete()
    Consultation.objects.bulk_create(Consultation(**facts | {"number": f"{year}-{at}-{rows}"}) for at in range(rows))


def work_of_the_list(person, ticks):
    ticks.clear()
    assert desk_list(actor=person, filters=Filters()).count == 1
    assert fiscal_years(actor=person)
    return len(ticks)
