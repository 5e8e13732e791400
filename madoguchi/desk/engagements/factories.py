"""Engagements, written straight — for tests and for the demo town."""

from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from madoguchi.company.companies.actions import open_room
from madoguchi.company.todo import factories as tasks
from madoguchi.desk.appointments.factories import appointment
from madoguchi.desk.appointments.models import AppointmentState, Place
from madoguchi.desk.consultations.models import Consultation
from madoguchi.desk.consultations.words import ConsulterRole
from madoguchi.desk.engagements import actions
from madoguchi.desk.engagements.models import Engagement, FollowUp, Homework, Rollout, Stage, Turn, Visit, VisitPaper
from madoguchi.desk.engagements.words import (
    DEFAULT_STAGES,
    OPEN,
    Item,
    Paper,
    Readiness,
    Round,
    Said,
    StageKind,
    State,
    Subject,
)
from madoguchi.foundation.accounts.models import Person
from madoguchi.foundation.core.calendar import day_of


def answers(readiness: str = Readiness.PLANNED) -> dict[str, str]:
    """The same answer for every subject."""
    return {subject.value: readiness for subject in Subject}


def all_well() -> dict[str, str]:
    """A checklist without a gap."""
    return {item.value: Said.YES for item in Item}


def engagement(
    consultation: Consultation, *, by: Person, opened_at: datetime | None = None, state: int = State.UNDER_WAY
) -> Engagement:
    """With the house's stages, none of them begun."""
    opened = opened_at or timezone.now()
    ended = {} if state in OPEN else {"closed_at": opened, "closed_by": by}
    made = Engagement.objects.create(
        consultation=consultation,
        state=state,
        opened_at=opened,
        opened_by=by,
        consented_by=ConsulterRole.HEAD,
        consent_date=day_of(opened),
        **ended,
    )
    Turn.objects.create(engagement=made, to_state=state, at=opened, by=by)
    Stage.objects.bulk_create(
        Stage(engagement=made, position=number, title=said.title, asks=said.asks, kind=said.kind)
        for number, said in enumerate(DEFAULT_STAGES, start=1)
    )
    return made


def rollout(row: Engagement, department: str = "設計部") -> Rollout:
    """Of a roll-out that has begun today."""
    today = timezone.localdate()
    stage = row.stages.get(kind=StageKind.ROLL_OUT)
    stage.begun_date = today
    stage.save(update_fields=["begun_date"])
    return Rollout.objects.create(stage=stage, department=department, begun_date=today)


def visit(
    row: Engagement, *people: Person, starts_at: datetime | None = None, state: str = AppointmentState.BOOKED
) -> Visit:
    """Tomorrow, unless said otherwise."""
    starts = starts_at or timezone.now() + timedelta(days=1)
    booked = appointment(row.consultation, *people, starts_at=starts, state=state, place=Place.COMPANY)
    return Visit.objects.create(engagement=row, appointment=booked)


def paper(row: Visit, *, by: Person, kind: str = Paper.NOTES, text: str = "鋳型の棚に札がない") -> VisitPaper:
    """Sealed for the people of the case; `by` is one of them, with open keys."""
    held = row.papers.filter(kind=kind).first()
    seen = held.version if held else 0
    return actions.write_paper(visit=row, kind=kind, text=text, seen_version=seen, by=by, at=timezone.now())


def homework(row: Visit, *, by: Person, **facts: Any) -> Homework:
    company = row.engagement.consultation.company
    assert company is not None
    made = tasks.task(open_room(company=company), by=by, is_asked=True, **facts)
    return Homework.objects.create(visit=row, task=made)


def follow_up(row: Engagement, *, due_date: date, months: int = Round.HALF_YEAR) -> FollowUp:
    return FollowUp.objects.create(engagement=row, months=months, due_date=due_date)
