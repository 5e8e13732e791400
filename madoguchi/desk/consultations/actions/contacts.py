"""Contacts of one case: each exchange, and what comes next."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from madoguchi.desk.consultations import access
from madoguchi.desk.consultations.actions.rows import locked, record, require_open
from madoguchi.desk.consultations.models import Consultation, Contact
from madoguchi.foundation.accounts.models import Person
from madoguchi.foundation.core.calendar import day_of
from madoguchi.foundation.core.errors import Refusal


@transaction.atomic
def record_contact(
    *,
    consultation: Consultation,
    channel: str,
    kind: str,
    next_action: str = "",
    next_date: date | None = None,
    by: Person,
    at: datetime,
) -> Contact:
    """対応を記録する — one exchange (回), with the next action and its date, or neither."""
    row = locked(consultation, by=by, rule=access.CONTACT)
    require_open(row)
    if bool(next_action) != bool(next_date):
        raise Refusal(_("次の行動と期日は、両方を入力するか、両方を空にしてください。"))
    if next_date and next_date < day_of(at):
        raise Refusal(_("次の期日は今日以降の日にしてください。"))
    made = Contact.objects.create(
        consultation=row,
        at=at,
        by=by,
        channel=channel,
        kind=kind,
        next_action=next_action,
        next_date=next_date,
    )
    record("contact", row, by=by, at=at)
    return made


@transaction.atomic
def finish_next(*, contact: Contact, by: Person, at: datetime) -> Contact:
    """次の行動を済ませる — only once."""
    row = locked(contact.consultation, by=by, rule=access.CONTACT)
    held = Contact.objects.select_for_update().get(pk=contact.pk)
    if not held.next_action or held.done_at:
        raise Refusal(_("この行動はすでに済んでいます。"))
    held.done_at, held.done_by = at, by
    held.save(update_fields=["done_at", "done_by"])
    record("finish_next", row, by=by, at=at)
    return held
