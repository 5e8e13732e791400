"""The centre with two advisers and a manager; the desk is a demo, so nobody is sent to a second factor first."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.utils import timezone

from madoguchi.desk.consultations import factories as consultations
from madoguchi.desk.consultations.models import Contact
from madoguchi.desk.consultations.words import NextAction, State
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.accounts.models import DeskProfile, Installation


@dataclass
class Counter:
    office: object
    adviser: object
    colleague: object
    manager: object

    def case(self, owner="adviser", **fields):
        holder = getattr(self, owner) if isinstance(owner, str) else owner
        return consultations.consultation(office=self.office, owner=holder, **fields)

    def step(self, case, days, action=NextAction.CALL_BACK, **fields):
        return Contact.objects.create(
            consultation=case,
            at=timezone.now(),
            by=self.adviser,
            channel="TEL",
            kind="CONSULT",
            next_action=action,
            next_date=timezone.localdate() + timedelta(days=days),
            **fields,
        )


def stand():
    office = people.office(code="00")
    DeskProfile.objects.update_or_create(office=office, defaults={"name": "架空の窓口"})
    Installation.objects.get_or_create(pk=1, defaults={"is_demo": True, "made_at": timezone.now()})
    advisers = [people.member(Role.ADVISER, office) for _ in range(2)]
    return Counter(office, *advisers, people.member(Role.MANAGER, office))


@pytest.fixture
def counter(db):
    return stand()


@pytest.fixture
def walls(counter):
    """`walls(case, person)` — the person learns nothing of the case."""
    return lambda case, person: consultations.wall(case, person=person, by=counter.manager)


@pytest.fixture
def busy(counter):
    """`busy(number)` — that many cases with an owner, a step due, one overdue and an appointment-free day."""

    def fill(number):
        for _ in range(number):
            case = counter.case(state=State.WORKING, urgency=2)
            counter.step(case, 0)
            counter.step(case, -1)
            counter.step(case, 1, NextAction.AWAIT_CALLER)
            counter.case(owner=None)

    return fill
