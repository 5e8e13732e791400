"""自走に移す前に — what still stands in the way of closing."""

from django.utils.translation import gettext as _

from madoguchi.desk.appointments.models import AppointmentState
from madoguchi.desk.engagements.models import Engagement
from madoguchi.desk.engagements.words import StageKind


def hindrance(row: Engagement) -> str:
    """まだ移せない訳 — and what to do; "" where nothing is left."""
    stages = row.stages.exclude(kind=StageKind.FOLLOW).order_by("position")
    if left := [stage.title for stage in stages if not stage.is_settled]:
        words = {"titles": _("、").join(left)}
        return _("まだ終わっていない段階があります：%(titles)s。終えるか、飛ばしてください。") % words
    if row.visits.filter(appointment__state=AppointmentState.BOOKED).exists():
        return _("予約のままの訪問があります。実施を記録するか、取り消してください。")
    return ""
