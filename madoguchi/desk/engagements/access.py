"""Who leads an engagement: whoever works on its case. (Which ones one sees: `visible_to` in models.)"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.translation import gettext as _

from madoguchi.desk.appointments.models import AppointmentState
from madoguchi.desk.consultations import access as consultations
from madoguchi.desk.consultations.access import CONFIDE, HEAR, READ
from madoguchi.desk.consultations.models import Consultation
from madoguchi.desk.engagements.models import Engagement, FollowUp, Homework, Rollout, Stage, Visit
from madoguchi.desk.engagements.words import RESUMABLE, Paper, StageKind, State
from madoguchi.foundation.access.deeds import Deed
from madoguchi.foundation.access.roles import COUNTER_ROLES, Role
from madoguchi.foundation.access.rules import rule

LEAD = rule("engagements.lead", *COUNTER_ROLES)
TEMPLATE = rule("engagements.template", Role.MANAGER)

__all__ = ["CONFIDE", "HEAR", "LEAD", "READ", "TEMPLATE"]


def leads(actor: Any, case: Consultation) -> bool:
    """導く — the case is the actor's to work on, whatever its state."""
    return consultations.may(actor, case, consultations.WORK)


def hears(actor: Any, case: Consultation) -> bool:
    return consultations.may(actor, case, HEAR)


def confides(actor: Any, case: Consultation) -> bool:
    return consultations.may(actor, case, CONFIDE)


def require_lead(actor: Any, case: Consultation) -> None:
    if not leads(actor, case):
        raise PermissionDenied(LEAD.code)


def is_going_on(engagement: Engagement) -> bool:
    """続いている — open, in a case that is open, too."""
    return engagement.is_open and engagement.consultation.is_open


def is_resumable(engagement: Engagement) -> bool:
    """再開できる — stalled or called off, and no other of the case goes on."""
    others = Engagement.objects.open().filter(consultation=engagement.consultation_id).exclude(pk=engagement.pk)
    return engagement.state in RESUMABLE and not others.exists()


def deeds_of_case(actor: Any, case: Any, newest: Engagement | None) -> list[Deed]:
    """What the actor may do for a case in this room: open an engagement, or go to the newest."""
    if newest is not None:
        return [Deed("engagement", _("訪問支援を見る"), reverse("engagements:detail", args=[case.number, newest.pk]))]
    return opening(actor, case, _("訪問支援を始める"))


def opening(actor: Any, case: Any, label: str) -> list[Deed]:
    """始める — where none of the case is open."""
    if not (case.is_open and case.company_id and leads(actor, case)):
        return []
    return [Deed("open_engagement", label, reverse("engagements:open_engagement", args=[case.number]))]


def anew(actor: Any, row: Engagement) -> list[Deed]:
    """もう一度始める — where this one has ended and no other goes on."""
    others = Engagement.objects.open().filter(consultation=row.consultation_id)
    return [] if row.is_open or others.exists() else opening(actor, row.consultation, _("新しい訪問支援を始める"))


def deeds(actor: Any, row: Engagement) -> list[Deed]:
    """行えること（訪問支援）."""
    if not (row.consultation.is_open and leads(actor, row.consultation)):
        return []
    is_open, is_under_way = row.is_open, row.state == State.UNDER_WAY
    possible = (
        ("book", _("訪問を予約する"), "get", "primary" if is_under_way else "", is_open),
        ("add_stage", _("段階を加える"), "get", "", is_open),
        ("stall", _("停滞にする"), "get", "", is_under_way),
        ("resume", _("再開する"), "post", "primary", is_resumable(row)),
        ("close", _("自走に移す"), "get", "", is_open),
        ("call_off", _("中止する"), "get", "quiet", is_open),
    )
    args = [row.consultation.number, row.pk]
    return [
        Deed(code, label, reverse(f"engagements:{code}", args=args), method, style)
        for code, label, method, style, is_possible in possible
        if is_possible
    ]


def stage_deeds(row: Stage, *, is_led: bool) -> list[Deed]:
    """行えること（段階） — `is_led`: by who leads it, while the engagement goes on."""
    if not is_led or row.kind == StageKind.FOLLOW:
        return []
    possible = (
        ("begin_stage", _("始める"), "post", not row.is_settled and not row.is_begun),
        ("roll_out", _("部署を加える"), "get", row.kind == StageKind.ROLL_OUT and row.is_begun),
        ("finish_stage", _("終える"), "post", row.is_begun),
        ("skip_stage", _("飛ばす"), "get", not row.is_settled and not row.is_begun),
        ("take_up_stage", _("戻す"), "post", row.is_settled),
        ("move_stage", _("順を変える"), "get", True),
    )
    return [_stage_deed(row, code, label, how) for code, label, how, is_possible in possible if is_possible]


def _stage_deed(row: Stage, code: str, label: str, method: str) -> Deed:
    args = [row.engagement.consultation.number, row.pk]
    style = "" if code == "finish_stage" else "quiet"
    return Deed(code, label, reverse(f"engagements:{code}", args=args), method=method, style=style)


def rollout_deeds(row: Rollout, *, is_led: bool) -> list[Deed]:
    if not is_led or row.done_date:
        return []
    args = [row.stage.engagement.consultation.number, row.pk]
    return [Deed("finish_rollout", _("終える"), reverse("engagements:finish_rollout", args=args), "post", "quiet")]


def visit_deeds(actor: Any, row: Visit, *, at: datetime) -> list[Deed]:
    """行えること（訪問） — what changes the visit itself."""
    case = row.engagement.consultation
    return [
        Deed(code, label, reverse(f"engagements:{code}", args=[case.number, row.pk]), style=style)
        for code, label, style in _visit_codes(actor, row, at)
    ]


def paper_deeds(actor: Any, row: Visit) -> dict[str, list[Deed]]:
    """行えること（書きもの） — by kind; for whoever the case is confided to."""
    case = row.engagement.consultation
    is_standing = row.appointment.state != AppointmentState.CANCELLED
    if not (is_standing and case.is_open and confides(actor, case)):
        return {}
    return {
        kind.value: [
            Deed(kind.value, _("%(paper)sを書く") % {"paper": kind.label}, _of_paper(kind, case, row), style="quiet")
        ]
        for kind in Paper
    }


def _visit_codes(actor: Any, row: Visit, at: datetime) -> Iterable[tuple[str, str, str]]:
    if not (is_going_on(row.engagement) and leads(actor, row.engagement.consultation)):
        return
    is_booked = row.appointment.state == AppointmentState.BOOKED
    if is_booked and row.appointment.starts_at <= at:
        yield "hold", _("実施を記録する"), "primary"
    if row.appointment.state != AppointmentState.CANCELLED:
        yield "give", _("宿題を頼む"), ""
    if is_booked and row.appointment.starts_at > at:
        yield "invite", _("専門家を招く"), ""
    if is_booked:
        yield "postpone", _("日時を変える"), ""
        yield "cancel", _("訪問を取り消す"), "quiet"


def _of_paper(kind: Paper, case: Consultation, row: Visit) -> str:
    return reverse("engagements:paper", args=[case.number, row.pk, kind.value])


def homework_deeds(row: Homework, *, is_led: bool) -> list[Deed]:
    """行えること（宿題） — the desk's, beside the company's own."""
    if not is_led or not row.task.is_open:
        return []
    args = [row.visit.engagement.consultation.number, row.pk]
    offered = (
        ("finish_homework", _("済みにする"), "post", ""),
        ("postpone_homework", _("期日を変える"), "get", "quiet"),
        ("drop_homework", _("取りやめる"), "get", "quiet"),
    )
    return [
        Deed(code, label, reverse(f"engagements:{code}", args=args), method, style)
        for code, label, method, style in offered
    ]


def follow_up_deeds(row: FollowUp, *, is_led: bool, on: date) -> list[Deed]:
    """行えること（その後の確認） — due or not yet, in a case that has ended, too."""
    if not is_led:
        return []
    args = [row.engagement.consultation.number, row.engagement_id, row.months]
    if row.answered_at:
        return [Deed("correct", _("答えを訂正する"), reverse("engagements:correct", args=args), style="quiet")]
    style = "primary" if row.due_date <= on else "quiet"
    return [Deed("answer", _("答えを記録する"), reverse("engagements:answer", args=args), style=style)]
