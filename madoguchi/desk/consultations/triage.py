"""トリアージ — how urgent a case is, from the answers to the urgency questions alone."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from madoguchi.desk.consultations.taxonomy import Category
from madoguchi.desk.consultations.words import Trigger, Urgency

QUESTIONS = ("is_leaking", "has_personal_data", "is_cyber", "is_evidence_safe")
SOON = timedelta(days=7)


def urgency_of(answers: Mapping[str, Any], *, category: str, trigger: str, today: date) -> Urgency:
    """緊急度 — `answers` hold True, False or None (unknown) for each of QUESTIONS, and `deadline_date`.

    Urgent: a leak that goes on, a cyber attack, a leaver who took data. Preferred: personal data (the clock of the
    personal-information law runs), evidence in danger, a deadline within seven days or past.
    """
    if answers.get("is_leaking") or answers.get("is_cyber") or _left_with_data(answers, category, trigger):
        return Urgency.URGENT
    if answers.get("has_personal_data") or answers.get("is_evidence_safe") is False:
        return Urgency.HIGH
    deadline = answers.get("deadline_date")
    return Urgency.HIGH if deadline and deadline - today <= SOON else Urgency.NORMAL


def _left_with_data(answers: Mapping[str, Any], category: str, trigger: str) -> bool:
    took = category == Category.LEAK or bool(answers.get("has_personal_data"))
    return trigger == Trigger.LEAVER and took
