"""扱う人の呼び名 — as one reader sees them: members, functions, and sealed names where keys open them."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from madoguchi.company.assets.models import Holder, HolderName
from madoguchi.foundation.accounts.models import Membership, Organisation
from madoguchi.foundation.vault.looks import see
from madoguchi.foundation.vault.opened import open_keyring


def sealed_label(holder: int) -> str:
    """封をした名前の呼び名 — says which one it is, not who."""
    return _("封をした名前#%(number)d") % {"number": holder}


def labels_of(holders: Iterable[Holder], *, actor: Any = None) -> dict[int, str]:
    """呼び名 — by id; sealed names are opened for an `actor` alone. `person` should be at hand."""
    rows = list(holders)
    named = {row.pk: row.person.name if row.person else row.title for row in rows}
    sealed = [pk for pk, label in named.items() if not label]
    opened = _opened(sealed, actor) if sealed and actor else {}
    return {pk: label or opened.get(pk) or sealed_label(pk) for pk, label in named.items()}


def holders_of(room: Organisation, *, actor: Any) -> dict[int, str]:
    """会社の扱う人 — by id."""
    rows = Holder.objects.visible_to(actor).filter(organisation=room).select_related("person").order_by("pk")
    return labels_of(rows, actor=actor)


def members_of(room: Organisation, day: Any) -> list[tuple[int, str]]:
    """会社の人 — with a login today, by name."""
    rows = Membership.objects.on(day).filter(organisation=room, person__is_active=True)
    found: Any = rows.order_by("person__kana", "person__name").values_list("person", "person__name")
    return list(dict.fromkeys(found))


def _opened(holders: list[int], actor: Any) -> dict[int, str]:
    keys = open_keyring(actor)
    rows = HolderName.objects.visible_to(actor).filter(holder__in=holders)
    return {row.holder_id: see(row, keys).texts["name"] for row in rows}
