"""Taking a question in: the call page writes one record, once."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from madoguchi.company.companies import actions as companies
from madoguchi.company.companies.models import Company
from madoguchi.desk.consultations import access, taxonomy, triage
from madoguchi.desk.consultations.acquainting import spread
from madoguchi.desk.consultations.actions.answering import mark_answered
from madoguchi.desk.consultations.actions.callers import note_caller
from madoguchi.desk.consultations.actions.drafts import discard_draft
from madoguchi.desk.consultations.actions.parties import add_parties, require_no_conflict
from madoguchi.desk.consultations.actions.rows import record
from madoguchi.desk.consultations.actions.sizing import sized
from madoguchi.desk.consultations.actions.thread import note_told
from madoguchi.desk.consultations.actions.work import replace_secondary
from madoguchi.desk.consultations.indexing import reindex
from madoguchi.desk.consultations.models import Consent, Consultation, Member, StateChange
from madoguchi.desk.consultations.words import ConsentKind, ConsulterKind, MemberKind, State
from madoguchi.foundation.accounts.models import Organisation, Person
from madoguchi.foundation.core import case_number
from madoguchi.foundation.core.calendar import TOKYO, day_of, fiscal_year
from madoguchi.foundation.core.errors import Refusal
from madoguchi.foundation.core.sme import EnterpriseSize

DRAWS = 20
OLDEST = datetime(2000, 1, 1, tzinfo=TOKYO)  # a number says two digits of the year
DETAILS = ("enterprise_type", "consulter_role", "heard_from", "trigger", "prefecture", "is_repeat")


@transaction.atomic
def log_call(
    *,
    office: Organisation,
    channel: str,
    consulter_kind: str,
    category: str,
    gist: str,
    urgency_answers: Mapping[str, Any],
    consents: Mapping[str, bool],
    is_restricted: bool,
    company: Company | None = None,
    new_company: Mapping[str, str] | None = None,
    contact: Mapping[str, str] | None = None,
    secondary: Iterable[str] = (),
    answer_gist: str = "",
    told: str = "",
    party: Mapping[str, str] | None = None,
    conflict_reason: str = "",
    details: Mapping[str, Any] | None = None,
    received_at: datetime | None = None,
    take: bool = True,
    submission: UUID | None = None,
    by: Person,
    at: datetime,
) -> Consultation:
    """受け付ける — one consultation from one call; the same `submission` a second time answers the first record.

    `told`: what was confided; `contact`: name, phone, email; `party`: the other side, `names` line by line and
    `relation`: all sealed for the people of the case. A collision with a case of the owner's is refused without a
    `conflict_reason`. `take=False` leaves it without an owner. `new_company`: name, prefecture, address,
    corporate_number.
    `received_at` (default `at`) may lie in the past, never in the future.
    """
    access.LOG.require(by, within=office.pk)
    if already := _same_submission(submission, by):
        return already
    received = (received_at or at).replace(microsecond=0)
    _check(consulter_kind, company, new_company, contact, consents, gist, received, at)
    which = companies.held(company) if company else _registered(new_company, by=by, at=at)
    row = Consultation(
        office=office,
        channel=channel,
        consulter_kind=consulter_kind,
        category=category,
        gist=gist,
        answer_gist=answer_gist,
        is_restricted=is_restricted,
        received_at=received,
        received_by=by,
        fiscal_year=fiscal_year(day_of(received)),
        taxonomy_version=taxonomy.on(day_of(received)).version,
        owner=by if take else None,
        company=which,
        submission=submission,
        **_described(details or {}, which, office, received, by),
    )
    _answer_urgency(row, urgency_answers)
    if answer_gist:
        mark_answered(row, at=at)
    with_number(row)
    _surround(row, list(secondary), consents, contact, by=by, at=at)
    if told.strip():
        note_told(row, told, by=by, at=at)
    if party:
        add_parties(row, party, by=by, at=at)
    if row.owner:
        require_no_conflict(row, row.owner, conflict_reason, by=by, at=at)
    record("log", row, by=by, at=at)
    if submission:
        discard_draft(submission=submission, by=by)
    return row


def with_number(row: Consultation) -> None:
    """Saves a new row under a number nobody has; raises IntegrityError for any other fault of the row."""
    for _draw in range(DRAWS):
        row.number = case_number.draw(row.fiscal_year)
        if not Consultation.with_hidden.filter(number=row.number).exists() and _inserted(row):
            return
    raise Refusal(_("受付番号を取れませんでした。もう一度登録してください。"))


def _inserted(row: Consultation) -> bool:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        if Consultation.with_hidden.filter(number=row.number).exists():
            return False
        raise
    return True


def _same_submission(submission: UUID | None, by: Person) -> Consultation | None:
    if submission is None:
        return None
    Person.objects.select_for_update(no_key=True).get(pk=by.pk)  # two sendings of one form wait for each other here
    found = Consultation.objects.filter(submission=submission).first()
    if found and found.received_by_id != by.pk:
        raise Refusal(_("この受付票は使えません。受付の頁を開き直してください。"))
    return found


def _check(
    consulter_kind: str,
    company: Company | None,
    new_company: Mapping[str, str] | None,
    contact: Mapping[str, str] | None,
    consents: Mapping[str, bool],
    gist: str,
    received: datetime,
    at: datetime,
) -> None:
    named = company is not None or new_company is not None
    if named != (consulter_kind == ConsulterKind.COMPANY):
        raise Refusal(_("相談者の種別と企業名が合っていません。"))
    if not consents.get(ConsentKind.RECORD) and (consulter_kind != ConsulterKind.ANONYMOUS or contact):
        raise Refusal(_("記録への同意がないときは、匿名の相談として、連絡先なしで記録してください。"))
    if not gist.strip():
        raise Refusal(_("要旨を入力してください。"))
    if received > at:
        raise Refusal(_("受付日時が未来になっています。"))
    if received < OLDEST:
        raise Refusal(_("受付日時が古すぎます。"))


def _registered(new_company: Mapping[str, str] | None, *, by: Person, at: datetime) -> Company | None:
    """The company as typed; who may know it is said by `spread`, in the same transaction."""
    described: dict[str, Any] = dict(new_company or {})
    return companies.register(**described, by=by, at=at) if new_company else None


def _described(
    details: Mapping[str, Any], company: Company | None, office: Organisation, received: datetime, by: Person
) -> dict[str, Any]:
    """DETAILS as said, and what the record of the company adds to them: size and industry are judged by what the
    office knew on that day, 再相談 by its earlier cases, both as far as `by` may know them.
    """
    facts = {key: value for key, value in details.items() if key in DETAILS and value}
    facts["is_repeat_said"] = facts.get("is_repeat")
    if company is None:
        return facts | {"size": EnterpriseSize.UNKNOWN}
    known = Consultation.objects.visible_to(by).filter(company=company, office=office, received_at__lt=received)
    return {
        "prefecture": company.prefecture,
        "is_repeat": known.exists(),
        **sized(company, day_of(received), office=office, actor=by),
        **facts,
    }


def _answer_urgency(row: Consultation, answers: Mapping[str, Any]) -> None:
    for question in (*triage.QUESTIONS, "deadline_date"):
        setattr(row, question, answers.get(question))
    row.urgency = triage.urgency_of(answers, category=row.category, trigger=row.trigger, today=day_of(row.received_at))


def _surround(
    row: Consultation,
    secondary: list[str],
    consents: Mapping[str, bool],
    contact: Mapping[str, str] | None,
    *,
    by: Person,
    at: datetime,
) -> None:
    """Everything that stands around a new row: history, categories, consents, contact, search line, acquaintance."""
    StateChange.objects.create(consultation=row, from_state="", to_state=State.RECEIVED, at=at, by=by)
    replace_secondary(row, secondary)
    Consent.objects.bulk_create(
        [Consent(consultation=row, kind=kind, is_given=given, at=at, by=by) for kind, given in consents.items()]
    )
    if row.is_restricted and row.owner is None:
        _keep_recorder(row, by, at)
    reindex(row)
    spread(row)
    if contact:
        note_caller(row, contact, by=by, at=at)


def _keep_recorder(row: Consultation, by: Person, at: datetime) -> None:
    """Who takes down a 限定 case for somebody else still sees it."""
    Member.objects.create(
        consultation=row, person=by, kind=MemberKind.MEMBER, from_date=day_of(at), added_at=at, added_by=by
    )
