"""The people of one office, and a case to try deeds on."""

from types import SimpleNamespace

import pytest
from django.utils import timezone

from madoguchi.company.companies import factories as companies
from madoguchi.desk.consultations import factories as make
from madoguchi.desk.consultations.words import ConsulterKind
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.accounts.models import Installation


@pytest.fixture
def desk(db):
    """窓口 — owner, colleague, manager, expert of the centre; a stranger of a window; one case of one company."""
    Installation.objects.create(pk=1, is_demo=True, made_at=timezone.now())  # no second factor in these tests
    centre, window = people.office(code="00"), people.office(code="23")
    owner = people.member(Role.ADVISER, centre)
    company = companies.company(name="株式会社架空製作所")
    return SimpleNamespace(
        centre=centre,
        window=window,
        owner=owner,
        company=company,
        colleague=people.member(Role.ADVISER, centre),
        manager=people.member(Role.MANAGER, centre),
        expert=people.member(Role.EXPERT, centre),
        analyst=people.member(Role.ANALYST, centre),
        stranger=people.member(Role.ADVISER, window),
        case=make.consultation(office=centre, company=company, owner=owner),
    )


@pytest.fixture
def call(desk):
    """What a caller said, as `log_call` takes it; `call(gist=…)` changes one thing."""

    def said(**changes):
        told = {
            "office": desk.centre,
            "channel": "TEL",
            "consulter_kind": ConsulterKind.ANONYMOUS,
            "category": "MGT",
            "gist": "規程の作り方を知りたい",
            "urgency_answers": {},
            "consents": {"record": True},
            "is_restricted": False,
            "by": desk.owner,
            "at": timezone.now(),
        }
        return told | changes

    return said
