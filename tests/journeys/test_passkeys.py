"""A passkey on one's own device: registered, signed in with, used as second step, taken away."""

import pytest

from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.accounts.models import Installation
from tests.journeys.visitor import PASSWORD
from tests.journeys.ways import EVERY_WAY, WAYS

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def adviser(town):
    """At a real desk: the demo asks for no second factor."""
    Installation.objects.update(is_demo=False)
    return people.member(Role.ADVISER, town.centre, of=people.person(password=PASSWORD))


def with_a_device(visitor):
    """A fingerprint reader that says yes; returns what changes its mind."""
    session = visitor.context.new_cdp_session(visitor.page)
    session.send("WebAuthn.enable")
    device = session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})["authenticatorId"]
    return lambda is_verified: session.send(
        "WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": is_verified}
    )


def registers(guest):
    guest.presses("パスキーを登録する", within="main")
    guest.fills("パスワード", PASSWORD)
    guest.presses("続ける")
    guest.fills("パスキーの名前", "職場のノートPC")
    guest.presses("パスキーを登録する", within="main")
    guest.sees("パスキーを登録しました。")


def signs_out(guest):
    guest.opens("/sign-out/")
    guest.presses("サインアウトする", within="main")


def removes(guest):
    guest.opens("/second-factor/state/")
    guest.sees("職場のノートPC")
    guest.page.get_by_role("link", name=guest.word("削除する")).click()
    if "/reauthenticate/" in guest.page.url:
        guest.presses("パスキーで確かめる", within="main")
        guest.presses("パスキーで確かめる", within="main")
    guest.presses("削除する", within="main")
    guest.sees("パスキーを削除しました。")


@pytest.mark.parametrize("way", [way for way in EVERY_WAY if WAYS[way].has_script], indirect=True)
def test_a_passkey_from_the_first_day_to_the_last(visitor, adviser):
    guest = visitor()
    device = with_a_device(guest)
    guest.sign_in(adviser)
    guest.sees("二段階認証の設定をお願いします")
    registers(guest)
    guest.opens("/today/")

    signs_out(guest)
    guest.opens("/sign-in/?next=/settings/")
    guest.presses("パスキーでサインイン")
    guest.sees("二段階認証は設定済みです。")

    signs_out(guest)
    guest.sign_in(adviser)
    guest.sees("二段階目の確認")
    device(False)
    guest.hands.press(guest.page.get_by_role("button", name=guest.word("パスキーで確かめる")))
    guest.sees("パスキーを使わずに終わりました。もう一度試すか、ほかの方法をお使いください。")
    device(True)
    guest.presses("パスキーで確かめる")
    guest.opens("/today/")

    removes(guest)
    signs_out(guest)
    guest.opens("/sign-in/")
    guest.presses("パスキーでサインイン")
    guest.sees("パスキーを確かめられませんでした。もう一度試すか、ほかの方法をお使いください。")


@pytest.mark.parametrize("way", ["no-javascript"], indirect=True)
def test_without_javascript_a_sentence_says_so(visitor, adviser):
    guest = visitor()
    guest.opens("/sign-in/")
    guest.sees("パスキーを使うにはJavaScriptが必要です。使えないときは、パスワードと確認コードでサインインできます。")
    assert not guest.page.get_by_role("button", name=guest.word("パスキーでサインイン")).is_visible()
