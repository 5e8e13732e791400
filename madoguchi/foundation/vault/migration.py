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


@transaction.atomic
def hand_over(*, at: datetime) -> None:
    """鍵を引き継ぐ — to everybody seated who has a keyring by now; the file goes with the last key.

    To be called whenever somebody has opened or made a keyring; costs a look for a file once all is handed over.
    """
    secret = keyfile.read()
    row = _keyring_of(secret) if secret else None
    if row is None or secret is None:
        return
    keys = keyrings.opened(row, secret)
    for box in _to_be_served(row):
        settle(box, keys)
    if not row.wraps.exists():
        row.replaced_at = at
        row.save(update_fields=["replaced_at"])
        transaction.on_commit(keyfile.remove)


def _keyring_of(secret: str) -> Keyring | None:
    """Held until the end: two who come at one moment follow each other."""
    public = str(Identity.from_str(secret).to_public())
    return Keyring.objects.of_nobody().select_for_update(of=("self",)).filter(public=public).first()


def _to_be_served(row: Keyring) -> Iterable[Box]:
    """Boxes whose keys it holds itself while somebody waits; what is reached through these, people hand on."""
    held = Wrap.objects.filter(keyring=row).values("generation__box")
    waiting = Seat.objects.waiting().with_a_key().filter(box=OuterRef("pk"))
    return Box.objects.select_for_update().filter(Exists(waiting), pk__in=held).order_by("pk")
