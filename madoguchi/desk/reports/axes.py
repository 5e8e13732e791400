"""軸 — along what figures are counted: which columns say it, which keys there are, and what they are called."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Choices, F, Func, IntegerField, Value, When
from django.db.models.expressions import Expression
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from madoguchi.desk.consultations.taxonomy import VERSIONS, Category, Group
from madoguchi.desk.consultations.words import Channel, ConsulterRole, EnterpriseType, SupportKind
from madoguchi.desk.reports.periods import MONTHS, Period, month_words
from madoguchi.foundation.core import industries
from madoguchi.foundation.core.language import labels
from madoguchi.foundation.core.prefectures import Prefecture
from madoguchi.foundation.core.sme import SME_SIZES, EnterpriseSize

UNKNOWN = "unknown"
HOUR = 60
Columns = tuple[str | Expression, ...]


@dataclass(frozen=True)
class Axis:
    """軸 — `fold` makes one key of what the columns hold; `labels` has every key in its order.

    A sparse axis leaves out the keys that nothing was counted under. `free_labels`: of days chosen freely, where they
    have keys of their own.
    """

    key: str
    heading: Promise
    columns: Callable[[Period], Columns]
    fold: Callable[..., str]
    labels: Callable[[], dict[str, str]]
    is_sparse: bool = False
    free_labels: Callable[[Period], dict[str, str]] | None = None

    def names(self, period: Period | None) -> dict[str, str]:
        """Keys and labels of a period; None: of the parts of a fiscal year."""
        return self.free_labels(period) if self.free_labels and period and not period.part else self.labels()


class MonthInTokyo(Func):
    """月 — told by the database itself; there has been no summer time in Japan since it has kept records."""

    output_field = IntegerField()
    on_sqlite = "CAST(strftime('%%%%m', %(expressions)s, '+9 hours') AS integer)"
    on_postgresql = "EXTRACT(MONTH FROM %(expressions)s AT TIME ZONE 'Asia/Tokyo')::integer"

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, template=self.on_sqlite, **extra)

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, template=self.on_postgresql, **extra)


class YearAndMonthInTokyo(MonthInTokyo):
    """年と月 — as 202504."""

    on_sqlite = MonthInTokyo.on_sqlite.replace("%%%%m", "%%%%Y%%%%m")
    on_postgresql = f"(100 * {MonthInTokyo.on_postgresql.replace('MONTH', 'YEAR')} + {MonthInTokyo.on_postgresql})"


_GROUPS = {(one.version, category.value): one.group_of(category).value for one in VERSIONS for category in Category}
_SIZES = {size.value: "sme" if size in SME_SIZES else "other" for size in EnterpriseSize} | {"LARGE": "large"}
BANDS = {"1h": HOUR, "4h": 4 * HOUR, "8h": 8 * HOUR, "24h": 24 * HOUR}  # opening hours, each up to and including


def _stored(*columns: str) -> Callable[[Period], Columns]:
    return lambda period: columns


def _chosen(key: str, heading: Promise, kind: type[Choices]) -> Axis:
    """A column whose values are the keys."""
    return Axis(key, heading, _stored(key), _known, lambda: labels(kind))


def _known(value: Any) -> str:
    return str(value) if value else UNKNOWN


def _size_labels() -> dict[str, str]:
    return {"large": _("大企業"), "sme": _("中小企業"), "other": _("不明・対象外")}


def _prefecture_labels() -> dict[str, str]:
    return {**labels(Prefecture), UNKNOWN: _("不明")}


def _industry_labels() -> dict[str, str]:
    sections = (code for code in industries.INDUSTRIES if len(code) == 1)
    return {**{code: industries.name(code) for code in sections}, UNKNOWN: _("不明・対象外")}


def _band_labels() -> dict[str, str]:
    return {
        "1h": _("1時間以内"),
        "4h": _("4時間以内"),
        "8h": _("8時間以内"),
        "24h": _("24時間以内"),
        "longer": _("24時間を超える"),
        UNKNOWN: _("回答の記録なし"),
    }


def _band(period: Period) -> Columns:
    within = [When(answer_minutes__lte=most, then=Value(key)) for key, most in BANDS.items()]
    return (Case(When(answer_minutes=None, then=Value(UNKNOWN)), *within, default=Value("longer")),)


def _months(period: Period) -> Columns:
    return (MonthInTokyo(F("received_at")) if period.part else YearAndMonthInTokyo(F("received_at")),)


def _month_labels(period: Period) -> dict[str, str]:
    told = {f"{year}{month:02}": {"year": year, "month": month_words(month)} for year, month in period.calendar_months}
    return {key: _("%(year)d年%(month)s") % words for key, words in told.items()}


def _carried(period: Period) -> Columns:
    return (Case(When(received_at__gte=period.start, then=Value("new")), default=Value("carried")),)


GROUP = Axis(
    "group",
    gettext_lazy("集計区分"),
    _stored("taxonomy_version", "category"),
    lambda version, category: _GROUPS[version, category],
    lambda: labels(Group),
)
CATEGORY = _chosen("category", gettext_lazy("相談区分"), Category)
SIZE = Axis("size", gettext_lazy("企業規模"), _stored("size"), _SIZES.__getitem__, _size_labels)
ROLE = _chosen("consulter_role", gettext_lazy("相談者の立場"), ConsulterRole)
TYPE = _chosen("enterprise_type", gettext_lazy("相談者の類型"), EnterpriseType)
CHANNEL = _chosen("channel", gettext_lazy("方法"), Channel)
KIND = _chosen("kind", gettext_lazy("対応の種類"), SupportKind)
MONTH = Axis(
    "month",
    gettext_lazy("月"),
    _months,
    str,
    lambda: {str(month): month_words(month) for month in MONTHS},
    free_labels=_month_labels,
)
PREFECTURE = Axis(
    "prefecture", gettext_lazy("都道府県"), _stored("prefecture"), _known, _prefecture_labels, is_sparse=True
)
SEAT = Axis(
    "company__prefecture",
    gettext_lazy("所在地"),
    _stored("company__prefecture"),
    _known,
    _prefecture_labels,
    is_sparse=True,
)
INDUSTRY = Axis("industry", gettext_lazy("業種"), _stored("industry"), _known, _industry_labels, is_sparse=True)
REPEAT = Axis(
    "is_repeat",
    gettext_lazy("初回・再相談"),
    _stored("is_repeat"),
    lambda is_repeat: "repeat" if is_repeat else "first",
    lambda: {"first": _("初回"), "repeat": _("再相談")},
)
OFFICE = Axis("office", gettext_lazy("窓口"), _stored("office"), str, dict, is_sparse=True)
BAND = Axis("band", gettext_lazy("初回回答まで"), _band, str, _band_labels)
CARRIED = Axis(
    "carried",
    gettext_lazy("受付"),
    _carried,
    str,
    lambda: {"carried": _("期間より前に受付"), "new": _("期間中に受付")},
)
TIMES = Axis(
    "times",
    gettext_lazy("1社の相談件数"),
    _stored(),
    str,
    lambda: {"1": _("1件"), "2": _("2件"), "3": _("3～5件"), "6": _("6件以上")},
)
