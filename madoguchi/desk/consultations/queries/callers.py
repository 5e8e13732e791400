"""連絡先と下書き — small sealed rows of a case and of a call page, opened for one reader."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from madoguchi.desk.consultations import access
from madoguchi.desk.consultations.models import Caller, Consultation, Draft, DraftQuerySet
from madoguchi.desk.consultations.queries.glass import keys_for
from madoguchi.foundation.vault import rows
from madoguchi.foundation.vault.looks import Look, see
from madoguchi.foundation.vault.opened import keys_of, open_keyring

NO_DRAFT = "new"
READ_CALLER = "consultations.read_caller"


@dataclass(frozen=True)
class ShownCaller:
    """連絡先の見え方 — `look` is None for whoever may know only that a contact is recorded."""

    look: Look | None
    name: str = ""
    phone: str = ""
    email: str = ""

    @property
    def is_open(self) -> bool:
        return self.look is Look.OPEN


def caller_of(case: Consultation, *, actor: Any) -> ShownCaller | None:
    """相談者の連絡先 — None where none is recorded."""
    row = Caller.objects.filter(consultation=case).first() if access.may_have(case, "caller") else None
    if row is None:
        return None
    if not access.may(actor, case, access.CALL_BACK):
        return ShownCaller(None)
    look, texts = see(row, keys_for(case, actor=actor))
    return ShownCaller(look, **texts)


def caller_as_read(case: Consultation, *, actor: Any) -> dict[str, Any]:
    """What its form shows at first. Raises KeyringClosed, NoKeyYet or NotYours."""
    row = Caller.objects.select_related("changed_by").filter(consultation=case).first()
    if row is None:
        return {"seen_version": 0}
    changed = {"changed_at": row.changed_at, "changed_by": row.changed_by}
    return {**rows.unseal(row, keys_of(actor)), "seen_version": row.version, **changed}


def drafts_of(person: Any) -> DraftQuerySet:
    """下書き — newest first."""
    drafts: DraftQuerySet = Draft.objects.visible_to(person).order_by("-saved_at", "-pk")
    return drafts


def as_typed(draft: Draft, *, actor: Any) -> dict[str, list[str]] | None:
    """下書きの中身 — None where it does not open (yet)."""
    look, texts = see(draft, open_keyring(actor))
    typed: dict[str, list[str]] | None = json.loads(texts["typed"]) if look is Look.OPEN else None
    return typed


def draft_to_open(person: Any, wanted: str) -> Draft | None:
    """開く下書き — the one asked for by its `submission`, or NO_DRAFT; else the newest."""
    try:
        return drafts_of(person).filter(submission=UUID(wanted)).first() if wanted else drafts_of(person).first()
    except ValueError:
        return None
