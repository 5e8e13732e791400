"""A case of the centre with its people, a profile with the usual hours, and a business day to book on."""

from dataclasses import dataclass
from datetime import datetime

import pytest

from madoguchi.desk.appointments import actions
from madoguchi.desk.appointments.models import Place
from madoguchi.desk.consultations import factories as consultations
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.accounts.models import DeskProfile, Installation
from madoguchi.foundation.core.calendar import TOKYO

NOW = datetime(2026, 11, 17, 9, 0, tzinfo=TOKYO)  # a Tuesday


def at(clock, day=18, month=11, year=2026):
    hour, minute = (int(part) for part in clock.split(":"))
    return datetime(year, month, day, hour, minute, tzinfo=TOKYO)


@dataclass
class Desk:
    office: object
    owner: object
    colleague: object
    case: object

    def book(
        self, starts="10:00", ends="11:00", *, case=None, people=None, by=None, day=18, month=11, year=2026, **more
    ):
        return actions.book(
            **{
                "consultation": case or self.case,
                "starts_at": at(starts, day, month, year),
                "ends_at": at(ends, day, month, year),
                "place": Place.OFFICE,
                "people": [self.owner] if people is None else people,
                "by": by or self.owner,
                "at": NOW,
            }
            | more
        )


def open_desk():
    office = people.office(code="00")
    owner, colleague = people.member(Role.ADVISER, office), people.member(Role.ADVISER, office)
    DeskProfile.objects.update_or_create(office=office, defaults={"name": "架空の窓口"})
    Installation.objects.get_or_create(pk=1, defaults={"is_demo": True, "made_at": NOW})
    case = consultations.consultation(office=office, owner=owner, received_at=NOW)
    return Desk(office, owner, colleague, case)


@pytest.fixture
def desk(db, time_machine):
    time_machine.move_to(NOW, tick=False)
    return open_desk()
