"""Who may do what with the handling table. (Which versions: `visible_to` in models.)"""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from madoguchi.company.rules.models import HandlingTable
from madoguchi.company.rules.words import MOST_LEVELS
from madoguchi.foundation.access.deeds import Deed
from madoguchi.foundation.access.roles import COMPANY_ROLES, OFFICE_ROLES, RUNNING_ROLES
from madoguchi.foundation.access.rules import rule
from madoguchi.foundation.accounts.models import Organisation

READ = rule("rules.read", *COMPANY_ROLES, *OFFICE_ROLES)
REVIEW = rule("rules.review", *RUNNING_ROLES, *OFFICE_ROLES)
WRITE = rule("rules.write", *RUNNING_ROLES)


def may_write(actor: Any, row: HandlingTable) -> bool:
    """書けるか — a draft, for who runs the company; nothing in force is edited."""
    return row.is_draft and WRITE.admits(actor, within=row.organisation_id)


def room_deeds(actor: Any, room: Organisation, *, has_draft: bool, has_table: bool) -> list[Deed]:
    """行えること（運用表のページ）."""
    found = []
    if WRITE.admits(actor, within=room.pk) and not has_draft and has_table:
        found.append(Deed("begin", _("はじめの表からやり直す"), reverse("rules:begin", args=[room.pk]), style="quiet"))
    return found


def deeds(actor: Any, row: HandlingTable, *, on: date, has_draft: bool, may_come: bool = False) -> list[Deed]:
    """行えること — for one that `visible_to` has let through.

    `has_draft`: the company has one. `may_come`: the draft is complete, and no other table is to come.
    """
    if not WRITE.admits(actor, within=row.organisation_id):
        return []
    place = [row.organisation_id, row.pk]
    found = []
    if row.from_date is None:
        if may_come:
            found.append(Deed("bring", _("使い始める"), reverse("rules:bring", args=place), style="primary"))
        found.append(Deed("levels", _("区分の数・名前・順を変える"), reverse("rules:levels", args=place)))
        found.append(Deed("discard", _("この下書きをやめる"), reverse("rules:discard", args=place), style="quiet"))
    elif row.from_date > on and not has_draft:
        found.append(Deed("recall", _("予定を取り消して下書きに戻す"), reverse("rules:recall", args=place)))
    elif row.from_date <= on and not has_draft:
        url = reverse("rules:revise", args=place)
        found.append(Deed("revise", _("表を直す（写しを作る）"), url, method="post"))
    return found


def levels_deeds(actor: Any, row: HandlingTable, count: int) -> list[Deed]:
    """行えること（区分のページ） — `count`: how many levels the draft has."""
    if not may_write(actor, row):
        return []
    place = [row.organisation_id, row.pk]
    found = [Deed("name", _("名前を変える"), reverse("rules:name", args=place))]
    if count < MOST_LEVELS:
        found.insert(0, Deed("add_level", _("区分を加える"), reverse("rules:add_level", args=place), style="primary"))
    return found


def level_deeds(actor: Any, row: HandlingTable, code: str, *, order: list[str], secret: set[str]) -> list[Deed]:
    """行えること（一つの区分） — `order`: codes of the draft, the highest first; `secret`: those that are."""
    if not may_write(actor, row):
        return []
    possible = (
        ("raise_level", _("上へ"), "post", code != order[0]),
        ("lower_level", _("下へ"), "post", code != order[-1]),
        ("remove_level", _("なくす"), "get", bool(secret - {code})),
    )
    place = [row.organisation_id, row.pk, code]
    return [
        Deed(name, label, reverse(f"rules:{name}", args=place), method, style="quiet")
        for name, label, method, is_possible in possible
        if is_possible
    ]


def papers(row: HandlingTable) -> list[Deed]:
    """見られるもの — what is printed from the table."""
    offered = [
        ("print", _("一枚の表を印刷する")),
        ("labels", _("表示の札と掲示")),
        ("training", _("従業員への説明資料")),
        ("sheet", _("Excelに書き出す")),
    ]
    place = [row.organisation_id, row.pk]
    return [Deed(code, label, reverse(f"rules:{code}", args=place)) for code, label in offered]
