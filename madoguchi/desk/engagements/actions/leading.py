"""The engagement itself: opened, stalled, resumed, called off, closed into 自走; and its office's stages."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from madoguchi.desk.appointments import actions as appointments
from madoguchi.desk.appointments.models import AppointmentState
from madoguchi.desk.consultations.access import may_follow
from madoguchi.desk.consultations.models import Consultation
from madoguchi.desk.consultations.words import ConsulterRole
from madoguchi.desk.consultations.words import State as CaseState
from madoguchi.desk.engagements import access
from madoguchi.desk.engagements.actions.rows import (
    AtField,
    going_on,
    in_open_case,
    move_case,
    require_open_case,
    turn,
)
from madoguchi.desk.engagements.actions.surveys import ask_afterwards, keep_answers
from madoguchi.desk.engagements.models import Check, Engagement, FollowUp, Stage, StageTemplate
from madoguchi.desk.engagements.queries.closing import hindrance
from madoguchi.desk.engagements.queries.templates import stages_said
from madoguchi.desk.engagements.words import Answers, Item, Round, Said, StageKind, StageSaid, State, Why
from madoguchi.foundation.accounts.models import Organisation, Person
from madoguchi.foundation.audit import diary
from madoguchi.foundation.core.calendar import day_of
from madoguchi.foundation.core.errors import Conflict, Refusal

ON_THE_WAY = (CaseState.WORKING, CaseState.VISITING)


@transaction.atomic
def open_engagement(
    *,
    consultation: Consultation,
    consented_by: str,
    consent_date: date,
    answers: Answers,
    by: Person,
    at: datetime,
) -> Engagement:
    """訪問支援を始める — with the company's consent, and with what it has today (`answers`: subject → readiness)."""
    case = Consultation.objects.visible_to(by).select_for_update(of=("self",)).get(pk=consultation.pk)
    access.require_lead(by, case)
    _require_openable(case, consent_date, day_of(at))
    row = Engagement.objects.create(
        consultation=case,
        opened_at=at,
        opened_by=by,
        consented_by=ConsulterRole(consented_by),
        consent_date=consent_date,
    )
    _copy_stages(row)
    before = FollowUp.objects.create(
        engagement=row, months=Round.OPENING, due_date=day_of(at), answered_at=at, answered_by=by
    )
    keep_answers(before, answers)
    turn(row, State.UNDER_WAY, by=by, at=at)
    diary.record("engagements.open_engagement", row, by=by, at=at)
    straight_on = may_follow(case.state, CaseState.VISITING)
    move_case(case, *(ON_THE_WAY[1:] if straight_on else ON_THE_WAY), by=by, at=at)
    return row


@transaction.atomic
def stall(*, engagement: Engagement, why: str, by: Person, at: datetime) -> Engagement:
    """停滞にする — it does not go on for now, and stands first in the list."""
    row = going_on(engagement, by=by)
    if row.state == State.STALLED:
        raise Refusal(_("すでに停滞になっています。"))
    turn(row, State.STALLED, why=Why(why), by=by, at=at)
    diary.record("engagements.stall", row, by=by, at=at)
    return row


@transaction.atomic
def resume(*, engagement: Engagement, by: Person, at: datetime) -> Engagement:
    """再開する — what stalled or was called off."""
    row = in_open_case(engagement, by=by)
    if not access.is_resumable(row):
        raise Refusal(_("再開できるのは、停滞か中止の訪問支援で、ほかに続いているものがないときだけです。"))
    turn(row, State.UNDER_WAY, by=by, at=at)
    diary.record("engagements.resume", row, by=by, at=at)
    move_case(row.consultation, CaseState.VISITING, by=by, at=at)
    return row


@transaction.atomic
def call_off(*, engagement: Engagement, why: str, by: Person, at: datetime) -> Engagement:
    """中止する — what is booked is cancelled; stages stay as far as they came."""
    row = going_on(engagement, by=by)
    for visit in row.visits.filter(appointment__state=AppointmentState.BOOKED).select_related("appointment"):
        appointments.cancel(appointment=visit.appointment, by=by, at=at)
    turn(row, State.CALLED_OFF, why=Why(why), by=by, at=at)
    diary.record("engagements.call_off", row, by=by, at=at)
    move_case(row.consultation, CaseState.WORKING, by=by, at=at)
    return row


@transaction.atomic
def close(
    *, engagement: Engagement, answers: Mapping[str, str], review_date: date | None, by: Person, at: datetime
) -> Engagement:
    """自走に移す — by the checklist (`answers`: item → 答え); asked again after 6 and 12 months."""
    row = going_on(engagement, by=by)
    _require_settled(row)
    _require_answered(answers)
    row.review_date = _review_date(answers, review_date, day_of(at))
    Check.objects.filter(engagement=row).delete()
    Check.objects.bulk_create(Check(engagement=row, item=item, said=Said(answers[item])) for item in Item)
    turn(row, State.FOLLOWING, by=by, at=at)
    row.stages.filter(kind=StageKind.FOLLOW).update(begun_date=day_of(at))
    ask_afterwards(row, day_of(at))
    diary.record("engagements.close", row, by=by, at=at)
    move_case(row.consultation, CaseState.FOLLOWING, by=by, at=at)
    return row


@transaction.atomic
def set_template(
    *, office: Organisation, stages: Iterable[StageSaid], seen: str, by: Person, at: datetime
) -> list[StageTemplate]:
    """ひな形を決める — all stages of an office anew; `seen`: the mark of those the page showed. Raises Conflict."""
    access.TEMPLATE.require(by, within=office.pk)
    Organisation.objects.select_for_update(no_key=True).get(pk=office.pk)
    held = StageTemplate.objects.filter(office=office)
    if seen != mark_of(held.order_by("position")):
        raise Conflict(_("ほかの人が先に保存しました。ページを開き直して、内容を確かめてください。"))
    wanted = list(stages)
    if not wanted:
        raise Refusal(_("段階を一つ以上残してください。"))
    held.delete()
    rows = [
        StageTemplate(office=office, position=number, title=one.title, asks=one.asks, kind=one.kind)
        for number, one in enumerate(wanted, start=1)
    ]
    made = StageTemplate.objects.bulk_create(rows)
    diary.record("engagements.set_template", office, by=by, at=at, stream=office.audit_stream())
    return made


def mark_of(rows: Iterable[StageTemplate]) -> str:
    """As rows are written anew at each change, their ids tell one state from the next."""
    return "-".join(str(row.pk) for row in rows)


def _require_openable(case: Consultation, consent_date: date, today: date) -> None:
    require_open_case(case)
    if case.company_id is None:
        raise Refusal(_("訪問支援は、相談企業のわかっている相談からだけ始められます。"))
    if consent_date > today:
        raise AtField("consent_date", _("同意を得た日は、今日か今日より前の日にしてください。"))
    if Engagement.objects.open().filter(consultation=case).exists():
        raise Refusal(_("この相談では、訪問支援がすでに続いています。"))


def _copy_stages(row: Engagement) -> None:
    said = stages_said(row.consultation.office_id)
    Stage.objects.bulk_create(
        Stage(engagement=row, position=number, title=one.title, asks=one.asks, kind=one.kind)
        for number, one in enumerate(said, start=1)
    )


def _require_settled(row: Engagement) -> None:
    if left := hindrance(row):
        raise Refusal(left)


def _require_answered(answers: Mapping[str, str]) -> None:
    if left := [str(item.label) for item in Item if answers.get(item) not in Said.values]:
        items = _("、").join(left)
        raise AtField(_first(answers), _("答えていない項目があります：%(items)s") % {"items": items})


def _first(answers: Mapping[str, str]) -> str:
    return next(item.value for item in Item if answers.get(item) not in Said.values)


def _review_date(answers: Mapping[str, str], day: date | None, today: date) -> date | None:
    if answers[Item.REVIEW] != Said.YES:
        return None
    if day is None or day <= today:
        raise AtField("review_date", _("次の見直しの日を、明日より後の日で入力してください。"))
    return day
