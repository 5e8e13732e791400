"""企業の箱 — whoever runs the company on the day opens it; who leaves opens nothing that comes after."""

from datetime import timedelta

import pytest
from django.utils import timezone

from madoguchi.foundation.access.roles import OFFICE_ROLES, Role
from madoguchi.foundation.accounts import actions, tasks
from madoguchi.foundation.accounts import factories as make
from madoguchi.foundation.accounts.actions import company_box
from madoguchi.foundation.accounts.models import Organisation, OrganisationKind
from madoguchi.foundation.accounts.queries import fingerprint
from madoguchi.foundation.accounts.tests.test_office_boxes import opens, seated
from madoguchi.foundation.vault import factories as vault
from madoguchi.foundation.vault.actions import unlocking
from madoguchi.foundation.vault.models import Box, BoxKind

NOW = timezone.now()
TODAY = timezone.localdate(NOW)
DAY = timedelta(days=1)


def company(name="架空製作所（架空）"):
    return Organisation.objects.create(kind=OrganisationKind.COMPANY, name=name)


@pytest.fixture
def room(db):
    return company()


@pytest.fixture
def principal(room):
    return vault.unlocked(make.member(Role.PRINCIPAL, room))


@pytest.fixture
def steward(room):
    return vault.unlocked(make.member(Role.STEWARD, room))


def give(by, person, role, room):
    return actions.give_role(person=person, organisation=room, role=role, from_date=TODAY, by=by, at=NOW)


def test_who_runs_the_company_that_day_is_seated_and_nobody_else(room, centre, principal, steward):
    make.member(Role.PRINCIPAL, company("架空商会（架空）"))
    make.member(Role.STEWARD, room, until_date=TODAY - DAY)
    make.member(Role.STEWARD, room, from_date=TODAY + DAY)
    for role in (Role.HEAD, Role.EMPLOYEE):
        make.member(role, room)
    for role in OFFICE_ROLES:
        make.member(role, centre)
    box = company_box(organisation=room, at=NOW)

    assert (box.kind, seated(box)) == (BoxKind.COMPANY, {principal.pk, steward.pk})


def test_whoever_gives_a_running_role_hands_the_key_over(room, principal):
    company_box(organisation=room, keys=principal.open_keyring, at=NOW)
    head = make.member(Role.HEAD, room)
    assert not opens(head, company_box(organisation=room, at=NOW))

    give(principal, head, Role.STEWARD, room)

    assert opens(head, company_box(organisation=room, at=NOW))


def test_the_role_of_an_employee_makes_no_box(room, principal):
    give(principal, make.member(Role.HEAD, room), Role.EMPLOYEE, room)
    assert not Box.objects.exists()


def test_an_ended_role_ends_the_key_and_begins_a_generation(room, principal, steward):
    box = company_box(organisation=room, keys=principal.open_keyring, at=NOW)
    assert opens(steward, box)

    actions.end_role(membership=steward.memberships.get(), until_date=TODAY - DAY, by=principal, at=NOW)

    assert not opens(steward, box)
    assert seated(box) == {principal.pk}
    assert box.generations.count() == 2


def test_whoever_is_disabled_loses_the_key(room, centre, operator, principal, steward):
    """By an operator, who manages people of desks, of which this one is one too."""
    make.member(Role.ANALYST, centre, of=steward)
    box = company_box(organisation=room, keys=principal.open_keyring, at=NOW)

    actions.disable(person=steward, by=operator, at=NOW)

    assert seated(box) == {principal.pk}
    assert not opens(steward, box)


def test_an_operator_disables_even_the_last_who_runs_a_company(room, centre, operator, steward):
    """Whoever must be stopped is stopped: a desk invites the next one."""
    make.member(Role.ANALYST, centre, of=steward)
    assert not actions.disable(person=steward, by=operator, at=NOW).is_active


def test_the_daily_moves_the_seats_of_companies_too(room, steward):
    box = company_box(organisation=room, at=NOW)
    steward.memberships.update(until_date=TODAY)

    tasks.reseat_offices_daily(at=NOW + DAY)

    assert seated(box) == set()
    assert Box.objects.get() == box


def test_the_first_sign_in_makes_the_keyring_and_the_box(client, room):
    make.demo()
    founder = make.member(Role.PRINCIPAL, room, of=make.person(password="hinata-no-engawa-2026"))
    client.post("/sign-in/", {"login": founder.email, "password": "hinata-no-engawa-2026"})

    box = Box.objects.get(subject=f"company:{room.pk}")
    assert seated(box) == {founder.pk}
    assert box.generations.count() == 1
    assert founder.keyrings.get().wraps.filter(generation__box=box).exists()


def test_a_second_who_runs_it_waits_until_the_first_unlocks(room, principal):
    company_box(organisation=room, keys=principal.open_keyring, at=NOW)
    invited = {"email": "new@example.jp", "name": "架空 新人", "organisation": room, "role": Role.STEWARD}
    _row, token = actions.invite(**invited, from_date=TODAY, by=principal, at=NOW)
    person = actions.accept(link=fingerprint(token), password="hinata-no-engawa-2026", at=NOW)
    vault.keyring(person)
    box = company_box(organisation=room, at=NOW)
    assert not opens(person, box)

    unlocking.serve(keys=principal.open_keyring, by=principal, at=NOW)

    assert opens(person, box)
