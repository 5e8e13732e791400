"""封 — a payload is sealed to a public key for one place, and opens nowhere else. The format is plain age."""

from collections.abc import Sequence
from dataclasses import dataclass

import pyrage
from pyrage.x25519 import Identity, Recipient

from madoguchi.foundation.vault.errors import Misplaced

Buffer = bytes | memoryview
_END = b"\x00"


@dataclass(frozen=True)
class Place:
    """所 — where a payload belongs: "room.Model.field", the id of the row, the box and its generation."""

    field: str
    row: str
    box: int
    generation: int

    @property
    def context(self) -> bytes:
        """The first bytes of every payload, up to and with a zero byte."""
        return f"{self.field}|{self.row}|{self.box}|{self.generation}".encode() + _END


def seal(payload: bytes, place: Place, public: str) -> bytes:
    sealed: bytes = pyrage.encrypt(place.context + payload, [Recipient.from_str(public)])
    return sealed


def unseal(sealed: Buffer, place: Place, identity: Identity) -> bytes:
    """Raises Misplaced where the payload was sealed for another place, box or generation."""
    try:
        opened = pyrage.decrypt(bytes(sealed), [identity])
    except pyrage.DecryptError as error:
        raise Misplaced(place.field) from error
    return without_context(opened, place)


def without_context(opened: bytes, place: Place) -> bytes:
    if not opened.startswith(place.context):
        raise Misplaced(place.field)
    return opened[len(place.context) :]


def wrap(secret: str, publics: Sequence[str]) -> bytes:
    """A private key for whoever holds one of the public ones."""
    wrapped: bytes = pyrage.encrypt(secret.encode(), [Recipient.from_str(public) for public in publics])
    return wrapped


def unwrap(wrapped: Buffer, identity: Identity) -> Identity:
    return Identity.from_str(pyrage.decrypt(bytes(wrapped), [identity]).decode())
