"""Work on one case: correct, answer, move, close, withdraw, reopen, restrict, consent, link."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from madoguchi.desk.consultations import access, triage
from madoguchi.desk.consultations.actions.answering import ANSWERED, mark_answered
from madoguchi.desk.consultations.actions.referrals import end_referrals
from madoguchi.desk.consultations.actions.rows import locked, record, require_open, resettle, step
from madoguchi.desk.consultations.actions.sizing import SIZED, size_again
from madoguchi.desk.consultations.indexing import reindex
from madoguchi.desk.consultations.models import Consent, Consultation, Link, SecondaryCategory
from madoguchi.desk.consultations.states import REOPENABLE, may_follow
from madoguchi.desk.consultations.words import ConsentKind, State
from madoguchi.foundation.accounts.models import Person
from madoguchi.foundation.core.calendar import day_of
from madoguchi.foundation.core.errors import Conflict, Refusal

CORRECTABLE = (
    "channel",
    "category",
    "gist",
    "answer_gist",
    "enterprise_type",
    "prefecture",
    "consulter_role",
    "is_repeat",
    "heard_from",
    "trigger",
    *triage.QUESTIONS,
    "deadline_date",
)

VERSION = ("version", "changed_at", "changed_by")


@transaction.atomic
def correct(
    *, consultation: Consultation, seen_version: int, changes: dict[str, Any], by: Person, at: datetime
) -> Consultation:
    """訂正する — CORRECTABLE fields and `secondary` (categories). Raises Conflict when somebody saved meanwhile."""
    row = locked(consultation, by=by, rule=access.WRITE)
    _require_version(row, seen_version)
    if unknown := changes.keys() - {*CORRECTABLE, "secondary"}:
        raise ValueError(f"not correctable: {sorted(unknown)}")
    fields = {field: changes[field] for field in CORRECTABLE if field in changes}
    if fields.get("is_repeat", row.is_repeat) != row.is_repeat:
        fields["is_repeat_said"] = fields["is_repeat"]
    for field, value in fields.items():
        setattr(row, field, value)
    _require_gist(row)
    _triage_again(row, at)
    size_again(row, by=by)
    _new_version(row, by=by, at=at)
    row.save(update_fields=[*fields, "urgency", *SIZED, *VERSION])
    if "secondary" in changes:
        replace_secondary(row, changes["secondary"])
    reindex(row)
    record("correct", row, by=by, at=at)
    return row


@transaction.atomic
def answer(
    *, consultation: Consultation, seen_version: int, answer_gist: str, by: Person, at: datetime
) -> Consultation:
    """回答する — writes the 対応要旨; the moment of the first answer stays. Raises Conflict like `correct`."""
    row = locked(consultation, by=by, rule=access.WRITE)
    require_open(row)
    _require_version(row, seen_version)
    if not answer_gist.strip():
        raise Refusal(_("対応要旨を入力してください。"))
    row.answer_gist = answer_gist
    mark_answered(row, at=at)
    _new_version(row, by=by, at=at)
    row.save(update_fields=["answer_gist", *ANSWERED, *VERSION])
    reindex(row)
    record("answer", row, by=by, at=at)
    return row


@transaction.atomic
def move(*, consultation: Consultation, to_state: str, by: Person, at: datetime) -> Consultation:
    """状態を進める — one step of the table in `states`. Whoever may book may also move a case to 予約."""
    row = locked(consultation, by=by, rule=access.ASSIGN if to_state == State.BOOKED else access.WORK)
    if not may_follow(row.state, to_state):
        names = {"now": row.get_state_display(), "next": State(to_state).label}
        raise Refusal(_("「%(now)s」から「%(next)s」へは進められません。") % names)
    step(row, to_state, by=by, at=at)
    row.save(update_fields=["state"])
    record("move", row, by=by, at=at)
    return row


@transaction.atomic
def close(*, consultation: Consultation, outcome: str, reason: str, by: Person, at: datetime) -> Consultation:
    """終了する — with outcome and reason, from any open state."""
    row = locked(consultation, by=by, rule=access.WORK)
    require_open(row)
    row.outcome, row.close_reason = outcome, reason
    return _end(row, State.CLOSED, deed="close", by=by, at=at)


@transaction.atomic
def withdraw(*, consultation: Consultation, by: Person, at: datetime) -> Consultation:
    """取下げ — the caller wants no more; from any open state."""
    row = locked(consultation, by=by, rule=access.WORK)
    require_open(row)
    return _end(row, State.WITHDRAWN, deed="withdraw", by=by, at=at)


@transaction.atomic
def reopen(*, consultation: Consultation, by: Person, at: datetime) -> Consultation:
    """再開する — an ended, migrated or referred case is open again; outcome and reason are asked anew at the end."""
    row = locked(consultation, by=by, rule=access.WORK)
    if row.state not in REOPENABLE:
        raise Refusal(_("この相談は終了していません。"))
    step(row, State.REOPENED, by=by, at=at)
    row.outcome, row.close_reason, row.closed_at, row.closed_by = "", "", None, None
    row.save(update_fields=["state", "outcome", "close_reason", "closed_at", "closed_by"])
    record("reopen", row, by=by, at=at)
    return row


@transaction.atomic
def restrict(*, consultation: Consultation, is_restricted: bool, by: Person, at: datetime) -> Consultation:
    """限定 — from now on (or no longer) the gist is for owner and members alone, the card for managers beside them."""
    row = locked(consultation, by=by, rule=access.WRITE)
    if row.is_restricted == is_restricted:
        raise Refusal(_("限定の設定は変わっていません。"))
    row.is_restricted = is_restricted
    row.save(update_fields=["is_restricted"])
    reindex(row)
    resettle(row, by=by, at=at)
    record("restrict", row, by=by, at=at)
    return row


@transaction.atomic
def consent(*, consultation: Consultation, kind: str, is_given: bool, by: Person, at: datetime) -> Consent:
    """同意 — one answer to one question; the latest of a kind holds. Without consent no referral goes on."""
    row = locked(consultation, by=by, rule=access.WORK)
    given = Consent.objects.create(consultation=row, kind=ConsentKind(kind), is_given=is_given, at=at, by=by)
    record("consent", row, by=by, at=at)
    if kind == ConsentKind.REFERRAL and not is_given:
        end_referrals(row, row.referrals.all(), by=by, at=at)
    return given


@transaction.atomic
def link(*, consultation: Consultation, other: Consultation, by: Person, at: datetime) -> Link:
    """関連づける — two cases of one company, both in sight."""
    row = locked(consultation, by=by, rule=access.WORK)
    second = Consultation.objects.visible_to(by).get(pk=other.pk)
    if row.pk == second.pk or row.company_id is None or row.company_id != second.company_id:
        raise Refusal(_("同じ企業の別の相談だけを関連づけられます。"))
    earlier, later = sorted([row, second], key=lambda case: case.pk)
    made, is_new = Link.objects.get_or_create(earlier=earlier, later=later, defaults={"made_at": at, "made_by": by})
    if not is_new:
        raise Refusal(_("すでに関連づけられています。"))
    record("link", row, by=by, at=at)
    return made


@transaction.atomic
def unlink(*, consultation: Consultation, other: Consultation, by: Person, at: datetime) -> None:
    """関連づけを外す."""
    row = locked(consultation, by=by, rule=access.WORK)
    second = Consultation.objects.visible_to(by).get(pk=other.pk)
    earlier, later = sorted([row.pk, second.pk])
    gone, _kinds = Link.objects.filter(earlier=earlier, later=later).delete()
    if not gone:
        raise Refusal(_("関連づけられていません。"))
    record("unlink", row, by=by, at=at)


def replace_secondary(row: Consultation, categories: list[str]) -> None:
    """従たる区分 — as given, without the primary one, each once."""
    wanted = dict.fromkeys(category for category in categories if category != row.category)
    row.secondary_categories.all().delete()
    SecondaryCategory.objects.bulk_create([SecondaryCategory(consultation=row, category=one) for one in wanted])


def _end(row: Consultation, state: State, *, deed: str, by: Person, at: datetime) -> Consultation:
    step(row, state, by=by, at=at)
    row.closed_at, row.closed_by = at, by
    size_again(row, by=by)
    row.save(update_fields=["state", "outcome", "close_reason", "closed_at", "closed_by", *SIZED])
    record(deed, row, by=by, at=at)
    end_referrals(row, row.referrals.all(), by=by, at=at)
    return row


def _require_version(row: Consultation, seen_version: int) -> None:
    if row.version != seen_version:
        raise Conflict(_("ほかの人が先に保存しました。内容を比べてから、もう一度保存してください。"))


def _new_version(row: Consultation, *, by: Person, at: datetime) -> None:
    row.version, row.changed_at, row.changed_by = row.version + 1, at, by


def _require_gist(row: Consultation) -> None:
    if not row.gist.strip():
        raise Refusal(_("要旨を入力してください。"))


def _triage_again(row: Consultation, at: datetime) -> None:
    answers = {question: getattr(row, question) for question in (*triage.QUESTIONS, "deadline_date")}
    row.urgency = triage.urgency_of(answers, category=row.category, trigger=row.trigger, today=day_of(at))
