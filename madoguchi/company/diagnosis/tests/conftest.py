import pytest

from madoguchi.company.companies import factories as companies
from madoguchi.company.diagnosis import factories as make
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.vault.factories import unlocked


@pytest.fixture
def room(db):
    people.demo()
    return companies.room_of(companies.company(name="架空精機株式会社"))


@pytest.fixture
def steward(room):
    return unlocked(people.member(Role.STEWARD, room))


@pytest.fixture
def head(room):
    return unlocked(people.member(Role.HEAD, room))


@pytest.fixture
def adviser(room):
    return unlocked(people.member(Role.ADVISER, people.office()))


@pytest.fixture
def begun(room, steward):
    return make.diagnosis(room, by=steward, is_finished=False)


@pytest.fixture
def finished(room, steward):
    return make.diagnosis(room, by=steward, everything=1, values={"L02": 0, "T05": None}, notes={"L01": "棚の上"})
