"""サインイン — who comes in, and what is said to whoever does not."""

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as make
from madoguchi.foundation.accounts.models import Person
from madoguchi.foundation.accounts.passwords import DEMO_PASSWORD
from madoguchi.foundation.accounts.tests.conftest import signed_in
from madoguchi.foundation.audit.models import Line

GOOD, BETTER = "hinata-no-engawa-2026", "kumo-no-ue-2026-9"
WRONG = "メールアドレスまたはパスワードが正しくありません。"


@pytest.fixture
def adviser(centre):
    return make.member(Role.ADVISER, centre, of=make.person(email="adviser@example.jp", password=GOOD))


def sign_in(client, email="adviser@example.jp", password=GOOD, **more):
    return client.post("/sign-in/", {"login": email, "password": password, **more})


def test_opens_the_door_and_leaves_one_line(client, adviser):
    assert sign_in(client).status_code == 302
    assert client.get("/settings/").status_code == 200
    assert Line.objects.get(deed="accounts.sign_in").by == str(adviser.pk)


def test_capitals_of_the_address_do_not_matter(client, adviser):
    assert sign_in(client, email="Adviser@Example.JP").status_code == 302


def test_a_failure_does_not_say_whether_the_address_is_known(client, adviser):
    known = sign_in(client, password="wrong-password-1")
    unknown = sign_in(client, email="nobody@example.jp", password="wrong-password-1")

    assert known.status_code == unknown.status_code == 422
    assert WRONG in known.text
    assert WRONG in unknown.text


def test_keeps_the_typed_address_and_never_the_password(client, adviser):
    shown = sign_in(client, password="wrong-password-1").text

    assert "adviser@example.jp" in shown
    assert "wrong-password-1" not in shown


@pytest.mark.parametrize(
    "address", ["https://evil.example/", "//evil.example/x", "/\\evil.example", "javascript:alert(1)"]
)
def test_never_leads_to_another_site(client, adviser, address):
    landed = client.post(f"/sign-in/?next={address}", {"login": adviser.email, "password": GOOD, "next": address})

    assert landed.status_code == 302
    assert landed.headers["Location"] == "/"


def test_leads_where_one_wanted_to_go(client, adviser):
    asked = client.get("/settings/").headers["Location"]
    assert asked == "/sign-in/?next=/settings/"
    assert 'name="next" value="/settings/"' in client.get(asked).text
    assert sign_in(client, next="/settings/").headers["Location"] == "/settings/"


def test_a_person_without_a_role_today_is_told_so(client, centre):
    make.person(email="homeless@example.jp", password=GOOD)
    landed = client.post("/sign-in/", {"login": "homeless@example.jp", "password": GOOD})

    assert landed.headers["Location"] == "/no-membership/"
    assert "いま有効な役割がありません" in client.get("/no-membership/").text


def test_a_person_whose_role_begins_later_is_told_when(centre):
    soon = timezone.localdate() + timezone.timedelta(days=3)
    person = make.member(Role.ADVISER, centre, from_date=soon)

    assert str(soon) in signed_in(person).get("/no-membership/").text


# The demo's password


def test_the_demo_password_signs_in_nowhere_but_in_the_demo(client, centre):
    make.member(Role.ADVISER, centre, of=make.person(email="adviser@example.jp", password=DEMO_PASSWORD))
    assert sign_in(client, password=DEMO_PASSWORD).status_code == 422

    make.demo()
    assert sign_in(client, password=DEMO_PASSWORD).status_code == 302


# Guessing


@pytest.fixture
def counted(settings):
    settings.AXES_ENABLED = True
    settings.AXES_FAILURE_LIMIT = 3


def test_too_many_guesses_lock_the_door_even_for_the_right_password(client, adviser, counted):
    answers = [sign_in(client, password=f"wrong-password-{n}").status_code for n in range(3)]
    assert answers == [422, 422, 429]

    locked = sign_in(client)
    assert locked.status_code == 429
    assert "しばらくサインインできません" in locked.text


def test_an_unknown_address_is_locked_alike(client, adviser, counted):
    answers = [sign_in(client, email="nobody@example.jp", password=f"wrong-pass-{n}") for n in range(4)]
    assert [answer.status_code for answer in answers] == [422, 422, 429, 429]


def test_capitals_do_not_open_a_second_count(client, adviser, counted):
    for email in ("adviser@example.jp", "ADVISER@example.jp", "Adviser@Example.jp"):
        last = sign_in(client, email=email, password="wrong-password-1")
    assert last.status_code == 429


def test_the_lock_of_one_person_does_not_lock_another(client, adviser, centre, counted):
    make.member(Role.ADVISER, centre, of=make.person(email="other@example.jp", password=GOOD))
    for n in range(4):
        sign_in(client, password=f"wrong-password-{n}")

    assert sign_in(client, email="other@example.jp").status_code == 302


def test_no_address_reaches_the_log(client, adviser, counted, caplog):
    caplog.set_level("DEBUG", logger="axes")
    for n in range(4):
        sign_in(client, password=f"wrong-password-{n}")

    assert caplog.records
    assert "adviser@example.jp" not in caplog.text
    assert "wrong-password" not in caplog.text


def test_a_session_ends_twelve_hours_after_the_sign_in_however_busy(client, adviser):
    sign_in(client)
    assert client.get("/settings/").status_code == 200
    session = client.session
    session["account_authentication_methods"][0]["at"] -= 12 * 3600 + 60
    session.save()
    assert client.get("/settings/").headers["Location"].startswith("/sign-in/")
    assert not Session.objects.filter(session_key=session.session_key).exists()


# Passwords


def test_a_new_password_ends_the_other_sessions_and_keeps_this_one(adviser):
    here, there = signed_in(adviser), signed_in(adviser)
    typed = {"oldpassword": GOOD, "password1": BETTER, "password2": BETTER}

    assert here.post("/password/", typed).headers["Location"] == "/settings/"
    assert here.get("/settings/").status_code == 200
    assert there.get("/settings/").status_code == 302
    assert Line.objects.filter(deed="accounts.set_password").count() == 1


def test_a_changed_password_is_told_by_mail(adviser, mailoutbox, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        signed_in(adviser).post("/password/", {"oldpassword": GOOD, "password1": BETTER, "password2": BETTER})
    (letter,) = mailoutbox
    assert (letter.to, letter.subject) == ([adviser.email], "サインインの設定の変更")


def test_an_ended_session_may_still_open_the_sign_in_page(adviser):
    """The dead session is cleared although the page itself must not write."""
    here, there = signed_in(adviser), signed_in(adviser)
    here.post("/password/", {"oldpassword": GOOD, "password1": BETTER, "password2": BETTER})

    assert there.get("/sign-in/").status_code == 200


@pytest.mark.parametrize("password", ["short", "1qaz2wsx3edc", DEMO_PASSWORD, "adviser@example.jp"])
def test_a_weak_new_password_is_refused(adviser, password):
    typed = {"oldpassword": GOOD, "password1": password, "password2": password}

    assert signed_in(adviser).post("/password/", typed).status_code == 422
    assert Person.objects.get(pk=adviser.pk).check_password(GOOD)


def test_the_old_password_is_asked_for(adviser):
    typed = {"oldpassword": "wrong-password-1", "password1": BETTER, "password2": BETTER}
    assert signed_in(adviser).post("/password/", typed).status_code == 422


def test_a_forgotten_password_is_set_anew_by_mail(client, adviser, settings, mailoutbox):
    other = signed_in(adviser)
    assert client.post("/password/reset/", {"email": adviser.email}).headers["Location"] == "/password/reset/sent/"
    path = mailoutbox[0].body.split(settings.SITE_URL)[1].split()[0]
    assert adviser.name not in mailoutbox[0].body

    form = client.get(path, follow=True)
    weak = client.post(form.request["PATH_INFO"], {"password1": "short", "password2": "short"})
    assert weak.status_code == 422
    done = client.post(form.request["PATH_INFO"], {"password1": BETTER, "password2": BETTER}, follow=True)

    assert "新しいパスワードでサインイン" in done.text
    assert sign_in(client, password=BETTER).status_code == 302
    assert other.get("/settings/").status_code == 302
    assert "このリンクは使われたか" in signed_out(client).get(path, follow=True).text


def signed_out(client):
    client.post("/sign-out/")
    return client


def test_a_reset_link_leads_to_this_house_whatever_host_was_named(client, adviser, settings, mailoutbox):
    settings.ALLOWED_HOSTS, settings.SITE_URL = ["*"], "https://desk.example.jp/"
    client.post("/password/reset/", {"email": adviser.email}, headers={"host": "elsewhere.example"})
    assert "https://desk.example.jp/password/reset/" in mailoutbox[0].body
    assert "elsewhere.example" not in mailoutbox[0].body


def test_a_reset_link_opened_while_signed_in_asks_to_sign_out_first(client, adviser, centre, settings, mailoutbox):
    client.post("/password/reset/", {"email": adviser.email})
    path = mailoutbox[0].body.split(settings.SITE_URL)[1].split()[0]
    colleague = signed_in(make.member(Role.ADVISER, centre))

    asked = colleague.get(path)
    assert (
        asked.headers["Location"].startswith("/sign-out/?next=/password/reset/")
        or "next=%2F" in asked.headers["Location"]
    )
    back = colleague.post(asked.headers["Location"])
    assert back.headers["Location"] == path


def test_an_unknown_address_gets_the_same_answer_and_no_mail(client, adviser, mailoutbox):
    answer = client.post("/password/reset/", {"email": "nobody@example.jp"})

    assert answer.headers["Location"] == "/password/reset/sent/"
    assert not mailoutbox


def test_signing_out_is_asked_for_and_done_by_post(adviser):
    client = signed_in(adviser)

    assert "サインアウトしますか" in client.get("/sign-out/").text
    assert client.get("/settings/").status_code == 200
    assert client.post("/sign-out/").status_code == 302
    assert client.get("/settings/").status_code == 302


@pytest.mark.parametrize(
    "path", ["/signup/", "/accounts/signup/", "/email/", "/accounts/email/", "/accounts/login/", "/confirm-email/"]
)
def test_nothing_else_of_allauth_exists(client, db, path):
    assert client.get(path).status_code in (302, 404)
    assert client.get(path).headers.get("Location", "/sign-in/").startswith("/sign-in/")


def test_the_language_is_chosen_and_kept(client, db):
    assert client.post("/language/", {"language": "en", "next": "/sign-in/"}).headers["Location"] == "/sign-in/"
    assert '<html lang="en">' in client.get("/sign-in/").text


def test_choosing_a_language_never_leads_to_another_site(client, db):
    gone = client.post("/language/", {"language": "en", "next": "https://evil.example/"})
    assert gone.headers["Location"] == "/"
