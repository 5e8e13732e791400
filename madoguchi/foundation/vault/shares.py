"""割符 — what two officers need to open a keyring together, made while the keyring is open.

For one keyring every officer with a sheet has a share: an age identity of its own, its private half sealed for the
sheet. Every two shares make a pair: the private half of the keyring, sealed for the one and then for the other. So a
sheet alone opens shares and nothing behind them, and a share that was opened once says nothing about other keyrings.
"""

from collections.abc import Iterable
from itertools import combinations

from django.db import transaction
from pyrage.x25519 import Identity

from madoguchi.foundation.vault import sealing
from madoguchi.foundation.vault.errors import Misplaced
from madoguchi.foundation.vault.models import Keyring, Officer, OfficerQuerySet, Pair, Share
from madoguchi.foundation.vault.opened import OpenKeyring
from madoguchi.foundation.vault.sealing import Place

NO_BOX = 0


def renew(row: Keyring, keys: OpenKeyring) -> None:
    """割符を新しくする — at each unlocking: one query if no officer has come or made a new sheet since the last."""
    if _officers_without(row).exists():
        _complete(row, keys)


@transaction.atomic
def _complete(row: Keyring, keys: OpenKeyring) -> None:
    """Two who unlock at once, or an officer who ends meanwhile, wait here."""
    Keyring.objects.select_for_update().get(pk=row.pk)
    coming = list(_officers_without(row).select_for_update(of=("self",)).order_by("pk"))
    staying = list(row.shares.order_by("pk"))
    made = [_share_for(officer, row) for officer in coming]
    Share.objects.bulk_create(made)
    _make_pairs([(a, b) for a in staying for b in made] + list(combinations(made, 2)), row, keys)


def of_officer(share: Share, sheet: Identity) -> Identity:
    """割符を開く. Raises Misplaced where the sheet is another's, or the share another keyring's."""
    opened = sealing.unseal(share.wrapped, _place(share.keyring, "Share.wrapped"), sheet)
    return Identity.from_str(opened.decode())


def together(row: Keyring, opened: dict[int, Identity]) -> str | None:
    """割符を合わせる — the private half of the keyring from two opened shares, by officer; None without a pair.

    Raises Misplaced where what comes out is not the key of this keyring.
    """
    pair = Pair.objects.filter(first__keyring=row, first__officer__in=opened, second__officer__in=opened)
    found = pair.select_related("first", "second").first()
    if found is None:
        return None
    place = _place(row, "Pair.sealed")
    inner = sealing.unseal(found.sealed, place, opened[found.second.officer_id])
    secret = sealing.unseal(inner, place, opened[found.first.officer_id]).decode()
    if str(Identity.from_str(secret).to_public()) != row.public:
        raise Misplaced(place.field)
    return secret


def take_from(officer: Officer) -> None:
    """割符を消す — an old sheet opens nothing more; pairs go with their shares."""
    officer.shares.all().delete()


def _officers_without(row: Keyring) -> OfficerQuerySet:
    """An officer is no help for the own keyring: one colleague would be enough then."""
    return Officer.objects.with_a_sheet().exclude(person=row.person_id).exclude(shares__keyring=row)


def _share_for(officer: Officer, row: Keyring) -> Share:
    identity = Identity.generate()
    sealed = sealing.seal(str(identity).encode(), _place(row, "Share.wrapped"), officer.public)
    return Share(keyring=row, officer=officer, public=str(identity.to_public()), wrapped=sealed)


def _make_pairs(couples: Iterable[tuple[Share, Share]], row: Keyring, keys: OpenKeyring) -> None:
    place = _place(row, "Pair.sealed")
    pairs = []
    for first, second in couples:
        inner = sealing.seal(keys.secret.encode(), place, first.public)
        pairs.append(Pair(first=first, second=second, sealed=sealing.seal(inner, place, second.public)))
    Pair.objects.bulk_create(pairs)


def _place(row: Keyring, field: str) -> Place:
    """Of this person's keyring alone: rows copied to somebody else's restore nothing."""
    return Place(f"vault.{field}", f"{row.person_id}/{row.pk}", NO_BOX, NO_BOX)
