"""Items of a register for tests and the demo."""

import itertools
from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from madoguchi.company.agreements import factories as agreements
from madoguchi.company.assets import actions
from madoguchi.company.assets.facts import HolderNamed, PlaceNamed
from madoguchi.company.assets.models import Acceptance, Asset, AssetHolder, AssetPlace, Disclosure
from madoguchi.company.assets.naming import Names
from madoguchi.company.assets.words import OTHERS, Alert, Kind, Origin, PlaceKind
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.accounts.models import Organisation, Person
from madoguchi.foundation.core.folding import fold

_count = itertools.count(1)


def asset(
    organisation: Organisation,
    *,
    title: str = "",
    origin: str = Origin.OWN,
    department: str = "製造部",
    places: Iterable[str | PlaceNamed] = (),
    holders: Iterable[Person | str] = (),
    by: Person | None = None,
    **facts: Any,
) -> Asset:
    """Its own unless said otherwise; what is others' gets an agreement.

    A holder is a person or a title; a place by its name alone is a cabinet.
    """
    who = by or people.member(Role.STEWARD, organisation)
    now = timezone.now()
    number = next(_count)
    names = Names(organisation, by=who, at=now)
    if origin in OTHERS:
        facts.setdefault("agreement", agreements.agreement(organisation, by=who))
    said = title or f"架空の情報{number}"
    made = Asset.objects.create(
        organisation=organisation,
        number=facts.pop("number", number),
        title=said,
        folded=fold(said),
        origin=origin,
        department=names.department(department),
        added_at=now,
        added_by=who,
        **{"kind": Kind.PROCESS, "level": "secret", **facts},
    )
    for spot in places:
        named = PlaceNamed(PlaceKind.CABINET, spot) if isinstance(spot, str) else spot
        AssetPlace.objects.create(asset=made, place=names.place(named))
    for one in holders:
        holder = HolderNamed(title=one) if isinstance(one, str) else HolderNamed(person=one.pk)
        AssetHolder.objects.create(asset=made, holder=names.holder(holder))
    return made


def disclosure(row: Asset, *, by: Person, covered: bool = False) -> Disclosure:
    """Handed out today, without an agreement unless said otherwise."""
    now = timezone.now()
    partner = agreements.counterparty(row.organisation, "架空商事")
    covering = agreements.agreement(row.organisation, name="架空商事", by=by) if covered else None
    return Disclosure.objects.create(
        organisation=row.organisation,
        asset=row,
        counterparty=partner,
        agreement=covering,
        given_date=timezone.localdate(now),
        purpose="見積もりのため",
        why_uncovered="" if covered else "急いでいた",
        written_at=now,
        written_by=by,
    )


def acceptance(given: Disclosure, *, by: Person) -> Acceptance:
    """What was handed out without an agreement is left as it is, for a year."""
    now = timezone.now()
    return actions.accept(
        organisation=given.organisation,
        alert=Alert.UNCOVERED,
        subject=given.pk,
        reason="架空の理由",
        until_date=timezone.localdate(now) + actions.USUAL,
        by=by,
        at=now,
    )
