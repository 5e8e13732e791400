"""Who may do what with a company's agreements. (Which ones: `visible_to` in models.)"""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from madoguchi.company.agreements.models import Agreement
from madoguchi.foundation.access.deeds import Deed
from madoguchi.foundation.access.roles import OFFICE_ROLES, RUNNING_ROLES, Role
from madoguchi.foundation.access.rules import rule
from madoguchi.foundation.accounts.models import Organisation

READ = rule("agreements.read", *RUNNING_ROLES, Role.HEAD, *OFFICE_ROLES)
WRITE = rule("agreements.write", *RUNNING_ROLES)
FILES = rule("agreements.files", *RUNNING_ROLES)


def room_deeds(actor: Any, room: Organisation) -> list[Deed]:
    """行えること（契約の一覧）."""
    if not WRITE.admits(actor, within=room.pk):
        return []
    return [
        Deed("add", _("契約を登録する"), reverse("agreements:add", args=[room.pk]), style="primary"),
        Deed("tidy", _("相手先を整える"), reverse("assets:tidy", args=[room.pk, "partner"])),
    ]


def deeds(actor: Any, row: Agreement) -> list[Deed]:
    """行えること — for an agreement that `visible_to` has let through."""
    if not WRITE.admits(actor, within=row.organisation_id):
        return []
    offered = [
        ("renew", _("更新する")),
        ("end", _("終わらせる")),
        ("correct", _("訂正する")),
        ("attach", _("契約書のファイルを加える")),
    ]
    return [
        Deed(code, label, reverse(f"agreements:{code}", args=[row.organisation_id, row.pk])) for code, label in offered
    ]
