"""A case of the centre with its people, on a Tuesday on which the desk is open."""

from dataclasses import dataclass
from datetime import datetime

import pytest
from django.utils import timezone

from madoguchi.company.companies import factories as companies
from madoguchi.desk.consultations import factories as consultations
from madoguchi.desk.consultations.words import State as CaseState
from madoguchi.desk.engagements import actions
from madoguchi.desk.engagements import factories as make
from madoguchi.desk.engagements.models import Engagement
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.accounts.models import DeskProfile, Installation
from madoguchi.foundation.core.calendar import TOKYO
from madoguchi.foundation.vault.factories import pocketed, unlocked

NOW = datetime(2026, 11, 17, 9, 0, tzinfo=TOKYO)


def moment(clock="10:00", day=18, month=11, year=2026):
    hour, minute = (int(part) for part in clock.split(":"))
    return datetime(year, month, day, hour, minute, tzinfo=TOKYO)


@dataclass
class Desk:
    office: object
    owner: object
    colleague: object
    manager: object
    expert: object
    stranger: object
    company: object
    case: object

    def by(self, person=None):
        return {"by": person or self.owner, "at": timezone.now()}

    def open(self, case=None, **said):
        told = {"consented_by": "head", "consent_date": timezone.localdate(), "answers": make.answers()}
        return actions.open_engagement(consultation=case or self.case, **told | said, **self.by())

    def book(self, engagement, clock="10:00", *, day=18, month=11, year=2026, people=None, **more):
        starts = moment(clock, day, month, year)
        told = {"starts_at": starts, "ends_at": starts.replace(hour=starts.hour + 2), "place": "company"}
        told |= {"people": people or [self.owner], "outside_hours": True}
        return actions.book(engagement=engagement, **told | more, **self.by())

    def settle(self, engagement):
        """Every stage done but the last, which only the closing begins."""
        for stage in engagement.stages.exclude(kind="follow"):
            actions.begin_stage(stage=stage, **self.by())
            actions.finish_stage(stage=stage, **self.by())

    def close(self, engagement, **said):
        told = {"answers": make.all_well(), "review_date": moment(year=2027).date()}
        return actions.close(engagement=engagement, **told | said, **self.by())


def again(row):
    return Engagement.objects.get(pk=row.pk)


@pytest.fixture
def desk(db, time_machine):
    time_machine.move_to(NOW, tick=False)
    return open_desk()


def open_desk():
    office = people.office(code="00")
    Installation.objects.get_or_create(pk=1, is_demo=True, made_at=NOW)
    DeskProfile.objects.update_or_create(office=office, defaults={"name": "架空の窓口"})
    owner = unlocked(people.member(Role.ADVISER, office))
    company = companies.company(name="株式会社架空光測器")
    case = consultations.consultation(
        office=office, company=company, owner=owner, state=CaseState.WORKING, received_at=NOW
    )
    return Desk(
        office=office,
        owner=owner,
        colleague=people.member(Role.ADVISER, office),
        manager=people.member(Role.MANAGER, office),
        expert=people.member(Role.EXPERT, office),
        stranger=people.member(Role.ADVISER, people.office(code="23")),
        company=company,
        case=case,
    )


@pytest.fixture
def page(client):
    """`page(person)` is a browser of that person, keys open."""

    def arrive(person):
        pocketed(client, person)
        return client

    return arrive
