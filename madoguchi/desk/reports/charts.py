"""図 — bars in the rows of their own table: longest bar 100 %."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from madoguchi.desk.reports.queries import Figures
from madoguchi.foundation.core.templatetags.japanese import fiscal_year as year_words


@dataclass(frozen=True)
class Bar:
    label: str
    value: int
    percent: float


@dataclass(frozen=True)
class Chart:
    caption: str
    label_heading: str
    unit: str
    rows: list[Bar]


def by_year(figures: Figures) -> Chart:
    rows = [(year_words(year), count) for year, count in figures.by_year.items()]
    return Chart(_("年度別の相談件数"), _("年度"), _("件"), _bars(rows))


def by_group(figures: Figures) -> Chart:
    rows = [(str(cross.group.label), cross.total) for cross in figures.crosses]
    return Chart(_("集計区分別の相談件数"), _("集計区分"), _("件"), _bars(rows))


def _bars(rows: list[tuple[str, int]]) -> list[Bar]:
    longest = max((count for _label, count in rows), default=0) or 1
    return [Bar(label, count, round(100 * count / longest, 1)) for label, count in rows]
