"""区分を変える — levels of a draft are added, named, put in order and removed; what is in force stays as it is.

Items are bound to a level by its code. A code never means another level of the same company again; a level that comes
back under the name it has today comes back under its code, and its items stay where they are.
"""

from collections.abc import Mapping
from datetime import datetime
from itertools import count

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from madoguchi.company.assets.models import Asset
from madoguchi.company.assets.queries import levels_of
from madoguchi.company.rules.actions.rows import AtField, LevelLeft, held
from madoguchi.company.rules.models import LEVEL_LENGTH, Cell, HandlingTable, Move, TableLevel
from madoguchi.company.rules.queries import read
from madoguchi.company.rules.words import MOST_LEVELS
from madoguchi.foundation.accounts.models import Organisation, Person
from madoguchi.foundation.audit import diary
from madoguchi.foundation.core.calendar import day_of
from madoguchi.foundation.core.errors import Refusal
from madoguchi.foundation.core.folding import fold

ASIDE = 1_000
"""Ranks are unique in a table: they are moved aside first, then written anew."""


@transaction.atomic
def add_level(*, table: HandlingTable, name: str, above: str, by: Person, at: datetime) -> TableLevel:
    """区分を加える — right below the level `above` ("": on top), with the rules of its stricter neighbour.

    On top there is none: those of the level that was highest. Raises Refusal.
    """
    row = held(table, by)
    levels = _ordered(row)
    place = 0 if above == "" else levels.index(_level(levels, above)) + 1
    if len(levels) >= MOST_LEVELS:
        raise Refusal(_("区分は%(most)dつまでです。") % {"most": MOST_LEVELS})
    named = _named("name", name, {one.name for one in levels})
    made = TableLevel(table=row, code=_code(row, named, levels, at), name=named)
    pattern = levels[max(place - 1, 0)]
    levels.insert(place, made)
    _put_in_order(row, levels)
    _copy_cells(row, pattern.code, made.code, by)
    row.moves.filter(level=made.code).delete()
    diary.record("rules.add_level", row, by=by, at=at)
    return made


@transaction.atomic
def name_levels(*, table: HandlingTable, names: Mapping[str, str], by: Person, at: datetime) -> None:
    """区分に名前を付ける — by code; each differs from the others, however it is spelled."""
    row = held(table, by)
    levels = _ordered(row)
    renamed = [one for one in levels if names.get(one.code, one.name) != one.name]
    taken = {one.name for one in levels if one not in renamed}
    for one in renamed:
        one.name = _named(one.code, names[one.code], taken)
        taken.add(one.name)
    TableLevel.objects.bulk_update(renamed, ["name"])
    diary.record("rules.name_levels", row, by=by, at=at)


@transaction.atomic
def raise_level(*, table: HandlingTable, level: str, by: Person, at: datetime) -> None:
    """区分を一つ上げる — stricter than the one that stood above it; the rules of both go along."""
    row = held(table, by)
    _swap(row, level, -1)
    diary.record("rules.raise_level", row, by=by, at=at)


@transaction.atomic
def lower_level(*, table: HandlingTable, level: str, by: Person, at: datetime) -> None:
    """区分を一つ下げる."""
    row = held(table, by)
    _swap(row, level, 1)
    diary.record("rules.lower_level", row, by=by, at=at)


@transaction.atomic
def remove_level(*, table: HandlingTable, level: str, to: str = "", by: Person, at: datetime) -> None:
    """区分をなくす — from the draft, with its rules; `to`: where its items go, kept until the draft is in force.

    Raises LevelLeft where items would stand nowhere, and Refusal where nothing secret would be left.
    """
    row = held(table, by)
    levels = _ordered(row)
    gone = _level(levels, level)
    if not {one.code for one in read(row).secret} - {gone.code}:
        raise Refusal(_("秘密にする区分を、一つは残してください。"))
    _move(row, gone, to, [one.code for one in levels if one != gone], by)
    row.cells.filter(level=gone.code).delete()
    gone.delete()
    row.cells.update(version=F("version") + 1)
    diary.record("rules.remove_level", row, by=by, at=at)


def _move(row: HandlingTable, gone: TableLevel, to: str, left: list[str], by: Person) -> None:
    """What was to go to the level that is removed now goes on with its items."""
    coming = list(row.moves.filter(to=gone.code).values_list("level", flat=True))
    rows = Asset.objects.visible_to(by).filter(organisation=row.organisation, level__in=[gone.code, *coming])
    if to in left:
        row.moves.filter(to=gone.code).update(to=to)
        Move.objects.create(table=row, level=gone.code, to=to)
        return
    if to or rows.exists():
        raise LevelLeft(_("「%(name)s」の情報を、どの区分に移すか選んでください。") % {"name": gone.name})
    row.moves.filter(to=gone.code).delete()


def _ordered(row: HandlingTable) -> list[TableLevel]:
    """The highest first."""
    return list(row.levels.order_by("-rank"))


def _level(levels: list[TableLevel], code: str) -> TableLevel:
    found = next((one for one in levels if one.code == code), None)
    if found is None:
        raise Refusal(_("その区分は、この表にありません。"))
    return found


def _swap(row: HandlingTable, code: str, step: int) -> None:
    levels = _ordered(row)
    here = levels.index(_level(levels, code))
    there = here + step
    if not 0 <= there < len(levels):
        raise Refusal(_("これより先には動かせません。"))
    levels[here], levels[there] = levels[there], levels[here]
    _put_in_order(row, levels)


def _put_in_order(row: HandlingTable, levels: list[TableLevel]) -> None:
    row.levels.update(rank=F("rank") + ASIDE)
    for rank, one in enumerate(reversed(levels), start=1):
        one.rank = rank
    TableLevel.objects.bulk_update([one for one in levels if one.pk], ["rank"])
    TableLevel.objects.bulk_create(one for one in levels if not one.pk)


def _copy_cells(row: HandlingTable, pattern: str, code: str, by: Person) -> None:
    """Every row has another version then: who had it open meets the new level before saving."""
    row.cells.update(version=F("version") + 1)
    copied = list(row.cells.filter(level=pattern))
    for one in copied:
        one.pk, one.level, one.changed_by = None, code, by
    Cell.objects.bulk_create(copied)


def _named(field: str, name: str, others: set[str]) -> str:
    """A name as it is kept. Raises AtField for none, one too long, or one that reads like another."""
    kept = " ".join(name.split())
    if not _reading(kept) or len(kept) > LEVEL_LENGTH:
        raise AtField(field, _("区分の名前は、文字で%(most)d字までにしてください。") % {"most": LEVEL_LENGTH})
    if _reading(kept) in {_reading(one) for one in others}:
        raise AtField(field, _("区分の名前は、一つずつ違う名前にしてください。"))
    return kept


def _reading(name: str) -> str:
    """How a name reads: ㊙ and 秘, 社外秘 and 社 外 秘 are one."""
    return fold(name).replace(" ", "")


def _code(row: HandlingTable, name: str, levels: list[TableLevel], at: datetime) -> str:
    """That of the level in use that has this name and is not in the draft; else one never used here."""
    held_already = {one.code for one in levels}
    today = {_reading(one.name): one.code for one in levels_of(row.organisation, day_of(at))}
    before = today.get(_reading(name), "")
    return before if before and before not in held_already else _new_code(row.organisation)


def _new_code(organisation: Organisation) -> str:
    used = set(TableLevel.objects.filter(table__organisation=organisation).values_list("code", flat=True))
    return next(code for code in (f"level{number}" for number in count(1)) if code not in used)
