import pytest
from django.core.cache import cache
from django.utils import timezone

from madoguchi.company.companies import factories as companies
from madoguchi.company.notices import factories as make
from madoguchi.company.rules import factories as rules
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.accounts.models import Installation
from madoguchi.foundation.vault.factories import pocketed, unlocked


@pytest.fixture
def room(db):
    Installation.objects.create(pk=1, is_demo=True, made_at=timezone.now())  # no second factor asked for
    cache.clear()  # who looked how often
    return companies.room_of(companies.company(name="株式会社架空製作所"))


@pytest.fixture
def steward(room):
    return unlocked(people.member(Role.STEWARD, room, of=people.person(name="架空 責任子")))


@pytest.fixture
def employee(room):
    return people.member(Role.EMPLOYEE, room, of=people.person(name="架空 従業員子"))


@pytest.fixture
def adviser(db):
    return people.member(Role.ADVISER, people.office())


@pytest.fixture
def table(room, steward):
    return rules.table(room, by=steward)


@pytest.fixture
def notice(room, steward, table):
    return make.notice(room, by=steward)


@pytest.fixture
def page(client):
    """`page(person)` is a browser of that person, keys open."""

    def arrive(person):
        pocketed(client, person)
        return client

    return arrive
