"""変わること — what a draft means for items, people and papers, before it comes into force."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count
from django.utils import timezone

from madoguchi.company.assets.models import Asset, AssetHolder
from madoguchi.company.assets.queries import levels_of
from madoguchi.company.rules.models import HandlingTable
from madoguchi.company.rules.queries import Said, Table, table_of
from madoguchi.company.rules.words import TOUCHES
from madoguchi.foundation.accounts.models import Organisation


@dataclass(frozen=True)
class Touched:
    """区分ごとに変わるもの — items, people, and what other rooms keep: (what, how many).

    `after`: its name in the draft, "" where it is no more; `to`: where its items go then, as far as somebody has said.
    """

    code: str
    name: str
    items: int
    people: int
    papers: tuple[tuple[str, int], ...]
    after: str = ""
    to: str = ""
    to_name: str = ""

    @property
    def stays(self) -> bool:
        return bool(self.after)

    @property
    def is_renamed(self) -> bool:
        return self.stays and self.after != self.name


@dataclass(frozen=True)
class Change:
    """変わる決まり — one cell before and after."""

    level: str
    action: str
    before: Said
    after: Said


def touched(table: HandlingTable, *, actor: Any, day: date | None = None) -> list[Touched]:
    """区分ごとに — the levels of today, the highest first, and any other at which an item still stands."""
    room, on = table.organisation, day or timezone.localdate()
    rows = Asset.objects.visible_to(actor).filter(organisation=room)
    items = dict(rows.order_by().values_list("level").annotate(Count("pk")))
    held = AssetHolder.objects.filter(asset__in=rows)
    people = dict(held.order_by().values_list("asset__level").annotate(Count("holder", distinct=True)))
    names = {one.code: one.name for one in levels_of(room, on)}
    after = dict(table.levels.values_list("code", "name"))
    moves = dict(table.moves.values_list("level", "to"))
    return [
        Touched(
            code,
            names.get(code, code),
            items.get(code, 0),
            people.get(code, 0),
            tuple(ask(actor, room.pk, code) for ask in TOUCHES),
            after.get(code, ""),
            moves.get(code, ""),
            after.get(moves.get(code, ""), ""),
        )
        for code in [*names, *(code for code in items if code not in names)]
    ]


def added(table: Table, before: Iterable[Touched]) -> list[str]:
    """新しい区分 — names of those that are not in use yet, the highest first."""
    known = {one.code for one in before}
    return [one.name for one in table.levels if one.code not in known]


def changes(room: Organisation, after: Table, *, actor: Any, day: date) -> list[Change]:
    """変わる決まり — against the table in force, of the levels that both have, cell by cell."""
    before = table_of(room, actor=actor, on=day)
    return _changes(before, after) if before else []


def _changes(before: Table, after: Table) -> list[Change]:
    both = {one.code for one in before.levels} & {one.code for one in after.levels}
    return [
        Change(level.name, row.label, before.cell(level.code, row.action), said)
        for row in after.rows
        for level, said in zip(after.levels, row.cells, strict=True)
        if level.code in both and before.cell(level.code, row.action).sentences != said.sentences
    ]
