"""知らせる — mails that say only that there is something new: never what, about whom, or in which case."""

from datetime import datetime

from madoguchi.desk.consultations import emails
from madoguchi.desk.consultations.models import Consultation
from madoguchi.desk.consultations.words import MemberKind
from madoguchi.foundation.access.roles import COUNTER_ROLES
from madoguchi.foundation.accounts.models import Organisation, Person
from madoguchi.foundation.core.calendar import day_of


def tell_desk(row: Consultation, *, besides: Person, at: datetime) -> None:
    """The owner and the members of today, but not whoever did it."""
    _send([one for one in _close(row, at) if one.pk != besides.pk])


def tell_consulters(row: Consultation, *, at: datetime) -> None:
    _send(_members(row, MemberKind.CONSULTER, at))


def tell_office(row: Consultation, office: Organisation, *, at: datetime) -> None:
    """The counter of an office to which the case was referred, but nobody behind a wall."""
    people = Person.objects.all().holding(*COUNTER_ROLES, within=[office.pk], on=day_of(at))
    _send(list(people.exclude(pk__in=row.walls.exclude(person=None).values("person"))))


def tell_of_glass(row: Consultation, *, by: Person, at: datetime) -> None:
    """Who opened a case of theirs in an emergency, and when: to the owner and the members of today."""
    emails.glass_broken(_addresses(_close(row, at)), name=by.name, at=at)


def _close(row: Consultation, at: datetime) -> list[Person]:
    return ([row.owner] if row.owner else []) + _members(row, MemberKind.MEMBER, at)


def _members(row: Consultation, kind: MemberKind, at: datetime) -> list[Person]:
    held = row.members.on(day_of(at)).filter(kind=kind).select_related("person")
    return [member.person for member in held]


def _send(people: list[Person]) -> None:
    emails.something_new(_addresses(people))


def _addresses(people: list[Person]) -> list[str]:
    return sorted({one.email for one in people if one.is_active})
