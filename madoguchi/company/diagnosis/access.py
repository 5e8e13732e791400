"""Who may do what with a diagnosis. (Which ones: `visible_to` in models.)"""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from madoguchi.company.diagnosis.models import ANSWERING_ROLES, Diagnosis
from madoguchi.foundation.access.deeds import Deed
from madoguchi.foundation.access.roles import OFFICE_ROLES, RUNNING_ROLES
from madoguchi.foundation.access.rules import Rule, rule

READ = rule("diagnosis.read", *ANSWERING_ROLES, *OFFICE_ROLES)
ANSWER = rule("diagnosis.answer", *ANSWERING_ROLES)
BEGIN = rule("diagnosis.begin", *RUNNING_ROLES)
FINISH = rule("diagnosis.finish", *RUNNING_ROLES)
DISCARD = rule("diagnosis.discard", *RUNNING_ROLES)
READ_NOTES = rule("diagnosis.read_notes", *RUNNING_ROLES)


def may(actor: Any, row: Diagnosis, what: Rule) -> bool:
    """行えるか — in the company itself; what is finished stays as it is."""
    return row.finished_at is None and what.admits(actor, within=row.organisation_id)


def index_deeds(actor: Any) -> list[Deed]:
    """行えること（一覧）."""
    if not BEGIN.admits(actor):
        return []
    return [Deed("begin", _("自己診断を始める"), reverse("diagnosis:begin"), style="primary")]


def deeds(actor: Any, row: Diagnosis, *, unanswered: int) -> list[Deed]:
    """行えること — for one that `Diagnosis.visible_to` has let through."""
    found = []
    if may(actor, row, FINISH) and not unanswered:
        url = reverse("diagnosis:finish", args=[row.pk])
        found.append(Deed("finish", _("診断を完了して結果を見る"), url, method="post", style="primary"))
    if may(actor, row, DISCARD):
        found.append(
            Deed("discard", _("この診断を取りやめる"), reverse("diagnosis:discard", args=[row.pk]), style="quiet")
        )
    return found
