"""見え方 — a sealed row as one reader gets to see it: its texts, or why not."""

from enum import StrEnum
from typing import NamedTuple

from madoguchi.foundation.vault import rows
from madoguchi.foundation.vault.errors import KeyringClosed, NoKeyYet, NotYours
from madoguchi.foundation.vault.models import SealedRow
from madoguchi.foundation.vault.opened import OpenKeyring


class Look(StrEnum):
    """見え方 — why a row shows its texts, or does not."""

    OPEN = "open"
    CLOSED = "closed"
    WAITING = "waiting"
    EARLIER = "earlier"


class Seen(NamedTuple):
    look: Look
    texts: dict[str, str]


def see(row: SealedRow, keys: OpenKeyring | None) -> Seen:
    """The texts where `keys` open them, else empty ones."""
    try:
        if keys is not None:
            return Seen(Look.OPEN, rows.unseal(row, keys))
        look = Look.CLOSED
    except KeyringClosed:
        look = Look.CLOSED
    except NoKeyYet:
        look = Look.WAITING
    except NotYours:
        look = Look.EARLIER
    return Seen(look, dict.fromkeys(rows.sealed_fields(type(row)), ""))
