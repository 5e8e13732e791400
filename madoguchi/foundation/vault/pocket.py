"""懐 — the open keyring between two requests: in the session only encrypted, its one-time key only in a cookie."""

from base64 import b64decode, b64encode
from datetime import datetime, timedelta
from typing import Any

import pyrage
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from pyrage.x25519 import Identity

from madoguchi.foundation.vault import sealing
from madoguchi.foundation.vault.errors import KeyringClosed
from madoguchi.foundation.vault.opened import OpenKeyring

COOKIE = "keyring"
_HELD = "keyring"
_KNOWN = "has_keyring"
_TOUCH = timedelta(minutes=1)


def put(request: HttpRequest, keys: OpenKeyring, *, at: datetime) -> None:
    """懐に入れる — until sign-out, or until KEYRING_IDLE has passed without a page."""
    once = Identity.generate()
    wrapped = sealing.wrap(keys.secret, [str(once.to_public())])
    request.session[_HELD] = {
        "person": keys.person_id,
        "keyring": keys.keyring_id,
        "wrapped": b64encode(wrapped).decode(),
        "seen_at": at.isoformat(),
    }
    request.keyring_cookie = str(once)  # type: ignore[attr-defined]
    request.keyring_at_hand = keys  # type: ignore[attr-defined]
    note(request)


def note(request: HttpRequest) -> None:
    """Remembers in the session that the person has a keyring, so that no page needs to ask."""
    request.session[_KNOWN] = True


def at_hand(request: HttpRequest) -> OpenKeyring | None:
    """The keyring open in this request, whoever's it is."""
    return getattr(request, "keyring_at_hand", None)


def state(request: HttpRequest) -> str:
    """鍵の開閉 — "open" or "closed" for a person who has a keyring, else nothing."""
    keys, user = at_hand(request), getattr(request, "user", None)
    if keys is not None and user is not None and keys.person_id == user.pk:
        return "open"
    return "closed" if hasattr(request, "session") and request.session.get(_KNOWN) else ""


def take_out(request: HttpRequest) -> None:
    """鍵を閉じる."""
    request.session.pop(_HELD, None)
    request.keyring_cookie = ""  # type: ignore[attr-defined]
    request.keyring_at_hand = None  # type: ignore[attr-defined]


def empty(request: HttpRequest) -> None:
    """Nothing of anybody's keyring is left in this session."""
    take_out(request)
    request.session.pop(_KNOWN, None)


def look_into(request: HttpRequest, *, at: datetime) -> OpenKeyring | None:
    """The keyring of this session, not opened before somebody needs it. After an idle time it is closed for good."""
    held, once = request.session.get(_HELD), request.COOKIES.get(COOKIE)
    if not held or not once:
        return None
    if _is_idle(held, at):
        take_out(request)
        return None
    keys = OpenKeyring(
        person_id=held["person"], keyring_id=held["keyring"], reveal=lambda: _revealed(held["wrapped"], once)
    )
    request.keyring_at_hand = keys  # type: ignore[attr-defined]
    return keys


def touch(request: HttpRequest, *, at: datetime) -> None:
    """A page of the person whose keyring it is: the idle time begins again."""
    held = request.session[_HELD]
    if at - datetime.fromisoformat(held["seen_at"]) > _TOUCH:
        request.session[_HELD] = held | {"seen_at": at.isoformat()}


def send_cookie(request: HttpRequest, response: HttpResponseBase) -> None:
    """The one-time key goes out once, when the keyring was opened; an empty one takes it back."""
    secret = getattr(request, "keyring_cookie", None)
    if secret:
        response.set_cookie(COOKIE, secret, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax")
    elif secret is not None or (COOKIE in request.COOKIES and _HELD not in request.session):
        response.delete_cookie(COOKIE, samesite="Lax")


def _revealed(wrapped: str, once: str) -> str:
    """A cookie that does not fit is no key."""
    try:
        return str(sealing.unwrap(b64decode(wrapped), Identity.from_str(once)))
    except (pyrage.IdentityError, pyrage.DecryptError) as error:
        raise KeyringClosed from error


def _is_idle(held: dict[str, Any], at: datetime) -> bool:
    return at - datetime.fromisoformat(held["seen_at"]) > settings.KEYRING_IDLE
