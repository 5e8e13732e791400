import pytest

from madoguchi.company.companies import factories as companies
from madoguchi.company.rules import factories as rules
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.vault.factories import pocketed, unlocked


@pytest.fixture
def room(db):
    people.demo()
    return companies.room_of(companies.company(name="架空精機株式会社"))


@pytest.fixture
def principal(room):
    return unlocked(people.member(Role.PRINCIPAL, room))


@pytest.fixture
def steward(room):
    return unlocked(people.member(Role.STEWARD, room))


@pytest.fixture
def head(room):
    return people.member(Role.HEAD, room)


@pytest.fixture
def employee(room):
    return people.member(Role.EMPLOYEE, room)


@pytest.fixture
def adviser(db):
    return people.member(Role.ADVISER, people.office())


@pytest.fixture
def table(room, steward):
    """運用表 — of four levels, in force today."""
    return rules.table(room, by=steward)


@pytest.fixture
def page(client):
    """`page(person)` is a browser of that person, keys open."""

    def arrive(person):
        pocketed(client, person)
        return client

    return arrive
