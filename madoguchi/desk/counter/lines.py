"""一行 — what the counter's tables print: names and words only, asked as values and put into words once a table."""

from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import OuterRef, Subquery
from django.urls import reverse

from madoguchi.company.companies.models import Company
from madoguchi.desk.appointments.models import Place
from madoguchi.desk.consultations.taxonomy import Category
from madoguchi.desk.consultations.words import Channel, ConsulterKind, NextAction, State, SupportKind, Urgency
from madoguchi.desk.engagements.words import Round
from madoguchi.foundation.accounts.models import Person
from madoguchi.foundation.core.language import labels, word


class CaseLine(NamedTuple):
    pk: int
    number: str
    url: str
    received_at: datetime
    consulter: str
    category: str
    state: str
    urgency: str
    is_urgent: bool
    is_restricted: bool
    owner: str


class StepLine(NamedTuple):
    """次の行動 — what comes next in which case, and by when; on which pile of the day it lies, and how far down."""

    pk: int
    pile: str
    rank: int
    date: date
    action: str
    number: str
    url: str
    consulter: str
    owner: str


class MeetingLine(NamedTuple):
    pk: int
    starts_at: datetime
    ends_at: datetime
    place: str
    number: str
    url: str
    consulter: str
    attendees: list[str]


class FollowUpLine(NamedTuple):
    """その後の確認 — what to ask which company after its support has ended, and since when."""

    pk: int
    date: date
    round: str
    number: str
    url: str
    consulter: str
    owner: str


class Exchange(NamedTuple):
    """対応記録 of one case."""

    pk: int
    at: datetime
    channel: str
    kind: str
    by: str
    next_action: str
    next_date: date | None
    done_at: datetime | None


class Change(NamedTuple):
    """状態の履歴 of one case."""

    pk: int
    at: datetime
    state: str
    by: str


class OtherCase(NamedTuple):
    """関連する相談."""

    number: str
    url: str
    category: str


def case_lines(rows: Any, *, with_owner: bool = False) -> list[CaseLine]:
    url, kinds, categories = _url(), labels(ConsulterKind), labels(Category)
    states, urgencies = labels(State), labels(Urgency)
    facts = rows.values_list(
        "pk",
        "number",
        "received_at",
        _company_of(""),
        "consulter_kind",
        "category",
        "state",
        "urgency",
        "is_restricted",
        *([_owner_of("")] if with_owner else []),
    )
    return [
        CaseLine(
            pk=pk,
            number=number,
            url=url.replace("NUMBER", number),
            received_at=received_at,
            consulter=company or kinds[kind],
            category=categories[category],
            state=states[state],
            urgency=urgencies[urgency] if urgency else "",
            is_urgent=urgency == Urgency.URGENT,
            is_restricted=is_restricted,
            owner="".join(filter(None, owner)),
        )
        for pk, number, received_at, company, kind, category, state, urgency, is_restricted, *owner in facts
    ]


def step_lines(rows: Any) -> list[StepLine]:
    """Of steps that know their `pile` and their `rank` in it."""
    url, kinds, actions = _url(), labels(ConsulterKind), labels(NextAction)
    facts = rows.values_list(
        "pk",
        "pile",
        "rank",
        "next_date",
        "next_action",
        "consultation__number",
        _company_of("consultation__"),
        "consultation__consulter_kind",
        _owner_of("consultation__"),
    )
    return [
        StepLine(
            pk=pk,
            pile=pile,
            rank=rank,
            date=day,
            action=actions[action],
            number=number,
            url=url.replace("NUMBER", number),
            consulter=company or kinds[kind],
            owner=owner or "",
        )
        for pk, pile, rank, day, action, number, company, kind, owner in facts
    ]


def meeting_lines(rows: Any) -> list[MeetingLine]:
    """One line for each meeting, with everybody who attends."""
    url, kinds, places = _url(), labels(ConsulterKind), labels(Place)
    case = ("consultation__number", _company_of("consultation__"), "consultation__consulter_kind")
    facts = rows.values_list("pk", "starts_at", "ends_at", "place", *case, "attendees__person__name")
    found: dict[int, MeetingLine] = {}
    for pk, starts, ends, place, number, company, kind, attendee in facts.order_by("starts_at", "pk", "attendees"):
        who = company or kinds[kind]
        line = MeetingLine(pk, starts, ends, places[place], number, url.replace("NUMBER", number), who, [])
        found.setdefault(pk, line).attendees.extend([attendee] if attendee else [])
    return list(found.values())


def follow_up_lines(rows: Any) -> list[FollowUpLine]:
    rounds, kinds, case = labels(Round), labels(ConsulterKind), "engagement__consultation__"
    known = (f"{case}number", _company_of(case), f"{case}consulter_kind", _owner_of(case))
    return [
        FollowUpLine(
            pk=pk,
            date=day,
            round=rounds[months],
            number=number,
            url=reverse("engagements:detail", args=[number, engagement]),
            consulter=company or kinds[kind],
            owner=owner or "",
        )
        for pk, day, months, engagement, number, company, kind, owner in rows.values_list(
            "pk", "due_date", "months", "engagement", *known
        )
    ]


def exchanges(rows: Any) -> list[Exchange]:
    return [
        Exchange(
            pk=row.pk,
            at=row.at,
            channel=word(Channel, row.channel),
            kind=word(SupportKind, row.kind),
            by=row.by_name,
            next_action=word(NextAction, row.next_action),
            next_date=row.next_date,
            done_at=row.done_at,
        )
        for row in rows
    ]


def changes(rows: Any) -> list[Change]:
    return [Change(row.pk, row.at, word(State, row.to_state), row.by_name or "") for row in rows]


def other_cases(rows: Any) -> list[OtherCase]:
    url = _url()
    facts = rows.values_list("number", "category")
    return [OtherCase(number, url.replace("NUMBER", number), word(Category, one)) for number, one in facts]


def _company_of(case: str) -> Subquery:
    """A name looked up for the rows that are shown, not for all that are sorted."""
    return Subquery(Company.objects.filter(pk=OuterRef(f"{case}company")).values("name"))


def _owner_of(case: str) -> Subquery:
    return Subquery(Person.objects.filter(pk=OuterRef(f"{case}owner")).values("name"))


def _url() -> str:
    return reverse("counter:case", args=["NUMBER"])
