"""指標 — every table of the year's figures: its unit, its scope and the rule it is counted by, in one place.

A rule that changes gets a new version: what was closed under the old one keeps the old sentence.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.db.models import Count, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from madoguchi.company.companies.queries import IDENTITY_RULE
from madoguchi.desk.reports import axes, counting
from madoguchi.desk.reports.axes import Axis
from madoguchi.desk.reports.counting import ALL, CASES, FIRMS, Scope
from madoguchi.desk.reports.periods import Period
from madoguchi.desk.reports.tables import ONLY, Cells, Definition, Head, Number, Table


class Unit(models.TextChoices):
    CASES = "cases", _("件")
    CONTACTS = "contacts", _("回")
    COMPANIES = "companies", _("社")
    HOURS = "hours", _("時間")


class Chart(models.TextChoices):
    BARS = "bars"
    STACKED = "stacked"


Source = Callable[[Scope, Period], QuerySet[Any]]
Counting = Callable[[QuerySet[Any], tuple[Axis, ...], Period], Cells]

ONCE = _("一つの相談は、主な区分で1件と数えます。受付日が期間に入るものを数えます。")
RECEIVED = _("期間中に受け付けた相談。窓口が受け付けたものと、相談記録簿から移行したもの")
GROUPS_NOTE = _(
    "「知財制度一般」は、不正競争防止法の改正や特許などの制度についての一般的な相談を含みます。契約の相談は"
    "「その他」に、人（転入・退職）の相談は「具体的な管理方法」に数えます。"
)
SIZES_NOTE = _(
    "中小企業は小規模企業者を含みます。規模は中小企業基本法により、受付日の年度かそれより前の資本金と従業員数で"
    "判定します。受付のときに規模がわからなかった相談には、あとで聞いたものも使います。"
)
CONSENT_NOTE = _(
    "「統計への利用」に同意しているかどうかにかかわらず、すべての相談を数えます。"
    "数字に相談者や企業の名前は入りません。"
)
NOTHING = _("この期間に数えるものはありません。")
SPARSE_NOTE = _("0の行は省いています。")
ROUNDING = _(
    "構成比は小数第1位までです。切り捨てたうえで、足りない0.1ポイントを端数の大きい行から順に加え、"
    "合計が必ず100.0％になるようにしています。"
)


@dataclass(frozen=True)
class Metric:
    """指標 — what is counted, along which axes, and in which words that is told."""

    key: str
    title: Promise
    rows: Axis
    columns: Axis | None = None
    unit: Unit = Unit.CASES
    scope: Promise = RECEIVED
    rule: Promise = ONCE
    version: str = "1"
    footnotes: tuple[Promise, ...] = ()
    source: Source = counting.received
    measure: Count = CASES
    count: Counting | None = None
    chart: Chart | None = None
    is_additive: bool = True
    empty: Promise = NOTHING
    extra_rows: dict[str, Promise] = field(default_factory=dict)

    @property
    def axes(self) -> tuple[Axis, ...]:
        return (self.rows, self.columns) if self.columns else (self.rows,)

    @property
    def notes(self) -> tuple[Promise, ...]:
        consent = (CONSENT_NOTE,) if self.scope is RECEIVED else ()
        sparse = (SPARSE_NOTE,) if any(axis.is_sparse for axis in self.axes) else ()
        return (*self.footnotes, *consent, *sparse)

    @property
    def definition(self) -> Definition:
        """In the language of the page; shares are rounded where there are some."""
        rounding = str(ROUNDING) if self.is_additive else ""
        return Definition(self.version, str(self.rule), str(self.scope), tuple(map(str, self.notes)), rounding)

    def table(self, scope: Scope, period: Period) -> Table:
        """集計する — one statement, whatever the number of consultations."""
        rows = self.source(scope, period)
        if self.count:
            return self.filled(self.count(rows, self.axes, period), scope, period)
        return self.filled(counting.tally(rows, self.measure, self.axes, period), scope, period)

    def filled(self, cells: Cells, scope: Scope, period: Period) -> Table:
        counted = {row for row, _column in cells}
        rows = self._heads(self.rows, counted, scope, period)
        rows += [Head(key, str(label)) for key, label in self.extra_rows.items() if key in counted]
        columns = self._column_heads({column for _row, column in cells}, scope, period)
        return Table(self, tuple(rows), tuple(columns), _grid(rows, columns, cells))

    def again(self, data: dict[str, Any]) -> Table:
        """読み戻す — as it was kept; labels in the language of the page, or as they were: names, and what is gone."""
        rows, columns = self._labels(self.rows), self._labels(self.columns)
        return Table(
            self,
            tuple(Head(key, rows.get(key, label)) for key, label in data["rows"]),
            tuple(Head(key, columns.get(key, label)) for key, label in data["columns"]),
            tuple(tuple(row) for row in data["cells"]),
            kept=Definition.kept(data),
        )

    def _heads(self, axis: Axis, counted: set[str], scope: Scope, period: Period) -> list[Head]:
        """Of what does not add up, nothing is not 0: such a row is left out."""
        offices = {str(office): name for office, name in scope.offices.items()} if axis is axes.OFFICE else {}
        known = {**self._labels(axis, period), **offices}
        is_whole = self.is_additive and not axis.is_sparse
        shown = {key: label for key, label in known.items() if is_whole or key in counted}
        return [Head(*pair) for pair in shown.items() if pair[0] not in self.extra_rows]

    def _column_heads(self, counted: set[str], scope: Scope, period: Period) -> list[Head]:
        if self.columns is None:
            return [Head(ONLY, str(self.unit.label))]
        return self._heads(self.columns, counted, scope, period)

    def _labels(self, axis: Axis | None, period: Period | None = None) -> dict[str, str]:
        if axis is None:
            return {ONLY: str(self.unit.label)}
        extra = {key: str(label) for key, label in self.extra_rows.items()} if axis is self.rows else {}
        return {**axis.names(period), **extra}


def _grid(rows: list[Head], columns: list[Head], cells: Cells) -> tuple[tuple[Number, ...], ...]:
    return tuple(tuple(cells.get((row.key, column.key), 0) for column in columns) for row in rows)


METRICS = (
    Metric(
        "groups",
        _("集計区分×企業規模"),
        axes.GROUP,
        axes.SIZE,
        footnotes=(GROUPS_NOTE, SIZES_NOTE),
        chart=Chart.STACKED,
    ),
    Metric("months", _("月×集計区分"), axes.MONTH, axes.GROUP, footnotes=(GROUPS_NOTE,), chart=Chart.STACKED),
    Metric("categories", _("相談区分×企業規模"), axes.CATEGORY, axes.SIZE, footnotes=(SIZES_NOTE,)),
    Metric(
        "mentions",
        _("従たる区分"),
        axes.CATEGORY,
        scope=_("期間中に受け付けた相談に添えられた従たる区分"),
        rule=_(
            "主な区分のほかに話題になった区分を、一つの相談で区分ごとに1件と数えた延べ数です。相談件数とは足せません。"
        ),
        source=counting.mentions,
    ),
    Metric("roles", _("相談者の立場×集計区分"), axes.ROLE, axes.GROUP, footnotes=(GROUPS_NOTE,)),
    Metric("types", _("相談者の類型×集計区分"), axes.TYPE, axes.GROUP, footnotes=(GROUPS_NOTE,)),
    Metric(
        "repeats",
        _("初回・再相談×集計区分"),
        axes.REPEAT,
        axes.GROUP,
        footnotes=(_("再相談は、同じ企業が同じ窓口に前にも相談しているもの、または相談者がそう述べたものです。"),),
    ),
    Metric("channels", _("方法×企業規模"), axes.CHANNEL, axes.SIZE, footnotes=(SIZES_NOTE,), chart=Chart.BARS),
    Metric(
        "prefectures",
        _("都道府県×企業規模"),
        axes.PREFECTURE,
        axes.SIZE,
        footnotes=(_("相談者が述べた所在地。述べていないときは企業の所在地です。"), SIZES_NOTE),
    ),
    Metric("offices", _("窓口×集計区分"), axes.OFFICE, axes.GROUP, footnotes=(_("受け付けた窓口で数えます。"),)),
    Metric(
        "industries",
        _("業種×企業規模"),
        axes.INDUSTRY,
        axes.SIZE,
        footnotes=(
            _("日本標準産業分類（令和5年7月改定）の大分類。個人と匿名の相談は「不明・対象外」です。"),
            SIZES_NOTE,
        ),
    ),
    Metric(
        "companies",
        _("相談企業（相談件数別）"),
        axes.TIMES,
        unit=Unit.COMPANIES,
        scope=_("期間中に受け付けた企業・団体の相談"),
        rule=IDENTITY_RULE,
        version="2",
        source=counting.of_companies,
        count=counting.companies_by_times,
    ),
    Metric(
        "seats",
        _("相談企業（所在地別）"),
        axes.SEAT,
        unit=Unit.COMPANIES,
        scope=_("期間中に受け付けた企業・団体の相談"),
        rule=IDENTITY_RULE,
        version="2",
        footnotes=(_("企業の記録にある所在地です。"),),
        source=counting.of_companies,
        measure=FIRMS,
    ),
    Metric(
        "contacts",
        _("対応（種類別）"),
        axes.KIND,
        unit=Unit.CONTACTS,
        scope=_("期間中に行った対応。いつ受け付けた相談かは問いません"),
        rule=_("電話、訪問などの1回のやりとりを1回と数えます。"),
        footnotes=(_("相談記録簿から移行した相談には対応の記録がないため、含みません。"),),
        source=counting.contacts,
    ),
    Metric(
        "first_answers",
        _("初回回答までの時間×集計区分"),
        axes.BAND,
        axes.GROUP,
        rule=_("受付から初回の回答まで、窓口の開庁時間だけを数えます。土日祝日、年末年始、休業日は含みません。"),
        footnotes=(_("相談記録簿から移行した相談には回答の時刻がないため、「回答の記録なし」です。"),),
        chart=Chart.BARS,
    ),
    Metric(
        "answer_hours",
        _("初回回答までの平均時間"),
        axes.GROUP,
        version="2",
        unit=Unit.HOURS,
        scope=_("期間中に受け付け、回答の時刻が記録された相談"),
        rule=_("受付から初回の回答までの開庁時間の合計を、その件数で割り、小数第1位までにしたものです。"),
        footnotes=(
            _("平均なので、行を足しても全体にはなりません。回答の時刻が一つも記録されていない行は省いています。"),
        ),
        count=counting.mean_hours,
        is_additive=False,
        empty=_("回答の時刻が記録された相談がないため、平均はありません。"),
        extra_rows={ALL: _("全体")},
    ),
    Metric(
        "open",
        _("期末に終了していない相談"),
        axes.GROUP,
        axes.CARRIED,
        scope=_(
            "期間の最後の日までに受け付け、その日の終わりに終了していなかった相談。期間がまだ終わっていないときは現在"
        ),
        rule=_("一つの相談は、主な区分で1件と数えます。あとで再開した相談は、終了していなかったものとして数えます。"),
        source=counting.open_at_end,
    ),
)
BY_KEY = {metric.key: metric for metric in METRICS}
TOTAL = BY_KEY["groups"]
