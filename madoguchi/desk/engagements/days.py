"""日の計算 — months after a day, and the business day on which something falls due."""

from calendar import monthrange
from datetime import date, timedelta
from typing import Any

from madoguchi.foundation.accounts.queries import profile_of
from madoguchi.foundation.core.calendar import is_business_day, next_business_day

QUIET_AFTER = timedelta(days=60)


def months_after(day: date, months: int) -> date:
    """その月の同じ日 — the last day of the month where it has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def due_after(day: date, months: int, *, office: Any) -> date:
    """期日 — so many months after a day; where the office is closed then, the next day on which it is not."""
    profile = profile_of(office)
    closed = frozenset(profile.closed_days.values_list("date", flat=True)) if profile else frozenset()
    due = months_after(day, months)
    return due if is_business_day(due, closed) else next_business_day(due, closed)
