"""受け渡し — what an officer's sheet has opened, on its way: sealed to a one-time key that somebody's words lock."""

from dataclasses import dataclass

from pyrage.x25519 import Identity

from madoguchi.foundation.vault import lock, sealing, sheets
from madoguchi.foundation.vault.models import Recovery, SheetEntry
from madoguchi.foundation.vault.sealing import Place


@dataclass(frozen=True)
class Way:
    """道 — the public half of a one-time key, and the private one locked."""

    public: str
    locked: bytes


def locked_by(password: str) -> Way:
    identity = Identity.generate()
    return Way(str(identity.to_public()), lock.lock(str(identity), password))


def locked_by_word() -> tuple[str, Way]:
    """A word made by chance, and what it locks."""
    word = sheets.new_word()
    return word, locked_by(word)


def opened(row: Recovery, password: str) -> Identity:
    """Raises `lock.WrongPassword`."""
    return Identity.from_str(lock.unlock(row.transport_locked, password))


def put(share: Identity, row: Recovery) -> bytes:
    return sealing.seal(str(share).encode(), _place(row), row.transport)


def taken(entry: SheetEntry, row: Recovery, way: Identity) -> Identity:
    return Identity.from_str(sealing.unseal(entry.sealed, _place(row), way).decode())


def _place(row: Recovery) -> Place:
    return Place("vault.SheetEntry.sealed", str(row.pk), 0, 0)
