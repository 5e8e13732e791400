"""知らせる — mails that say only that there is something new: never what, about whom, or in which case."""

from datetime import datetime
from functools import partial

from django.db import transaction

from madoguchi.desk.consultations import emails
from madoguchi.desk.consultations.models import Consultation
from madoguchi.desk.consultations.words import MemberKind
from madoguchi.foundation.accounts.models import Person
from madoguchi.foundation.core.calendar import day_of


def tell_desk(row: Consultation, *, besides: Person, at: datetime) -> None:
    """The owner and the members of today, but not whoever did it."""
    people = [row.owner] if row.owner else []
    people += _members(row, MemberKind.MEMBER, at)
    _send([one for one in people if one.pk != besides.pk])


def tell_consulters(row: Consultation, *, at: datetime) -> None:
    _send(_members(row, MemberKind.CONSULTER, at))


def _members(row: Consultation, kind: MemberKind, at: datetime) -> list[Person]:
    held = row.members.on(day_of(at)).filter(kind=kind).select_related("person")
    return [member.person for member in held]


def _send(people: list[Person]) -> None:
    for address in sorted({one.email for one in people if one.is_active}):
        transaction.on_commit(partial(emails.something_new, address))
