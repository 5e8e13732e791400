"""書き出し — the tables of a page as lines of CSV or sheets of one book, each with its definition above it."""

from collections.abc import Iterator
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from madoguchi.desk.reports.models import PublishedUnit
from madoguchi.desk.reports.queries import CLOSED, RECORDS, Corrected, Figures, YearFigure
from madoguchi.desk.reports.tables import Difference, Line, Table
from madoguchi.foundation.core.templatetags.japanese import day as day_words
from madoguchi.foundation.core.templatetags.japanese import fiscal_year as year_words
from madoguchi.foundation.papers.sheets import Sheet

Lines = list[list[Any]]


def internal() -> str:
    return _("内部用・公表不可")


def origin(figures: Figures) -> str:
    """数字の出どころ"""
    if figures.closing:
        return _("%(day)sに締めた数") % {"day": day_words(figures.closing.closed_at)}
    if figures.is_closed_otherwise:
        return _("いまの記録から数えたもので、締めた数ではありません")
    return _("いまの記録から数えたもの（まだ締めていません）")


def kind_words(one: YearFigure) -> str:
    if one.kind == RECORDS and not one.period.is_over(timezone.now()):
        return _("記録（まだ途中）")
    return {RECORDS: _("記録"), CLOSED: _("締めた数")}.get(one.kind, _("公表値"))


def book(figures: Figures) -> list[Sheet]:
    """一冊 — a sheet for each table, then the other years, then what was corrected."""
    tables = [(str(table.metric.title), lines_of(table, figures)) for table in figures.tables]
    rest = [(_("年度の推移"), years_of(figures)), *_correction_sheets(figures)]
    return [Sheet(f"{number} {name}", lines) for number, (name, lines) in enumerate([*tables, *rest], start=1)]


def lines_of(table: Table, figures: Figures) -> Lines:
    """一つの表"""
    metric = table.metric
    return [
        *_head(f"{metric.title}（{metric.unit.label}）", figures),
        *([word, text] for word, text in definition_of(table)),
        [],
        [str(metric.rows.heading), *(column.label for column in table.columns), *_sum_headings(table)],
        *([[table.remark]] if table.remark else []),
        *([line.head.label, *line.cells, *_sums(table, line)] for line in table.lines),
        *([_foot(table)] if metric.is_additive else []),
    ]


def definition_of(table: Table) -> Iterator[tuple[str, str]]:
    """定義 — name and text, as page and files tell it."""
    told = table.definition
    yield _("単位"), str(table.metric.unit.label)
    yield _("範囲"), told.scope
    yield _("数え方（第%(version)s版）") % {"version": told.version}, told.rule
    for note in filter(None, (*told.notes, told.rounding)):
        yield _("注"), note


def years_of(figures: Figures) -> Lines:
    headings = [_("年度"), _("数"), _("単位"), _("範囲"), _("種類"), _("出典")]
    return [*_head(_("年度の推移"), figures), [], headings, *year_lines(figures)]


def year_lines(figures: Figures) -> Lines:
    return [_year(one) for one in figures.beside]


def _year(one: YearFigure) -> list[Any]:
    unit = str(PublishedUnit(one.unit).label)
    return [str(one.period), one.value, unit, one.scope, kind_words(one), one.source]


def _head(title: str, figures: Figures) -> Lines:
    return [
        [internal()],
        [title],
        [_("期間"), str(figures.period)],
        [_("窓口"), figures.scope.name],
        [_("数字"), origin(figures)],
    ]


def _sum_headings(table: Table) -> list[str]:
    if not table.metric.is_additive:
        return []
    return [*([_("計")] if table.has_sum_column else []), _("構成比（％）")]


def _sums(table: Table, line: Line) -> list[Any]:
    if not table.metric.is_additive:
        return []
    return [*([line.sum] if table.has_sum_column else []), line.share]


def _foot(table: Table) -> list[Any]:
    whole = 100.0 if table.total else 0.0
    return [_("計"), *table.column_sums, *([table.total] if table.has_sum_column else []), whole]


def _correction_sheets(figures: Figures) -> list[tuple[str, Lines]]:
    told = [(_("訂正%(number)s") % {"number": one.row.number}, correction_lines(one)) for one in figures.corrections]
    if not figures.uncorrected:
        return told
    headings = [_("表"), _("単位"), _("行"), _("列"), _("最後に示した数"), _("いまの記録")]
    open_ones = [*_head(_("まだ訂正していない違い"), figures), [], headings, *_changed(figures.uncorrected)]
    return [*told, (_("まだ訂正していない違い"), open_ones)]


def correction_lines(one: Corrected) -> Lines:
    """訂正表"""
    row = one.row
    return [
        [internal()],
        [_("訂正%(number)s") % {"number": row.number}, year_words(row.closing.fiscal_year)],
        [_("窓口"), one.offices],
        [_("締めた日"), day_words(row.closing.closed_at)],
        [_("訂正した日"), day_words(row.corrected_at)],
        [_("訂正した人"), row.corrected_by.name],
        [_("理由"), row.reason],
        [],
        [_("表"), _("単位"), _("行"), _("列"), _("訂正前"), _("訂正後")],
        *_changed(one.changes),
    ]


def _changed(changes: list[tuple[Table, list[Difference]]]) -> Iterator[list[Any]]:
    for table, found in changes:
        for one in found:
            yield [str(table.metric.title), str(table.metric.unit.label), *one]
