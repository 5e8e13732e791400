"""台帳を満たす — through the action that takes a pasted sheet in; spread by primes: no chance, no clock."""

from datetime import timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from madoguchi.company.agreements import factories as agreements
from madoguchi.company.assets import actions, factories
from madoguchi.company.assets.facts import Facts, HolderNamed, PlaceNamed
from madoguchi.company.assets.models import Asset
from madoguchi.company.assets.words import Kind, Origin, PlaceKind
from madoguchi.company.companies import factories as companies
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.accounts.models import Organisation, Person

PART = 1_000
ORIGINS = [Origin.OWN] * 14 + [Origin.ENTRUSTED] * 4 + [Origin.JOINT, Origin.UNKNOWN]
WORDS = ("図面", "加工条件", "検査基準", "見積書", "顧客一覧", "配合表")
LEVELS = ("secret", "other")


def fill(count: int, others: int) -> tuple[Organisation, Person]:
    """One company with `count` items and `others` with a twentieth of it; answers the first and who runs it."""
    people.demo()
    room, reader = _company(count, 0)
    for at in range(1, others + 1):
        _company(max(count // 20, 1), at)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    return room, reader


def _company(count: int, at: int) -> tuple[Organisation, Person]:
    room = companies.room_of(companies.company())
    runs, now = people.member(Role.STEWARD, room), timezone.now()
    partners = [_agreement(room, runs, number) for number in range(60)]
    for start in range(0, count, PART):
        facts = [_facts(number + at, partners) for number in range(start, min(start + PART, count))]
        actions.take_in(organisation=room, facts=facts, by=runs, at=now)
    for row in Asset.objects.filter(organisation=room).order_by("pk")[: count // 100]:
        factories.disclosure(row, by=runs)
    return room, runs


def _agreement(room: Organisation, runs: Person, number: int) -> Any:
    """Every sixth has ended."""
    ended = timezone.localdate() - timedelta(days=30 + number) if number % 6 == 0 else None
    return agreements.agreement(room, name=f"架空商事{number}", by=runs, until_date=ended)


def _facts(number: int, partners: list[Any]) -> Facts:
    origin = ORIGINS[number * 7 % len(ORIGINS)]
    of_others = origin in (Origin.ENTRUSTED, Origin.JOINT)
    return Facts(
        columns={
            "title": f"{WORDS[number % len(WORDS)]}（架空）{number}",
            "kind": Kind.values[number * 13 % len(Kind.values)],
            "origin": origin,
            "agreement": partners[number * 11 % len(partners)] if of_others else None,
            "level": LEVELS[number % len(LEVELS)],
            "is_digital": True,
        },
        department=f"架空{number * 17 % 40}課",
        places=[PlaceNamed(PlaceKind.SHARE, f"棚{number * step % 200}") for step in (19, 23)],
        owner=HolderNamed(title=f"役{number * 29 % 150}"),
        holders=[HolderNamed(title=f"役{number * step % 150}") for step in (31, 37)],
    )
