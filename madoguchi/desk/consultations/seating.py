"""席決め — who sits at the boxes of a case: derived from owner, members, walls and 限定 whenever it is asked.

The case box holds what the desk writes; the consulter's box what the consulter may read too. Both are made when first
something is put in. A colleague at the counter holds the key of an open case through the office box; a 限定 case, or
one with a wall, is held by its people alone, and behind the glass by the office's managers (decision 0016).
"""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from madoguchi.desk.consultations.models import Consultation, Referral
from madoguchi.desk.consultations.words import MemberKind
from madoguchi.foundation.access.roles import COUNTER_ROLES
from madoguchi.foundation.accounts.actions import glass_box, office_box
from madoguchi.foundation.accounts.models import Person, PersonQuerySet
from madoguchi.foundation.core.calendar import day_of
from madoguchi.foundation.vault import boxes
from madoguchi.foundation.vault.boxes import Seated
from madoguchi.foundation.vault.models import Box, BoxKind
from madoguchi.foundation.vault.opened import OpenKeyring


def subject_of(row: Consultation) -> str:
    return f"consultations.Consultation:{row.pk}"


def consulters_subject_of(row: Consultation) -> str:
    return f"{subject_of(row)}:consulter"


def case_box(
    row: Consultation, *, keys: OpenKeyring | None = None, from_now_on: Iterable[int] = (), at: datetime
) -> Box:
    """相談の箱 — with exactly those seated who belong to the case now."""
    box = boxes.box_of(subject_of(row), BoxKind.CASE, at=at)
    boxes.reseat(box, _desk_side(row, at), keys=keys, from_now_on=from_now_on, at=at)
    return box


def consulters_box(
    row: Consultation, *, keys: OpenKeyring | None = None, from_now_on: Iterable[int] = (), at: datetime
) -> Box:
    """相談者に見せる箱 — the same people, and the consulters."""
    box = boxes.box_of(consulters_subject_of(row), BoxKind.CASE, at=at)
    desk = _desk_side(row, at)
    both = Seated(desk.persons | _active(_members(row, at, MemberKind.CONSULTER)), desk.boxes)
    boxes.reseat(box, both, keys=keys, from_now_on=from_now_on, at=at)
    return box


def referral_box(row: Consultation, referral: Referral, *, keys: OpenKeyring | None = None, at: datetime) -> Box:
    """連携の箱 — what one office writes to the other about a referral: open to the other's counter until it ends."""
    desk = _desk_side(row, at)
    partners = frozenset({office_box(office=referral.to_office, at=at).pk} if referral.is_open else ())
    box = boxes.box_of(_referrals_subject_of(row, referral), BoxKind.CASE, at=at)
    boxes.reseat(box, Seated(desk.persons, desk.boxes | partners), keys=keys, at=at)
    return box


def _referrals_subject_of(row: Consultation, referral: Referral) -> str:
    return f"{subject_of(row)}:referral:{referral.pk}"


def boxes_of(row: Consultation) -> QuerySet[Box]:
    """箱 — those of the case that have been made."""
    return Box.objects.filter(subject__in=[subject_of(row), consulters_subject_of(row)])


def reseat(
    row: Consultation, *, keys: OpenKeyring | None = None, from_now_on: Iterable[int] = (), at: datetime
) -> None:
    """To be called whenever owner, members, walls or 限定 of a case changed; a case without boxes needs none."""
    sides = {subject_of(row): case_box, consulters_subject_of(row): consulters_box}
    for subject in boxes_of(row).values_list("subject", flat=True):
        sides[subject](row, keys=keys, from_now_on=from_now_on, at=at)
    for referral in row.referrals.select_related("to_office"):
        referral_box(row, referral, keys=keys, at=at)


def _desk_side(row: Consultation, at: datetime) -> Seated:
    persons = {*_members(row, at, MemberKind.MEMBER, MemberKind.EXPERT), *_partners(row, at), row.owner_id}
    persons -= set(row.walls.values_list("person", flat=True))
    beside = glass_box if row.is_restricted or row.walls.exists() else office_box
    return Seated(_active(persons), frozenset({beside(office=row.office, at=at).pk}))


def _members(row: Consultation, at: datetime, *kinds: MemberKind) -> Iterable[int]:
    """Who reads something sealed. Whoever is to come later sits already: the keys are there on the first day, the rule
    opens on that day.
    """
    held = row.members.not_over(day_of(at)).confided_in().filter(kind__in=kinds)
    return held.values_list("person", flat=True)


def _partners(row: Consultation, at: datetime) -> Iterable[int]:
    """連携先の担当 — where what was confided is handed over, and for as long as they stand at that counter."""
    walled = row.walls.exclude(office=None).values("office")
    referrals = row.referrals.handing_over_thread().exclude(to_office__in=walled)
    people: PersonQuerySet = Person.objects.all().holding(
        *COUNTER_ROLES, within=referrals.values("to_office"), on=day_of(at)
    )
    return list(people.filter(pk__in=_members(row, at, MemberKind.PARTNER)).values_list("pk", flat=True))


def _active(persons: Iterable[int | None]) -> frozenset[int]:
    return frozenset(Person.objects.all().active().filter(pk__in=list(persons)).values_list("pk", flat=True))
