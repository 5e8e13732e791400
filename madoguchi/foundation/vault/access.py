"""Who may do what about the officers and the recovery of keyrings."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from madoguchi.foundation.access.deeds import Deed
from madoguchi.foundation.access.roles import CONFIDED_ROLES, OFFICE_ROLES, Role
from madoguchi.foundation.access.rules import rule
from madoguchi.foundation.vault.models import Officer, Recovery

OFFICERS = rule("vault.officers", Role.MANAGER, at_the_centre=True)
KEEP = rule("vault.keep", *OFFICE_ROLES)
TAKE_OUT_KEY = rule("vault.take_out_key", *CONFIDED_ROLES)

FEWEST, MOST = 2, 6
SHEETS_NEEDED = 2


def is_officer(actor: Any) -> bool:
    return Officer.objects.held_by(actor).exists()


def may_keep(actor: Any, row: Recovery) -> bool:
    """Is the request an officer's to work on, and this person such an officer?"""
    return Recovery.objects.kept_by(actor).filter(pk=row.pk).exists()


def may_withdraw(actor: Any, row: Recovery) -> bool:
    return Recovery.objects.withdrawn_by(actor).filter(pk=row.pk).exists()


def may_start_hand_over(actor: Any) -> bool:
    return OFFICERS.admits(actor) or is_officer(actor)


def officers_deeds(actor: Any) -> list[Deed]:
    if not OFFICERS.admits(actor) or Officer.objects.current().count() >= MOST:
        return []
    return [Deed("name_officer", _("保管責任者を加える"), reverse("vault:name_officer"), style="primary")]


def officer_deeds(actor: Any, officer: Officer, *, count: int) -> list[Deed]:
    """`count`: how many officers there are; two always stay."""
    if not OFFICERS.admits(actor) or officer.ended_at or count <= FEWEST:
        return []
    return [Deed("end_officer", _("外す"), reverse("vault:end_officer", args=[officer.pk]), style="quiet")]


def recovery_deeds(actor: Any, row: Recovery, *, at: datetime) -> list[Deed]:
    """The person, who asked, and an officer who doubts it may end a request that waits."""
    if not (row.is_open(at) and may_withdraw(actor, row)):
        return []
    return [Deed("withdraw_recovery", _("取り下げる"), reverse("vault:withdraw_recovery", args=[row.pk]))]


def hand_over_deeds(row: Any) -> list[Deed]:
    """For whoever may start one; `row` as `queries.hand_overs` gives it."""
    if row.is_asked or not row.is_restorable:
        return []
    return [Deed("ask_hand_over", _("引き継ぎを始める"), reverse("vault:ask_hand_over", args=[row.pk]))]
