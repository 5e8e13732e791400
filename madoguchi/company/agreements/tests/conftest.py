import pytest
from django.utils import timezone

from madoguchi.company.companies import factories as companies
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.accounts.models import Installation
from madoguchi.foundation.vault.factories import pocketed, unlocked


@pytest.fixture
def room(db):
    Installation.objects.create(pk=1, is_demo=True, made_at=timezone.now())  # no second factor asked for
    return companies.room_of(companies.company(name="株式会社架空製作所"))


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
def page(client):
    """`page(person)` is a browser of that person, keys open."""

    def arrive(person):
        pocketed(client, person)
        return client

    return arrive
