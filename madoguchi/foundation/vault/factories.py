"""Keyrings and open keys without passwords — for tests and for the demo town."""

from typing import Any

from django.utils import timezone
from pyrage.x25519 import Identity

from madoguchi.foundation.vault import keyrings
from madoguchi.foundation.vault.models import Keyring
from madoguchi.foundation.vault.opened import OpenKeyring

_SECRETS: dict[str, str] = {}


def keyring(of: Any) -> OpenKeyring:
    """A keyring that no password opens, at no cost; `unlocked` opens it in the same process."""
    identity, now = Identity.generate(), timezone.now()
    public = str(identity.to_public())
    row = Keyring.objects.create(person_id=of.pk, public=public, locked=b"", made_at=now, locked_at=now)
    _SECRETS[public] = str(identity)
    return keyrings.opened(row, str(identity))


def unlocked(person: Any) -> Any:
    """The person with the keyring of `keyring` open, as a request has it."""
    row = keyrings.current(person)
    person.open_keyring = keyrings.opened(row, _SECRETS[row.public]) if row else keyring(person)
    return person
