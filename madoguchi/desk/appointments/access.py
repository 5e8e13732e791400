"""Who may book: whoever serves the case at its office's counter. (Which appointments one sees: `visible_to`.)"""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from madoguchi.desk.appointments.models import Appointment, AppointmentState, Subscription
from madoguchi.desk.consultations.access import ASSIGN, READ, may
from madoguchi.desk.consultations.models import Consultation
from madoguchi.foundation.access.deeds import Deed
from madoguchi.foundation.access.roles import COUNTER_ROLES, Role
from madoguchi.foundation.access.rules import rule

BOOK = rule("appointments.book", *COUNTER_ROLES)
SUBSCRIBE = rule("appointments.subscribe", *COUNTER_ROLES, Role.EXPERT)

__all__ = ["BOOK", "READ", "SUBSCRIBE", "deeds", "may_book", "serves"]


def serves(actor: Any, consultation: Consultation) -> bool:
    """Does the actor stand at the counter of this very case? Whoever may assign it may also book for it."""
    return may(actor, consultation, ASSIGN)


def may_book(actor: Any, consultation: Consultation) -> bool:
    return consultation.is_open and serves(actor, consultation)


def deeds(actor: Any, appointment: Appointment, *, at: datetime) -> list[Deed]:
    """What the actor may do with this appointment at that moment; what another room keeps has its own."""
    if appointment.state != AppointmentState.BOOKED or not serves(actor, appointment.consultation):
        return []
    possible = {
        "finish": (_("実施済みにする"), appointment.starts_at <= at, ""),
        "change": (_("予約を変更"), appointment.consultation.is_open, ""),
        "cancel": (_("予約を取り消す"), True, "quiet"),
    }
    return [
        Deed(code, label, reverse(f"appointments:{code}", args=[appointment.pk]), style=style)
        for code, (label, is_possible, style) in possible.items()
        if is_possible
    ]


def deeds_of_case(actor: Any, consultation: Consultation) -> list[Deed]:
    """What the actor may do for a case in this room: book."""
    url = reverse("appointments:book", args=[consultation.number])
    return [Deed("book", _("予約する"), url)] if may_book(actor, consultation) else []


def subscription_deeds(row: Subscription | None) -> list[Deed]:
    """行えること（予定の購読） — of its person."""
    if row is None:
        return [Deed("subscribe", _("アドレスを作る"), reverse("appointments:subscribe"), style="primary")]
    return [
        Deed("renew", _("アドレスを作り直す"), reverse("appointments:renew")),
        Deed("unsubscribe", _("購読をやめる"), reverse("appointments:unsubscribe"), style="quiet"),
    ]
