"""鍵束の一生 — made, opened, locked anew, replaced. Called by actions that write their own audit line."""

from datetime import datetime
from typing import Any

from pyrage.x25519 import Identity

from madoguchi.foundation.vault import lock
from madoguchi.foundation.vault.models import Keyring
from madoguchi.foundation.vault.opened import NOBODY, OpenKeyring


def current(person: Any) -> Keyring | None:
    return Keyring.objects.current().filter(person=person.pk).first()


def make(person: Any, password: str, *, at: datetime) -> OpenKeyring:
    """鍵束を作る — the first one, or a new one in the place of one that nobody can open any more."""
    identity = Identity.generate()
    Keyring.objects.current().filter(person=person.pk).update(replaced_at=at)
    row = Keyring.objects.create(
        person_id=person.pk,
        public=str(identity.to_public()),
        locked=lock.lock(str(identity), password),
        made_at=at,
        locked_at=at,
    )
    return opened(row, str(identity))


def unlock(row: Keyring, password: str) -> OpenKeyring:
    """鍵束を開く. Raises `lock.WrongPassword`."""
    return opened(row, lock.unlock(row.locked, password))


def lock_anew(keys: OpenKeyring, password: str, *, at: datetime) -> None:
    """錠を替える — the same keys under a new password: everything sealed stays readable."""
    Keyring.objects.filter(pk=keys.keyring_id).update(locked=lock.lock(keys.secret, password), locked_at=at)


def opened(row: Keyring, secret: str) -> OpenKeyring:
    return OpenKeyring(person_id=row.person_id or NOBODY, keyring_id=row.pk, reveal=lambda: secret)
