"""訪問支援の一覧 — what has come to a stop first; and what is due today."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from madoguchi.desk.appointments.models import AppointmentState
from madoguchi.desk.consultations.models import Consultation
from madoguchi.desk.engagements.days import QUIET_AFTER
from madoguchi.desk.engagements.models import Engagement, EngagementQuerySet, FollowUp, Stage, Visit
from madoguchi.desk.engagements.words import State
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts.models import Person, PersonQuerySet
from madoguchi.foundation.core.paging import Page, page_by_key


@dataclass(frozen=True)
class Filters:
    """絞り込み — as they stand in the URL; "" and None mean all."""

    stage: str = ""
    state: int | None = None
    adviser: int | None = None


class Line(NamedTuple):
    """一行."""

    row: Engagement
    company: str
    owner: str
    stage: str
    last_at: datetime | None
    next_at: datetime | None
    is_quiet: bool


def listed(*, actor: Any, filters: Filters, at: datetime, after: str = "") -> Page[Engagement]:
    """一覧の一頁 — stalled ones first, then the newest."""
    rows: Any = with_stage(with_visits(Engagement.objects.visible_to(actor)))
    if filters.stage:
        rows = rows.filter(stage_title=filters.stage)
    if filters.state is not None:
        rows = rows.filter(state=filters.state)
    if filters.adviser is not None:
        rows = rows.filter(consultation__owner=filters.adviser)
    told = rows.select_related("consultation__company", "consultation__owner")
    return page_by_key(told, keys=("state", "-pk"), after=after)


def lines(rows: list[Any], *, at: datetime) -> list[Line]:
    return [_line(row, at) for row in rows]


def _line(row: Any, at: datetime) -> Line:
    case = row.consultation
    return Line(
        row=row,
        company=case.company.name if case.company else "",
        owner=case.owner.name if case.owner else "",
        stage=row.stage_title or "",
        last_at=row.last_at,
        next_at=row.next_at,
        is_quiet=is_quiet(row, at),
    )


def with_stage(rows: EngagementQuerySet) -> EngagementQuerySet:
    """いまの段階 — what has begun and is not done; else what comes next."""
    left = Stage.objects.filter(engagement=OuterRef("pk"), done_date=None, skipped_why="")
    first = left.order_by(F("begun_date").asc(nulls_last=True), "position").values("title")[:1]
    return rows.annotate(stage_title=Subquery(first))


def with_visits(rows: EngagementQuerySet) -> EngagementQuerySet:
    """前と次の訪問 — when the last was held, and when one is booked."""
    visits = Visit.objects.filter(engagement=OuterRef("pk"))
    held = visits.filter(appointment__state=AppointmentState.DONE).order_by("-appointment__starts_at")
    booked = visits.filter(appointment__state=AppointmentState.BOOKED).order_by("appointment__starts_at")
    starts = "appointment__starts_at"
    return rows.annotate(last_at=Subquery(held.values(starts)[:1]), next_at=Subquery(booked.values(starts)[:1]))


def is_quiet(row: Any, at: datetime) -> bool:
    """音沙汰がない — under way, nothing booked, and the last visit (or the opening) more than 60 days ago."""
    return row.state == State.UNDER_WAY and row.next_at is None and (row.last_at or row.opened_at) < at - QUIET_AFTER


def advisers(*, actor: Any) -> PersonQuerySet:
    """担当 — who owns a case with an engagement in sight."""
    owners = Engagement.objects.visible_to(actor).values("consultation__owner")
    people: PersonQuerySet = Person.objects.all().filter(pk__in=owners)
    return people.order_by("kana", "name", "pk")


def newest_of(case: Consultation) -> Engagement | None:
    """この相談の訪問支援 — the one that goes on, else the newest; of a case the reader has been let in to."""
    rows = list(Engagement.objects.filter(consultation=case).order_by("-pk")[:20])
    return next((row for row in rows if row.is_open), rows[0] if rows else None)


def due_on(*, actor: Any, day: date) -> Any:
    """今日までの確認 — of the cases the actor owns, nobody owns, or the actor's offices have; ended ones, too."""
    rows = FollowUp.objects.visible_to(actor).due(day)
    managed = Q(engagement__consultation__office__in=actor.organisation_ids(Role.MANAGER))
    kept_by = Coalesce("engagement__consultation__owner", actor.pk)  # no index: few are due, many cases have no owner
    return rows.alias(kept_by=kept_by).filter(Q(kept_by=actor.pk) | managed).order_by("due_date", "pk")
