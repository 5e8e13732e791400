"""秘密区分 — a company's own levels hold from a day; until it has any there are two."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from madoguchi.company.assets import actions
from madoguchi.company.assets.levels import levels_of

APRIL = date(2026, 4, 1)
THREE = [("top", "極秘", 3), ("secret", "秘", 2), ("inside", "社外秘", 1)]


def state(room, by, levels, from_date=APRIL):
    actions.state_levels(organisation=room, levels=levels, from_date=from_date, by=by, at=timezone.now())


def names(room, day):
    return [level.name for level in levels_of(room, day)]


def test_until_a_company_says_otherwise_there_are_two(room):
    assert names(room, APRIL) == ["秘", "それ以外"]


def test_its_own_hold_from_a_day_and_the_highest_comes_first(room, steward):
    state(room, steward, THREE)
    assert names(room, APRIL - timedelta(1)) == ["秘", "それ以外"]
    assert names(room, APRIL) == ["極秘", "秘", "社外秘"]


def test_new_ones_end_those_of_before(room, steward):
    state(room, steward, THREE)
    state(room, steward, THREE[1:], from_date=APRIL + timedelta(30))
    assert names(room, APRIL + timedelta(29)) == ["極秘", "秘", "社外秘"]
    assert names(room, APRIL + timedelta(30)) == ["秘", "社外秘"]


def test_who_does_not_run_the_company_states_none(room, head):
    with pytest.raises(PermissionDenied):
        state(room, head, THREE)
