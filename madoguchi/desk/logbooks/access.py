"""Who takes logbooks in and back: the manager of the office whose they are."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from madoguchi.desk.logbooks.models import Logbook, LogbookFile, Step
from madoguchi.foundation.access.deeds import Deed
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.access.rules import rule

TAKE_IN = rule("logbooks.take_in", Role.MANAGER)

_DEEDS = {
    "read": ((Step.RECEIVED,), _("読み方を確かめる"), "primary"),
    "resume": ((Step.TAKING, Step.COUNTING, Step.UNDOING), _("続きを進める"), "quiet"),
    "again": ((Step.STAGING,), _("はじめから読み直す"), "quiet"),
    "discard": ((Step.RECEIVED, Step.STAGING), _("やめる"), "quiet"),
    "undo": ((Step.DONE,), _("取り込みを取り消す"), "quiet"),
}
_DOORS = {"again": "resume"}


def deeds(actor: Any, logbook: Logbook) -> list[Deed]:
    """What the actor may do with this logbook now."""
    if not TAKE_IN.admits(actor, within=logbook.office_id):
        return []
    return [
        Deed(code, str(label), reverse(f"logbooks:{_DOORS.get(code, code)}", args=[logbook.pk]), style=style)
        for code, (steps, label, style) in _DEEDS.items()
        if logbook.step in steps and (code != "again" or lies_here(logbook))
    ]


def lies_here(logbook: Logbook) -> bool:
    """The file as it was handed in: it can be read once more."""
    return LogbookFile.objects.filter(logbook=logbook).exists()
