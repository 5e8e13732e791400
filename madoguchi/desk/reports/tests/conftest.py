"""A desk with cases of any year, and its readers."""

from datetime import datetime

import pytest
from django.utils import timezone

from madoguchi.desk.consultations import factories as consultations
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.accounts.models import Installation
from madoguchi.foundation.core.calendar import TOKYO


@pytest.fixture
def counted(db):
    """受け付けた相談 — of that fiscal year, at that office."""

    def made(year=2025, *, code="00", month=6, **facts):
        received = datetime(year if month > 3 else year + 1, month, 1, 10, tzinfo=TOKYO)
        return consultations.consultation(office=people.office(code=code), received_at=received, **facts)

    return made


@pytest.fixture
def manager(db):
    return people.member(Role.MANAGER, people.office(code="00"))


@pytest.fixture
def reader(client, db):
    """Somebody of the desk, signed in."""
    Installation.objects.create(pk=1, is_demo=True, made_at=timezone.now())  # no second factor in these tests

    def signed_in(role=Role.ANALYST, code="00", *, of=None):
        client.force_login(of or people.member(role, people.office(code=code)))
        return client

    return signed_in
