"""二段階認証 — staff reach no case before it is set up."""

import re
from importlib import import_module

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.apps import apps
from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory
from pyrage.x25519 import Identity

from madoguchi.foundation.access.doors import reads
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.access.rules import rule
from madoguchi.foundation.accounts import factories as make
from madoguchi.foundation.accounts.models import Organisation, OrganisationKind, Person
from madoguchi.foundation.accounts.tests.conftest import signed_in
from madoguchi.foundation.audit.models import Line

GOOD = "hinata-no-engawa-2026"


@pytest.fixture
def adviser(centre):
    return make.member(Role.ADVISER, centre, of=make.person(email="adviser@example.jp", password=GOOD))


def code_of(secret):
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


@reads(rule("a-case", Role.ADVISER, Role.STEWARD))
def case(request):
    return HttpResponse("the case")


def knock(person):
    request = RequestFactory().get("/")
    request.user = Person.objects.get(pk=person.pk)
    return case(request)


def test_staff_without_one_are_led_to_it(adviser):
    assert knock(adviser).headers["Location"] == "/second-factor/"
    assert "/second-factor/activate/" in signed_in(adviser).get("/second-factor/").text


def test_with_one_the_case_opens(adviser):
    make.second_factor(adviser)
    assert knock(adviser).content == b"the case"


def test_the_demo_skips_it(adviser):
    make.demo()
    assert knock(adviser).content == b"the case"


def test_people_of_companies_may_do_without(db):
    company = Organisation.objects.create(kind=OrganisationKind.COMPANY, name="架空製作所（架空）")
    assert knock(make.member(Role.STEWARD, company)).content == b"the case"


def test_the_page_of_people_is_closed_without_one(centre):
    client = signed_in(make.member(Role.MANAGER, centre))
    assert client.get("/people/").headers["Location"] == "/second-factor/"


def test_sign_in_asks_for_the_code(client, adviser):
    secret = make.second_factor(adviser)

    asked = client.post("/sign-in/", {"login": adviser.email, "password": GOOD})
    assert asked.headers["Location"].startswith("/sign-in/code/")
    assert client.get("/settings/").status_code == 302
    assert client.get("/sign-in/code/").status_code == 200
    assert client.post("/sign-in/code/", {"code": "000000x"}).status_code == 422
    assert client.post("/sign-in/code/", {"code": code_of(secret)}).status_code == 302
    assert client.get("/settings/").status_code == 200


def test_a_code_works_only_once(client, adviser):
    secret = make.second_factor(adviser)
    code = code_of(secret)
    client.post("/sign-in/", {"login": adviser.email, "password": GOOD})
    client.post("/sign-in/code/", {"code": code})
    client.post("/sign-out/")
    client.post("/sign-in/", {"login": adviser.email, "password": GOOD})

    assert client.post("/sign-in/code/", {"code": code}).status_code == 422


def test_the_code_page_leads_a_stranger_to_the_sign_in(client, db):
    assert client.get("/sign-in/code/").headers["Location"] == "/sign-in/"


def test_codes_cannot_be_guessed_for_long(client, adviser):
    secret = make.second_factor(adviser)
    client.post("/sign-in/", {"login": adviser.email, "password": GOOD})
    for guess in range(6):
        client.post("/sign-in/code/", {"code": f"{guess:06}"})

    assert client.post("/sign-in/code/", {"code": code_of(secret)}).status_code == 422


def confirmed(client, path):
    """Opens a page that first wants to be sure who one is."""
    asked = client.get(path)
    assert asked.headers["Location"].startswith("/reauthenticate/")
    assert client.get(asked.headers["Location"]).status_code == 200
    assert client.post(asked.headers["Location"], {"password": "wrong-password-1"}).status_code == 422
    return client.post(asked.headers["Location"], {"password": GOOD, "next": path}, follow=True)


def test_from_nothing_to_recovery_codes_and_back(adviser, mailoutbox, django_capture_on_commit_callbacks):
    client = signed_in(adviser)
    page = confirmed(client, "/second-factor/activate/").text
    secret = re.search(r"<code>([A-Z2-7]+)</code>", page)[1]
    assert "data:image/svg+xml;base64," in page

    assert client.post("/second-factor/activate/", {"code": "000000x"}).status_code == 422
    secret = re.search(r"<code>([A-Z2-7]+)</code>", client.get("/second-factor/activate/").text)[1]
    made = client.post("/second-factor/activate/", {"code": code_of(secret)})
    assert made.headers["Location"] == "/second-factor/recovery-codes/"

    assert not re.search(r"<code>\w{4,}</code>", client.get("/second-factor/recovery-codes/").text)
    shown = client.post("/second-factor/recovery-codes/")
    assert shown.status_code == 200
    code = re.findall(r"<code>(\w+)</code>", shown.text)[0]
    assert client.get("/second-factor/state/").status_code == 200

    client.post("/sign-out/")
    client.post("/sign-in/", {"login": adviser.email, "password": GOOD})
    assert client.post("/sign-in/code/", {"code": code}).status_code == 302
    confirmed(client, "/second-factor/deactivate/")
    assert client.post("/second-factor/recovery-codes/new/").status_code == 302
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post("/second-factor/deactivate/").status_code == 302
    assert [letter.subject for letter in mailoutbox] == ["サインインの設定の変更"]

    assert Person.objects.get(pk=adviser.pk).must_add_second_factor
    deeds = set(Line.objects.values_list("deed", flat=True))
    assert {"accounts.activate_totp", "accounts.deactivate_totp", "accounts.generate_recovery_codes"} <= deeds


def test_the_seed_of_an_app_lies_sealed_and_with_another_servers_key_no_code_is_right(adviser, settings):
    secret = make.second_factor(adviser)
    row = adviser.authenticator_set.get()
    assert secret not in str(row.data)
    assert TOTP(row).validate_code(code_of(secret))
    settings.GLASS_KEY = str(Identity.generate())
    assert not TOTP(row).validate_code(code_of(secret))


def test_seeds_that_lay_open_are_sealed_by_the_upgrade_and_open_as_before(adviser):
    secret = make.second_factor(adviser)
    row = adviser.authenticator_set.get()
    migration = import_module("madoguchi.foundation.accounts.migrations.0003_seeds_lie_sealed")
    for change, lies_open in ((migration.unseal, True), (migration.seal, False)):
        change(apps, connection.schema_editor())
        row.refresh_from_db()
        assert (row.data["secret"] == secret) == lies_open
    assert TOTP(row).validate_code(code_of(secret))


def test_a_lost_telephone_is_helped_by_the_manager(
    centre, manager, adviser, mailoutbox, django_capture_on_commit_callbacks
):
    make.second_factor(adviser)
    client, page = signed_in(manager), f"/people/{adviser.pk}/second-factor/clear/"
    theirs = signed_in(adviser)

    assert page in client.get(f"/people/{adviser.pk}/").text
    assert client.get(page).status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(page).status_code == 302
    assert [letter.to for letter in mailoutbox] == [[adviser.email]]
    assert theirs.get("/settings/").status_code == 302
    assert knock(adviser).headers["Location"] == "/second-factor/"
    assert page not in client.get(f"/people/{adviser.pk}/").text
    assert client.post(page).status_code == 422


def test_nobody_clears_the_own_second_factor_this_way(manager):
    assert signed_in(manager).post(f"/people/{manager.pk}/second-factor/clear/").status_code == 422


def test_too_many_requests_are_answered_in_our_words(client, adviser):
    answers = [client.post("/password/reset/", {"email": adviser.email}) for _ in range(6)]
    assert answers[-1].status_code == 429
    assert "少し待ってから" in answers[-1].text


def test_there_are_no_recovery_codes_without_an_app(adviser):
    assert signed_in(adviser).get("/second-factor/recovery-codes/").headers["Location"] == "/second-factor/state/"
