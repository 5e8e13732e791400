"""運用表を読む — `table_of` is the one source of what holds; page, print, labels, training and papers all say it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from madoguchi.company.agreements import queries as agreements
from madoguchi.company.grants import queries as grants
from madoguchi.company.grants.models import Part
from madoguchi.company.rules.models import Cell, HandlingTable
from madoguchi.company.rules.words import Action, Edition, Measure, Overlay, Strictness
from madoguchi.foundation.accounts.models import Organisation
from madoguchi.foundation.core.language import is_japanese, word
from madoguchi.foundation.core.paging import Page, page_by_key

READ_ROOM = "rules.read_room"


@dataclass(frozen=True)
class LevelOf:
    """区分 — a column of the table; the higher the rank, the more secret."""

    code: str
    name: str
    rank: int


@dataclass(frozen=True)
class Said:
    """欄の言葉 — what one cell says. `rank`: how strict its measures are; None where none of them stands there."""

    sentences: tuple[str, ...] = ()
    measures: tuple[Measure, ...] = ()
    free: str = ""
    rank: int | None = None

    def __bool__(self) -> bool:
        return bool(self.sentences)

    @property
    def text(self) -> str:
        return ("" if is_japanese() else " ").join(self.sentences)

    @property
    def way(self) -> Measure | None:
        return next((one for one in self.measures if one.is_way), None)


@dataclass(frozen=True)
class Row:
    """行 — one action; a cell for each level, the highest first."""

    action: Action
    label: str
    cells: tuple[Said, ...]


@dataclass(frozen=True)
class Line:
    """一行 — an action with each level beside its cell."""

    action: Action
    label: str
    columns: tuple[tuple[LevelOf, Said], ...]


@dataclass(frozen=True)
class Over:
    """重なる決まりの行 — what lies over the levels, by action; rows in which it says nothing are left out."""

    code: Overlay
    label: str
    cells: tuple[tuple[Action, Said], ...]

    def cell(self, action: str) -> Said:
        return next((said for one, said in self.cells if one == action), Said())

    @property
    def gathered(self) -> list[tuple[str, Said]]:
        """まとめた行 — rows that say the same stand together."""
        alike: dict[tuple[str, ...], list[str]] = {}
        for action, said in self.cells:
            alike.setdefault(said.sentences, []).append(str(action.label))
        spoken = {said.sentences: said for _action, said in self.cells}
        return [(_("、").join(labels), spoken[sentences]) for sentences, labels in alike.items()]


@dataclass(frozen=True)
class Table:
    """運用表 — one version, in the words of the page's language; `from_date` None is a draft."""

    pk: int
    organisation: int
    number: int
    from_date: date | None
    until_date: date | None
    levels: tuple[LevelOf, ...]
    rows: tuple[Row, ...]
    overlays: tuple[Over, ...]

    def cell(self, level: str, action: str) -> Said:
        """その区分の欄. Raises KeyError for a level the table does not have."""
        return self._cells[level, action]

    def sentence_for(self, level: str, action: str) -> str:
        """その区分の決まり — in one go; "" where nothing is said."""
        return self.cell(level, action).text

    def effective(self, level: str, action: str, overlays: Iterable[str] = ()) -> Said:
        """効く決まり — of a level under overlays, the stricter of both: the strictest way, all else together."""
        laid = [one.cell(action) for one in self.overlays if one.code in set(overlays)]
        return stricter([self.cell(level, action), *laid], action)

    @property
    def secret(self) -> tuple[LevelOf, ...]:
        """秘密にする区分 — all but those whose items anybody may see; a sentence of one's own is not judged."""
        return tuple(one for one in self.levels if not self._is_open(one.code))

    @property
    def width(self) -> int:
        """Columns as drawn: the levels, and their heading."""
        return len(self.levels) + 1

    @property
    def is_complete(self) -> bool:
        """Does every cell of a level say something?"""
        return all(said for row in self.rows for said in row.cells)

    @property
    def lines(self) -> list[Line]:
        """行と区分 — as pages draw them."""
        return [Line(row.action, row.label, tuple(zip(self.levels, row.cells, strict=True))) for row in self.rows]

    def _is_open(self, level: str) -> bool:
        seen_by = self.cell(level, Action.WHO)
        return seen_by.rank == Strictness.FREE and not seen_by.free

    @cached_property
    def _cells(self) -> dict[tuple[str, str], Said]:
        return {
            (level.code, row.action): said
            for row in self.rows
            for level, said in zip(self.levels, row.cells, strict=True)
        }


def table_of(organisation: Organisation, *, actor: Any, on: date | None = None) -> Table | None:
    """その日の運用表 — as far as the actor may see it; None where none is in force. Three statements."""
    row = row_of(organisation, actor=actor, on=on or timezone.localdate())
    return read(row) if row else None


def row_of(organisation: Organisation, *, actor: Any, on: date) -> HandlingTable | None:
    return HandlingTable.objects.visible_to(actor).on(on).filter(organisation=organisation).first()


def read(row: HandlingTable) -> Table:
    """表を読む — two statements, whatever its size."""
    levels = tuple(LevelOf(one.code, one.name, one.rank) for one in row.levels.order_by("-rank"))
    said = {(one.level or one.overlay, one.action): say(one, row.edition) for one in row.cells.all()}
    rows = tuple(
        Row(action, str(action.label), tuple(said.get((one.code, action.value), Said()) for one in levels))
        for action in Action
    )
    days = (row.from_date, row.until_date)
    return Table(row.pk, row.organisation_id, row.number, *days, levels, rows, tuple(_overlays(said)))


def say(cell: Cell, edition: Edition) -> Said:
    """欄の言葉."""
    return said_of([edition.by_code[code] for code in cell.measures], cell.free, cell.action)


def said_of(chosen: Iterable[Measure], free: str, action: str) -> Said:
    """言葉にする — the way first, then what is added, then the company's own sentence."""
    ordered = tuple(sorted(chosen, key=lambda one: not one.is_way))
    own = (free,) if free else ()
    ranks = [one.ranks[Action(action)] for one in ordered]
    return Said((*(str(one.text) for one in ordered), *own), ordered, free, max(ranks, default=None))


def stricter(said: Sequence[Said], action: str) -> Said:
    """厳しいほう — the strictest of the ways, and everything else that anyone of them asks for."""
    chosen = list(dict.fromkeys(one for each in said for one in each.measures))
    ways = [one for one in chosen if one.is_way]
    kept = [max(ways, key=lambda one: one.ranks[Action(action)])] if ways else []
    free = dict.fromkeys(each.free for each in said if each.free)
    found = said_of([*kept, *(one for one in chosen if not one.is_way)], "", action)
    return Said((*found.sentences, *free), found.measures, " ".join(free), found.rank)


def _overlays(said: dict[tuple[str, str], Said]) -> Iterable[Over]:
    for one in Overlay:
        cells = tuple((action, said.get((one.value, action.value), Said())) for action in Action)
        if any(spoken for _action, spoken in cells):
            yield Over(one, word(Overlay, one), tuple((action, spoken) for action, spoken in cells if spoken))


# Rooms and versions


def rooms(actor: Any) -> QuerySet[Organisation]:
    """開ける会社の部屋 — one's own, and those that show the actor their rules."""
    return grants.rooms(actor, Part.RULES)


def room_or_404(actor: Any, pk: int) -> Organisation:
    """会社の部屋."""
    return grants.room_or_404(actor, pk, part=Part.RULES, deed=READ_ROOM)


def sees_register(organisation: Organisation, *, actor: Any) -> bool:
    """台帳が見えるか — a guest of the rules alone is told no number of items."""
    return agreements.rooms(actor).filter(pk=organisation.pk).exists()


def draft_of(organisation: Organisation, *, actor: Any) -> HandlingTable | None:
    return HandlingTable.objects.visible_to(actor).drafts().filter(organisation=organisation).first()


def version_of(table: HandlingTable, action: Action) -> int:
    """行の版 — how often the row was saved."""
    found = table.cells.filter(action=action).aggregate(last=Max("version"))["last"]
    return int(found or 0)


def coming(organisation: Organisation, *, actor: Any, after: date) -> HandlingTable | None:
    """これから使う表 — stated, its day still to come."""
    rows = HandlingTable.objects.visible_to(actor).filter(organisation=organisation, from_date__gt=after)
    return rows.order_by("from_date").first()


def versions(organisation: Organisation, *, actor: Any, after: str = "") -> Page[HandlingTable]:
    """版の履歴 — newest first, one page."""
    rows = HandlingTable.objects.visible_to(actor).stated().filter(organisation=organisation)
    return page_by_key(rows.with_people(actor), keys=("-number",), after=after)
