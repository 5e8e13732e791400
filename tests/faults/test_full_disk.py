"""The disk is full: SQLite may take no further page."""

from contextlib import contextmanager
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from madoguchi.desk.consultations.models import Consent, Consultation, SearchRow, StateChange
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories
from madoguchi.foundation.audit.models import Line
from tests.faults.desk import a_call

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps its own disk"),
]


@contextmanager
def full_disk():
    with connection.cursor() as cursor:
        most = cursor.execute("PRAGMA max_page_count").fetchone()[0]
        used = cursor.execute("PRAGMA page_count").fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {used}")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA max_page_count = {most}")


@pytest.fixture
def client():
    factories.demo()
    adviser = factories.member(Role.ADVISER, factories.office(code="00"))
    made = Client(raise_request_exception=False)
    made.force_login(adviser, backend="madoguchi.foundation.accounts.backends.PersonBackend")
    return made


def log_call(client, number):
    hidden = {"submission": str(uuid4()), "office": str(factories.office(code="00").pk)}
    return client.post(reverse("consultations:log"), a_call(hidden, f"満杯の前の相談{number}" + "長" * 150))


def log_until_refused(client):
    """What room is left in the pages is used up first; how many were taken, and the answer to the last."""
    for number in range(500):
        answer = log_call(client, number)
        if answer.status_code != 302:
            return number, answer
    raise AssertionError("the disk never filled")


def pieces():
    """What belongs to every logged call, counted."""
    counted = {kind.__name__: kind.objects.count() for kind in (Consultation, SearchRow, StateChange, Consent)}
    return counted | {"Line": Line.objects.filter(deed="consultations.log").count()}


def whole(taken):
    return dict.fromkeys(("Consultation", "SearchRow", "StateChange", "Consent", "Line"), taken)


def test_a_full_disk_is_told_and_leaves_nothing_half_written(client):
    with full_disk():
        taken, answer = log_until_refused(client)
        assert answer.status_code == 500
        assert "システムに問題が起きました" in answer.content.decode()
        assert pieces() == whole(taken)
        assert client.get(reverse("consultations:index")).status_code == 200, "reading goes on"
    assert log_call(client, "").status_code == 302
    assert pieces() == whole(taken + 1)
