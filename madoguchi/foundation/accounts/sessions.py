"""サインインしている端末 — the sessions of one person that would still let somebody in."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils.crypto import salted_hmac

from madoguchi.foundation.accounts.models import Person


@dataclass(frozen=True)
class OpenSession:
    """一つのサインイン — `handle` stands for the key on pages, which must not show it."""

    key: str
    handle: str
    signed_in_at: datetime | None
    is_this: bool


def sessions_of(person: Person, *, this: str | None, now: datetime) -> list[OpenSession]:
    """The latest first; `this`: the key of the session that asks. Every living session is read, of whomever."""
    rows = ((row.session_key, row.get_decoded()) for row in Session.objects.filter(expire_date__gt=now))
    found = [_open(key, data, this) for key, data in rows if _is_of(person, data)]
    return sorted(found, key=lambda one: one.signed_in_at or now, reverse=True)


def _is_of(person: Person, data: dict[str, Any]) -> bool:
    return data.get(SESSION_KEY) == str(person.pk) and data.get(HASH_SESSION_KEY) == person.get_session_auth_hash()


def _open(key: str, data: dict[str, Any], this: str | None) -> OpenSession:
    proofs = data.get(AUTHENTICATION_METHODS_SESSION_KEY)
    at = datetime.fromtimestamp(proofs[0]["at"], UTC) if proofs else None
    return OpenSession(key, salted_hmac("session", key).hexdigest()[:16], at, key == this)
