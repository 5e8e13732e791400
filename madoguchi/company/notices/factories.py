"""Notices for tests and the demo."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from madoguchi.company.diagnosis.words import Addressee
from madoguchi.company.notices import actions
from madoguchi.company.notices.models import Notice, Recipient
from madoguchi.company.notices.queries import OPENED
from madoguchi.company.notices.questions import questions_of
from madoguchi.company.notices.words import Chosen, Listed, Who
from madoguchi.foundation.accounts.models import Organisation, Person
from madoguchi.foundation.accounts.queries import fingerprint
from madoguchi.foundation.audit import diary
from madoguchi.foundation.audit.subjects import ANONYMOUS
from madoguchi.foundation.core.calendar import day_of


def notice(
    organisation: Organisation,
    *,
    by: Person,
    persons: tuple[Person, ...] = (),
    listed: tuple[Listed, ...] = (Listed("製造1"), Listed("製造2")),
    at: datetime | None = None,
    **facts: Any,
) -> Notice:
    """The table in force, made known to two labels unless said otherwise."""
    moment = at or timezone.now()
    how: dict[str, Any] = {
        "title": "秘密の情報の扱い方",
        "message": "読んで、問いに答えてください。",
        "department": "製造部",
    }
    how |= {"addressee": Addressee.EMPLOYEES, "due_date": day_of(moment) + timedelta(days=14), **facts}
    chosen = Chosen(tuple(one.pk for one in persons), listed)
    return actions.begin(organisation=organisation, chosen=chosen, by=by, at=moment, **how)


def links(row: Notice, *, by: Person, at: datetime | None = None) -> dict[str, str]:
    """Tokens by label, of everybody who has not read it."""
    made = actions.link(notice=row, who=Who.WAITING, by=by, at=at or timezone.now())
    return {one.recipient.label: one.token for one in made}


def right(recipient: Recipient) -> dict[str, int]:
    """What the table says, by question."""
    return {one.name: one.right for one in questions_of(recipient)}


def read(recipient: Recipient, *, token: str, said: dict[str, int] | None = None, at: datetime | None = None) -> None:
    """Opened, answered, `said` before the right answers, and acknowledged, by the link."""
    moment, link = at or timezone.now(), fingerprint(token)
    diary.record(OPENED, recipient, by=ANONYMOUS, at=moment)
    for answers in ([said] if said is not None else []) + [right(recipient)]:
        actions.answer(recipient=recipient, said=answers, link=link, by=ANONYMOUS, at=moment)
    actions.acknowledge(recipient=recipient, link=link, by=ANONYMOUS, at=moment)
