"""開いたままの画面 — whoever loses a case loses it at the next request, at every door, with the session of before."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from madoguchi.desk.consultations import actions
from madoguchi.desk.consultations.models import Member
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import actions as accounts
from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.vault.factories import pocketed, unlocked
from tests.house.test_access_matrix import RULED, address, kwargs_of
from tests.town import BODY, GIST, Town

TELLS_OF_THE_CASE = (BODY, GIST)  # the company may still be known through another case
WEEK = timedelta(days=7)


def removed(town, person):
    seat = Member.objects.get(consultation=town.consultation, person=person)
    actions.remove_member(member=seat, by=unlocked(town.owner), at=timezone.now())


def walled(town, person):
    manager = people.member(Role.MANAGER, town.centre)
    actions.set_wall(consultation=town.consultation, person=person, by=manager, at=timezone.now())


def disabled(town, person):
    people.member(Role.ADVISER, town.centre)
    accounts.disable(person=person, by=people.member(Role.MANAGER, town.centre), at=timezone.now())


def handed_over(town, person):
    successor = people.member(Role.ADVISER, town.centre)
    actions.assign(consultation=town.consultation, owner=successor, by=unlocked(person), at=timezone.now())


def restricted(town, person):
    actions.restrict(consultation=town.consultation, is_restricted=True, by=unlocked(town.owner), at=timezone.now())


def role_over(town, person):
    """The membership ends by itself: the days pass."""
    held = person.memberships.get()
    held.until_date = town.today + timedelta(days=1)
    held.save(update_fields=["until_date"])


def period_over(town, person):
    """The expert's last day passes."""


def declined(town, person):
    colleague = unlocked(people.member(Role.ADVISER, town.window))
    actions.decline_referral(consultation=town.consultation, reason="capacity", by=colleague, at=timezone.now())


def given_back(town, person):
    actions.return_referral(consultation=town.consultation, report="助言した", by=unlocked(person), at=timezone.now())


def referral_withdrawn(town, person):
    referral = town.consultation.referrals.get(to_office=town.window)
    actions.withdraw_referral(referral=referral, by=unlocked(town.owner), at=timezone.now())


def consent_withdrawn(town, person):
    given = {"kind": "referral", "is_given": False}
    actions.consent(consultation=town.consultation, **given, by=unlocked(town.owner), at=timezone.now())


# name: (standing before, is the case 限定, what happens, how much time passes)
ENDINGS = {
    "a member who is removed": ("member", True, removed, timedelta()),
    "a member behind a wall": ("member", False, walled, timedelta()),
    "an owner who is disabled": ("owner", False, disabled, timedelta()),
    "an owner whose 限定 case goes to somebody else": ("owner", True, handed_over, timedelta()),
    "a colleague when the case becomes 限定": ("colleague", False, restricted, timedelta()),
    "an adviser whose role ends": ("member", False, role_over, WEEK),
    "an expert whose period ends": ("expert", False, period_over, WEEK),
    "an office that declines a referral": ("referred", False, declined, timedelta()),
    "an office from which a referral is withdrawn": ("referred", True, referral_withdrawn, timedelta()),
    "a partner who gives a case back": ("partner", False, given_back, timedelta()),
    "a partner when a referral is withdrawn": ("partner", True, referral_withdrawn, timedelta()),
    "a partner when the consulter takes the consent back": ("partner", False, consent_withdrawn, timedelta()),
    "a partner behind a wall": ("partner", False, walled, timedelta()),
    "a consulter who is removed": ("consulter", False, removed, timedelta()),
}


QUICK = ("a member who is removed", "an owner who is disabled")


@pytest.mark.parametrize(
    "ending", [pytest.param(name, marks=() if name in QUICK else pytest.mark.slow) for name in ENDINGS]
)
def test_an_open_session_is_shut_out_at_every_door(client, db, ending):
    standing, is_restricted, happens, later = ENDINGS[ending]
    town = Town(restricted=is_restricted)
    person = town.person(standing)
    town.furnish()
    pocketed(client, person)
    assert _sees_something(client, town), "the ending would prove nothing"

    happens(town, person)

    with time_machine.travel(timezone.now() + later):
        for name in sorted(RULED):
            if _names_the_case(name):
                _knock(client, name, town)
            elif not kwargs_of(name):
                _look_around(client, name, town)


def _names_the_case(name):
    return bool({"number", "appointment"} & set(kwargs_of(name)))


def _sees_something(client, town):
    doors = [name for name in RULED if _names_the_case(name)]
    return any(client.get(address(name, town)).status_code == 200 for name in doors)


def _knock(client, name, town):
    for answer in (client.get(address(name, town)), _post(client, name, town)):
        if answer is not None:
            assert answer.status_code in (302, 403, 404, 410), f"{name}: {answer.status_code}"
            assert answer.status_code != 302 or "/sign-in/" in answer.headers["Location"], name


def _post(client, name, town):
    return client.post(address(name, town), {}) if "POST" in RULED[name].callback.methods else None


def _look_around(client, name, town):
    answer = client.get(address(name, town))
    told = b"".join(answer.streaming_content) if answer.streaming else answer.content
    for word in (town.consultation.number, *TELLS_OF_THE_CASE):
        assert word.encode() not in told, f"{name} tells {word}"
