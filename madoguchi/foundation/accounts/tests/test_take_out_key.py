"""自分の鍵を持ち出す — for whoever has open keys and knows the password, written down, and kept by no cache."""

import re

import pytest

from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.audit.models import Line
from madoguchi.foundation.vault.actions.unlocking import GUESSES
from madoguchi.foundation.vault.factories import pocketed, unlocked

TAKE_OUT = "/keys/take-out/"
GOOD, WRONG = "hinata-no-engawa-2026", "kumo-no-ue-2026-9"
SECRET = re.compile(r"AGE-SECRET-KEY-\w+")


@pytest.fixture
def demo(db):
    """Nobody needs a second factor."""
    people.demo()


@pytest.fixture
def someone(db):
    made = people.member(Role.ADVISER, people.office(code="00"))
    made.set_password(GOOD)
    made.save(update_fields=["password"])
    return made


@pytest.fixture
def visitor(client, demo, someone):
    pocketed(client, someone)
    return client


def ask(client, password=GOOD):
    return client.post(TAKE_OUT, {"password": password})


def deeds(person):
    return list(Line.objects.filter(stream=f"person:{person.pk}").order_by("seq").values_list("deed", flat=True))


def test_the_password_is_answered_with_the_key_file_and_one_line_in_the_diary(visitor, someone):
    answer = ask(visitor)
    keys = unlocked(someone).open_keyring
    assert b"".join(answer).decode().splitlines()[1:] == [f"# public key: {keys.identity.to_public()}", keys.secret]
    assert deeds(someone) == ["vault.take_out_key"]


def test_it_leaves_as_an_attachment_that_no_cache_keeps(visitor):
    headers = ask(visitor).headers
    assert headers["Content-Disposition"] == 'attachment; filename="my-key.txt"'
    assert headers["Content-Type"] == "application/octet-stream"
    assert "no-store" in headers["Cache-Control"]


def test_the_page_itself_tells_no_secret_and_writes_nothing_down(visitor, someone):
    page = visitor.get(TAKE_OUT)
    assert page.status_code == 200
    assert str(unlocked(someone).open_keyring.identity.to_public()) in page.text
    assert not SECRET.search(page.text)
    assert deeds(someone) == []


def test_a_wrong_password_gets_nothing_and_guessing_ends(visitor, someone):
    for _guess in range(GUESSES):
        answer = ask(visitor, WRONG)
        assert answer.status_code == 422
        assert not SECRET.search(answer.text)
    assert "試行の回数が多すぎます" in ask(visitor).text
    assert set(deeds(someone)) == {"vault.wrong_password"}


def test_closed_keys_are_opened_first(client, demo, someone):
    client.force_login(someone)
    assert client.get(TAKE_OUT).headers["Location"] == "/keys/unlock/?next=%2Fkeys%2Ftake-out%2F"
    answer = ask(client)
    assert answer.status_code == 409
    assert not SECRET.search(answer.text)
    assert deeds(someone) == []


def test_who_must_still_add_a_second_factor_gets_no_key(client, someone):
    pocketed(client, someone)
    assert ask(client).headers["Location"] == "/second-factor/"


@pytest.mark.parametrize("role", [Role.ANALYST, Role.OPERATOR])
def test_who_is_confided_nothing_has_no_key_to_take_out(client, demo, role):
    pocketed(client, people.member(role, people.office(code="00")))
    assert ask(client).status_code == 403
    assert TAKE_OUT not in client.get("/settings/").text


def test_the_settings_lead_there(visitor):
    assert TAKE_OUT in visitor.get("/settings/").text
