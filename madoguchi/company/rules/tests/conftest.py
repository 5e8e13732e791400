import pytest
from django.utils import timezone

from madoguchi.company.companies import factories as companies
from madoguchi.company.rules import factories as make
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.accounts.models import Installation


@pytest.fixture
def room(db):
    Installation.objects.create(pk=1, is_demo=True, made_at=timezone.now())  # no second factor asked for
    return companies.room_of(companies.company(name="株式会社架空製作所"))


@pytest.fixture
def steward(room):
    return people.member(Role.STEWARD, room)


@pytest.fixture
def employee(room):
    return people.member(Role.EMPLOYEE, room)


@pytest.fixture
def adviser(db):
    return people.member(Role.ADVISER, people.office())


@pytest.fixture
def draft(room, steward):
    return make.draft(room, by=steward)


@pytest.fixture
def table(room, steward):
    return make.table(room, by=steward)


@pytest.fixture
def page(client):
    """`page(person)` is a browser of that person."""

    def arrive(person):
        client.force_login(person)
        return client

    return arrive
