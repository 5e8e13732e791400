"""鍵束の一生 — made, opened, locked anew, replaced. Called by actions that write their own audit line."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from pyrage.x25519 import Identity

from madoguchi.foundation.vault import lock, shares
from madoguchi.foundation.vault.models import Keyring
from madoguchi.foundation.vault.opened import NOBODY, OpenKeyring


def current(person: Any) -> Keyring | None:
    return Keyring.objects.current().filter(person=person.pk).first()


@dataclass(frozen=True)
class Cut:
    """切りたての鍵 — a new keyring that belongs to nobody yet; computing its lock needs no database."""

    secret: str
    public: str
    locked: bytes


def cut(password: str) -> Cut:
    identity = Identity.generate()
    return Cut(str(identity), str(identity.to_public()), lock.lock(str(identity), password))


def make(person: Any, password: str, *, at: datetime) -> OpenKeyring:
    """鍵束を作る — the first one, or a new one in the place of one that nobody can open any more."""
    return keep(person, cut(password), at=at)


@transaction.atomic
def keep(person: Any, new: Cut, *, at: datetime) -> OpenKeyring:
    Keyring.objects.current().filter(person=person.pk).update(replaced_at=at)
    row = Keyring.objects.create(person_id=person.pk, public=new.public, locked=new.locked, made_at=at, locked_at=at)
    return _renewed(row, new.secret)


def unlock(row: Keyring, password: str) -> OpenKeyring:
    """鍵束を開く. Raises `lock.WrongPassword`."""
    return _renewed(row, lock.unlock(row.locked, password))


def lock_anew(keys: OpenKeyring, password: str, *, at: datetime) -> None:
    """錠を替える — the same keys under a new password: everything sealed stays readable."""
    change_lock(keys, lock.lock(keys.secret, password), at=at)


def change_lock(keys: OpenKeyring, locked: bytes, *, at: datetime) -> None:
    """The second half of `lock_anew`, for whoever computes the lock before the transaction begins."""
    Keyring.objects.filter(pk=keys.keyring_id).update(locked=locked, locked_at=at)


def opened(row: Keyring, secret: str) -> OpenKeyring:
    return OpenKeyring(person_id=row.person_id or NOBODY, keyring_id=row.pk, reveal=lambda: secret)


def _renewed(row: Keyring, secret: str) -> OpenKeyring:
    """Whoever opens a keyring leaves it so that two of today's officers could restore it."""
    keys = opened(row, secret)
    shares.renew(row, keys)
    return keys
