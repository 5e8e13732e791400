"""鍵の画面 — opening, closing, renewing; what a page without a key says."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import include, path
from django.utils import timezone

from madoguchi.foundation.access.doors import reads, writes
from madoguchi.foundation.access.rules import ANYONE, SIGNED_IN
from madoguchi.foundation.audit.models import Line
from madoguchi.foundation.vault import boxes, factories, keyrings, lock, pocket
from madoguchi.foundation.vault.actions.unlocking import GUESSES
from madoguchi.foundation.vault.errors import NobodyHasAKey, NotYours, TooBusy
from madoguchi.foundation.vault.handing import identity_of, is_waiting
from madoguchi.foundation.vault.models import Keyring
from madoguchi.foundation.vault.opened import keys_of
from madoguchi.foundation.vault.tests import people

GOOD, OTHER = "hinata-no-engawa-2026", "kumo-no-ue-2026-9"
BACKEND = "madoguchi.foundation.accounts.backends.PersonBackend"
UNLOCK, LOCK, RENEW = "/keys/unlock/", "/keys/lock/", "/keys/renew/"


@pytest.fixture
def someone(db):
    return with_password()


def with_password():
    made = people.person()
    made.set_password(GOOD)
    made.save(update_fields=["password"])
    return made


def signed_in(person):
    client = Client()
    client.force_login(person, backend=BACKEND)
    return client


@pytest.fixture
def visitor(someone):
    return signed_in(someone)


def unlock(client, password=GOOD, **more):
    return client.post(UNLOCK, {"password": password, **more})


def state(client):
    page = client.get("/settings/").text
    return next((word for word in ("鍵：開", "鍵：閉") if word in page), "")


def deeds(person):
    return list(Line.objects.filter(stream=f"person:{person.pk}").order_by("seq").values_list("deed", flat=True))


# Opening


def test_the_password_makes_the_first_keyring_and_opens_it(visitor, someone):
    assert "いま作ります" in visitor.get(UNLOCK).text
    assert unlock(visitor).headers["Location"] == "/"
    assert state(visitor) == "鍵：開"
    assert keyrings.unlock(keyrings.current(someone), GOOD)
    assert deeds(someone) == ["vault.make_keyring"]


def test_the_password_opens_the_keyring_there_is(visitor, someone):
    keyrings.make(someone, GOOD, at=timezone.now())
    unlock(visitor)
    assert state(visitor) == "鍵：開"
    assert Keyring.objects.count() == 1
    assert deeds(someone) == ["vault.unlock"]
    assert "鍵は開いています" in visitor.get(UNLOCK).text


def test_opening_leads_where_one_wanted_to_go(visitor):
    page = visitor.get(f"{UNLOCK}?next=/settings/%3Fa=1").text
    assert 'name="next" value="/settings/?a=1"' in page
    assert unlock(visitor, next="/settings/?a=1").headers["Location"] == "/settings/?a=1"


ELSEWHERE = ["https://evil.example/", "//evil.example/x", "/\\evil.example", "javascript:alert(1)", "evil/"]


@pytest.mark.parametrize("where", ELSEWHERE)
def test_opening_never_leads_to_another_site(visitor, where):
    assert where not in visitor.get(UNLOCK, {"next": where}).text
    assert unlock(visitor, next=where).headers["Location"] == "/"


def test_a_wrong_password_opens_nothing_and_is_not_kept(visitor, someone):
    keyrings.make(someone, GOOD, at=timezone.now())
    answer = unlock(visitor, OTHER)
    assert answer.status_code == 422
    assert "パスワードが正しくありません" in answer.text
    assert OTHER not in answer.text
    assert "keyring" not in visitor.cookies
    assert deeds(someone) == ["vault.wrong_password"]


def test_guessing_ends_after_some_tries_even_with_the_right_password(visitor, someone, time_machine):
    for _guess in range(GUESSES):
        unlock(visitor, OTHER)
    assert "試行の回数が多すぎます" in unlock(visitor).text
    time_machine.move_to(timezone.now() + timedelta(minutes=31))
    assert unlock(visitor).status_code == 302


def test_guessing_earlier_passwords_counts_too(visitor, someone):
    keyrings.make(someone, OTHER, at=timezone.now())
    for guess in range(GUESSES):
        assert "心当たり" in unlock(visitor, earlier=f"guess-{guess}").text
    assert "試行の回数が多すぎます" in unlock(visitor, earlier=OTHER).text


def test_an_older_lock_asks_for_the_earlier_password_and_names_the_other_ways(visitor, someone):
    keyrings.make(someone, OTHER, at=timezone.now())
    assert 'name="earlier"' not in visitor.get(UNLOCK).text
    asked = unlock(visitor)
    assert asked.status_code == 422
    assert 'name="earlier"' in asked.text
    assert RENEW in asked.text
    assert unlock(visitor, earlier=OTHER).status_code == 302
    assert keyrings.unlock(keyrings.current(someone), GOOD)
    assert state(visitor) == "鍵：開"


def test_a_machine_without_room_says_so_on_the_form(visitor, someone, monkeypatch):
    keyrings.make(someone, GOOD, at=timezone.now())

    def busy(*_):
        raise TooBusy

    monkeypatch.setattr(lock, "unlock", busy)
    answer = unlock(visitor)
    assert answer.status_code == 422
    assert "混み合って" in answer.text


def test_opening_serves_who_waits(visitor, someone, box, seat):
    keys = keyrings.make(someone, GOOD, at=timezone.now())
    waiting = people.person()
    someone.open_keyring = keys
    seat(box, someone, waiting, by=someone)
    factories.keyring(waiting)
    assert is_waiting(waiting, box)
    unlock(visitor)
    assert not is_waiting(waiting, box)


# Renewing


def test_renewing_warns_and_gives_a_new_keyring_that_waits(visitor, someone, box, seat):
    someone.open_keyring = keyrings.make(someone, OTHER, at=timezone.now())
    seat(box, someone)
    assert "すぐには読めなくなります" in visitor.get(RENEW).text
    assert visitor.post(RENEW, {"password": GOOD}).status_code == 302
    assert is_waiting(someone, box)
    assert state(visitor) == "鍵：開"
    assert deeds(someone) == ["vault.make_keyring"]


def test_a_keyring_that_the_password_opens_is_not_renewed(visitor, someone):
    made = keyrings.make(someone, GOOD, at=timezone.now())
    answer = visitor.post(RENEW, {"password": GOOD})
    assert answer.status_code == 422
    assert "作り直す必要はありません" in answer.text
    assert keyrings.current(someone).pk == made.keyring_id


def test_renewing_asks_who_one_is(visitor, someone):
    keyrings.make(someone, OTHER, at=timezone.now())
    assert visitor.post(RENEW, {"password": OTHER}).status_code == 422
    assert Keyring.objects.count() == 1


def test_an_old_keyring_open_elsewhere_is_no_open_keyring(visitor, someone):
    unlock(visitor)
    Keyring.objects.update(locked=lock.lock("x", OTHER))
    signed_in(someone).post(RENEW, {"password": GOOD})
    assert 'name="password"' in visitor.get(UNLOCK).text


# Closing


def test_closing_is_a_deed_of_its_own(visitor, someone):
    unlock(visitor)
    assert "鍵を閉じる" in visitor.get(LOCK).text
    assert state(visitor) == "鍵：開"
    assert visitor.post(LOCK, {"next": "/settings/"}).headers["Location"] == "/settings/"
    assert state(visitor) == "鍵：閉"
    assert "keyring" not in visitor.session
    assert visitor.cookies["keyring"].value == ""
    assert deeds(someone)[-1] == "vault.lock"


def test_these_pages_are_for_people_who_are_signed_in(db):
    for page in (UNLOCK, LOCK, RENEW):
        assert Client().get(page).headers["Location"].startswith("/sign-in/")


# What lies where


def test_the_cookie_is_kept_from_scripts_and_ends_with_the_browser(visitor, settings):
    settings.SESSION_COOKIE_SECURE = True
    unlock(visitor)
    cookie = visitor.cookies["keyring"]
    assert (cookie["httponly"], cookie["secure"], cookie["samesite"]) == (True, True, "Lax")
    assert (cookie["max-age"], cookie["expires"]) == ("", "")


def request_of(session, cookie):
    request = RequestFactory().get("/")
    request.session, request.user = session, AnonymousUser()
    if cookie:
        request.COOKIES["keyring"] = cookie
    return request


def test_the_session_row_opens_nothing_without_the_cookie_nor_the_cookie_without_the_row(visitor, someone):
    unlock(visitor)
    secret = keyrings.unlock(keyrings.current(someone), GOOD).secret
    cookie, session = visitor.cookies["keyring"].value, visitor.session
    now = timezone.now()
    assert pocket.look_into(request_of(session, cookie), at=now).secret == secret
    assert pocket.look_into(request_of(session, None), at=now) is None
    assert pocket.look_into(request_of(SessionStore(), cookie), at=now) is None
    assert secret not in str(session.items())
    assert cookie not in str(session.items())


def test_the_cookie_of_somebody_else_opens_nothing(visitor):
    unlock(visitor)
    other = signed_in(with_password())
    unlock(other)
    visitor.cookies["keyring"] = other.cookies["keyring"].value
    assert 'name="password"' in visitor.get(UNLOCK).text


def test_a_new_one_time_key_each_time(visitor):
    unlock(visitor)
    first = visitor.cookies["keyring"].value
    visitor.post(LOCK)
    unlock(visitor)
    assert visitor.cookies["keyring"].value not in (first, "")


# Pages that need a key


@reads(SIGNED_IN)
def read_sealed(request):
    return HttpResponse(keys_of(request.user).secret[:0] + "opened")


@reads(SIGNED_IN)
def read_waiting(request):
    box = boxes.box_of("test:1", "case", at=timezone.now())
    identity_of(box.newest_generation(), keys_of(request.user))


@writes(SIGNED_IN)
def write_sealed(request):
    if request.method == "POST":
        keys_of(request.user)
    return HttpResponse("done")


@reads(ANYONE)
def put_into_an_empty_box(request):
    raise NobodyHasAKey


urlpatterns = [
    path("", include("madoguchi.config.urls")),
    path("sealed/", read_sealed),
    path("waiting/", read_waiting),
    path("write/", write_sealed),
    path("empty/", put_into_an_empty_box),
]


@pytest.fixture
def pages(settings):
    settings.ROOT_URLCONF = __name__


def test_a_page_that_needs_the_keys_leads_to_the_unlock_page_and_back(visitor, pages):
    asked = visitor.get("/sealed/?part=2")
    assert asked.headers["Location"] == "/keys/unlock/?next=%2Fsealed%2F%3Fpart%3D2"
    assert unlock(visitor, next="/sealed/?part=2").headers["Location"] == "/sealed/?part=2"
    assert visitor.get("/sealed/").text == "opened"


def test_a_fragment_leads_the_whole_page_there(visitor, pages):
    asked = visitor.get("/sealed/", headers={"hx-request": "true", "hx-current-url": "http://testserver/settings/"})
    assert asked.headers["HX-Redirect"] == "/keys/unlock/?next=%2Fsettings%2F"


def test_a_cookie_that_does_not_fit_leads_there_too(visitor, pages):
    unlock(visitor)
    visitor.cookies["keyring"] = "AGE-SECRET-KEY-1NONSENSE"
    assert visitor.get("/sealed/").headers["Location"].startswith(UNLOCK)
    assert visitor.cookies["keyring"].value == ""


def test_a_deed_without_the_keys_says_so(visitor, pages):
    answer = visitor.post("/write/")
    assert answer.status_code == 409
    assert "鍵が閉じています" in answer.text
    assert UNLOCK in answer.text


def test_whoever_waits_is_told_since_when(visitor, someone, box, person, seat, pages):
    colleague = person()
    seat(box, colleague)
    unlock(visitor)
    seat(box, colleague, someone)
    answer = visitor.get("/waiting/")
    assert answer.status_code == 409
    assert "鍵待ち" in answer.text
    assert timezone.localdate().isoformat() in answer.text


def test_who_waits_through_an_office_is_told_since_when(visitor, someone, box, person, seat, pages, now):
    office = boxes.box_of("office:1", "office", at=now)
    colleague = person()
    seat(office, colleague)
    seat(box, through=[office])
    unlock(visitor)
    seat(office, colleague, someone)
    assert "から待っています" in visitor.get("/waiting/").text


def test_an_empty_box_is_explained(visitor, pages):
    answer = visitor.get("/empty/")
    assert answer.status_code == 409
    assert "鍵を持つ人がまだいない" in answer.text


def test_a_page_asked_by_mistake_stays_a_mistake(visitor, box, person, seat, pages):
    seat(box, person())
    unlock(visitor)
    with pytest.raises(NotYours):
        visitor.get("/waiting/")
