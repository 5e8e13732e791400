"""Handling tables for tests and the demo."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone

from madoguchi.company.rules import actions
from madoguchi.company.rules.actions import Wording
from madoguchi.company.rules.models import HandlingTable
from madoguchi.company.rules.words import Start
from madoguchi.foundation.accounts.models import Organisation, Person
from madoguchi.foundation.core.calendar import day_of


def draft(
    organisation: Organisation, *, by: Person, start: str = Start.FOUR, at: datetime | None = None
) -> HandlingTable:
    """Complete, and not in force yet."""
    return actions.begin(organisation=organisation, start=start, by=by, at=at or timezone.now())


def table(
    organisation: Organisation,
    *,
    by: Person,
    start: str = Start.FOUR,
    from_date: date | None = None,
    moves: dict[str, str] | None = None,
    at: datetime | None = None,
) -> HandlingTable:
    """In force from today, or from that day."""
    moment = at or timezone.now()
    made = draft(organisation, by=by, start=start, at=moment)
    day = from_date or day_of(moment)
    return actions.bring_into_force(table=made, from_date=day, moves=moves, by=by, at=moment)


def say(row: HandlingTable, action: str, *, by: Person, **said: Any) -> None:
    """`secret=("ai-never",)` or `secret="own sentence"`, by level or overlay."""
    wordings = {
        column: Wording(free=one) if isinstance(one, str) else Wording(tuple(one)) for column, one in said.items()
    }
    actions.say(table=row, action=action, said=wordings, by=by, at=timezone.now())
