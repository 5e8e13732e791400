"""合鍵を書かない — whatever the house answers to an address with a key in it, no line of the log has the key."""

import logging
from secrets import token_hex

import pytest
from django.test import Client

from madoguchi.foundation.access import middleware
from madoguchi.foundation.access.middleware import NoKeysInLogsMiddleware

KEY = token_hex(32)
DOORS = ("invitations/{}/", "notice/{}/", "appointments/subscribed/{}.ics", "no-such-page/{}/")


def said(caplog):
    return "".join(f"{record.getMessage()} {vars(record)}" for record in caplog.records)


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("end", ["", "x", "/x/"])
def test_neither_a_look_nor_a_refusal_repeats_it(db, caplog, door, end):
    address = "/" + door.format(KEY) + end
    with caplog.at_level(logging.DEBUG):
        for method in ("get", "head", "put", "post", "options"):
            getattr(Client(enforce_csrf_checks=True), method)(address)
        Client(headers={"host": "elsewhere.example"}).get(address)

    assert caplog.records
    assert KEY not in said(caplog)


def test_a_fault_behind_the_door_does_not_repeat_it(db, caplog, monkeypatch):
    def fault(_token):
        raise RuntimeError

    monkeypatch.setattr("madoguchi.foundation.accounts.queries.fingerprint", fault)
    client = Client(raise_request_exception=False)
    assert client.get(f"/invitations/{KEY}/").status_code == 500
    assert "/invitations/" in said(caplog)
    assert KEY not in said(caplog)


def test_nor_does_one_behind_the_door_of_a_new_password(db, caplog, monkeypatch):
    def fault(*_given, **_more):
        raise RuntimeError

    monkeypatch.setattr("allauth.account.views.PasswordResetFromKeyView.dispatch", fault)
    client = Client(raise_request_exception=False)
    assert client.get(f"/password/reset/1-{KEY}/").status_code == 500
    assert "/password/reset/" in said(caplog)
    assert KEY not in said(caplog)


def test_a_refusal_at_the_door_of_a_new_password_does_not_repeat_it(db, caplog):
    with caplog.at_level(logging.DEBUG):
        for method in ("put", "post", "options"):
            getattr(Client(enforce_csrf_checks=True), method)(f"/password/reset/1-{KEY}/")

    assert caplog.records
    assert KEY not in said(caplog)


def test_a_short_one_leaves_as_well_where_a_door_takes_it(rf):
    request = rf.get("/notice/abc/")
    NoKeysInLogsMiddleware(lambda _request: None).process_view(request, None, (), {"token": "abc"})
    assert (request.path, request.path_info) == (f"/notice/{middleware.MASK}/", "/notice/abc/")


def test_other_addresses_stay_as_they_are(client, db, caplog):
    client.get("/consultations/2026-00-00123/no-such-page/")
    assert "/consultations/2026-00-00123/no-such-page/" in said(caplog)
