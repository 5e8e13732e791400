"""年次の件数 — counted by the database, never row by row; every figure carries its unit and source."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from madoguchi.desk.consultations.models import Consultation, ConsultationQuerySet
from madoguchi.desk.consultations.taxonomy import VERSIONS, Category, Group
from madoguchi.foundation.core.sme import SME_SIZES, EnterpriseSize

UNIT = "件"
SOURCE = "records"
COLUMNS = ("large", "sme", "other")


@dataclass(frozen=True)
class Cross:
    """区分×規模 — one reporting group: 大企業, 中小企業, 不明・対象外 and their sum (件)."""

    group: Group
    large: int
    sme: int
    other: int

    @property
    def total(self) -> int:
        return self.large + self.sme + self.other


@dataclass(frozen=True)
class Figures:
    """年次実績 — consultations by year (件) and, for `fiscal_year`, by group × size."""

    fiscal_year: int
    by_year: dict[int, int]
    crosses: list[Cross]

    @property
    def total(self) -> int:
        return self.by_year.get(self.fiscal_year, 0)

    @property
    def sums(self) -> dict[str, int]:
        """Each column of the table summed; `total` is the number of consultations of the year."""
        return {name: sum(getattr(cross, name) for cross in self.crosses) for name in (*COLUMNS, "total")}

    def as_json(self) -> dict[str, Any]:
        """Shape of `manage.py figures`: year → {value, unit, source}."""
        return {
            "fiscal_year": self.fiscal_year,
            "consultations": {str(year): _figure(count) for year, count in sorted(self.by_year.items())},
            "categories": {
                cross.group.value: {
                    **_figure(cross.total),
                    "large": cross.large,
                    "sme": cross.sme,
                    "unknown_or_not_applicable": cross.other,
                }
                for cross in self.crosses
            },
        }


def _figure(value: int) -> dict[str, Any]:
    return {"value": value, "unit": UNIT, "source": SOURCE}


def figures(fiscal_year: int, rows: ConsultationQuerySet) -> Figures:
    """The figures of a fiscal year over `rows` (`countable_by` of a reader, or all for the system)."""
    by_year = rows.values_list("fiscal_year").annotate(count=Count("pk")).order_by("fiscal_year")
    return Figures(fiscal_year, dict(by_year), _crosses(rows.filter(fiscal_year=fiscal_year)))


def all_consultations() -> ConsultationQuerySet:
    """For the system's own command, which shows counts only."""
    return Consultation.objects.all()


def countable(*, actor: Any) -> ConsultationQuerySet:
    return Consultation.objects.countable_by(actor)


def _crosses(rows: ConsultationQuerySet) -> list[Cross]:
    cells: dict[Group, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    taxonomies = {taxonomy.version: taxonomy for taxonomy in VERSIONS}
    counted = rows.values_list("taxonomy_version", "category", "size").annotate(count=Count("pk")).order_by()
    for version, category, size, count in counted:
        group = taxonomies[version].group_of(Category(category))
        cells[group][_column(size)] += count
    return [Cross(group, **{name: cells[group][name] for name in COLUMNS}) for group in Group]


def _column(size: str) -> str:
    if size == EnterpriseSize.LARGE:
        return "large"
    return "sme" if size in SME_SIZES else "other"
