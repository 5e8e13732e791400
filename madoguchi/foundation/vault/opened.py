"""開いた鍵束 — a person's keys in memory, for one request and never longer."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from pyrage.x25519 import Identity

from madoguchi.foundation.vault.errors import KeyringClosed
from madoguchi.foundation.vault.models import Generation

NOBODY = 0  # no person's id: has no seat anywhere


class OpenKeyring:
    """`reveal` gives the private half when it is first needed: most pages open nothing.

    `held` remembers the generations opened so far: 200 messages of one case unwrap its key once. `broken`: the boxes
    (by id) that may be opened through the glass in this request, as the room that owns them says.
    """

    def __init__(self, *, person_id: int, keyring_id: int, reveal: Callable[[], str]) -> None:
        self.person_id = person_id
        self.keyring_id = keyring_id
        self.held: dict[int, Identity] = {}
        self.broken: set[int] = set()
        self.generations: dict[tuple[int, int], Generation] = {}
        self._reveal = reveal

    @cached_property
    def secret(self) -> str:
        return self._reveal()

    @cached_property
    def identity(self) -> Identity:
        return Identity.from_str(self.secret)

    def __repr__(self) -> str:
        return f"<OpenKeyring of person {self.person_id}>"


def keys_of(person: Any) -> OpenKeyring:
    """The open keyring of whoever asks; raises KeyringClosed where there is none."""
    keys = open_keyring(person)
    if keys is None:
        raise KeyringClosed
    return keys


def carry(person: Any, keys: OpenKeyring) -> None:
    """From now on the person has the keyring open: for the rest of a request, as a rule."""
    person.open_keyring = keys


def open_keyring(person: Any) -> OpenKeyring | None:
    keys: OpenKeyring | None = getattr(person, "open_keyring", None)
    return keys if keys and keys.person_id == person.pk else None
