"""鍵を開く — opening, making and renewing one's own keyring, and serving who waits for a key.

None of these is one transaction: the lock takes a second or two, while which nobody should wait for the database.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cache
from itertools import islice
from typing import Any, TypeVar

import pyrage
from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.module_loading import autodiscover_modules

from madoguchi.foundation.audit import diary
from madoguchi.foundation.audit.models import Line
from madoguchi.foundation.vault import boxes, keyrings, lock, migration
from madoguchi.foundation.vault.errors import (
    LockedEarlier,
    NotTheEarlierPassword,
    NotYourPassword,
    StillOpens,
    TooManyGuesses,
)
from madoguchi.foundation.vault.exporting import key_file
from madoguchi.foundation.vault.handing import boxes_waiting_for
from madoguchi.foundation.vault.models import Keyring
from madoguchi.foundation.vault.opened import OpenKeyring, keys_of

logger = logging.getLogger(__name__)

SERVED_AT_ONCE = 500
GUESSES, GUESSED_WITHIN = 10, timedelta(minutes=30)
MISSED = "vault.wrong_password"

Service = TypeVar("Service", bound=Callable[..., object])
_SERVICES: list[Callable[..., object]] = []


def at_unlock(service: Service) -> Service:
    """Register `(*, person, keys, at)` of a room's `keys` module: called whenever somebody's keyring was opened."""
    _SERVICES.append(service)
    return service


def unlock(*, password: str, earlier: str = "", by: Any, at: datetime) -> OpenKeyring:
    """鍵を開く — with the password one signs in with; the keyring is made if there is none.

    A lock that is older than the password (reset by mail) needs the `earlier` one too, and is then changed.
    Raises Refusal: NotYourPassword, LockedEarlier, NotTheEarlierPassword, TooManyGuesses, TooBusy.
    """
    prove(password, by=by, at=at)
    row = keyrings.current(by)
    if row is None:
        return _made(password, by, at)
    try:
        return _opened(row, password, by, at)
    except lock.WrongPassword:
        return _locked_anew(row, password, earlier, by, at)


def unlock_at_sign_in(*, password: str, may_make: bool, by: Any, at: datetime) -> OpenKeyring | None:
    """The password has just been proven. Raises LockedEarlier where it does not open the keyring, TooBusy."""
    row = keyrings.current(by)
    if row is None:
        return _made(password, by, at) if may_make else None
    try:
        return _opened(row, password, by, at)
    except lock.WrongPassword:
        raise LockedEarlier from None


def renew(*, password: str, by: Any, at: datetime) -> OpenKeyring:
    """鍵を作り直す — nobody remembers what the old one was locked with; whoever else has the keys hands them over."""
    prove(password, by=by, at=at)
    row = keyrings.current(by)
    if row is not None and _opens(row, password):
        raise StillOpens
    return _made(password, by, at, instead_of=row)


def take_out_key(*, password: str, by: Any, at: datetime) -> str:
    """自分の鍵を持ち出す — the key file, for whoever has the keyring open and knows the password too.

    Raises Refusal: KeyringClosed, NotYourPassword, TooManyGuesses.
    """
    keys = keys_of(by)
    prove(password, by=by, at=at)
    written = key_file(keys, at=at)
    diary.record("vault.take_out_key", by, by=by, at=at)
    return written


def serve(*, keys: OpenKeyring, by: Any, at: datetime) -> None:
    """鍵待ちの人に渡す — up to `SERVED_AT_ONCE` boxes, each in a transaction of its own."""
    migration.hand_over(at=at)
    for service in _services():
        with _damage_is_noted():
            service(person=by, keys=keys, at=at)
    for box in islice(boxes_waiting_for(keys), SERVED_AT_ONCE):
        with _damage_is_noted(), transaction.atomic():
            boxes.settle(box, keys, at=at)


def prove(password: str, *, by: Any, at: datetime) -> None:
    """本人か — guesses are counted in the diary. Raises NotYourPassword or TooManyGuesses."""
    missed = Line.objects.filter(stream=by.audit_stream(), deed=MISSED, at__gt=at - GUESSED_WITHIN)
    if missed.count() >= GUESSES:
        raise TooManyGuesses
    if not by.check_password(password):
        diary.record(MISSED, by, by=by, at=at)
        raise NotYourPassword


@contextmanager
def _damage_is_noted() -> Iterator[None]:
    """A key that was damaged in the database keeps nobody from signing in."""
    try:
        yield
    except (pyrage.DecryptError, pyrage.IdentityError):
        logger.error("a wrapped key does not open")


@cache
def _services() -> list[Callable[..., object]]:
    autodiscover_modules("keys")
    return _SERVICES


def _made(password: str, by: Any, at: datetime, *, instead_of: Keyring | None = None) -> OpenKeyring:
    """A button pressed twice makes one keyring."""
    new = keyrings.cut(password)
    with transaction.atomic():
        get_user_model()._default_manager.select_for_update(of=("self",)).get(pk=by.pk)
        row = keyrings.current(by)
        if row is None or row == instead_of:
            keys = keyrings.keep(by, new, at=at)
            diary.record("vault.make_keyring", by, by=by, at=at)
            return keys
    return _opened(row, password, by, at)


def _opened(row: Keyring, password: str, by: Any, at: datetime) -> OpenKeyring:
    keys = keyrings.unlock(row, password)
    diary.record("vault.unlock", by, by=by, at=at)
    return keys


def _locked_anew(row: Keyring, password: str, earlier: str, by: Any, at: datetime) -> OpenKeyring:
    if not earlier:
        raise LockedEarlier
    try:
        keys = keyrings.unlock(row, earlier)
    except lock.WrongPassword:
        diary.record(MISSED, by, by=by, at=at)
        raise NotTheEarlierPassword from None
    locked = lock.lock(keys.secret, password)
    with transaction.atomic():
        keyrings.change_lock(keys, locked, at=at)
        diary.record("vault.lock_anew", by, by=by, at=at)
    return keys


def _opens(row: Keyring, password: str) -> bool:
    try:
        return bool(keyrings.unlock(row, password))
    except lock.WrongPassword:
        return False
