"""People at the doors of this room."""

import pytest
from django.core.cache import cache
from django.test import Client

from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as make


@pytest.fixture(autouse=True)
def _no_codes_counted():
    """allauth counts wrong codes in the cache."""
    cache.clear()


@pytest.fixture
def centre(db):
    return make.office(code="00", name="さくら知財相談センター（架空）")


@pytest.fixture
def window(db):
    return make.office(code="23", prefecture="23")


@pytest.fixture
def manager(centre):
    return equipped(make.member(Role.MANAGER, centre))


@pytest.fixture
def operator(centre):
    return equipped(make.member(Role.OPERATOR, centre))


def equipped(person):
    """With a second factor, as staff must be."""
    make.second_factor(person)
    return person


def signed_in(person):
    client = Client()
    client.force_login(person, backend="madoguchi.foundation.accounts.backends.PersonBackend")
    return client
