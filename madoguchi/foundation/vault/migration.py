"""引っ越しのあと — what a migration has sealed is handed to its people, as they come.

When rows that stood open are sealed, nobody has a keyring yet: `moving` wraps their keys for a keyring that belongs to
nobody, whose private half lies in DATA_DIR/migration-key.txt.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef
from pyrage.x25519 import Identity

from madoguchi.foundation.vault import keyfile, keyrings
from madoguchi.foundation.vault.boxes import settle
from madoguchi.foundation.vault.models import Box, Keyring, Seat, Wrap

SERVED_AT_ONCE = 500


def hand_over(*, at: datetime) -> None:
    """鍵を引き継ぐ — to everybody seated who has a keyring by now; the file goes with the last key.

    To be called whenever somebody has opened or made a keyring; costs a look for a file once all is handed over.
    Up to `SERVED_AT_ONCE` boxes, each in a transaction of its own; the rest when the next one comes.
    """
    secret = keyfile.read()
    row = _keyring_of(secret) if secret else None
    if row is None or secret is None:
        return
    keys = keyrings.opened(row, secret)
    for box in list(_to_be_served(row)):
        with transaction.atomic():
            settle(box, keys, at=at)
    _end(row, at)


def _keyring_of(secret: str) -> Keyring | None:
    public = str(Identity.from_str(secret).to_public())
    return Keyring.objects.filter(person=None, public=public).order_by("-pk").first()


def _to_be_served(row: Keyring) -> Iterable[Box]:
    """Boxes whose keys it holds itself while somebody waits; what is reached through these, people hand on."""
    held = Wrap.objects.filter(keyring=row).values("generation__box")
    waiting = Seat.objects.waiting().with_a_key().filter(box=OuterRef("pk"))
    return Box.objects.filter(Exists(waiting), pk__in=held).order_by("pk")[:SERVED_AT_ONCE]


@transaction.atomic
def _end(row: Keyring, at: datetime) -> None:
    if not row.wraps.exists():
        row.replaced_at = at
        row.save(update_fields=["replaced_at"])
        transaction.on_commit(keyfile.remove)
