"""図 — bars and stacked bars in the rows of their own table, lines with their table beside; drawn without a script."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext as _

from madoguchi.desk.reports.metrics import Chart
from madoguchi.desk.reports.models import PublishedUnit
from madoguchi.desk.reports.queries import PUBLISHED, YearFigure
from madoguchi.desk.reports.tables import Number, Table
from madoguchi.foundation.core.templatetags.japanese import aside
from madoguchi.foundation.core.templatetags.japanese import fiscal_year as year_words

WIDTH, HEIGHT = 640, 240  # of a line chart, in its own units
MOST_TICKS = 14
LEFT, RIGHT, TOP, BOTTOM = 24, 24, 28, 32


@dataclass(frozen=True)
class Bar:
    label: str
    value: Number
    percent: float


@dataclass(frozen=True)
class BarChart:
    """棒 — longest bar 100 %."""

    caption: str
    label_heading: str
    unit: str
    rows: list[Bar]


@dataclass(frozen=True)
class Piece:
    """一区切り — of a stacked bar; `pattern` tells it from its neighbours without colour."""

    start: float
    percent: float
    pattern: int


@dataclass(frozen=True)
class Stack:
    label: str
    value: Number
    pieces: list[Piece]


@dataclass(frozen=True)
class StackedChart:
    """積み上げ棒 — longest bar 100 %; `legend` names the patterns."""

    key: str
    caption: str
    label_heading: str
    unit: str
    legend: list[tuple[int, str]]
    rows: list[Stack]


@dataclass(frozen=True)
class Point:
    x: int
    y: int
    value: Number
    is_published: bool


@dataclass(frozen=True)
class Series:
    """系列 — years that may be compared with each other; a year that is missing breaks the line."""

    name: str
    pattern: int
    points: list[Point]
    lines: list[str]


@dataclass(frozen=True)
class LineChart:
    """折れ線 — of one unit; numbers of different scope are lines of their own."""

    key: str
    caption: str
    description: str
    series: list[Series]
    years: list[tuple[int, str]]


def of(table: Table) -> BarChart | StackedChart | None:
    """The chart that the metric asks for, if there is something to draw."""
    if not table.total or table.metric.chart is None:
        return None
    return _stacked(table) if table.metric.chart is Chart.STACKED else _bars(table)


def _bars(table: Table) -> BarChart:
    longest = max(table.row_sums)
    rows = [Bar(line.head.label, line.sum, _percent(line.sum, longest)) for line in table.lines]
    return BarChart(str(table.metric.title), str(table.metric.rows.heading), str(table.metric.unit.label), rows)


def _stacked(table: Table) -> StackedChart:
    longest = max(table.row_sums)
    rows = [Stack(line.head.label, line.sum, _pieces(line.cells, longest)) for line in table.lines]
    legend = [(pattern, column.label) for pattern, column in enumerate(table.columns)]
    heading, unit = str(table.metric.rows.heading), str(table.metric.unit.label)
    return StackedChart(table.metric.key, str(table.metric.title), heading, unit, legend, rows)


def _pieces(cells: Iterable[Number], longest: Number) -> list[Piece]:
    pieces, start = [], 0.0
    for pattern, value in enumerate(cells):
        percent = 100 * value / longest
        if value:
            pieces.append(Piece(round(start, 2), round(percent, 2), pattern))
        start += percent
    return pieces


def _percent(value: Number, longest: Number) -> float:
    return round(100 * value / longest, 1)


def by_year(beside: list[YearFigure]) -> list[LineChart]:
    """年度の推移 — one chart a unit, as numbers of different units have no common height."""
    ordered = sorted(beside, key=lambda one: (one.unit != "cases", one.unit, one.year))
    by_unit = groupby(ordered, key=lambda one: one.unit)
    charts = [_lines(unit, list(figures)) for unit, figures in by_unit]
    return [chart for chart in charts if len(chart.years) > 1]


def _lines(unit: str, figures: list[YearFigure]) -> LineChart:
    years = range(min(one.year for one in figures), max(one.year for one in figures) + 1)
    highest = max(one.value for one in figures) or 1
    kinds = dict.fromkeys(_kind(one) for one in figures)
    told = [[one for one in figures if _kind(one) == kind] for kind in kinds]
    series = [_series(pattern, alike, years, highest) for pattern, alike in enumerate(told)]
    words = {"unit": PublishedUnit(unit).label}
    ticks = [(_x(year, years), str(year)) for year in years[:: 1 + len(years) // MOST_TICKS]]
    described = " ".join(_described(alike) for alike in told)
    return LineChart(unit, _("年度の推移（%(unit)s）") % words, described, series, ticks)


def _kind(one: YearFigure) -> tuple[bool, str]:
    """Years of one kind may be compared: our own with what was counted like them, else by what was counted."""
    return one.is_same, "" if one.is_same else one.scope


def _series_name(one: YearFigure) -> str:
    return _("この窓口の相談件数") if one.is_same else one.scope + aside(_("公表値"))


def _described(alike: list[YearFigure]) -> str:
    """For those who hear the chart: a sentence a line."""
    values = [f"{year_words(one.year)} {one.value:,}" for one in alike]
    return _("%(name)s：%(values)s。") % {"name": _series_name(alike[0]), "values": _("、").join(values)}


def _series(pattern: int, alike: list[YearFigure], years: range, highest: int) -> Series:
    points = {one.year: _point(one, years, highest) for one in alike}
    runs = groupby(enumerate(points), key=lambda pair: pair[1] - pair[0])
    lines = [" ".join(f"{points[year].x},{points[year].y}" for _place, year in run) for _gap, run in runs]
    return Series(_series_name(alike[0]), pattern, list(points.values()), lines)


def _point(one: YearFigure, years: range, highest: int) -> Point:
    y = HEIGHT - BOTTOM - round((HEIGHT - TOP - BOTTOM) * one.value / highest)
    return Point(_x(one.year, years), y, one.value, one.kind == PUBLISHED)


def _x(year: int, years: range) -> int:
    return LEFT + 16 + round((WIDTH - LEFT - RIGHT - 32) * (year - years[0]) / max(len(years) - 1, 1))
