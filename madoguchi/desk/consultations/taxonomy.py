"""相談区分 — the versioned taxonomy: operational categories and the reporting groups they count under.

Source: the desk's statistics of FY2017 (reporting groups) and the proposed categories of our domain notes 6.1.
"""

from dataclasses import dataclass
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _


class Category(models.TextChoices):
    MGT = "MGT", _("営業秘密管理（管理方法・体制・規程）")
    STR = "STR", _("知財戦略（権利化・秘匿化、オープン・クローズ）")
    LEAK = "LEAK", _("営業秘密の流出・漏えい（被害相談）")
    SYS = "SYS", _("知財制度一般（法改正・特許等の制度）")
    SEC = "SEC", _("情報セキュリティ")
    CON = "CON", _("契約（NDA・共同研究・委託）")
    PPL = "PPL", _("人（転入・退職・競業避止）")
    INB = "INB", _("他社秘密の混入・警告を受けた")
    TXN = "TXN", _("取引上の強要（優越的地位）")
    LAW = "LAW", _("一般法律")
    OTH = "OTH", _("その他")


class Group(models.TextChoices):
    """集計区分 — what the year's statistics count by."""

    MANAGEMENT = "management", _("具体的な管理方法")
    STRATEGY = "strategy", _("知財戦略")
    LEAK = "leak", _("流出・漏えい")
    SYSTEM = "system", _("知財制度一般")
    OTHER = "other", _("その他")


@dataclass(frozen=True)
class Taxonomy:
    """One version: from which day, and which category counts under which group."""

    version: str
    since: date
    groups: dict[Category, Group]

    def group_of(self, category: str) -> Group:
        return self.groups.get(Category(category), Group.OTHER)


VERSIONS = (
    Taxonomy(
        version="1",
        since=date(2015, 2, 2),
        groups={
            Category.MGT: Group.MANAGEMENT,
            Category.PPL: Group.MANAGEMENT,
            Category.STR: Group.STRATEGY,
            Category.LEAK: Group.LEAK,
            Category.SYS: Group.SYSTEM,
        },
    ),
)

RESTRICTION_PROPOSED = frozenset({Category.LEAK, Category.PPL, Category.INB})


def on(day: date) -> Taxonomy:
    """The version in force that day; days before the first count by the first."""
    return max((v for v in VERSIONS if v.since <= day), key=lambda v: v.since, default=VERSIONS[0])
