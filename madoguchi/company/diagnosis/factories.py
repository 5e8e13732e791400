"""Diagnoses for tests and the demo."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from madoguchi.company.diagnosis import actions, questions
from madoguchi.company.diagnosis.actions import Said
from madoguchi.company.diagnosis.models import Answer, Diagnosis
from madoguchi.company.diagnosis.words import Reason
from madoguchi.foundation.accounts.models import Organisation, Person


def diagnosis(
    organisation: Organisation,
    *,
    by: Person,
    label: str = "",
    everything: int = 1,
    values: Mapping[str, int | None] | None = None,
    notes: Mapping[str, str] | None = None,
    is_finished: bool = True,
    at: datetime | None = None,
) -> Diagnosis:
    """Every question answered with `everything`, but those in `values`; `by` runs the company's room."""
    at = at or timezone.now()
    made = actions.begin(organisation=organisation, label=label, by=by, at=at)
    codes = [one.code for one in made.edition.questions]
    given = dict.fromkeys(codes, everything) | dict(values or {})
    actions.answer(diagnosis=made, said=[_said(code, given[code], notes or {}) for code in codes], by=by, at=at)
    return actions.finish(diagnosis=made, by=by, at=at + timedelta(minutes=20)) if is_finished else made


def answer(diagnosis: Diagnosis, code: str, value: int, *, by: Person) -> Answer:
    """One answer, as it stands in the database."""
    return Answer.objects.create(
        diagnosis=diagnosis, question=code, value=value, version=1, changed_at=timezone.now(), changed_by=by
    )


def all_values(value: int) -> dict[str, Any]:
    return {one.code: value for one in questions.EDITIONS[-1].questions}


def _said(code: str, value: int | None, notes: Mapping[str, str]) -> Said:
    return Said(code, value, Reason.NO_SUCH_THING if value is None else "", notes.get(code), seen=0)
