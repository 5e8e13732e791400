"""利益相反 — which other cases of the same office stand on the other side, and who works on them.

What the other case is about is never told. Matching needs no key: names are compared by their tokens, and the tokens
of companies are computed anew each time, as a stored one would give the sealed name away.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils import timezone

from madoguchi.company.companies.queries import also_called
from madoguchi.desk.consultations.models import Consultation, ConsultationQuerySet, Member, Party, token_of
from madoguchi.desk.consultations.words import MemberKind
from madoguchi.foundation.accounts.models import Person, PersonQuerySet
from madoguchi.foundation.vault.looks import Look, see
from madoguchi.foundation.vault.opened import open_keyring


@dataclass(frozen=True)
class Collision:
    """衝突 — the cases in sight by number, how many are not, and the people who work on any of them."""

    cases: list[Consultation]
    hidden_count: int
    people: list[Person]

    def __bool__(self) -> bool:
        return bool(self.cases or self.hidden_count)


def collision_of(row: Consultation, *, actor: Any) -> Collision:
    """利益相反の確認 — for the people who work on the case."""
    others = colliding(row).exclude(walls__person=actor.pk)
    seen = list(Consultation.objects.visible_to(actor).filter(pk__in=others.values("pk")).order_by("-received_at"))
    return Collision(seen, others.count() - len(seen), list(people_of(others)))


def colliding(row: Consultation) -> ConsultationQuerySet:
    """ぶつかる相談 — cases that name this consulter as the other side, or were brought by this one's other side."""
    against_us = Party.objects.none()
    if row.company:
        names = {row.company.name, *(name for _pk, name in also_called([row.company.pk]))}
        against_us = Party.objects.filter(token__in=map(token_of, names))
    brought_by_them = Q(company__in=_companies_named_in(row))
    others = Consultation.objects.filter(office=row.office_id).exclude(pk=row.pk)
    others = others.filter(Q(pk__in=against_us.values("consultation")) | brought_by_them)
    return others.exclude(company=row.company) if row.company else others


def people_of(cases: ConsultationQuerySet) -> PersonQuerySet:
    """ぶつかる人 — who owns or works on one of these cases today."""
    others = cases.values("pk")
    kinds = (MemberKind.MEMBER, MemberKind.EXPERT)
    joined = Member.objects.on(timezone.localdate()).filter(consultation__in=others, kind__in=kinds)
    people: PersonQuerySet = (
        Person.objects.all().active().filter(Q(owned_consultations__in=others) | Q(pk__in=joined.values("person")))
    )
    return people.distinct().order_by("kana", "name", "pk")


def collides(row: Consultation, person: Person) -> bool:
    return people_of(colliding(row)).filter(pk=person.pk).exists()


def _companies_named_in(row: Consultation) -> list[int]:
    tokens = set(row.parties.values_list("token", flat=True))
    if not tokens:
        return []
    known = Consultation.objects.filter(office=row.office_id).exclude(company=None).order_by()
    named = known.values_list("company", "company__name").distinct()
    merged = also_called(known.values("company"))
    return [pk for pk, name in (*named.iterator(), *merged) if token_of(name) in tokens]


@dataclass(frozen=True)
class Named:
    """相手方 — the row and its name, where it could be opened."""

    row: Party
    name: str
    look: Look


def parties_of(row: Consultation, *, actor: Any) -> list[Named]:
    """相手方の一覧 — for the people of the case."""
    keys = open_keyring(actor)
    looks = [(one, see(one, keys)) for one in row.parties.order_by("noted_at", "pk")]
    return [Named(one, seen.texts["name"], seen.look) for one, seen in looks]
