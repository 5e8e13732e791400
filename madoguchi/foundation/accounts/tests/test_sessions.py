"""サインインしている端末 — one sees the own sessions and ends those elsewhere."""

import re

import pytest

from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as make
from madoguchi.foundation.accounts.tests.conftest import signed_in
from madoguchi.foundation.audit.models import Line

GOOD, PAGE = "hinata-no-engawa-2026", "/settings/sessions/"


@pytest.fixture
def adviser(centre):
    return make.member(Role.ADVISER, centre, of=make.person(email="adviser@example.jp", password=GOOD))


def handles(client):
    return re.findall(r'name="which" value="(\w+)"', client.get(PAGE).text)


def test_a_session_elsewhere_is_ended_and_this_one_goes_on(adviser):
    here, there, third = signed_in(adviser), signed_in(adviser), signed_in(adviser)
    first, second = handles(here)
    assert here.post(PAGE, {"which": [first], "password": GOOD}).headers["Location"] == PAGE
    assert handles(here) == [second]
    assert sorted(one.get("/settings/").status_code for one in (there, third)) == [200, 302]
    assert here.get("/settings/").status_code == 200
    assert Line.objects.get(deed="accounts.end_sessions").by == str(adviser.pk)


def test_the_password_is_asked_for(adviser):
    here, there = signed_in(adviser), signed_in(adviser)
    wrong = here.post(PAGE, {"which": handles(here), "password": "wrong-password-1"})
    assert wrong.status_code == 422
    assert there.get("/settings/").status_code == 200


def test_sessions_of_others_are_neither_shown_nor_ended(adviser, manager):
    here, theirs = signed_in(adviser), signed_in(manager)
    (handle,) = handles(signed_in(manager))
    assert handles(here) == []
    assert here.post(PAGE, {"which": [handle], "password": GOOD}).status_code == 422
    assert theirs.get("/settings/").status_code == 200


def test_no_key_of_a_session_stands_on_the_page(adviser):
    here, there = signed_in(adviser), signed_in(adviser)
    page = here.get(PAGE).text
    assert here.session.session_key not in page
    assert there.session.session_key not in page


def test_what_a_new_password_has_ended_is_not_shown(adviser):
    here, _there = signed_in(adviser), signed_in(adviser)
    typed = {"oldpassword": GOOD, "password1": "kumo-no-ue-2026-9", "password2": "kumo-no-ue-2026-9"}
    here.post("/password/", typed)
    assert handles(here) == []
