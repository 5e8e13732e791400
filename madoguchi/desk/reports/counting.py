"""数える — the one way from a metric to its cells: grouped by the database, only the groups are folded here."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from madoguchi.company.companies.sight import has_arrived
from madoguchi.desk.consultations.models import ConsultationQuerySet, Contact, SecondaryCategory
from madoguchi.desk.reports.axes import HOUR, Axis
from madoguchi.desk.reports.periods import Period
from madoguchi.desk.reports.tables import ONLY, Cells

ALL = "all"
CASES = Count("pk")
FIRMS = Count("company", distinct=True)


@dataclass(frozen=True)
class Scope:
    """範囲 — the consultations of whole offices (name by id) that one reader may count."""

    offices: dict[int, str]
    rows: ConsultationQuerySet

    @property
    def key(self) -> str:
        """The same offices, the same key."""
        return ",".join(str(office) for office in sorted(self.offices))

    @property
    def name(self) -> str:
        return "・".join(self.offices.values())


def received(scope: Scope, period: Period) -> QuerySet[Any]:
    """期間に受け付けた相談"""
    return scope.rows.filter(received_at__gte=period.start, received_at__lt=period.end)


def of_companies(scope: Scope, period: Period) -> QuerySet[Any]:
    return received(scope, period).exclude(company=None)


def open_at_end(scope: Scope, period: Period) -> QuerySet[Any]:
    """期末に終了していない相談 — whenever they were received."""
    still = Q(closed_at=None) | Q(closed_at__gte=period.end)
    return scope.rows.filter(still, received_at__lt=period.end)


def mentions(scope: Scope, period: Period) -> QuerySet[Any]:
    return SecondaryCategory.objects.filter(
        has_arrived("consultation__arrival"),
        consultation__office__in=scope.offices,
        consultation__received_at__gte=period.start,
        consultation__received_at__lt=period.end,
    )


def contacts(scope: Scope, period: Period) -> QuerySet[Any]:
    """期間に行った対応"""
    return Contact.objects.filter(consultation__office__in=scope.offices, at__gte=period.start, at__lt=period.end)


def tally(rows: QuerySet[Any], measure: Count, axes: tuple[Axis, ...], period: Period) -> Cells:
    """集計 — how many under each pair of keys."""
    columns = [axis.columns(period) for axis in axes]
    asked = [column for part in columns for column in part]
    found: dict[tuple[str, str], int] = defaultdict(int)
    for *values, count in rows.order_by().values_list(*asked).annotate(measured=measure):
        found[_key(axes, [len(part) for part in columns], values)] += count
    return found


def companies_by_times(rows: QuerySet[Any], axes: tuple[Axis, ...], period: Period) -> Cells:
    """社 — each company once, under the number of its consultations."""
    per_company = rows.order_by().values("company").annotate(times=Count("pk"))
    bands = {"1": Q(times=1), "2": Q(times=2), "3": Q(times__gte=3, times__lte=5), "6": Q(times__gte=6)}
    counted = {f"band_{key}": Count("company", filter=band) for key, band in bands.items()}
    found = per_company.aggregate(**counted)
    return {(key, ONLY): found[f"band_{key}"] or 0 for key in bands}


def mean_hours(rows: QuerySet[Any], axes: tuple[Axis, ...], period: Period) -> Cells:
    """平均時間 — under each key of the axis, and over all of it; none where nothing was answered."""
    (axis,) = axes
    minutes: dict[str, int] = defaultdict(int)
    answered: dict[str, int] = defaultdict(int)
    grouped = rows.exclude(answer_minutes=None).order_by().values_list(*axis.columns(period))
    for *values, spent, count in grouped.annotate(spent=Sum("answer_minutes"), answered=Count("pk")):
        for key in (axis.fold(*values), ALL):
            minutes[key] += spent
            answered[key] += count
    return {(key, ONLY): round(minutes[key] / answered[key] / HOUR, 1) for key in answered}


def _key(axes: tuple[Axis, ...], lengths: list[int], values: list[Any]) -> tuple[str, str]:
    first = axes[0].fold(*values[: lengths[0]])
    return first, axes[1].fold(*values[lengths[0] :]) if len(axes) > 1 else ONLY
