"""支援の同意 — the desk sees what was granted, to whom it was granted, while it lasts."""

from datetime import timedelta

import pytest
from django.utils import timezone

from madoguchi.company.companies import factories as companies
from madoguchi.company.grants import factories as make
from madoguchi.company.grants import sight
from madoguchi.company.grants.models import Grant, Part
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.accounts.models import Organisation

TODAY = timezone.localdate


@pytest.fixture
def room(db):
    return companies.room_of(companies.company())


@pytest.fixture
def adviser(db):
    return people.member(Role.ADVISER, people.office())


@pytest.fixture
def steward(room):
    return people.member(Role.STEWARD, room)


def shown(room, actor, part=Part.REGISTER):
    actor = type(actor).objects.get(pk=actor.pk)
    return Organisation.objects.filter(sight.granted(actor, part, at="pk"), pk=room.pk).exists()


def test_without_a_grant_nothing_is_shown(room, adviser):
    assert not shown(room, adviser)


def test_a_grant_shows_its_part_to_its_person_alone(room, adviser, steward):
    make.grant(room, adviser, by=steward)

    assert shown(room, adviser)
    assert not shown(room, adviser, Part.RULES)
    assert not shown(room, people.member(Role.ADVISER, people.office()))
    assert not shown(companies.room_of(companies.company()), adviser)


@pytest.mark.parametrize(("starts", "ends"), [(1, 9), (-9, -1)])
def test_it_holds_from_its_first_to_its_last_day(room, adviser, steward, starts, ends):
    made = make.grant(room, adviser, by=steward)
    made.from_date, made.until_date = TODAY() + timedelta(starts), TODAY() + timedelta(ends)
    made.save()

    assert not shown(room, adviser)


def test_revoked_it_shows_nothing(room, adviser, steward):
    make.grant(room, adviser, by=steward)
    Grant.objects.update(revoked_at=timezone.now(), revoked_by=steward)

    assert not shown(room, adviser)


def test_who_left_the_desk_sees_nothing(room, adviser, steward):
    make.grant(room, adviser, by=steward)
    adviser.memberships.update(from_date=TODAY() - timedelta(9), until_date=TODAY() - timedelta(1))

    assert not shown(room, adviser)


def test_the_company_s_own_people_see_their_room_and_no_other(room, steward):
    assert Organisation.objects.filter(sight.own(steward, at="pk")).get() == room
    assert not Organisation.objects.filter(sight.own(steward, Role.PRINCIPAL, at="pk")).exists()
