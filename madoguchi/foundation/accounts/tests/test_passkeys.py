"""パスキー — a way in of its own, and a second factor; what is forged, borrowed or taken away opens nothing."""

import json

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client
from fido2.utils import websafe_decode, websafe_encode
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as make
from madoguchi.foundation.accounts.models import Person
from madoguchi.foundation.accounts.tests.conftest import signed_in
from madoguchi.foundation.accounts.tests.soft_key import FLAG, HOST, SoftKey, question_on
from madoguchi.foundation.audit.models import Line

GOOD = "hinata-no-engawa-2026"
ADD, STATE, WITH_KEY = "/second-factor/passkeys/add/", "/second-factor/state/", "/sign-in/passkey/"
REFUSED = "パスキーを確かめられませんでした"


@pytest.fixture
def adviser(centre):
    return make.member(Role.ADVISER, centre, of=make.person(email="adviser@example.jp", password=GOOD))


@pytest.fixture
def browser():
    return Client(headers={"host": HOST})


def at_home(person):
    """Signed in, and just asked for the password once more."""
    client = signed_in(person)
    client.defaults["HTTP_HOST"] = HOST
    client.post("/reauthenticate/", {"password": GOOD})
    return client


def add(client, key=None, name="職場のノートPC", **how):
    """Makes a passkey and has it taken down; the key and the answer."""
    key = key or SoftKey()
    question = question_on(client.get(ADD).text)
    return key, client.post(ADD, {"name": name, "credential": key.made(question, **how)})


@pytest.fixture
def home(adviser):
    return at_home(adviser)


@pytest.fixture
def key(home):
    return add(home)[0]


def question_of(client):
    return client.get(WITH_KEY, headers={"accept": "application/json"}).json()["request_options"]["publicKey"]


def sign_in(client, key, **how):
    return client.post(WITH_KEY, {"credential": key.proof(question_of(client), **how)})


def row(person):
    return Authenticator.objects.get(user=person, type="webauthn")


def lines(deed):
    return Line.objects.filter(deed=deed).count()


# Adding


def test_a_passkey_is_added_under_its_name_and_recovery_codes_come_with_it(home, adviser):
    client = home
    _key, taken = add(client)

    assert taken.headers["Location"] == "/second-factor/recovery-codes/"
    shown = client.get(STATE).text
    assert "職場のノートPC" in shown
    assert "回復用コード" in shown
    assert lines("accounts.add_passkey") == 1


def test_adding_asks_who_one_is(adviser):
    assert signed_in(adviser).get(ADD).headers["Location"].startswith("/reauthenticate/")


def test_the_question_demands_a_key_that_knows_its_user_and_names_the_host_of_the_page(adviser):
    question = question_on(at_home(adviser).get(ADD).text)

    assert question["authenticatorSelection"]["userVerification"] == "required"
    assert question["authenticatorSelection"]["residentKey"] == "required"
    assert question["rp"]["id"] == HOST


def test_a_key_that_is_there_already_is_named_in_the_question(adviser, key):
    excluded = question_on(at_home(adviser).get(ADD).text)["excludeCredentials"]
    assert len(excluded) == 1


def test_a_passkey_without_a_name_gets_one(adviser):
    add(at_home(adviser), name="")
    assert row(adviser).wrap().name == "パスキー1"


def test_staff_with_a_passkey_alone_reach_their_cases(adviser):
    assert adviser.must_add_second_factor
    add(at_home(adviser))
    assert not Person.objects.get(pk=adviser.pk).must_add_second_factor


@pytest.mark.parametrize("page", ["/second-factor/", STATE])
def test_whoever_has_none_is_offered_one(adviser, page):
    assert ADD in at_home(adviser).get(page).text


def test_only_what_a_sign_in_needs_is_kept(adviser):
    client, key = at_home(adviser), SoftKey()
    sent = json.loads(key.made(question_on(client.get(ADD).text)))
    sent |= {"clientExtensionResults": {"note": "\0\ud800"}, "authenticatorAttachment": "platform"}

    assert client.post(ADD, {"name": "x", "credential": json.dumps(sent)}).status_code == 302
    kept = row(adviser).data["credential"]
    assert set(kept) == {"id", "rawId", "type", "response"}
    assert set(kept["response"]) == {"attestationObject", "clientDataJSON"}


def test_a_name_that_is_too_long_is_asked_again_and_kept(home, adviser):
    client = home
    _key, asked = add(client, name="長" * 61)

    assert asked.status_code == 422
    assert "長" * 61 in asked.text
    assert not Authenticator.objects.exists()
    assert lines("accounts.add_passkey") == 0


def test_a_key_that_does_not_ask_who_holds_it_is_no_passkey(adviser):
    _key, answer = add(at_home(adviser), flags=FLAG.UP)
    assert answer.status_code == 422
    assert REFUSED in answer.text


@pytest.mark.parametrize(
    "key",
    [
        SoftKey(origin="https://evil.example"),
        SoftKey(origin=f"http://sub.{HOST}"),
        SoftKey(origin=f"http://{HOST}:81"),
        SoftKey(host="evil.example"),
    ],
)
def test_a_key_made_for_another_site_is_refused(adviser, key):
    _key, answer = add(at_home(adviser), key)
    assert answer.status_code == 422
    assert not Authenticator.objects.exists()


def test_an_answer_serves_once(adviser):
    client, key = at_home(adviser), SoftKey()
    sent = {"name": "x", "credential": key.made(question_on(client.get(ADD).text))}

    assert client.post(ADD, sent).status_code == 302
    assert client.post(ADD, sent).status_code == 422


# Signing in


def test_a_passkey_alone_signs_in_and_is_both_factors(adviser, key, browser):
    before = lines("accounts.sign_in")

    assert sign_in(browser, key).headers["Location"] == "/"
    assert browser.get("/settings/").status_code == 200
    assert lines("accounts.sign_in") == before + 1
    assert row(adviser).last_used_at


def test_it_leads_where_one_wanted_to_go_and_never_to_another_site(key, browser):
    here = {"credential": key.proof(question_of(browser)), "next": "/settings/"}
    assert browser.post(WITH_KEY, here).headers["Location"] == "/settings/"
    browser.post("/sign-out/")
    elsewhere = {"credential": key.proof(question_of(browser)), "next": "https://evil.example/"}
    assert browser.post(WITH_KEY, elsewhere).headers["Location"] == "/"


def test_the_sign_in_page_carries_the_wish_to_both_ways(browser, db):
    assert browser.get("/sign-in/?next=/settings/").text.count('name="next" value="/settings/"') == 2


def test_the_page_of_the_passkey_is_the_sign_in_page(browser, db):
    assert browser.get(WITH_KEY).headers["Location"] == "/sign-in/"


def test_opening_the_sign_in_page_makes_no_session(browser, db):
    assert "sessionid" not in browser.get("/sign-in/").cookies


def refused(answer):
    return answer.status_code == 422 and REFUSED in answer.text and 'name="password"' in answer.text


def test_a_disabled_person_is_answered_like_a_stranger(adviser, manager, key, browser):
    signed_in(manager).post(f"/people/{adviser.pk}/disable/")

    assert refused(sign_in(browser, key))
    assert browser.get("/settings/").status_code == 302


def test_a_stranger_s_key_opens_nothing(adviser, key, browser):
    stranger = SoftKey()
    stranger.handle = key.handle
    assert refused(sign_in(browser, stranger))


def test_a_key_under_the_name_of_another_person_opens_nothing(adviser, centre, key, browser):
    other = make.member(Role.ADVISER, centre, of=make.person(password=GOOD))
    their, _answer = add(at_home(other))
    key.handle = their.handle
    assert refused(sign_in(browser, key))


def test_a_key_that_did_not_ask_who_holds_it_opens_nothing(key, browser):
    assert refused(sign_in(browser, key, flags=FLAG.UP))


@pytest.mark.parametrize("origin", ["https://evil.example", f"http://sub.{HOST}", f"https://{HOST}"])
def test_a_proof_that_another_site_asked_for_opens_nothing(key, browser, origin):
    key.origin = origin
    assert refused(sign_in(browser, key))


def test_a_proof_serves_once_and_in_its_own_browser(key, browser):
    proof = {"credential": key.proof(question_of(browser))}
    other = Client(headers={"host": HOST})
    question_of(other)

    assert refused(other.post(WITH_KEY, proof))
    assert browser.post(WITH_KEY, proof).status_code == 302
    browser.post("/sign-out/")
    assert refused(browser.post(WITH_KEY, proof))


HOSTILE = [
    "",
    "null",
    "[]",
    "{}",
    "7",
    '"x"',
    "{",
    "[" * 9_000,
    '{"id": 1, "rawId": 1, "response": {}}',
    "\0",
    "9" * 30_000,
]


@pytest.mark.parametrize("credential", HOSTILE)
def test_whatever_is_sent_gets_a_clear_answer(browser, db, credential):
    question_of(browser)
    assert refused(browser.post(WITH_KEY, {"credential": credential}))


@pytest.mark.parametrize("handle", [None, 7, "", "AA", "4pyT", "OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5", "_" * 99])
def test_a_wild_handle_gets_a_clear_answer(key, browser, handle):
    key.handle = handle
    assert refused(sign_in(browser, key))


@pytest.mark.thorough
@hypothesis_settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    part=st.sampled_from(["attestationObject", "clientDataJSON"]), cut=st.integers(0, 240), put=st.binary(max_size=6)
)
def test_a_broken_registration_gets_a_clear_answer(home, part, cut, put):
    sent = json.loads(SoftKey().made(question_on(home.get(ADD).text)))
    whole = websafe_decode(sent["response"][part])
    sent["response"][part] = websafe_encode(whole[:cut] + put + whole[cut + len(put) :])

    assert home.post(ADD, {"name": "x", "credential": json.dumps(sent)}).status_code in (302, 422)
    Authenticator.objects.all().delete()


@pytest.mark.thorough
@hypothesis_settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(part=st.sampled_from(["authenticatorData", "clientDataJSON", "signature"]), cut=st.integers(0, 140))
def test_a_broken_proof_opens_nothing(key, part, cut):
    client = Client(headers={"host": HOST})
    sent = json.loads(key.proof(question_of(client)))
    whole = websafe_decode(sent["response"][part])
    sent["response"][part] = websafe_encode(whole[: cut % len(whole)])
    cache.clear()

    assert refused(client.post(WITH_KEY, {"credential": json.dumps(sent)}))


def test_ways_in_are_not_tried_for_ever(browser, db):
    answers = [browser.post(WITH_KEY, {"credential": "{}"}).status_code for _ in range(31)]
    assert answers[-1] == 429


# As the second step


def test_after_the_password_a_passkey_is_asked_for(adviser, key, browser):
    asked = browser.post("/sign-in/", {"login": adviser.email, "password": GOOD})
    assert asked.headers["Location"].startswith("/sign-in/code/")
    page = browser.get("/sign-in/code/").text
    assert "回復用コードを入力" in page
    assert "認証アプリに表示" not in page

    proof = key.proof(question_on(page))
    assert browser.post("/sign-in/code/", {"credential": proof}).status_code == 302
    assert browser.get("/settings/").status_code == 200


def test_a_wrong_passkey_at_the_second_step_is_asked_again(adviser, key, browser):
    browser.post("/sign-in/", {"login": adviser.email, "password": GOOD})
    question = question_on(browser.get("/sign-in/code/").text)
    answer = browser.post("/sign-in/code/", {"credential": SoftKey().proof(question)})

    assert answer.status_code == 422
    assert REFUSED in answer.text
    assert question_on(answer.text) != question


def test_a_half_done_question_of_the_second_step_signs_nobody_in_alone(adviser, key, browser):
    """The challenge of a page that wanted the password first is no weaker one."""
    browser.post("/sign-in/", {"login": adviser.email, "password": GOOD})
    question = question_on(browser.get("/sign-in/code/").text)
    assert question["userVerification"] == "required"


def test_whoever_has_only_an_app_sees_no_passkey_at_the_second_step(adviser, browser):
    make.second_factor(adviser)
    browser.post("/sign-in/", {"login": adviser.email, "password": GOOD})
    page = browser.get("/sign-in/code/").text

    assert "data-passkey" not in page
    assert "認証アプリに表示" in page


# Before something weighty


def test_a_passkey_says_once_more_who_one_is(adviser, key, browser):
    sign_in(browser, key)
    asked = browser.get(ADD).headers["Location"]
    ways = browser.get(asked).text
    assert "/reauthenticate/passkey/?next=" in ways

    page = browser.get(f"/reauthenticate/passkey/?next={ADD}").text
    wrong = browser.post("/reauthenticate/passkey/", {"credential": SoftKey().proof(question_on(page)), "next": ADD})
    assert wrong.status_code == 422
    assert REFUSED in wrong.text
    right = browser.post("/reauthenticate/passkey/", {"credential": key.proof(question_on(wrong.text)), "next": ADD})
    assert right.headers["Location"] == ADD
    assert browser.get(ADD).status_code == 200


# Renaming and removing


def test_a_passkey_is_renamed(adviser, key):
    client, page = at_home(adviser), f"/second-factor/passkeys/{row(adviser).pk}/rename/"

    assert page in client.get(STATE).text
    assert "職場のノートPC" in client.get(page).text
    assert client.post(page, {"name": ""}).status_code == 422
    assert client.post(page, {"name": "長" * 61}).status_code == 422
    assert client.post(page, {"name": "自宅のスマートフォン"}).headers["Location"] == STATE
    shown = client.get(STATE).text
    assert "自宅のスマートフォン" in shown
    assert "パスキーの名前を変えました" in shown
    assert lines("accounts.rename_passkey") == 1


def test_removing_a_passkey_ends_that_way_in(adviser, key, browser):
    client, page = at_home(adviser), f"/second-factor/passkeys/{row(adviser).pk}/remove/"

    assert page in client.get(STATE).text
    assert "職場のノートPC" in client.get(page).text
    assert client.post(page).headers["Location"] == STATE
    assert lines("accounts.remove_passkey") == 1
    assert refused(sign_in(browser, key))
    assert Person.objects.get(pk=adviser.pk).must_add_second_factor
    assert not Authenticator.objects.filter(user=adviser).exists()


@pytest.mark.parametrize("deed", ["rename", "remove"])
def test_both_ask_who_one_is_and_know_only_one_s_own(adviser, centre, key, deed):
    page = f"/second-factor/passkeys/{row(adviser).pk}/{deed}/"
    other = make.member(Role.ADVISER, centre, of=make.person(password=GOOD))

    assert signed_in(adviser).get(page).headers["Location"].startswith("/reauthenticate/")
    assert signed_in(adviser).post(page, {"name": "x"}).headers["Location"].startswith("/reauthenticate/")
    assert at_home(other).get(page).status_code == 404
    assert at_home(other).post(page, {"name": "x"}).status_code == 404
    assert row(adviser).wrap().name == "職場のノートPC"
    assert lines(f"accounts.{deed}_passkey") == 0


def test_a_manager_clears_a_lost_passkey(adviser, manager, key, browser):
    client, page = signed_in(manager), f"/people/{adviser.pk}/second-factor/clear/"

    assert page in client.get(f"/people/{adviser.pk}/").text
    assert client.post(page).status_code == 302
    assert refused(sign_in(browser, key))


def test_a_person_of_a_company_may_have_one_too(db, browser):
    person = make.person(email="owner@example.jp", password=GOOD)
    key, _answer = add(at_home(person))
    assert sign_in(browser, key).headers["Location"] == "/no-membership/"
