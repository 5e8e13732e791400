"""頁の節 — each table with what stands around it: its definition, its chart, and what was corrected."""

from dataclasses import dataclass

from madoguchi.desk.reports import charts
from madoguchi.desk.reports.queries import Figures
from madoguchi.desk.reports.sheets import definition_of
from madoguchi.desk.reports.tables import Difference, Table


@dataclass(frozen=True)
class Section:
    """節 — `differences`: cells that say something else now, closed first."""

    table: Table
    definition: list[tuple[str, str]]
    chart: charts.BarChart | charts.StackedChart | None
    differences: list[Difference]

    @property
    def is_stacked(self) -> bool:
        return isinstance(self.chart, charts.StackedChart)


def sections(figures: Figures) -> list[Section]:
    now = {table.metric.key: found for table, found in figures.since_closing}
    return [
        Section(table, list(definition_of(table)), charts.of(table), now.get(table.metric.key, []))
        for table in figures.tables
    ]
