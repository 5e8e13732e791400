"""What pages ask about officers, keyrings to be recovered, and boxes that nobody can open any more."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from madoguchi.foundation.access.roles import OFFICE_ROLES, Role
from madoguchi.foundation.vault import glass
from madoguchi.foundation.vault.access import SHEETS_NEEDED
from madoguchi.foundation.vault.models import (
    Box,
    Generation,
    Keyring,
    KeyringQuerySet,
    Officer,
    OfficerQuerySet,
    Pair,
    Purpose,
    Recovery,
    RecoveryQuerySet,
    Seat,
    SheetEntry,
    Wrap,
)

# Officers


def officers() -> OfficerQuerySet:
    return Officer.objects.current().select_related("person", "named_by").order_by("person__kana", "person__name")


def officer_of(person: Any) -> Officer | None:
    return Officer.objects.held_by(person).first()


def candidates(*, actor: Any, on: date) -> QuerySet[Any]:
    """指名できる人 — active people who work in the centre and are no officers yet."""
    people = get_user_model().objects.all().holding(*OFFICE_ROLES, within=actor.centre_ids(Role.MANAGER), on=on)
    named = Officer.objects.current().values("person")
    chosen: QuerySet[Any] = people.exclude(pk__in=named).order_by("kana", "name", "pk")
    return chosen


@dataclass(frozen=True)
class Coverage:
    """復旧の備え — how many keyrings in use two officers could restore."""

    restorable: int
    all: int


def coverage() -> Coverage:
    rows = Keyring.objects.filter(replaced_at=None, person__is_active=True)
    return Coverage(rows.restorable().count(), rows.count())


def lost_without(officer: Officer) -> int:
    """How many keyrings nobody could restore any more if this officer ended today."""
    others = Pair.objects.exclude(first__officer=officer).exclude(second__officer=officer)
    still = Exists(others.filter(first__keyring=OuterRef("pk")))
    return Keyring.objects.restorable().exclude(still).count()


# Requests


def own_recovery(person: Any, *, now: datetime) -> Recovery | None:
    mine = Recovery.objects.open_at(now).filter(keyring__person=person.pk, purpose=Purpose.RESTORE)
    return mine.select_related("keyring__person").first()


def entries_of(row: Recovery) -> QuerySet[SheetEntry]:
    return row.entries.select_related("officer__person").order_by("entered_at", "pk")


def names_of(entries: Iterable[SheetEntry]) -> str:
    return "、".join(entry.officer.person.name for entry in entries)


def is_complete(row: Recovery) -> bool:
    return row.entries.count() >= SHEETS_NEEDED


def waiting_recoveries(*, actor: Any, now: datetime) -> RecoveryQuerySet:
    rows = Recovery.objects.kept_by(actor).open_at(now).select_related("keyring__person")
    return rows.annotate(entered_count=Count("entries")).order_by("asked_at", "pk")


def done_recoveries(*, actor: Any) -> RecoveryQuerySet:
    """記録 — the latest that this person is told of."""
    rows = Recovery.objects.announced_to(actor).select_related("keyring__person")
    return rows.prefetch_related("entries__officer__person").order_by("-ended_at")[:50]


# Boxes only an abandoned keyring opens


def keyrings_to_hand_over() -> KeyringQuerySet:
    """引き継ぎを待つ鍵 — abandoned, and somebody seated waits for what nobody else can give."""
    stuck = _stuck_generations().filter(_opened_by(OuterRef("pk")))
    return Keyring.objects.abandoned().filter(Exists(stuck)).select_related("person").order_by("pk")


def hand_overs(*, now: datetime) -> KeyringQuerySet:
    """The same for a page: `is_asked` where a request waits, `is_restorable` where two officers could."""
    asked = Recovery.objects.open_at(now).filter(keyring=OuterRef("pk"), purpose=Purpose.HAND_OVER)
    pairs = Pair.objects.filter(first__keyring=OuterRef("pk"))
    return keyrings_to_hand_over().annotate(is_asked=Exists(asked), is_restorable=Exists(pairs))


def boxes_to_hand_over(row: Keyring) -> QuerySet[Box]:
    stuck = _stuck_generations().filter(_opened_by(row), box=OuterRef("pk"))
    return Box.objects.filter(Exists(stuck)).order_by("pk")


def needs_officers(box: Box) -> bool:
    """Does somebody at this box wait for a key that only two officers can still hand over?"""
    return _stuck_generations().filter(box=box).exists()


def _stuck_generations() -> QuerySet[Generation]:
    wraps = Wrap.objects.filter(generation=OuterRef("pk"))
    alive = Keyring.objects.filter(replaced_at=None, person__is_active=True)
    could_give = wraps.filter(Q(keyring__in=alive) | Q(holder__wraps__keyring__in=alive)).exclude(glass.HELD_BEHIND)
    waiting = Seat.objects.waiting().with_a_key().filter(box=OuterRef("box"))
    return Generation.objects.filter(Exists(wraps), ~Exists(could_give), Exists(waiting))


def _opened_by(keyring: Any) -> Q:
    return Q(wraps__keyring=keyring) | Q(wraps__holder__wraps__keyring=keyring)


# Whom to tell


def officers_to_ask(row: Recovery) -> list[Any]:
    """Those whose sheet opens a share of that keyring."""
    rows = Officer.objects.with_a_sheet().filter(shares__keyring=row.keyring_id, person__is_active=True)
    return [officer.person for officer in rows.select_related("person").order_by("pk")]


def seated_beside(person: Any) -> list[Any]:
    """同じ箱の人 — everybody active who sits at a box where that person sits."""
    theirs = Seat.objects.taken().filter(person=person.pk).values("box")
    return _seated_at(theirs, without=person)


def seated_at(boxes: QuerySet[Box]) -> list[Any]:
    return _seated_at(boxes.values("pk"))


def _seated_at(boxes: Any, without: Any = None) -> list[Any]:
    seated = Seat.objects.taken().filter(box__in=boxes).persons()
    people = get_user_model().objects.filter(pk__in=seated, is_active=True).order_by("pk")
    return list(people.exclude(pk=without.pk) if without else people)
