"""統合 — whatever points at a company, in any room, says what becomes of it when two are merged."""

import pytest
from django.utils import timezone

from madoguchi.company.companies import actions, following
from madoguchi.company.companies import factories as companies
from madoguchi.company.companies.models import Company
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people


def test_every_room_says_what_follows_a_company():
    assert following.left_alone() == set(), "say it in the room: companies.following, or STAYING"


def test_nothing_is_said_of_what_is_not_there():
    pointing = {
        f"{one.related_model._meta.label}.{one.field.name}"
        for one in Company._meta.get_fields(include_hidden=True)
        if one.auto_created and not one.concrete
    }
    said = following.STAYING | {one.name for one in following.following}
    assert said <= pointing


def test_no_merge_leaves_anything_behind(db, monkeypatch):
    monkeypatch.setattr(following, "STAYING", following.STAYING - {"companies.Spelling.company"})
    centre = people.office()
    kept, gone = (companies.company(name="株式会社架空精機", office=centre) for _ in range(2))

    with pytest.raises(RuntimeError, match="Spelling"):
        actions.merge(kept=kept, gone=gone, seen=(0, 0), by=people.member(Role.MANAGER, centre), at=timezone.now())
