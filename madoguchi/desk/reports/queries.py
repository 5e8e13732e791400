"""年次実績 — figures as a page, a file or the command asks for them; counted by the database, never row by row."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from madoguchi.desk.consultations.models import Consultation
from madoguchi.desk.logbooks.models import Logbook
from madoguchi.desk.reports.axes import MonthInTokyo
from madoguchi.desk.reports.counting import Scope, received
from madoguchi.desk.reports.metrics import BY_KEY, METRICS, TOTAL
from madoguchi.desk.reports.models import (
    ClosedOffice,
    ClosedYear,
    ClosedYearQuerySet,
    Correction,
    PublishedFigure,
    counted_by,
    managed_by,
)
from madoguchi.desk.reports.periods import BESIDE, Period, part_of, year_of
from madoguchi.desk.reports.tables import Difference, Table, differences, mark_of
from madoguchi.foundation.accounts.models import Organisation
from madoguchi.foundation.core.planning import planned_by_what_is_asked

RECORDS, CLOSED, PUBLISHED = "records", "closed", "published"
ARRIVING = _(
    "この窓口の記録簿の取り込みか、その取り消しが終わっていません。数はまだ変わることがあります。"
    "締めと訂正は、「記録簿の取り込み」で終わったことを確かめてからにしてください。"
)


class YearFigure(NamedTuple):
    """一年の数 — with what a reader must know before putting it beside another: unit, scope and where it is from."""

    year: int
    period: Period
    value: int
    unit: str
    scope: str
    kind: str
    source: str = ""
    is_same: bool = True


@dataclass(frozen=True)
class Corrected:
    """訂正 — of one closing, with the cells it changed, table by table."""

    row: Correction
    changes: list[tuple[Table, list[Difference]]]
    offices: str


@dataclass(frozen=True)
class Figures:
    """年次実績 — the tables of a period for one scope; of a closed year the closed ones, `live` beside them."""

    period: Period
    scope: Scope
    live: list[Table]
    beside: list[YearFigure]
    closing: ClosedYear | None = None

    @cached_property
    def tables(self) -> list[Table]:
        """締めた表 where the year is closed, else what is counted now."""
        return frozen(self.closing) if self.closing else self.live

    @cached_property
    def corrections(self) -> list[Corrected]:
        return corrections(self.closing, self.scope.name) if self.closing else []

    @cached_property
    def since_closing(self) -> list[tuple[Table, list[Difference]]]:
        """締めたあとの差 — between what was closed and the records now."""
        return changes(self.tables, self.live) if self.closing else []

    @cached_property
    def told(self) -> list[Table]:
        """最後に示した数 — of the closing, with its corrections."""
        return last_told(self.closing)

    @cached_property
    def uncorrected(self) -> list[tuple[Table, list[Difference]]]:
        """まだ訂正していない差 — between what was told last and the records now."""
        return changes(self.told, self.live) if self.closing else []

    @property
    def mark(self) -> str:
        """印 — of what closes or corrects these figures."""
        return mark_of([*self.told, *self.live])

    @cached_property
    def why_not_now(self) -> str:
        return why_not_now(self.scope)

    @cached_property
    def is_closed_otherwise(self) -> bool:
        """別に締めたか — another part of these years, or other offices together with some of these."""
        years = {"closing__fiscal_year__range": self.period.fiscal_years}
        return ClosedOffice.objects.filter(office__in=self.scope.offices, **years).exists()

    def table(self, key: str) -> Table:
        return next(table for table in self.tables if table.metric.key == key)

    @property
    def total(self) -> int:
        return int(self.table(TOTAL.key).total)


def scope_of(actor: Any, offices: Iterable[int] = ()) -> Scope:
    """集計する範囲 — of these offices those that the actor may count; none named: all of them."""
    everything = counted_by(actor)
    ids = everything & frozenset(offices) if offices else everything
    rows = Consultation.objects.countable_by(actor)
    return _scope(ids, rows if ids == everything else rows.filter(office__in=ids))


def whole_scope(codes: Iterable[str] = ()) -> Scope:
    """For the system's own command, which shows counts only: these offices, else all."""
    offices = Organisation.objects.offices()
    ids = (offices.filter(code__in=codes) if codes else offices).values_list("pk", flat=True)
    return _scope(frozenset(ids), Consultation.objects.filter(office__in=list(ids)))


def offices_managed_by(actor: Any) -> list[Organisation]:
    """自分の窓口 — whose figures one answers for."""
    return list(Organisation.objects.filter(pk__in=managed_by(actor)).order_by("code", "pk"))


def offices_of(actor: Any) -> list[tuple[int, str]]:
    """集計できる窓口 — to choose from."""
    return list(_scope(counted_by(actor), Consultation.objects.none()).offices.items())


def years_of(actor: Any) -> list[int]:
    """年度 — to choose from: with records, with a closing or with a published figure."""
    recorded = Consultation.objects.countable_by(actor).order_by().values_list("fiscal_year").distinct()
    kept = [kind.objects.visible_to(actor).values_list("fiscal_year") for kind in (ClosedYear, PublishedFigure)]
    with planned_by_what_is_asked():
        return [year for (year,) in recorded.union(*kept)]


def why_not_now(scope: Scope) -> str:
    """いま締められない理由 — a logbook of these offices that is half taken in, or half taken back; "" if none is."""
    is_arriving = Logbook.objects.busy().filter(office__in=scope.offices).exists()
    return str(ARRIVING) if is_arriving else ""


def _scope(ids: frozenset[int], rows: Any) -> Scope:
    named = Organisation.objects.filter(pk__in=ids).order_by("code", "pk").values_list("pk", "name")
    return Scope(dict(named), rows)


def figures(period: Period, scope: Scope) -> Figures:
    """年次実績 — a statement for each table, whatever the number of consultations."""
    with planned_by_what_is_asked():
        others = beside(period, scope)
    return Figures(period, scope, counted(period, scope), others, _closing(period, scope))


def counted(period: Period, scope: Scope) -> list[Table]:
    """いまの記録から"""
    with planned_by_what_is_asked():
        return [metric.table(scope, period) for metric in METRICS]


def _closing(period: Period, scope: Scope) -> ClosedYear | None:
    if not period.is_whole_year:
        return None
    return _closings(scope).filter(fiscal_year=period.fiscal_year).select_related("closed_by").first()


def _closings(scope: Scope) -> ClosedYearQuerySet:
    """締め — of exactly the offices of a scope, which whoever holds it may count."""
    return ClosedYear.objects.filter(scope=scope.key)


def frozen(closing: ClosedYear) -> list[Table]:
    kept = {row.key: row.data for row in closing.tables.all()}
    return [metric.again(kept[metric.key]) for metric in METRICS if metric.key in kept]


def corrections(closing: ClosedYear, offices: str) -> list[Corrected]:
    rows = closing.corrections.select_related("corrected_by").order_by("number")
    return [Corrected(row, _changes_of(row), offices) for row in rows]


def corrected(row: Correction) -> Corrected:
    """一つの訂正 — with the offices of its closing."""
    scope = _scope(offices_closed(row.closing), Consultation.objects.none())
    return Corrected(row, _changes_of(row), scope.name)


def offices_closed(closing: ClosedYear) -> frozenset[int]:
    return frozenset(closing.offices.values_list("office", flat=True))


def _changes_of(row: Correction) -> list[tuple[Table, list[Difference]]]:
    told = [(metric, row.data[metric.key]) for metric in METRICS if metric.key in row.data]  # JSONB has its own order
    pairs = [(metric.again(one["before"]), metric.again(one["after"])) for metric, one in told]
    return [(before, differences(before, after)) for before, after in pairs]


def last_told(closing: ClosedYear | None) -> list[Table]:
    """最後に示した数 — the closed tables, with what the corrections said since."""
    if closing is None:
        return []
    told = {table.metric.key: table for table in frozen(closing)}
    for row in closing.corrections.order_by("number"):
        told |= {key: BY_KEY[key].again(data["after"]) for key, data in row.data.items() if key in BY_KEY}
    return list(told.values())


def changes(before: list[Table], after: list[Table]) -> list[tuple[Table, list[Difference]]]:
    """差 — of the tables that say something else now."""
    now = {table.metric.key: table for table in after}
    pairs = [(table, differences(table, now[table.metric.key])) for table in before]
    return [(table, found) for table, found in pairs if found]


# Other years beside


def beside(period: Period, scope: Scope) -> list[YearFigure]:
    """ほかの年 — the same part of every year there is; of days chosen freely, of the years before.

    What is longer than a year would count a day in two of them, and stands alone.
    """
    if not period.part:
        earlier = 0 if period.is_longer_than_a_year else BESIDE
        periods = [period.before(years) for years in range(earlier, -1, -1)]
        return [_live(one, received(scope, one).count(), scope) for one in periods]
    counts = _by_year(period, scope)
    if not period.is_whole_year:
        return [_live(part_of(year, period.part), count, scope) for year, count in counts.items()]
    closed = {row.fiscal_year: row for row in _closings(scope)}
    own = [
        _live(year_of(year), count, scope)._replace(**_as_closed(closed.get(year), count))
        for year, count in sorted({**dict.fromkeys(closed, 0), **counts}.items())
    ]
    return sorted([*own, *_published(scope, {one.year for one in own})], key=lambda one: (one.year, one.kind))


def _by_year(period: Period, scope: Scope) -> dict[int, int]:
    rows = scope.rows
    if not period.is_whole_year:
        rows = rows.alias(month=MonthInTokyo("received_at")).filter(month__in=period.months)
    return dict(rows.values_list("fiscal_year").annotate(count=Count("pk")).order_by("fiscal_year"))


def _live(period: Period, count: int, scope: Scope) -> YearFigure:
    return YearFigure(period.fiscal_year, period, count, "cases", scope.name, RECORDS)


def _as_closed(closing: ClosedYear | None, count: int) -> dict[str, Any]:
    return {"value": closing.total, "kind": CLOSED} if closing else {"value": count}


def _published(scope: Scope, recorded: set[int]) -> list[YearFigure]:
    """公表値 — of one office, as nobody may add up what was published about several; never beside records in 件."""
    if len(scope.offices) != 1:
        return []
    rows = PublishedFigure.objects.filter(office__in=scope.offices).order_by("fiscal_year", "unit", "scope")
    return [
        YearFigure(
            row.fiscal_year,
            year_of(row.fiscal_year),
            row.value,
            row.unit,
            row.scope,
            PUBLISHED,
            row.source,
            row.is_same,
        )
        for row in rows
        if not (row.is_same and row.fiscal_year in recorded)
    ]


def published_of(actor: Any) -> list[PublishedFigure]:
    """公表値の一覧"""
    rows = PublishedFigure.objects.visible_to(actor).select_related("office", "entered_by")
    return list(rows.order_by("-fiscal_year", "office__code", "unit", "pk"))


def has_records(office: Organisation, year: int) -> bool:
    period = year_of(year)
    return office.consultations.filter(received_at__gte=period.start, received_at__lt=period.end).exists()
