"""別表 — the handling table in exactly its own words, and the register as far as its reader sees it."""

from datetime import date
from typing import Any

from madoguchi.company.assets import queries as assets
from madoguchi.company.assets.queries import Shown
from madoguchi.company.documents.clauses.tables import NO_ITEMS, NO_TABLE, OVERLAY_HEADING
from madoguchi.company.rules.queries import Table as Handling
from madoguchi.foundation.accounts.models import Organisation
from madoguchi.foundation.papers.blocks import Block, Table

MOST_ITEMS = 1_000
NOTHING_SAID = "定めなし"


def handling(table: Handling | None) -> tuple[Block, ...]:
    """区分ごとの取扱い — a row an action, a column a level."""
    if table is None:
        return NO_TABLE
    rows = tuple((row.label, *(said.text or NOTHING_SAID for said in row.cells)) for row in table.rows)
    return (Table(("扱い", *(one.name for one in table.levels)), rows, (2, *(3 for _ in table.levels))),)


def overlays(table: Handling | None) -> tuple[Block, ...]:
    """重なる決まり — a row what it says of one action."""
    if table is None or not table.overlays:
        return ()
    rows = tuple((over.label, str(action.label), said.text) for over in table.overlays for action, said in over.cells)
    return (OVERLAY_HEADING, Table(("情報", "扱い", "特別の定め"), rows, (3, 2, 7)))


def items_of(organisation: Organisation, *, actor: Any, on: date) -> tuple[tuple[Block, ...], bool]:
    """情報台帳 — by number; and whether it is too long for a paper. Names that lie sealed stay so."""
    rows = assets.register(organisation, actor=actor).select_related("owner__person", "department").order_by("number")
    found = list(rows[: MOST_ITEMS + 1])
    if not found or len(found) > MOST_ITEMS:
        return NO_ITEMS, bool(found)
    lines = tuple(_line(one) for one in assets.shown(found, organisation, on))
    head = ("番号", "情報の名前", "種類", "出所", "秘密区分", "部署", "保管場所", "責任者")
    return (Table(head, lines, (1, 4, 2, 2, 2, 2, 3, 2)),), False


def _line(one: Shown) -> tuple[str, ...]:
    row = one.asset
    told = (str(row.get_kind_display()), str(row.get_origin_display()))
    return (str(row.number), row.title, *told, one.level, row.department.name, "、".join(one.places), one.owner)
