"""扉 — a deed that PostgreSQL ended to untie a deadlock is done once more; any other fault is not."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import HttpResponse

from madoguchi.foundation.access.doors import receives, writes
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.access.rules import ANYONE, rule


class Ended(Exception):
    """What the driver raises, as far as a door looks at it."""

    def __init__(self, sqlstate):
        self.sqlstate = sqlstate


def knocked(rf, *faults):
    """How often the view ran before it answered, when its first calls meet these faults."""
    calls, left = [], list(faults)

    @writes(ANYONE)
    def deed(request):
        calls.append(1)
        if left:
            raise OperationalError("fault") from Ended(left.pop(0))
        return HttpResponse("done")

    request = rf.post("/")
    request.user = AnonymousUser()
    assert deed(request).status_code == 200
    return len(calls)


@pytest.mark.django_db(transaction=True)
def test_a_deadlock_is_tried_once_more(rf):
    assert knocked(rf, "40P01") == 2


@pytest.mark.django_db(transaction=True)
def test_a_second_deadlock_is_not(rf):
    with pytest.raises(OperationalError):
        knocked(rf, "40P01", "40P01")


@pytest.mark.django_db(transaction=True)
def test_a_full_disk_is_not(rf):
    with pytest.raises(OperationalError):
        knocked(rf, "53100")


def received(rf, user):
    """What a door that receives does first, towards somebody its rule does not admit: the body is never touched."""

    def into(_request):
        raise AssertionError("asked where files go")

    @receives(rule("test.receive", Role.ADVISER), into=into)
    def deed(_request):
        raise AssertionError("opened")

    request = rf.post("/")
    request.user = user
    return deed(request)


@pytest.mark.django_db
def test_the_rule_is_asked_before_anything_is_received(rf):
    with pytest.raises(PermissionDenied):
        received(rf, AnonymousUser())


def test_the_second_factor_is_asked_before_anything_is_received(rf):
    unproved = AnonymousUser()
    unproved.must_add_second_factor = True
    assert received(rf, unproved).status_code == 302


def test_only_known_people_are_received():
    with pytest.raises(ValueError, match="known"):
        receives(ANYONE, into=None)
