"""緊急閲覧 — a manager opens what was confided to others, for reading alone; everybody concerned is told."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from madoguchi.desk.consultations import access, seating
from madoguchi.desk.consultations.actions.rows import locked, record
from madoguchi.desk.consultations.actions.telling import tell_of_glass
from madoguchi.desk.consultations.models import Consultation, Glass
from madoguchi.desk.consultations.models_glass import GLASS_TIME, REASON_LENGTH
from madoguchi.foundation.accounts.models import Person
from madoguchi.foundation.core.errors import Refusal
from madoguchi.foundation.vault import rows
from madoguchi.foundation.vault.opened import keys_of


@transaction.atomic
def break_glass(*, consultation: Consultation, reason: str, by: Person, at: datetime) -> Glass:
    """緊急に開く — from now for GLASS_TIME; raises KeyringClosed where the manager could not read anything anyway."""
    row, keys = locked(consultation, by=by, rule=access.BREAK_GLASS), keys_of(by)
    _require_reason(reason)
    made = Glass(consultation=row, broken_at=at, broken_by=by, until_at=at + GLASS_TIME)
    rows.seal(made, seating.case_box(row, keys=keys, at=at), at=at, reason=reason.strip())
    made.save(force_insert=True)
    record("break_glass", row, by=by, at=at)
    tell_of_glass(row, by=by, at=at)
    return made


@transaction.atomic
def end_glass(*, consultation: Consultation, by: Person, at: datetime) -> None:
    """緊急閲覧を終える — before its time; it stays in the log."""
    row = locked(consultation, by=by, rule=access.END_GLASS)
    row.glasses.in_force(at).filter(broken_by=by).update(ended_at=at)
    record("end_glass", row, by=by, at=at)


def _require_reason(reason: str) -> None:
    least, most = REASON_LENGTH
    if not least <= len(reason.strip()) <= most:
        raise Refusal(_("理由を%(least)d字以上%(most)d字以内で書いてください。") % {"least": least, "most": most})
