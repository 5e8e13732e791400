"""今日の窓口 — the seven lists, for whom, and at what price."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from madoguchi.desk.appointments.factories import appointment
from madoguchi.desk.consultations import factories as consultations
from madoguchi.desk.consultations.words import MemberKind, NextAction, State, Urgency
from madoguchi.desk.counter import queries
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people

DAY = timedelta(days=1)


def today(actor):
    """The keys of the rows in each list."""
    vars(actor).pop("memberships_today", None)
    found = queries.today(actor=actor, day=timezone.localdate())
    return SimpleNamespace(**{name: [line.pk for line in lines] for name, lines in vars(found).items()})


def keys(*rows):
    return [row.pk for row in rows]


def noon():
    return timezone.localtime().replace(hour=12, minute=0, second=0, microsecond=0)


def test_each_list_holds_its_own(counter):
    mine = counter.case(state=State.WORKING)
    new = counter.case(owner=None)
    urgent = counter.case(owner="colleague", urgency=Urgency.URGENT)
    overdue, due, later = (counter.step(mine, days) for days in (-1, 0, 1))
    waiting = counter.step(mine, -3, NextAction.ASK_EXPERT)
    found = today(counter.adviser)
    assert (found.mine, found.new, found.urgent) == (keys(mine), keys(new), keys(urgent))
    assert (found.overdue, found.due, found.waiting) == (keys(overdue), keys(due), keys(waiting))
    assert later.pk not in found.overdue + found.due


def test_each_pile_of_steps_holds_its_own_soonest(counter):
    case = counter.case(state=State.WORKING)
    overdue = [counter.step(case, -days) for days in range(1, queries.SHOWN + 5)]
    waiting = [counter.step(case, days, NextAction.ASK_EXPERT) for days in range(queries.SHOWN + 5, 0, -1)]
    due = counter.step(case, 0)
    found = today(counter.adviser)
    assert found.overdue == keys(*reversed(overdue))[: queries.LONGEST]
    assert found.waiting == keys(*reversed(waiting))[: queries.LONGEST]
    assert found.due == keys(due)


def test_what_is_done_or_ended_is_not_on_the_page(counter):
    for state in (State.CLOSED, State.WITHDRAWN, State.MIGRATED):
        ended = counter.case(state=state, urgency=Urgency.URGENT)
        counter.step(ended, 0)
        counter.case(owner=None, state=state)
    counter.step(counter.case(state=State.WORKING, owner="colleague"), 0)
    counter.step(mine := counter.case(), 0, done_at=timezone.now(), done_by=counter.adviser)
    found = today(counter.adviser)
    assert found.mine == keys(mine)
    assert sum(len(rows) for rows in vars(found).values()) == 1


def test_a_reopened_case_nobody_owns_is_new_again(counter):
    case = counter.case(owner=None, state=State.REOPENED)
    assert today(counter.adviser).new == keys(case)


def test_a_manager_watches_over_the_whole_office_but_not_over_walls(counter, walls):
    step = counter.step(counter.case(), -1)
    walls(hidden := counter.case(), counter.manager)
    counter.step(hidden, -1)
    assert today(counter.manager).overdue == keys(step)
    assert today(counter.colleague).overdue == []


def test_members_find_their_cases_beside_their_own(counter):
    case = counter.case(is_restricted=True)
    assert today(counter.colleague).mine == []
    consultations.member_of(case, counter.colleague)
    step = counter.step(case, 0)
    found = today(counter.colleague)
    assert (found.mine, found.due) == (keys(case), keys(step))


def test_an_expert_sees_the_one_case_while_it_lasts(counter, client):
    expert = people.member(Role.EXPERT, counter.office)
    case, other = counter.case(urgency=Urgency.URGENT), counter.case(urgency=Urgency.URGENT)
    counter.case(owner=None)
    counter.step(other, -1)
    appointment(other, counter.adviser, starts_at=noon())
    member = consultations.member_of(case, expert, MemberKind.EXPERT, until_date=timezone.localdate())
    meeting = appointment(case, counter.adviser, expert, starts_at=noon())
    found = today(expert)
    assert (found.urgent, found.mine, found.appointments) == (keys(case), keys(case), keys(meeting))
    assert found.new == found.overdue == []
    client.force_login(expert)
    page = client.get(reverse("counter:today")).content.decode()
    assert case.number in page
    assert other.number not in page
    assert reverse("consultations:log") not in page
    member.until_date = timezone.localdate() - DAY
    member.from_date = member.until_date
    member.save()
    assert not any(vars(today(expert)).values())


def test_other_offices_and_walls_stay_out(counter, walls):
    window = people.office(code="23")
    elsewhere = consultations.consultation(office=window, urgency=Urgency.URGENT)
    walled = counter.case(owner="colleague", urgency=Urgency.URGENT)
    walls(walled, counter.adviser)
    appointment(walled, counter.colleague, starts_at=noon())
    found = today(counter.adviser)
    assert found.urgent == found.new == found.appointments == []
    assert today(people.member(Role.ADVISER, window)).urgent == keys(elsewhere)


def test_todays_appointments_are_those_of_this_day_in_order(counter):
    case = counter.case()
    late, early = (appointment(case, counter.adviser, starts_at=noon() + timedelta(hours=n)) for n in (3, -3))
    appointment(case, counter.adviser, starts_at=noon() + DAY)
    appointment(case, counter.adviser, starts_at=noon() - DAY)
    appointment(case, counter.adviser, starts_at=noon(), state="cancelled")
    assert today(counter.colleague).appointments == keys(early, late)


def test_a_long_list_says_that_there_is_more(counter, client):
    for _ in range(queries.SHOWN + 5):
        counter.case(owner=None)
    client.force_login(counter.adviser)
    page = BeautifulSoup(client.get(reverse("counter:today")).content, "html.parser")
    assert len(page.select("#new tbody tr")) == queries.SHOWN
    assert page.select_one("a.kpi[href='#new'] b").text == f"{queries.SHOWN}+"
    more = page.select("#new p a")[-1]["href"]
    assert "owner=none" in more
    assert client.get(reverse("consultations:index") + more.partition("/consultations/")[2]).status_code == 200


@pytest.mark.thorough
@pytest.mark.parametrize("who", ["adviser", "manager"])
def test_the_page_costs_the_same_for_one_case_and_for_300(counter, client, busy, who):
    client.force_login(getattr(counter, who))
    busy(1)
    appointment(counter.case(), counter.adviser, starts_at=noon())
    few = _queries(client)
    busy(150)
    for _ in range(5):
        appointment(counter.case(), counter.adviser, counter.colleague, starts_at=noon())
    assert _queries(client) == few


def _queries(client):
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(reverse("counter:today")).status_code == 200
    return len(asked)


@pytest.mark.parametrize("role", [Role.ANALYST, Role.OPERATOR])
def test_who_sees_no_case_has_no_day_here(counter, client, role):
    client.force_login(people.member(role, counter.office))
    assert client.get(reverse("counter:today")).status_code == 403
