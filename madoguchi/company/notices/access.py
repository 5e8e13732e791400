"""Who makes known what, who reads it, and who sees how far it got. (Which ones: `visible_to` in models.)"""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from madoguchi.company.notices.models import Notice, Recipient
from madoguchi.foundation.access.deeds import Deed
from madoguchi.foundation.access.roles import COMPANY_ROLES, OFFICE_ROLES, RUNNING_ROLES
from madoguchi.foundation.access.rules import rule
from madoguchi.foundation.accounts.models import Organisation

READ = rule("notices.read", *COMPANY_ROLES, *OFFICE_ROLES)
ANSWER = rule("notices.answer", *COMPANY_ROLES)
WRITE = rule("notices.write", *RUNNING_ROLES)


def room_deeds(actor: Any, room: Organisation, *, has_table: bool) -> list[Deed]:
    """行えること（周知の一覧） — only what is in force is made known."""
    if not WRITE.admits(actor, within=room.pk):
        return []
    begin = Deed("begin", _("新しく知らせる"), reverse("notices:begin", args=[room.pk]), style="primary")
    evidence = Deed("evidence", _("証拠を見る・印刷する"), reverse("notices:evidence", args=[room.pk]))
    return [begin, evidence] if has_table else [evidence]


def deeds(actor: Any, row: Notice, *, has_waiting: bool) -> list[Deed]:
    """行えること — for one that `visible_to` has let through."""
    if row.closed_at or not WRITE.admits(actor, within=row.organisation_id):
        return []
    offered = [
        *([("link", _("リンクの用紙を作る"), "primary")] if has_waiting else []),
        ("add", _("相手を加える"), ""),
        ("close", _("締め切る"), "quiet"),
    ]
    place = [row.organisation_id, row.pk]
    return [Deed(code, label, reverse(f"notices:{code}", args=place), style=style) for code, label, style in offered]


def recipient_deeds(actor: Any, row: Recipient) -> list[Deed]:
    """行えること（一人の相手） — who has read it is evidence and stays. `notice` should be at hand."""
    if row.is_over or row.acknowledged_at or not WRITE.admits(actor, within=row.notice.organisation_id):
        return []
    place = [row.notice.organisation_id, row.notice_id, row.pk]
    label = _("リンクを作り直す") if row.token_hash else _("リンクを作る")
    return [
        Deed("relink", label, reverse("notices:relink", args=place)),
        Deed("revoke", _("取り消す"), reverse("notices:revoke", args=place), style="quiet"),
    ]
