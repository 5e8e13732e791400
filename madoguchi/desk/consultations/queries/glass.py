"""緊急閲覧 — what its people are told of it, and the keys it lends."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import prefetch_related_objects

from madoguchi.desk.consultations import access, seating
from madoguchi.desk.consultations.models import Consultation, Glass
from madoguchi.foundation.core.errors import Refusal
from madoguchi.foundation.vault import rows
from madoguchi.foundation.vault.errors import NotYours
from madoguchi.foundation.vault.opened import OpenKeyring, open_keyring

SHOWN_FOR = timedelta(days=30)


@dataclass(frozen=True)
class Broken:
    """緊急閲覧の知らせ — the reason where the reader opens it, else None."""

    row: Glass
    is_in_force: bool
    is_mine: bool
    reason: str | None


def keys_for(case: Consultation, *, actor: Any) -> OpenKeyring | None:
    """鍵束 — the actor's, open; where their glass is broken it opens the boxes of this case, for this request."""
    keys = open_keyring(actor)
    if keys and access.standing(actor, case).is_glass:
        keys.broken |= set(seating.boxes_of(case).values_list("pk", flat=True))
    return keys


def broken_glass(case: Consultation, *, actor: Any, at: datetime) -> list[Broken]:
    """For whoever reads what was confided: who opened the case in an emergency lately, newest first."""
    if not access.may_have(case, "glasses"):
        return []
    prefetch_related_objects([case], "glasses__broken_by")
    keys, lately = keys_for(case, actor=actor), at - SHOWN_FOR
    shown = sorted((row for row in case.glasses.all() if row.broken_at >= lately), key=_moment, reverse=True)
    return [Broken(row, row.is_in_force(at), row.broken_by_id == actor.pk, _reason(row, keys)) for row in shown]


def _moment(row: Glass) -> datetime:
    return row.broken_at


def _reason(row: Glass, keys: OpenKeyring | None) -> str | None:
    try:
        return rows.unseal(row, keys)["reason"] if keys else None
    except (Refusal, NotYours):
        return None
