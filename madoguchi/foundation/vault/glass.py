"""緊急のガラス — keys that open only with a key of this server and a manager's keyring together.

A box of kind GLASS holds the boxes of cases that no office box holds. The private half of its generations is wrapped
twice: inside for the server, whose key lies outside the database, outside for the manager. So a copy of the database
opens nothing for a manager, and the server nothing without one.
"""

import pyrage
from django.db.models import Q
from pyrage.x25519 import Identity, Recipient

from madoguchi.foundation.vault import sealing, server
from madoguchi.foundation.vault.models import BoxKind, Generation, Wrap

HELD_BEHIND = Q(holder__box__kind=BoxKind.GLASS)  # of wraps
SEATED_BEHIND = Q(through__kind=BoxKind.GLASS)  # of seats


def mark() -> str:
    """The key of this server in a few letters: with another key, other boxes are seated."""
    return server.public()[-8:]


def wrapped(generation: Generation, secret: str, public: str) -> bytes:
    """包む — the private half of a generation for a public key; twice, where its box stands behind glass."""
    if generation.box.kind != BoxKind.GLASS:
        return sealing.wrap(secret, [public])
    inside = sealing.wrap(secret, [server.public()])
    twice: bytes = pyrage.encrypt(inside, [Recipient.from_str(public)])
    return twice


def opened(wrap: Wrap, identity: Identity) -> Identity | None:
    """包みを開く — of whichever kind its box is; None where it was made for another server's key."""
    if wrap.generation.box.kind != BoxKind.GLASS:
        return sealing.unwrap(wrap.wrapped, identity)
    inside = pyrage.decrypt(bytes(wrap.wrapped), [identity])
    try:
        return sealing.unwrap(inside, server.identity())
    except pyrage.DecryptError:
        return None
