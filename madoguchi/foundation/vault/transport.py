"""受け渡し — what an officer's sheet has opened, on its way: sealed to a one-time key that somebody's words lock."""

from dataclasses import dataclass

from pyrage.x25519 import Identity

from madoguchi.foundation.vault import lock, sealing, sheets
from madoguchi.foundation.vault.models import Recovery, SheetEntry
from madoguchi.foundation.vault.sealing import Place


@dataclass(frozen=True)
class Way:
    """道 — a one-time key; its private half is stored locked. `word`: what locks it, if it was made by chance."""

    identity: Identity
    locked: bytes
    word: str = ""

    @property
    def public(self) -> str:
        return str(self.identity.to_public())


def locked_by(password: str) -> Way:
    """Two seconds, like the next two: before a transaction begins."""
    identity = Identity.generate()
    return Way(identity, lock.lock(str(identity), password))


def locked_by_word() -> Way:
    word = sheets.new_word()
    way = locked_by(word)
    return Way(way.identity, way.locked, word)


def opened(row: Recovery, password: str) -> Way:
    """Raises `lock.WrongPassword`."""
    return Way(Identity.from_str(lock.unlock(row.transport_locked, password)), bytes(row.transport_locked))


def put(share: Identity, row: Recovery) -> bytes:
    return sealing.seal(str(share).encode(), _place(row), row.transport)


def taken(entry: SheetEntry, row: Recovery, way: Way) -> Identity:
    return Identity.from_str(sealing.unseal(entry.sealed, _place(row), way.identity).decode())


def _place(row: Recovery) -> Place:
    return Place("vault.SheetEntry.sealed", str(row.pk), sealing.NO_BOX, sealing.NO_BOX)
