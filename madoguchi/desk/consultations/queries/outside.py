"""他機関への紹介 — what one case's page shows of it, and the letter that goes along."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404

from madoguchi.desk.consultations import access
from madoguchi.desk.consultations.contact_points import name_of
from madoguchi.desk.consultations.models import Attachment, Consultation, OutsideReferral, OutsideReply
from madoguchi.desk.consultations.queries.files import files_of
from madoguchi.desk.consultations.queries.glass import keys_for
from madoguchi.foundation.vault import rows
from madoguchi.foundation.vault.errors import NotYours
from madoguchi.foundation.vault.looks import Look, see
from madoguchi.foundation.vault.opened import OpenKeyring, keys_of, open_keyring

READ_OUTSIDE = "consultations.read_outside"
READ_LETTER = "consultations.read_letter"


@dataclass(frozen=True)
class ShownReply:
    row: OutsideReply
    look: Look
    texts: dict[str, str]


@dataclass(frozen=True)
class ShownOutside:
    """一件の紹介 — the row, its texts where the reader opens it, and the replies."""

    row: OutsideReferral
    name: str
    look: Look
    texts: dict[str, str]
    replies: list[ShownReply]

    @property
    def is_open(self) -> bool:
        return self.look is Look.OPEN or any(reply.look is Look.OPEN for reply in self.replies)

    @property
    def files(self) -> list[str]:
        return self.texts["files"].splitlines()


@dataclass(frozen=True)
class Letter:
    """紹介状 — what stands on the paper, and nothing else of the case."""

    row: OutsideReferral
    name: str
    receiver: str
    scope: str
    facts: str
    files: list[str]


def outside_of(case: Consultation, *, actor: Any) -> list[ShownOutside]:
    """この相談の紹介 — for whoever reads what was confided, oldest first."""
    if not (access.may_have(case, "outside") and access.may(actor, case, access.HEAR)):
        return []
    keys = keys_for(case, actor=actor)
    replies = OutsideReply.objects.select_related("recorded_by").order_by("recorded_at", "pk")
    found = case.outside_referrals.select_related("referred_by").prefetch_related(Prefetch("replies", replies))
    return [_shown(row, keys) for row in found.order_by("referred_at", "pk")]


def letter_of(case: Consultation, pk: UUID, *, actor: Any) -> Letter:
    """紹介状 — of what was handed over. Raises KeyringClosed or NoKeyYet."""
    handed = case.outside_referrals.filter(is_handed=True).select_related("consent", "referred_by")
    row = get_object_or_404(handed, pk=pk)
    try:
        texts = rows.unseal(row, keys_of(actor))
    except NotYours as error:
        raise PermissionDenied(READ_LETTER) from error
    files = texts.pop("files").splitlines()
    return Letter(row, name_of(row.body, row.prefecture), files=files, **texts)


def files_to_hand(case: Consultation, *, actor: Any) -> list[tuple[Attachment, str]]:
    """渡せるファイル — those whose names the actor reads."""
    return [(one.row, one.name) for one in files_of(case, open_keyring(actor), actor=actor) if one.look is Look.OPEN]


def _shown(row: OutsideReferral, keys: OpenKeyring | None) -> ShownOutside:
    replies = [ShownReply(reply, *see(reply, keys)) for reply in row.replies.all()]
    return ShownOutside(row, name_of(row.body, row.prefecture), *see(row, keys), replies)
