"""What every answer carries."""

import pytest

from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people
from tests.town import Town


@pytest.mark.parametrize("path", ["/", "/sign-in/", "/no-such-page/"])
def test_no_inline_script_no_third_party_no_frame(client, db, path):
    answer = client.get(path)
    policy = answer.headers["Content-Security-Policy"]

    assert "'unsafe-inline'" not in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"


def test_a_host_that_is_not_ours_is_refused(client, db, settings):
    settings.ALLOWED_HOSTS = ["desk.example.jp"]

    assert client.get("/", headers={"host": "elsewhere.example"}).status_code == 400


def test_pages_with_cases_are_kept_by_no_cache(client, db):
    town = Town()
    client.force_login(town.owner)

    answer = client.get(town.consultation.get_absolute_url())

    assert "no-store" in answer.headers["Cache-Control"]


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(client, db, settings):
    person = people.member(Role.ADVISER, people.office(), of=people.person(password="tadashii-aikotoba"))

    answer = client.post("/sign-in/", {"login": person.email, "password": "tadashii-aikotoba"})
    cookie = answer.cookies[settings.SESSION_COOKIE_NAME]

    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
