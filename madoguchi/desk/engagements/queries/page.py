"""一件の訪問支援 — everything its page shows; each kind of row asked once, however many there are."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from madoguchi.desk.appointments.models import AppointmentState, Attendee
from madoguchi.desk.consultations.models import Consultation
from madoguchi.desk.consultations.queries import keys_for
from madoguchi.desk.engagements import access
from madoguchi.desk.engagements.days import QUIET_AFTER
from madoguchi.desk.engagements.models import (
    AnswerChange,
    Check,
    Engagement,
    FollowUp,
    Homework,
    Rollout,
    Stage,
    Turn,
    Visit,
    VisitPaper,
)
from madoguchi.desk.engagements.words import Item, Paper, Readiness, Round, Said, State, Subject
from madoguchi.foundation.access.deeds import Deed
from madoguchi.foundation.accounts.models import PersonQuerySet
from madoguchi.foundation.accounts.queries import experts_of
from madoguchi.foundation.core.calendar import day_of
from madoguchi.foundation.core.language import labels, word
from madoguchi.foundation.vault.looks import Look, see

READ_PAPERS = "engagements.read_papers"


@dataclass(frozen=True)
class ShownStage:
    row: Stage
    rollouts: list[tuple[Rollout, list[Deed]]]
    deeds: list[Deed]
    state: str

    @property
    def label(self) -> str:
        return self.row.title


@dataclass(frozen=True)
class ShownHomework:
    row: Homework
    is_overdue: bool
    deeds: list[Deed]


@dataclass(frozen=True)
class ShownVisit:
    """一回の訪問 — `number` counts those not called off, in the order of time; 0 for one called off."""

    row: Visit
    number: int
    people: list[str]

    @property
    def is_standing(self) -> bool:
        return self.number > 0

    @property
    def title(self) -> str:
        return _("第%(number)d回訪問") % {"number": self.number} if self.is_standing else _("取り消した訪問")


@dataclass(frozen=True)
class ShownPaper:
    kind: Paper
    row: VisitPaper | None
    look: Look
    text: str


@dataclass(frozen=True)
class ShownFollowUp:
    """その後の確認の一回 — with what was corrected since: (which, in words)."""

    row: FollowUp
    corrections: list[tuple[AnswerChange, str]]
    deeds: list[Deed]


@dataclass(frozen=True)
class BeforeAfter:
    """前と後 — the rounds that have answers, and a line for each subject."""

    rounds: list[str]
    rows: list[tuple[str, list[str]]]


@dataclass(frozen=True)
class Detail:
    """訪問支援の頁."""

    stages: list[ShownStage]
    visits: list[ShownVisit]
    homework: list[ShownHomework]
    before_after: BeforeAfter
    follow_ups: list[ShownFollowUp]
    checks: list[tuple[str, str]]
    turns: list[Turn]
    windows: list[str]
    next_step: str


def detail_of(row: Engagement, *, actor: Any, at: datetime) -> Detail:
    """Of an engagement in sight; `consultation` is at hand."""
    is_led = access.leads(actor, row.consultation)
    may_change = is_led and access.is_going_on(row)
    stages, visits, follow_ups = stages_of(row, is_led=may_change), visits_of(row), follow_ups_of(row)
    return Detail(
        stages=stages,
        visits=visits,
        homework=homework_of([row], at=at, is_led=is_led and row.consultation.is_open),
        before_after=before_after(follow_ups),
        follow_ups=[_shown_follow_up(one, is_led=is_led, on=day_of(at)) for one in follow_ups],
        checks=checks_of(row),
        turns=list(row.turns.select_related("by").order_by("at", "pk")),
        windows=windows_of(row.consultation),
        next_step=next_step(row, stages, visits, follow_ups, at=at),
    )


def stages_of(row: Engagement, *, is_led: bool = False) -> list[ShownStage]:
    rollouts = Rollout.objects.order_by("begun_date", "pk")
    found = list(row.stages.prefetch_related(Prefetch("rollouts", rollouts)).order_by("position", "pk"))
    return [_shown_stage(stage, row, is_led) for stage in found]


def _shown_stage(stage: Stage, row: Engagement, is_led: bool) -> ShownStage:
    stage.engagement = row
    rollouts = list(stage.rollouts.all())
    for one in rollouts:
        one.stage = stage
    offered = [(one, access.rollout_deeds(one, is_led=is_led)) for one in rollouts]
    state = "done" if stage.is_settled else "current" if stage.is_begun else "todo"
    return ShownStage(stage, offered, access.stage_deeds(stage, is_led=is_led), state)


def visits_of(row: Engagement) -> list[ShownVisit]:
    """訪問 — in the order of time."""
    people = Prefetch("appointment__attendees", Attendee.objects.select_related("person").order_by("pk"))
    rows = row.visits.select_related("appointment", "stage").prefetch_related(people)
    found, number = [], 0
    for visit in rows.order_by("appointment__starts_at", "pk"):
        visit.engagement = row
        visit.appointment.consultation = row.consultation
        is_standing = visit.appointment.state != AppointmentState.CANCELLED
        number += is_standing
        names = [one.person.name for one in visit.appointment.attendees.all()]
        found.append(ShownVisit(visit, number if is_standing else 0, names))
    return found


def homework_of(rows: Iterable[Engagement], *, at: datetime, is_led: bool, visit: Visit | None = None) -> Any:
    """宿題 — open ones by their day, then those that are done or dropped."""
    found = Homework.objects.filter(visit__engagement__in=[row.pk for row in rows])
    found = found.filter(visit=visit) if visit else found
    told = found.select_related("task__ended_by", "visit__appointment", "visit__engagement__consultation")
    today = day_of(at)
    shown = [
        ShownHomework(one, one.task.is_overdue(today), access.homework_deeds(one, is_led=is_led))
        for one in told.order_by("task__due_date", "pk")
    ]
    return sorted(shown, key=lambda one: not one.row.task.is_open)


def follow_ups_of(row: Engagement) -> list[FollowUp]:
    told = ("standings", Prefetch("corrections", AnswerChange.objects.select_related("by").order_by("pk")))
    found = list(row.follow_ups.prefetch_related(*told).select_related("answered_by").order_by("months"))
    for one in found:
        one.engagement = row
    return found


def _shown_follow_up(row: FollowUp, *, is_led: bool, on: date) -> ShownFollowUp:
    return ShownFollowUp(row, corrections_of(row), access.follow_up_deeds(row, is_led=is_led, on=on))


def corrections_of(row: FollowUp) -> list[tuple[AnswerChange, str]]:
    """答えの訂正 — the first one first: what was said of which subject before, and what since."""
    return [(one, _("、").join(_told(*change) for change in one.changes)) for one in row.corrections.all()]


def _told(subject: str, before: str, after: str) -> str:
    words = {"before": word(Readiness, before) or "―", "after": word(Readiness, after)}
    return _("%(subject)s（%(before)s → %(after)s）") % {"subject": word(Subject, subject), **words}


def as_answered(row: FollowUp) -> dict[str, Any]:
    """いまの答え — what the form of a correction begins with."""
    return {one.subject: one.readiness for one in row.standings.all()} | {"seen": row.corrections.count()}


def before_after(follow_ups: list[FollowUp]) -> BeforeAfter:
    answered = [one for one in follow_ups if one.answered_at]
    given = [{said.subject: said.readiness for said in one.standings.all()} for one in answered]
    words = labels(Readiness)
    rows = [(str(one.label), [str(words.get(each.get(one.value), "")) for each in given]) for one in Subject]
    return BeforeAfter([str(Round(one.months).label) for one in answered], rows)


def earlier_answers(follow_ups: list[FollowUp]) -> dict[str, str]:
    """前の答え — of each subject, every round that was answered, in one line."""
    found: dict[str, list[str]] = {}
    for one in follow_ups:
        for said in one.standings.all():
            told = f"{one.get_months_display()}{_('：')}{said.get_readiness_display()}"
            found.setdefault(said.subject, []).append(told)
    return {subject: _("、").join(told) for subject, told in found.items()}


def checks_of(row: Engagement) -> list[tuple[str, str]]:
    """自走の確認 — every item with its answer; nothing before the closing."""
    said = dict(Check.objects.filter(engagement=row).values_list("item", "said"))
    return [(str(one.label), str(Said(said[one]).label)) for one in Item if one in said]


def windows_of(case: Consultation) -> list[str]:
    """一緒に支援している窓口 — that took the case on, as long as it does."""
    rows = case.referrals.filter(ended_at=None).exclude(answered_at=None).select_related("to_office")
    return [one.to_office.name for one in rows.order_by("pk")]


def next_step(
    row: Engagement,
    stages: list[ShownStage],
    visits: list[ShownVisit],
    follow_ups: list[FollowUp],
    *,
    at: datetime,
) -> str:
    """次にすること — one sentence."""
    if not row.is_open:
        return _after_the_end(follow_ups, at) if row.state != State.CALLED_OFF else ""
    booked = [one for one in visits if one.row.appointment.state == AppointmentState.BOOKED]
    if any(one.row.appointment.starts_at <= at for one in booked):
        return _("始まった時刻を過ぎた訪問があります。実施を記録するか、日時を変えてください。")
    if row.state == State.STALLED:
        return _("停滞しています。続けられるようになったら、再開してください。")
    if booked:
        return _("%(title)sの事前準備を確かめてください。") % {"title": booked[0].title}
    if all(one.state == "done" for one in stages if one.row.kind != "follow"):
        return _("すべての段階が片付きました。自走に移せます。")
    if row.state == State.UNDER_WAY and _last(row, visits) < at - QUIET_AFTER:
        return _("60日以上、訪問がありません。次の訪問を決めるか、停滞にしてください。")
    return _("次の訪問を予約してください。")


def _last(row: Engagement, visits: list[ShownVisit]) -> datetime:
    held = [one.row.appointment.starts_at for one in visits if one.row.appointment.state == AppointmentState.DONE]
    return max(held, default=row.opened_at)


def _after_the_end(follow_ups: list[FollowUp], at: datetime) -> str:
    due = next((one for one in follow_ups if one.answered_at is None), None)
    if due is None:
        return ""
    word = _("%(round)sの確認をしてください。") if due.due_date <= day_of(at) else _("次は%(round)sの確認です。")
    return word % {"round": due.get_months_display()}


def papers_of(visits: Iterable[Visit], case: Consultation, *, actor: Any) -> dict[Any, list[ShownPaper]]:
    """書きもの — by visit, every kind; for whoever reads what was confided, opened as far as their keys go."""
    rows = list(visits)
    if not access.hears(actor, case):
        return {}
    keys, held = keys_for(case, actor=actor), VisitPaper.objects.filter(visit__in=rows).select_related("changed_by")
    found = {(one.visit_id, one.kind): one for one in held}
    return {visit.pk: [_shown_paper(kind, found.get((visit.pk, kind)), keys) for kind in Paper] for visit in rows}


def _shown_paper(kind: Paper, row: VisitPaper | None, keys: Any) -> ShownPaper:
    if row is None:
        return ShownPaper(kind, None, Look.OPEN, "")
    seen = see(row, keys)
    return ShownPaper(kind, row, seen.look, seen.texts["text"])


def were_opened(papers: dict[Any, list[ShownPaper]]) -> bool:
    return any(one.row and one.look is Look.OPEN for each in papers.values() for one in each)


def possible_guests(row: Visit) -> PersonQuerySet:
    """招ける専門家 — of the office, not in the case yet, and kept out by no wall."""
    case = row.engagement.consultation
    today = day_of(row.appointment.starts_at)
    inside = case.members.filter(removed_at=None).values("person")
    walled = case.walls.exclude(person=None).values("person")
    return experts_of(case.office, on=today).exclude(pk__in=inside).exclude(pk__in=walled)
