"""Whom to call back about a case — sealed for its people."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from madoguchi.desk.consultations import access, seating
from madoguchi.desk.consultations.actions.rows import locked, record
from madoguchi.desk.consultations.models import Caller, Consultation
from madoguchi.desk.consultations.words import ConsentKind
from madoguchi.foundation.accounts.models import Person
from madoguchi.foundation.core.errors import Conflict, Refusal
from madoguchi.foundation.vault import rows
from madoguchi.foundation.vault.opened import open_keyring


@transaction.atomic
def record_caller(
    *, consultation: Consultation, seen_version: int, name: str, phone: str, email: str, by: Person, at: datetime
) -> Caller | None:
    """連絡先を直す — all empty: it is erased. `seen_version`: 0 where there was none; Conflict like `correct`."""
    row = locked(consultation, by=by, rule=access.CALLER)
    held = Caller.objects.select_for_update().filter(consultation=row).first()
    if seen_version != (held.version if held else 0):
        raise Conflict(_("ほかの人が先に保存しました。内容を比べてから、もう一度保存してください。"))
    record("caller", row, by=by, at=at)
    if not (name.strip() or phone.strip() or email.strip()):
        _erase(held)
        return None
    _require_consent(row)
    return _kept(held or Caller(consultation=row, version=0), name, phone, email, by=by, at=at)


def note_caller(row: Consultation, contact: Mapping[str, str], *, by: Person, at: datetime) -> None:
    """連絡先を添える — what was left in the very call that `log_call` writes down, whoever will own the case."""
    left = {"name": "", "phone": "", "email": "", **contact}
    _kept(Caller(consultation=row, version=0), **left, by=by, at=at)


def _kept(held: Caller, name: str, phone: str, email: str, *, by: Person, at: datetime) -> Caller:
    if not (phone.strip() or email.strip()):
        raise Refusal(_("電話番号かメールアドレスを入力してください。"))
    box = seating.case_box(held.consultation, keys=open_keyring(by), at=at)
    rows.seal(held, box, at=at, name=name.strip(), phone=phone.strip(), email=email.strip())
    held.version, held.changed_at, held.changed_by = held.version + 1, at, by
    held.save()
    return held


def _erase(held: Caller | None) -> None:
    if held is None:
        raise Refusal(_("電話番号かメールアドレスを入力してください。"))
    held.delete()


def _require_consent(row: Consultation) -> None:
    asked = row.consents.filter(kind=ConsentKind.RECORD).order_by("at", "pk").last()
    if asked and not asked.is_given:
        raise Refusal(_("記録への同意がないときは、連絡先を記録できません。"))
