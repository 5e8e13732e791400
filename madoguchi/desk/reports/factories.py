"""Closed years and published figures — for tests and for the demo town."""

from typing import Any

from django.utils import timezone

from madoguchi.desk.reports.actions import close_year, correct, enter_published
from madoguchi.desk.reports.models import ClosedYear, Correction, PublishedFigure
from madoguchi.foundation.accounts.models import Organisation, Person


def closed(fiscal_year: int, *, by: Person) -> ClosedYear:
    """A year of the offices that `by` manages, closed now."""
    return close_year(fiscal_year=fiscal_year, by=by, at=timezone.now())


def correction(closing: ClosedYear, *, by: Person, reason: str = "区分の訂正があったため") -> Correction:
    return correct(closing=closing, reason=reason, by=by, at=timezone.now())


def published(office: Organisation, *, by: Person, **said: Any) -> PublishedFigure:
    described: dict[str, Any] = {
        "fiscal_year": 2015,
        "value": 400,
        "unit": "cases",
        "scope": "電話と来訪の相談",
        "source": "平成27年度の事業報告（架空）",
    }
    return enter_published(office=office, **described | said, by=by, at=timezone.now())
