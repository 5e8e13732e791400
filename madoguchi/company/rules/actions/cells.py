"""一行を書く — what holds in one row of a draft, by level and overlay."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from madoguchi.company.rules.actions.rows import held
from madoguchi.company.rules.models import Cell, HandlingTable
from madoguchi.company.rules.words import FREE_LENGTH, Action, Overlay
from madoguchi.foundation.accounts.models import Person
from madoguchi.foundation.audit import diary
from madoguchi.foundation.core.errors import Conflict, Refusal


class Wording(NamedTuple):
    """欄に書くこと — codes of measures that fit the row, and a sentence of the company's own."""

    measures: tuple[str, ...] = ()
    free: str = ""


class WrittenMeanwhile(Conflict):
    """行き違い — somebody else saved the same row; nothing was overwritten."""

    def __init__(self) -> None:
        super().__init__(_("ほかの人がこの行を先に保存しました。見比べてから、もう一度保存してください。"))


@transaction.atomic
def say(
    *,
    table: HandlingTable,
    action: str,
    said: Mapping[str, Wording],
    seen: int | None = None,
    by: Person,
    at: datetime,
) -> None:
    """一行を書く — by code of level or overlay; what is not named stays.

    `seen`: the version of the row that was on the page. Raises WrittenMeanwhile, Refusal.
    """
    row = held(table, by)
    cells = {one.level or one.overlay: one for one in row.cells.filter(action=action)}
    if seen is not None and seen != max((one.version for one in cells.values()), default=0):
        raise WrittenMeanwhile
    levels = set(row.levels.values_list("code", flat=True))
    version = max((one.version for one in cells.values()), default=0) + 1
    for column, wording in said.items():
        cell = cells.get(column) or _cell_at(row, column, action, levels)
        cell.measures, cell.free = _fitting(row, action, wording)
        cell.version, cell.changed_by = version, by
        cell.save()
    diary.record("rules.say", row, by=by, at=at)


def _cell_at(table: HandlingTable, column: str, action: str, levels: set[str]) -> Cell:
    if column in levels:
        return Cell(table=table, level=column, action=Action(action))
    if column in Overlay.values:
        return Cell(table=table, overlay=column, action=Action(action))
    raise Refusal(_("その区分は、この表にありません。"))


def _fitting(table: HandlingTable, action: str, wording: Wording) -> tuple[list[str], str]:
    """Measures that stand in this row, one way at most, in the order of the catalogue."""
    fitting = {one.code: one for one in table.edition.of(action)}
    unfit = [code for code in wording.measures if code not in fitting]
    chosen = [code for code in fitting if code in wording.measures]
    if unfit or sum(fitting[code].is_way for code in chosen) > 1:
        raise Refusal(_("一つの欄には、その行の決まりを一つと、加えるものを選んでください。"))
    free = " ".join(wording.free.split())
    if len(free) > FREE_LENGTH:
        raise Refusal(_("自社の決まりは%(count)d字までにしてください。") % {"count": FREE_LENGTH})
    return chosen, free
