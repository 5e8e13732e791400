"""窓口の箱 — who stands at the counter on the day opens it."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pyrage.x25519 import Identity

from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import actions, tasks
from madoguchi.foundation.accounts import factories as make
from madoguchi.foundation.accounts.actions import glass_box, office_box
from madoguchi.foundation.accounts.models import Membership, Organisation
from madoguchi.foundation.accounts.queries import fingerprint
from madoguchi.foundation.vault import factories as vault
from madoguchi.foundation.vault.errors import NoKeyYet, NotYours
from madoguchi.foundation.vault.handing import identity_of, is_waiting
from madoguchi.foundation.vault.models import Box

NOW = timezone.now()
TODAY = timezone.localdate(NOW)
DAY = timedelta(days=1)


@pytest.fixture
def adviser(centre):
    return vault.unlocked(make.member(Role.ADVISER, centre))


def seated(box):
    return set(box.seats.taken().values_list("person", flat=True))


def opens(person, box):
    """Does the person open everything in the box up to now?"""
    keys = vault.unlocked(person).open_keyring
    try:
        return all(identity_of(one, keys) for one in box.generations.all())
    except (NotYours, NoKeyYet):
        return False


def test_who_has_a_counter_role_that_day_is_seated_and_nobody_else(centre, window, manager, adviser):
    make.member(Role.ADVISER, window)
    make.member(Role.ADVISER, centre, from_date=TODAY + DAY)
    make.member(Role.ADVISER, centre, until_date=TODAY - DAY)
    for role in (Role.EXPERT, Role.ANALYST, Role.OPERATOR):
        make.member(role, centre)
    assert seated(office_box(office=centre, at=NOW)) == {manager.pk, adviser.pk}


def test_asked_again_it_is_the_same_box_at_three_questions(centre, adviser, django_assert_num_queries):
    first = office_box(office=centre, at=NOW)
    with django_assert_num_queries(3):
        assert office_box(office=centre, keys=adviser.open_keyring, at=NOW) == first


def test_a_dated_move_needs_no_deed(centre, window, adviser):
    box = office_box(office=centre, at=NOW)
    Membership.objects.filter(person=adviser).update(until_date=TODAY)
    coming = make.member(Role.ADVISER, centre, from_date=TODAY + DAY)
    assert seated(office_box(office=centre, at=NOW)) == {adviser.pk}
    assert seated(office_box(office=centre, at=NOW + DAY)) == {coming.pk}
    assert not opens(adviser, box)


def test_the_daily_moves_the_seats_of_offices_that_have_a_box(centre, window, adviser):
    box = office_box(office=centre, at=NOW)
    Membership.objects.filter(person=adviser).update(until_date=TODAY)
    tasks.reseat_offices_daily(at=NOW + DAY)
    tasks.reseat_offices_daily(at=NOW + DAY)
    assert seated(box) == set()
    assert set(Box.objects.values_list("subject", flat=True)) == {
        box.subject,
        glass_box(office=centre, at=NOW).subject,
    }


def test_whoever_gives_a_role_hands_the_key_over(centre, manager):
    office_box(office=centre, keys=vault.unlocked(manager).open_keyring, at=NOW)
    newcomer = make.member(Role.ANALYST, centre)
    vault.keyring(newcomer)
    actions.give_role(
        person=newcomer, organisation=centre, role=Role.ADVISER, from_date=TODAY, by=vault.unlocked(manager), at=NOW
    )
    assert opens(newcomer, office_box(office=centre, at=NOW))


def test_without_an_open_keyring_the_newcomer_waits(centre, manager, adviser):
    office_box(office=centre, at=NOW)
    newcomer = make.member(Role.ANALYST, centre)
    vault.keyring(newcomer)
    actions.give_role(person=newcomer, organisation=centre, role=Role.ADVISER, from_date=TODAY, by=manager, at=NOW)
    assert is_waiting(newcomer, office_box(office=centre, at=NOW))


def test_a_role_that_is_no_counter_role_makes_no_box(centre, manager):
    person = make.member(Role.ADVISER, centre)
    actions.give_role(person=person, organisation=centre, role=Role.ANALYST, from_date=TODAY, by=manager, at=NOW)
    assert not Box.objects.exists()


def test_an_ended_role_ends_the_key(centre, manager, adviser):
    box = office_box(office=centre, keys=vault.unlocked(manager).open_keyring, at=NOW)
    assert opens(adviser, box)
    held = Membership.objects.get(person=adviser)
    actions.end_role(membership=held, until_date=TODAY - DAY, by=vault.unlocked(manager), at=NOW)
    assert not opens(adviser, box)
    assert seated(box) == {manager.pk}


def test_who_is_disabled_loses_the_key_and_gets_it_back(centre, manager, adviser):
    box = office_box(office=centre, keys=vault.unlocked(manager).open_keyring, at=NOW)
    actions.disable(person=adviser, by=vault.unlocked(manager), at=NOW)
    assert not opens(adviser, box)
    assert not adviser.keyrings.get().wraps.exists()
    actions.enable(person=adviser, by=vault.unlocked(manager), at=NOW)
    assert opens(adviser, box)
    assert box.generations.count() == 2


def test_whoever_accepts_an_invitation_is_seated(centre, manager):
    office_box(office=centre, at=NOW)
    invited = {"email": "new@example.jp", "name": "架空 新人", "organisation": centre, "role": Role.ADVISER}
    _row, token = actions.invite(**invited, from_date=TODAY, by=manager, at=NOW)
    person = actions.accept(link=fingerprint(token), password="hinata-no-engawa-2026", at=NOW)
    assert seated(office_box(office=centre, at=NOW)) == {manager.pk, person.pk}


def test_the_first_manager_of_an_empty_desk_is_seated(db):
    founder = actions.found(email="first@example.jp", name="架空 初", password="hinata-no-engawa-2026", at=NOW)
    assert seated(Box.objects.get(subject=f"office:{Organisation.objects.get(kind='centre').pk}")) == {founder.pk}


def test_the_managers_of_the_day_and_nobody_else_sit_behind_the_glass(centre, window, manager, adviser):
    make.member(Role.MANAGER, window)
    make.member(Role.MANAGER, centre, until_date=TODAY - DAY)
    box = glass_box(office=centre, at=NOW)
    assert seated(box) == {manager.pk}
    successor = make.member(Role.MANAGER, centre)
    held = Membership.objects.get(person=manager, role=Role.MANAGER)
    actions.end_role(membership=held, until_date=TODAY - DAY, by=successor, at=NOW)
    assert seated(box) == {successor.pk}


def test_with_another_key_of_the_server_another_box_is_used(centre, manager, settings):
    before = glass_box(office=centre, at=NOW)
    settings.GLASS_KEY = str(Identity.generate())
    assert glass_box(office=centre, at=NOW) != before
