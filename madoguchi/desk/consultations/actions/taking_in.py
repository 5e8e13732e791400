"""Taking in what an office wrote down before: a record of the past, ended from the start."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from madoguchi.company.companies.models import Company
from madoguchi.desk.consultations import access, taxonomy
from madoguchi.desk.consultations.acquainting import spread
from madoguchi.desk.consultations.actions.intake import described, with_number
from madoguchi.desk.consultations.actions.rows import record
from madoguchi.desk.consultations.indexing import reindex
from madoguchi.desk.consultations.models import Consultation, StateChange
from madoguchi.desk.consultations.words import State
from madoguchi.foundation.accounts.models import Organisation, Person
from madoguchi.foundation.audit.subjects import SYSTEM
from madoguchi.foundation.core.calendar import day_of, fiscal_year, start_of
from madoguchi.foundation.core.errors import Refusal

LONGEST_NUMBER = 20


@transaction.atomic
def take_in(
    *,
    office: Organisation,
    number: str,
    received_at: datetime,
    closed_date: date,
    channel: str,
    consulter_kind: str,
    company: Company | None,
    details: Mapping[str, Any],
    category: str,
    gist: str,
    source: str,
    by: Person | str,
    at: datetime,
) -> Consultation:
    """移行 — one consultation of the past as 終了（移行）. `number` "" draws one; `source` names where it came from.

    `by` is "system" for an import at the server, else somebody of the office's counter.
    """
    if by != SYSTEM:
        access.LOG.require(by, within=office.pk)
    earlier = Consultation.objects.filter(office=office, received_at__lt=received_at)
    row = Consultation(
        office=office,
        number=number.replace("/", "-"),
        received_at=received_at,
        fiscal_year=fiscal_year(day_of(received_at)),
        channel=channel,
        state=State.MIGRATED,
        closed_at=max(received_at, start_of(closed_date)),
        consulter_kind=consulter_kind,
        company=company,
        category=category,
        taxonomy_version=taxonomy.on(day_of(received_at)).version,
        gist=gist,
        source=source,
        **described(details, company, office, day_of(received_at), earlier),
    )
    _save(row, at)
    _surround(row, by=by, at=at)
    return row


def _save(row: Consultation, at: datetime) -> None:
    if row.received_at > at:
        raise Refusal(_("受付日が未来になっています。"))
    if not row.number:
        return with_number(row)
    if len(row.number) > LONGEST_NUMBER:
        raise Refusal(_("受付番号が長すぎます。"))
    if Consultation.objects.filter(number=row.number).exists():
        raise Refusal(_("この受付番号は、すでに別の相談で使われています。"))
    row.save(force_insert=True)


def _surround(row: Consultation, *, by: Person | str, at: datetime) -> None:
    person = by if isinstance(by, Person) else None
    StateChange.objects.create(consultation=row, from_state="", to_state=State.MIGRATED, at=at, by=person)
    reindex(row)
    spread(row)
    record("take_in", row, by=by, at=at)
