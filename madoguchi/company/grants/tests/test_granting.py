"""支援の同意をする — whoever runs a company shows parts of it to one person of a desk, until a day."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from madoguchi.company.companies import factories as companies
from madoguchi.company.grants import actions
from madoguchi.company.grants import factories as make
from madoguchi.company.grants.models import Grant, Part
from madoguchi.foundation.access.roles import OFFICE_ROLES, RUNNING_ROLES, Role
from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.accounts.models import Person, room_stream
from madoguchi.foundation.audit.models import Line
from madoguchi.foundation.core.errors import Refusal

NOW = timezone.now()
TODAY = timezone.localdate(NOW)
DAY = timedelta(days=1)
REGISTER, RULES = Part.REGISTER, Part.RULES


@pytest.fixture
def room(db):
    return companies.room_of(companies.company())


@pytest.fixture(params=RUNNING_ROLES)
def runner(request, room):
    return people.member(request.param, room)


@pytest.fixture
def adviser(db):
    return people.member(Role.ADVISER, people.office())


def grant(by, room, person, parts=(REGISTER,), until_date=TODAY + 30 * DAY, at=NOW):
    email = person if isinstance(person, str) else person.email
    return actions.grant(organisation=room, email=email, parts=parts, until_date=until_date, by=by, at=at)


def open_to(person, part=REGISTER):
    return Grant.objects.open_to(Person.objects.get(pk=person.pk), part).exists()


def test_each_chosen_part_is_shown_and_no_other(room, runner, adviser):
    grant(runner, room, adviser, [REGISTER, RULES])

    assert [part for part in Part if open_to(adviser, part)] == [REGISTER, RULES]


def test_each_part_leaves_one_line_in_the_room_s_own_diary(room, runner, adviser):
    made = grant(runner, room, adviser, [REGISTER, RULES])

    lines = Line.objects.filter(deed="grants.grant", stream=room_stream(room.pk), by=str(runner.pk))
    assert {line.subject for line in lines} == {f"grants.Grant:{one.pk}" for one in made}


@pytest.mark.parametrize("role", OFFICE_ROLES)
def test_whoever_works_at_a_desk_can_be_shown_something(room, runner, role):
    person = people.member(role, people.office(code="23", prefecture="23"))
    grant(runner, room, person.email.upper())

    assert open_to(person)


def test_one_sentence_for_every_address_that_is_of_no_desk(room, runner, adviser):
    gone = people.member(Role.ADVISER, people.office(), until_date=TODAY - DAY)
    disabled = people.member(Role.ADVISER, people.office())
    Person.objects.filter(pk=disabled.pk).update(is_active=False, disabled_at=NOW)
    client = people.member(Role.PRINCIPAL, companies.room_of(companies.company()))
    said = set()
    for email in ("nobody@example.jp", gone.email, disabled.email, client.email, adviser.email[:-1]):
        with pytest.raises(actions.NobodyThere) as refused:
            grant(runner, room, email)
        said.add(str(refused.value))

    assert len(said) == 1
    assert not Grant.objects.exists()


@pytest.mark.parametrize("days", [-1, 366])
def test_it_ends_within_a_year_from_today(room, runner, adviser, days):
    with pytest.raises(actions.NotThatDay):
        grant(runner, room, adviser, until_date=TODAY + days * DAY)
    assert grant(runner, room, adviser, until_date=TODAY + 365 * DAY)
    assert grant(runner, room, adviser, until_date=TODAY)


@pytest.mark.parametrize("parts", [[], ["everything"]])
def test_something_is_named_that_is_there(room, runner, adviser, parts):
    with pytest.raises(Refusal):
        grant(runner, room, adviser, parts)


def test_what_is_granted_again_replaces_what_was(room, runner, adviser):
    [first] = grant(runner, room, adviser, until_date=TODAY + 9 * DAY)
    grant(runner, room, adviser, [REGISTER, RULES], until_date=TODAY + 5 * DAY)

    assert {(one.part, one.until_date) for one in Grant.objects.in_force(TODAY)} == {
        (REGISTER, TODAY + 5 * DAY),
        (RULES, TODAY + 5 * DAY),
    }
    first.refresh_from_db()
    assert first.revoked_by == runner


def test_what_ran_out_is_granted_again(room, runner, adviser):
    made = make.grant(room, adviser, by=runner)
    Grant.objects.filter(pk=made.pk).update(from_date=TODAY - 9 * DAY, until_date=TODAY - DAY)

    assert grant(runner, room, adviser)
    made.refresh_from_db()
    assert made.ended_date == TODAY - DAY


def test_a_revoked_one_is_over_at_once(room, runner, adviser):
    [made] = grant(runner, room, adviser)
    actions.revoke(grant=made, by=runner, at=NOW)

    assert not open_to(adviser)
    assert Line.objects.filter(deed="grants.revoke", stream=room_stream(room.pk)).count() == 1
    with pytest.raises(Refusal):
        actions.revoke(grant=made, by=runner, at=NOW)


def test_when_the_role_at_the_desk_ends_nothing_is_seen(room, runner, adviser):
    grant(runner, room, adviser)
    adviser.memberships.update(until_date=TODAY - DAY)

    assert not open_to(adviser)


@pytest.mark.parametrize("role", [Role.HEAD, Role.EMPLOYEE])
def test_heads_and_employees_show_nothing_to_anybody(room, adviser, role):
    person = people.member(role, room)
    made = make.grant(room, adviser, by=person)
    with pytest.raises(PermissionDenied):
        grant(person, room, adviser)
    with pytest.raises(PermissionDenied):
        actions.revoke(grant=made, by=person, at=NOW)


def test_another_company_s_room_is_not_one_s_own_to_show(room, runner, adviser):
    other = companies.room_of(companies.company())
    stranger = people.member(Role.PRINCIPAL, other)
    [made] = grant(runner, room, adviser)

    with pytest.raises(PermissionDenied):
        grant(stranger, room, adviser)
    with pytest.raises(Grant.DoesNotExist):
        actions.revoke(grant=made, by=stranger, at=NOW)


@pytest.mark.parametrize("role", OFFICE_ROLES)
def test_nobody_of_a_desk_helps_themselves(room, role):
    person = people.member(role, people.office())
    with pytest.raises(PermissionDenied):
        grant(person, room, person)


@pytest.mark.thorough
class Worlds(TestCase):
    """Whatever is granted and revoked in whatever order: open is what was granted last and not revoked since."""

    @hypothesis_settings(max_examples=30, deadline=None)
    @given(
        deeds=st.lists(
            st.tuples(st.integers(0, 1), st.integers(0, 1), st.sampled_from(Part), st.none() | st.integers(0, 30)),
            max_size=12,
        )
    )
    def test_what_is_open_is_what_was_said_last(self, deeds):
        rooms = [companies.room_of(companies.company()) for _one in range(2)]
        runners = [people.member(Role.STEWARD, room) for room in rooms]
        advisers = [people.member(Role.ADVISER, people.office()) for _one in range(2)]
        said = {}
        for room, person, part, days in deeds:
            key = (rooms[room].pk, advisers[person].pk, part)
            if days is None:
                self._stop(key, runners[room], said)
            else:
                grant(runners[room], rooms[room], advisers[person], [part], TODAY + days * DAY)
                said[key] = TODAY + days * DAY
        found = Grant.objects.in_force(TODAY).values_list("organisation", "person", "part", "until_date")
        assert {tuple(one[:3]): one[3] for one in found} == said
        assert len(found) == len(said)

    def _stop(self, key, runner, said):
        if said.pop(key, None):
            organisation, person, part = key
            row = Grant.objects.get(organisation=organisation, person=person, part=part, revoked_at=None)
            actions.revoke(grant=row, by=runner, at=NOW)
