"""窓口の箱・企業の箱 — who stands at an office's counter, or runs a company, opens its box, and nobody else does.

Beside an office's stands the glass box of its managers, for what no office box opens (decision 0016). The seats are
derived from the memberships whenever a box is used, so dated moves work by themselves. Needs public halves only;
`keys` hand over what they open to who came.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from madoguchi.foundation.access.roles import COUNTER_ROLES, RUNNING_ROLES, Role
from madoguchi.foundation.accounts.models import Membership, Organisation, Person
from madoguchi.foundation.core.calendar import day_of
from madoguchi.foundation.vault import boxes, glass
from madoguchi.foundation.vault.models import Box, BoxKind, Seat
from madoguchi.foundation.vault.opened import OpenKeyring

_ROLES = {
    BoxKind.OFFICE.value: COUNTER_ROLES,
    BoxKind.GLASS.value: (Role.MANAGER,),
    BoxKind.COMPANY.value: RUNNING_ROLES,
}
_SEATED_ROLES = (*COUNTER_ROLES, *RUNNING_ROLES)


def office_box(*, office: Organisation, keys: OpenKeyring | None = None, at: datetime) -> Box:
    """窓口の箱 — its seated are the active people who hold a counter role there on that day."""
    return _seated_today(f"office:{office.pk}", BoxKind.OFFICE, office, keys, at)


def glass_box(*, office: Organisation, keys: OpenKeyring | None = None, at: datetime) -> Box:
    """緊急閲覧の箱 — its seated are the office's managers of that day; it opens by broken glass only."""
    return _seated_today(f"glass:{office.pk}:{glass.mark()}", BoxKind.GLASS, office, keys, at)


def company_box(*, organisation: Organisation, keys: OpenKeyring | None = None, at: datetime) -> Box:
    """企業の箱 — its seated are the active people who run the company on that day."""
    return _seated_today(f"company:{organisation.pk}", BoxKind.COMPANY, organisation, keys, at)


def reseat_for(membership: Membership, *, keys: OpenKeyring | None = None, at: datetime) -> None:
    """After a role was given or ended."""
    if membership.role in _SEATED_ROLES:
        _reseat_all([membership.organisation], keys, at)


def reseat_offices_of(person: Person, *, keys: OpenKeyring | None = None, at: datetime) -> None:
    """The offices at whose counter the person stands and the companies they run; and where they still sit at a box."""
    standing = person.memberships.on(day_of(at)).filter(role__in=_SEATED_ROLES).values("organisation")
    seated = Seat.objects.taken().filter(person=person.pk, box__kind__in=_ROLES)
    left = _office_ids(seated.values_list("box__subject", flat=True))
    _reseat_all(Organisation.objects.filter(Q(pk__in=standing) | Q(pk__in=left)), keys, at)


def reseat_offices(*, at: datetime) -> None:
    """Every office and company that has a box."""
    subjects = Box.objects.filter(kind__in=_ROLES).values_list("subject", flat=True)
    _reseat_all(Organisation.objects.filter(pk__in=_office_ids(subjects)), None, at)


def _reseat_all(offices: Iterable[Organisation], keys: OpenKeyring | None, at: datetime) -> None:
    for office in sorted(offices, key=lambda one: one.pk):
        if office.is_company:
            company_box(organisation=office, keys=keys, at=at)
            continue
        office_box(office=office, keys=keys, at=at)
        glass_box(office=office, keys=keys, at=at)


def _office_ids(subjects: Iterable[Any]) -> set[int]:
    return {int(str(subject).split(":")[1]) for subject in subjects}


def _seated_today(subject: str, kind: str, office: Organisation, keys: OpenKeyring | None, at: datetime) -> Box:
    box = boxes.box_of(subject, kind, at=at)
    if _seated(box) != _entitled(box, office, at):
        _reseat(box, office, keys, at)
    return box


def _entitled(box: Box, office: Organisation, at: datetime) -> frozenset[int]:
    people = Person.objects.all().holding(*_ROLES[box.kind], within=[office.pk], on=day_of(at))
    return frozenset(people.values_list("pk", flat=True))


def _seated(box: Box) -> frozenset[int]:
    return frozenset(box.seats.taken().values_list("person", flat=True))


@transaction.atomic
def _reseat(box: Box, office: Organisation, keys: OpenKeyring | None, at: datetime) -> None:
    """Who is entitled is asked again behind the lock: a deed that has just ended somebody's role counts."""
    Box.objects.select_for_update().get(pk=box.pk)
    boxes.reseat(box, boxes.Seated(persons=_entitled(box, office, at)), keys=keys, at=at)
