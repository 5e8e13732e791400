"""開設 — the first person of an empty desk."""

import pytest
from django.utils import timezone

from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import actions
from madoguchi.foundation.accounts import factories as make
from madoguchi.foundation.accounts.models import Installation
from madoguchi.foundation.core.errors import Refusal

GOOD = "hajimete no aikotoba"


def opened(**facts):
    facts = {"email": "First@Example.jp", "name": "架空 初", "password": GOOD, **facts}
    return actions.found(**facts, at=timezone.now())


def test_makes_a_manager_and_operator_of_the_centre(db):
    first = opened()

    centre = make.office()
    assert first.organisation_ids(Role.MANAGER) == first.organisation_ids(Role.OPERATOR) == {centre.pk}
    assert not Installation.objects.get().is_demo


def test_happens_only_in_an_empty_installation(db):
    opened()

    with pytest.raises(Refusal):
        opened(email="second@example.jp")


def test_is_refused_where_people_exist(db):
    make.person()

    with pytest.raises(Refusal):
        opened()


@pytest.mark.parametrize("weak", ["short", "password1234", "demo-madoguchi"])
def test_refuses_a_weak_password_and_leaves_nothing(db, weak):
    with pytest.raises(Refusal):
        opened(password=weak)
    assert not Installation.objects.exists()
