"""When a case was first answered, and how long its caller waited while the office was open."""

from datetime import datetime

from madoguchi.desk.consultations.models import Consultation
from madoguchi.foundation.accounts.models import DeskProfile, Organisation
from madoguchi.foundation.core.calendar import business_minutes_between

ANSWERED = ["answered_at", "answer_minutes"]


def mark_answered(row: Consultation, *, at: datetime) -> None:
    """初回回答 — in memory, and once: later answers change neither the moment nor the time it took."""
    if row.answered_at is None:
        row.answered_at = at
        row.answer_minutes = _open_minutes(row.office, row.received_at, at)


def _open_minutes(office: Organisation, start: datetime, end: datetime) -> int:
    """By the hours the office has told; one that has told none keeps the usual ones."""
    profile = DeskProfile.objects.filter(office=office).first() or DeskProfile()
    closed = frozenset(profile.closed_days.values_list("date", flat=True)) if profile.pk else frozenset()
    return business_minutes_between(start, end, profile.opens_at, profile.closes_at, closed)
