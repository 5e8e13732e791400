"""サインインと鍵束 — the password opens both; the second step, a reset or a passkey keep them apart."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.conf import settings as house
from django.contrib.auth.models import AnonymousUser
from django.test import Client, RequestFactory
from django.utils import timezone

from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import actions
from madoguchi.foundation.accounts import factories as make
from madoguchi.foundation.accounts.adapter import Adapter
from madoguchi.foundation.accounts.models import Organisation, OrganisationKind, Person
from madoguchi.foundation.accounts.tests.conftest import signed_in
from madoguchi.foundation.accounts.tests.test_second_factor import code_of
from madoguchi.foundation.audit.models import Line
from madoguchi.foundation.vault import factories as vault
from madoguchi.foundation.vault import keyrings, lock
from madoguchi.foundation.vault.errors import TooBusy
from madoguchi.foundation.vault.handing import is_waiting
from madoguchi.foundation.vault.models import Keyring, Wrap

GOOD, BETTER = "hinata-no-engawa-2026", "kumo-no-ue-2026-9"
NOW = timezone.now()
CLOSED, OPEN = "鍵：閉", "鍵：開"


@pytest.fixture
def adviser(centre):
    return make.member(Role.ADVISER, centre, of=make.person(email="adviser@example.jp", password=GOOD))


def sign_in(client, person, password=GOOD):
    return client.post("/sign-in/", {"login": person.email, "password": password})


def fresh(person):
    client = Client()
    assert sign_in(client, person).status_code == 302
    return client


def shown(client):
    """What the header says of the keys."""
    page = client.get("/settings/").text
    return next((word for word in (OPEN, CLOSED) if word in page), "")


def deeds(person):
    return list(Line.objects.filter(stream=f"person:{person.pk}").order_by("seq").values_list("deed", flat=True))


# Made at first need


def test_the_first_sign_in_makes_the_keyring_and_the_next_one_opens_it(adviser):
    assert shown(fresh(adviser)) == OPEN
    row = Keyring.objects.get(person=adviser)
    assert shown(fresh(adviser)) == OPEN
    assert Keyring.objects.get(person=adviser) == row
    assert deeds(adviser) == ["vault.make_keyring", "accounts.sign_in", "vault.unlock", "accounts.sign_in"]


@pytest.mark.parametrize("role", [Role.ADVISER, Role.MANAGER, Role.EXPERT])
def test_who_is_confided_in_at_the_desk_gets_a_keyring(centre, role):
    person = make.member(role, centre, of=make.person(password=GOOD))
    fresh(person)
    assert keyrings.current(person)


@pytest.mark.parametrize("role", [Role.STEWARD, Role.EMPLOYEE])
def test_people_of_companies_get_a_keyring(db, role):
    company = Organisation.objects.create(kind=OrganisationKind.COMPANY, name="架空製作所（架空）")
    person = make.member(role, company, of=make.person(password=GOOD))
    assert shown(fresh(person)) == OPEN


@pytest.mark.parametrize("role", [Role.ANALYST, Role.OPERATOR])
def test_who_is_told_nothing_needs_no_keyring(centre, role):
    person = make.member(role, centre, of=make.person(password=GOOD))
    assert shown(fresh(person)) == ""
    assert not Keyring.objects.exists()


def test_a_wrong_password_makes_and_opens_nothing(client, adviser):
    assert sign_in(client, adviser, "wrong-password-1").status_code == 422
    assert not Keyring.objects.exists()
    assert "keyring" not in client.cookies


def test_neither_the_password_nor_the_keys_lie_in_the_database(adviser):
    client = fresh(adviser)
    secret = keyrings.unlock(keyrings.current(adviser), GOOD).secret
    stored = str([dict(client.session), *Keyring.objects.values(), *Line.objects.values()])
    assert secret not in stored
    assert GOOD not in stored
    assert secret not in str(client.cookies)


def test_a_button_pressed_twice_makes_one_keyring(client, adviser, monkeypatch):
    cut = keyrings.cut

    def overtaken(password):
        if not keyrings.current(adviser):
            keyrings.keep(adviser, cut(password), at=NOW)
        return cut(password)

    monkeypatch.setattr(keyrings, "cut", overtaken)
    sign_in(client, adviser)
    assert shown(client) == OPEN
    assert Keyring.objects.count() == 1
    assert client.session["keyring"]["keyring"] == keyrings.current(adviser).pk


# The second step


def test_the_keyring_waits_through_the_second_step(client, adviser):
    secret = make.second_factor(adviser)
    sign_in(client, adviser)
    before = client.cookies["keyring"].value
    client.post("/sign-in/code/", {"code": "000000x"})
    client.post("/sign-in/code/", {"code": code_of(secret)})
    assert shown(client) == OPEN
    assert client.cookies["keyring"].value != before


def test_before_the_second_step_nobody_is_served(client, centre, adviser):
    secret = make.second_factor(adviser)
    fresh_keys(adviser, centre)
    colleague = make.member(Role.ADVISER, centre)
    vault.keyring(colleague)
    box = actions.office_box(office=centre, at=NOW)
    sign_in(client, adviser)
    assert is_waiting(colleague, box)
    client.post("/sign-in/code/", {"code": code_of(secret)})
    assert not is_waiting(colleague, box)


def fresh_keys(person, office):
    """A keyring that GOOD opens, with the key of the office's box."""
    keys = keyrings.make(person, GOOD, at=NOW)
    actions.office_box(office=office, keys=keys, at=NOW)
    return keys


def test_a_sign_in_given_up_before_the_second_step_leaves_no_keys(client, adviser):
    make.second_factor(adviser)
    sign_in(client, adviser)
    assert "keyring" in client.session
    client.post("/sign-out/")
    client.get("/password/reset/")
    assert "keyring" not in client.session
    assert client.cookies["keyring"].value == ""


def test_a_second_step_that_is_not_taken_leaves_no_keys_for_long(client, adviser, time_machine):
    make.second_factor(adviser)
    sign_in(client, adviser)
    for _visit in range(3):
        time_machine.move_to(timezone.now() + timedelta(minutes=11))
        client.get("/password/reset/")
    assert "keyring" not in client.session


def test_a_half_done_sign_in_leaves_nothing_to_the_next_person(client, centre, adviser):
    make.second_factor(adviser)
    sign_in(client, adviser)
    analyst = make.member(Role.ANALYST, centre, of=make.person(password=GOOD))
    client.post("/sign-out/")
    sign_in(client, analyst)
    assert shown(client) == ""
    assert "keyring" not in client.session
    assert client.cookies["keyring"].value == ""


# Serving


def test_signing_in_hands_the_keys_to_who_waits(centre, adviser):
    fresh_keys(adviser, centre)
    colleague = make.member(Role.MANAGER, centre, of=make.person(password=GOOD))
    fresh(colleague)
    box = actions.office_box(office=centre, at=NOW)
    assert is_waiting(colleague, box)
    fresh(adviser)
    assert not is_waiting(colleague, box)
    assert shown(fresh(colleague)) == OPEN


def test_signing_in_moves_the_seats_of_ones_offices(centre, adviser):
    fresh_keys(adviser, centre)
    colleague = make.member(Role.ADVISER, centre)
    vault.keyring(colleague)
    fresh(adviser)
    assert Wrap.objects.filter(keyring__person=colleague).exists()


def test_a_long_queue_is_served_in_parts(centre, adviser, monkeypatch):
    monkeypatch.setattr("madoguchi.foundation.vault.actions.unlocking.SERVED_AT_ONCE", 0)
    fresh_keys(adviser, centre)
    colleague = make.member(Role.ADVISER, centre)
    box = actions.office_box(office=centre, at=NOW)
    vault.keyring(colleague)
    fresh(adviser)
    assert is_waiting(colleague, box)


def test_a_damaged_key_keeps_nobody_from_signing_in(client, centre, adviser, caplog):
    fresh_keys(adviser, centre)
    Wrap.objects.update(wrapped=b"damaged")
    make.member(Role.ADVISER, centre)
    sign_in(client, adviser)
    assert shown(client) == OPEN
    assert "a wrapped key does not open" in caplog.text


# Passkeys: no password, so no keyring


def test_signing_in_without_a_password_leaves_the_keyring_closed(adviser):
    keyrings.make(adviser, GOOD, at=NOW)
    request = RequestFactory().post("/sign-in/")
    request.session, request.user = import_module(house.SESSION_ENGINE).SessionStore(), AnonymousUser()
    Adapter(request).login(request, adviser)
    request.session.save()
    client = Client()
    client.cookies[house.SESSION_COOKIE_NAME] = request.session.session_key
    assert shown(client) == CLOSED
    client.post("/keys/unlock/", {"password": GOOD})
    assert shown(client) == OPEN


# Changing and forgetting the password


def change(client, old=GOOD, new=BETTER):
    return client.post("/password/", {"oldpassword": old, "password1": new, "password2": new})


def test_a_new_password_locks_the_same_keys(adviser):
    client = fresh(adviser)
    secret = keyrings.unlock(keyrings.current(adviser), GOOD).secret
    assert change(client).status_code == 302
    assert shown(client) == OPEN
    assert keyrings.unlock(keyrings.current(adviser), BETTER).secret == secret
    with pytest.raises(lock.WrongPassword):
        keyrings.unlock(keyrings.current(adviser), GOOD)


def test_a_new_password_locks_a_closed_keyring_too(adviser):
    keyrings.make(adviser, GOOD, at=NOW)
    assert change(signed_in(adviser)).status_code == 302
    assert keyrings.unlock(keyrings.current(adviser), BETTER)


def test_an_open_keyring_with_an_older_lock_is_locked_anew(adviser):
    client = fresh(adviser)
    keyrings.change_lock(keyrings.unlock(keyrings.current(adviser), GOOD), lock.lock("other", "x"), at=NOW)
    change(client)
    assert keyrings.unlock(keyrings.current(adviser), BETTER)


def test_without_a_keyring_the_password_changes_all_the_same(adviser):
    assert change(signed_in(adviser)).status_code == 302
    assert not Keyring.objects.exists()


def test_if_the_lock_fails_the_password_stays(adviser, monkeypatch):
    client = fresh(adviser)

    def fails(*_):
        raise TooBusy

    monkeypatch.setattr("madoguchi.foundation.vault.lock.lock", fails)
    assert "混み合って" in change(client).text
    assert Person.objects.get(pk=adviser.pk).check_password(GOOD)
    assert keyrings.unlock(keyrings.current(adviser), GOOD)


def test_if_the_password_fails_the_lock_stays(adviser, monkeypatch):
    client = fresh(adviser)

    def fails(*_, **__):
        raise RuntimeError

    monkeypatch.setattr(Adapter, "set_password", fails)
    with pytest.raises(RuntimeError):
        change(client)
    assert keyrings.unlock(keyrings.current(adviser), GOOD)


@pytest.fixture
def forgotten(client, adviser, settings, mailoutbox):
    """Signed out, with a keyring locked by a password that was then reset by mail."""
    fresh(adviser)
    client.post("/password/reset/", {"email": adviser.email})
    path = mailoutbox[0].body.split(settings.SITE_URL)[1].split()[0]
    form = client.get(path, follow=True).request["PATH_INFO"]
    client.post(form, {"password1": BETTER, "password2": BETTER})
    return adviser


def test_a_reset_by_mail_restores_the_sign_in_and_not_the_keys(client, forgotten):
    assert sign_in(client, forgotten, BETTER).status_code == 302
    assert "鍵は閉じたままです" in client.get("/settings/").text
    assert shown(client) == CLOSED
    assert keyrings.unlock(keyrings.current(forgotten), GOOD)


def test_the_earlier_password_opens_them_and_the_new_one_does_from_then_on(client, forgotten):
    sign_in(client, forgotten, BETTER)
    asked = client.post("/keys/unlock/", {"password": BETTER})
    assert asked.status_code == 422
    assert 'name="earlier"' in asked.text
    assert client.post("/keys/unlock/", {"password": BETTER, "earlier": GOOD}).status_code == 302
    assert shown(client) == OPEN
    assert keyrings.unlock(keyrings.current(forgotten), BETTER)
    assert deeds(forgotten)[-1] == "vault.lock_anew"


def test_a_machine_without_room_for_the_lock_signs_in_all_the_same(client, adviser, monkeypatch):
    keyrings.make(adviser, GOOD, at=NOW)

    def busy(*_):
        raise TooBusy

    monkeypatch.setattr("madoguchi.foundation.vault.lock.unlock", busy)
    assert sign_in(client, adviser).status_code == 302
    assert shown(client) == CLOSED


# The end


def test_signing_out_takes_the_keys_back(adviser):
    client = fresh(adviser)
    session, kept = client.session.session_key, client.cookies["keyring"].value
    client.post("/sign-out/")
    assert client.cookies["keyring"].value == ""
    client.cookies["keyring"], client.cookies[house.SESSION_COOKIE_NAME] = kept, session
    assert client.get("/settings/").status_code == 302
    assert not import_module(house.SESSION_ENGINE).SessionStore().exists(session)


def test_whoever_is_disabled_loses_the_open_keys_in_every_session(adviser, manager):
    here, there = fresh(adviser), fresh(adviser)
    actions.disable(person=adviser, by=manager, at=NOW)
    for client in (here, there):
        assert client.get("/settings/").headers["Location"].startswith("/sign-in/")
        assert client.cookies["keyring"].value == ""
        assert "keyring" not in client.session


def test_two_sessions_hold_the_keys_apart(adviser):
    here, there = fresh(adviser), fresh(adviser)
    here.post("/keys/lock/")
    assert (shown(here), shown(there)) == (CLOSED, OPEN)
    there.cookies["keyring"] = "AGE-SECRET-KEY-1OTHER"
    assert there.get("/settings/").status_code == 200


def test_a_new_password_ends_the_keys_of_the_other_sessions(adviser):
    here, there = fresh(adviser), fresh(adviser)
    change(here)
    assert there.get("/settings/").status_code == 302
    assert "keyring" not in there.session


def test_an_idle_hour_closes_the_keys_and_keeps_the_sign_in(adviser, time_machine):
    client = fresh(adviser)
    time_machine.move_to(timezone.now() + timedelta(minutes=29))
    assert shown(client) == OPEN
    time_machine.move_to(timezone.now() + timedelta(minutes=29))
    assert shown(client) == OPEN
    time_machine.move_to(timezone.now() + timedelta(minutes=31))
    assert shown(client) == CLOSED
    assert "keyring" not in client.session
    assert client.get("/settings/").status_code == 200
