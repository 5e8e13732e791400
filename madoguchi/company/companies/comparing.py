"""見比べる — what the pages show whoever decides whether two are one company: facts all offices share, no case."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from madoguchi.company.companies import twins
from madoguchi.company.companies.following import following
from madoguchi.company.companies.models import Apart, Company, Merge
from madoguchi.company.companies.twins import Likeness
from madoguchi.foundation.core import prefectures
from madoguchi.foundation.core.paging import Page, neighbours, page_by_key

LABELS = {
    "name": _("企業名"),
    "corporate_number": _("法人番号"),
    "prefecture": _("都道府県"),
    "address": _("所在地"),
    "organisation_id": _("企業の利用者"),
}
SHOWN = ("name", "corporate_number", "prefecture", "address")


class InSight(NamedTuple):
    """件数 — how many rows of an office point at a company, of those in one's sight."""

    label: Any
    office: str
    number: int


class Beside(NamedTuple):
    """見比べる行 — one fact of both."""

    label: Any
    first: str
    second: str

    @property
    def is_different(self) -> bool:
        return self.first != self.second


@dataclass(frozen=True)
class Twins:
    """二社 — why they may be one, and how many cases of each are in sight."""

    likeness: Likeness
    first: Company
    second: Company
    counts: dict[int, list[InSight]]

    @property
    def of_first(self) -> list[InSight]:
        return self.counts.get(self.first.pk, [])

    @property
    def of_second(self) -> list[InSight]:
        return self.counts.get(self.second.pk, [])

    @property
    def facts(self) -> list[Beside]:
        return _beside(vars(self.first), vars(self.second))

    @property
    def staying(self) -> tuple[Company, Company]:
        """残す企業と統合される企業 — the one with a number stays, else with people of its own, else the older."""
        first, second = self.first, self.second
        weights = [(bool(one.corporate_number), bool(one.organisation_id)) for one in (first, second)]
        return (second, first) if weights[1] > weights[0] else (first, second)


def proposed(*, actor: Any, after: str = "") -> tuple[list[Twins], dict[str, str]]:
    """候補の一覧 — one page, the strongest evidence first, and where the pages beside it are."""
    page = twins.proposed(actor=actor, after=after)
    ids = {pk for pair in page.pairs for pk in (pair.first, pair.second)}
    rows, counts = Company.objects.comparable_to(actor).in_bulk(ids), in_sight(ids, actor=actor)
    pairs = [Twins(Likeness(kind), rows[first], rows[second], counts) for kind, first, second in page.pairs]
    return pairs, neighbours(page)


def of_two(first: Company, second: Company, *, actor: Any) -> Twins | None:
    """見比べる二社 — None where nothing about them is alike."""
    likeness = twins.likeness_of(first.pk, second.pk, actor=actor)
    if likeness is None:
        return None
    return Twins(likeness, first, second, in_sight([first.pk, second.pk], actor=actor))


def set_apart_before(first: Company, second: Company) -> Apart | None:
    """前の判断 — that these two are not the same, whether or not one was corrected since."""
    return Apart.objects.filter(first=first, second=second).select_related("set_by").first()


def in_sight(companies: Iterable[int], *, actor: Any) -> dict[int, list[InSight]]:
    """件数 — by company and office."""
    counts: dict[int, list[InSight]] = defaultdict(list)
    for one in following:
        if one.seen_by:
            rows = one.seen_by(actor).filter(**{f"{one.field}__in": list(companies)}).order_by("office__code")
            for company, office, number in rows.values_list(one.field, "office__name").annotate(Count("pk")):
                counts[company].append(InSight(one.label, office, number))
    return counts


def merges(*, actor: Any, after: str = "") -> Page[Merge]:
    """統合の記録 — newest first."""
    rows = Merge.objects.visible_to(actor).select_related("merged_by", "undone_by")
    return page_by_key(rows, keys=("-pk",), after=after)


def aparts(*, actor: Any, after: str = "") -> Page[Apart]:
    """別の企業としたもの — newest first."""
    rows = Apart.objects.visible_to(actor).select_related("first", "second", "set_by")
    return page_by_key(rows, keys=("-pk",), after=after)


def facts_before(merge: Merge) -> list[Beside]:
    """統合前 — of the one that stayed, and of the one that went."""
    return _beside(merge.before, merge.gone_before)


def left_words(merge: Merge) -> list[Any]:
    """戻さなかったもの — what had been changed since, in words."""
    words = LABELS | {one.name: one.label for one in following}
    return [words[name] for name in merge.left if name in words]


def _beside(first: dict[str, Any], second: dict[str, Any]) -> list[Beside]:
    return [Beside(LABELS[name], _written(name, first), _written(name, second)) for name in SHOWN]


def _written(name: str, facts: dict[str, Any]) -> str:
    value = facts[name] or ""
    return prefectures.name(value) if name == "prefecture" else value
