"""Who may do what with a company's papers. (Which ones: `visible_to` in models.)"""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from madoguchi.company.documents.models import Document, Version
from madoguchi.company.documents.words import BEFORE_FORCE, State
from madoguchi.foundation.access.deeds import Deed
from madoguchi.foundation.access.roles import COMPANY_ROLES, OFFICE_ROLES, RUNNING_ROLES, Role
from madoguchi.foundation.access.rules import rule
from madoguchi.foundation.accounts.models import Organisation

READ = rule("documents.read", *COMPANY_ROLES, *OFFICE_ROLES)
READ_WHOLE = rule("documents.read_whole", *RUNNING_ROLES, *OFFICE_ROLES)
WRITE = rule("documents.write", *RUNNING_ROLES)
FILES = rule("documents.files", *RUNNING_ROLES)
APPROVE = rule("documents.approve", Role.PRINCIPAL)


def room_deeds(actor: Any, room: Organisation, *, is_waiting: bool = False) -> list[Deed]:
    """行えること（書類の一覧） — `is_waiting`: some paper is not in force yet."""
    if not WRITE.admits(actor, within=room.pk):
        return []
    offered = [
        ("generate", _("書類をまとめて作る"), "" if is_waiting else "primary"),
        ("interview", _("聞き取りに答える"), ""),
        ("bring_along", _("前からある書類を入れる"), ""),
    ]
    if is_waiting and APPROVE.admits(actor, within=room.pk):
        offered.insert(0, ("adopt", _("読んだ書類をまとめて施行する"), "primary"))
    return [
        Deed(code, label, reverse(f"documents:{code}", args=[room.pk]), style=style) for code, label, style in offered
    ]


def deeds(actor: Any, row: Document, *, has_generated: bool) -> list[Deed]:
    """行えること — for a paper that `visible_to` has let through; `has_generated`: was it ever made from our words?"""
    if not WRITE.admits(actor, within=row.organisation_id):
        return []
    made = ("regenerate", _("いまの材料で作り直す")) if has_generated else ("generate_one", _("文案から新しく作る"))
    offered = [made, ("take_back", _("直したWordを読み込む"))]
    return [
        Deed(code, label, reverse(f"documents:{code}", args=[row.organisation_id, row.pk])) for code, label in offered
    ]


def version_deeds(actor: Any, row: Version, *, in_force: int | None) -> list[Deed]:
    """行えること（版） — `in_force`: the number of the version in force; what is older than that goes no further."""
    step = next_step(row, in_force=in_force)
    if step is None:
        return []
    code, label, may, method = {
        State.DRAFT: ("review", _("確認済みにする"), WRITE, "post"),
        State.REVIEWED: ("approve", _("承認する"), APPROVE, "post"),
        State.APPROVED: ("put_in_force", _("施行する"), WRITE, "get"),
    }[step]
    if not may.admits(actor, within=row.document.organisation_id):
        return []
    place = [row.document.organisation_id, row.document_id, row.number]
    return [Deed(code, label, reverse(f"documents:{code}", args=place), method=method, style="primary")]


def next_step(row: Version, *, in_force: int | None) -> State | None:
    """次の段階を待つ状態 — None where the version goes no further."""
    goes_on = row.state in BEFORE_FORCE and row.number > (-1 if in_force is None else in_force)
    return State(row.state) if goes_on else None
