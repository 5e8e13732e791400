"""サインインと鍵束 — the keyring opens with the password one signs in with, and is locked anew when that changes."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from madoguchi.foundation.access.roles import CONFIDED_ROLES
from madoguchi.foundation.accounts.actions.office_boxes import reseat_offices_of
from madoguchi.foundation.accounts.models import Person
from madoguchi.foundation.vault import keyrings, lock, pocket
from madoguchi.foundation.vault.actions import unlocking
from madoguchi.foundation.vault.errors import KeyringClosed, LockedEarlier, TooBusy
from madoguchi.foundation.vault.opened import OpenKeyring, open_keyring


@unlocking.at_unlock
def offices_follow(*, person: Person, keys: OpenKeyring, at: datetime) -> None:
    """席を改める — at the offices of whoever comes."""
    reseat_offices_of(person, keys=keys, at=at)


def open_at_sign_in(request: HttpRequest, person: Person, password: str) -> None:
    """The password was right; a second step may follow. A keyring that stays closed keeps nobody from signing in."""
    pocket.empty(request)
    may_make = bool(person.organisation_ids(*CONFIDED_ROLES))
    at = timezone.now()
    try:
        keys = unlocking.unlock_at_sign_in(password=password, may_make=may_make, by=person, at=at)
    except (TooBusy, LockedEarlier):
        messages.warning(request, _("鍵は閉じたままです。画面の上の「鍵：閉」から開けます。"))
        return
    if keys is not None:
        pocket.put(request, keys, at=at)


def come_in(request: HttpRequest, person: Person) -> None:
    """Signed in for good: the keyring goes along under a new one-time key, and whoever waits for a key is served."""
    keys = _keys_of(request, person)
    if keys is not None:
        at = timezone.now()
        pocket.put(request, keys, at=at)
        unlocking.serve(keys=keys, by=person, at=at)
    elif keyrings.current(person) is not None:
        pocket.note(request)


def _keys_of(request: HttpRequest, person: Person) -> OpenKeyring | None:
    """Somebody else's half-done sign-in in the same browser leaves nothing behind."""
    keys = pocket.at_hand(request)
    pocket.empty(request)
    try:
        return keys if keys and keys.person_id == person.pk and keys.secret else None
    except KeyringClosed:
        return None


def change_password(person: Person, save: Callable[[], Any], *, old: str, new: str) -> None:
    """パスワードを変える — and the lock of the keyring with it, both or neither. A lock older than `old` stays."""
    keys = _keys_for_change(person, old)
    locked = lock.lock(keys.secret, new) if keys else b""
    with transaction.atomic():
        save()
        if keys:
            keyrings.change_lock(keys, locked, at=timezone.now())


def _keys_for_change(person: Person, old: str) -> OpenKeyring | None:
    row, keys = keyrings.current(person), open_keyring(person)
    if row is None or (keys and keys.keyring_id == row.pk):
        return keys if row else None
    try:
        return keyrings.unlock(row, old)
    except lock.WrongPassword:
        return None
