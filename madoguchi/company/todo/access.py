"""Who adds to a company's tasks and who ends them. (Which ones one sees: `visible_to` in models.)"""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from madoguchi.company.todo.models import Task
from madoguchi.foundation.access.deeds import Deed
from madoguchi.foundation.access.roles import COMPANY_ROLES, RUNNING_ROLES, Role
from madoguchi.foundation.access.rules import Rule, rule
from madoguchi.foundation.accounts.models import Organisation

READ = rule("todo.read", *COMPANY_ROLES)
ASK = rule("todo.ask", *RUNNING_ROLES, Role.HEAD)
CHANGE = rule("todo.change", *RUNNING_ROLES, Role.HEAD)
FINISH = rule("todo.finish", *COMPANY_ROLES)


def room_deeds(actor: Any, room: Organisation) -> list[Deed]:
    """行えること（やることの一覧）."""
    if not ASK.admits(actor, within=room.pk):
        return []
    return [Deed("ask", _("やることを加える"), reverse("todo:ask", args=[room.pk]), style="primary")]


def deeds(actor: Any, row: Task) -> list[Deed]:
    """行えること — for a task that `visible_to` has let through."""
    possible: tuple[tuple[str, str, Rule, str, str, bool], ...] = (
        ("finish", _("済みにする"), FINISH, "post", "", row.is_open),
        ("postpone", _("期日を変える"), CHANGE, "get", "quiet", row.is_open),
        ("drop", _("取りやめる"), CHANGE, "get", "quiet", row.is_open),
        ("take_up", _("やり直す"), CHANGE, "post", "quiet", not row.is_open),
    )
    return [
        Deed(code, label, reverse(f"todo:{code}", args=[row.organisation_id, row.pk]), method=method, style=style)
        for code, label, wanted, method, style, is_possible in possible
        if is_possible and wanted.admits(actor, within=row.organisation_id)
    ]
