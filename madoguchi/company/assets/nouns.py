"""整えるもの — places, departments and counterparties, what stands at each, and what a merge would move."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from heapq import nlargest
from typing import Any

from django.db.models import Count, F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy

from madoguchi.company.agreements.models import NAME_LENGTH as PARTNER_LENGTH
from madoguchi.company.agreements.models import Agreement, Counterparty, Named
from madoguchi.company.agreements.queries import Told, history
from madoguchi.company.assets.contamination import BOTH
from madoguchi.company.assets.models import (
    NAME_LENGTH,
    Asset,
    AssetPlace,
    Department,
    Disclosure,
    NameChange,
    Place,
)
from madoguchi.company.assets.words import Sort
from madoguchi.foundation.accounts.models import Organisation
from madoguchi.foundation.core.folding import fold, fold_company
from madoguchi.foundation.core.paging import Page, page_by_key

LONGEST = 100
PAGE = 30
MOST_OTHERS = 50
WORDS = {one.value: one.label for one in Sort} | {
    "rename": gettext_lazy("名前を変えた"),
    "drop": gettext_lazy("消した"),
    "forget": gettext_lazy("別の呼び名を外した"),
}
LISTED, RETIRED = Q(retired_at=None), Q(retired_at__isnull=False)


@dataclass(frozen=True)
class Noun:
    """整えるもの — the model, how two of its names meet, how long one may be, and what points at it."""

    model: type[Any]
    fold: Callable[[str], str]
    length: int
    ways: tuple[tuple[str, Any, str, Q], ...]


NOUNS = {
    Sort.PLACE: Noun(
        Place,
        fold,
        NAME_LENGTH,
        (
            ("item_count", AssetPlace, "place", Q(asset__retired_at=None)),
            ("retired_count", AssetPlace, "place", Q(asset__retired_at__isnull=False)),
        ),
    ),
    Sort.DEPARTMENT: Noun(
        Department,
        fold,
        NAME_LENGTH,
        (("item_count", Asset, "department", LISTED), ("retired_count", Asset, "department", RETIRED)),
    ),
    Sort.PARTNER: Noun(
        Counterparty,
        fold_company,
        PARTNER_LENGTH,
        (
            ("item_count", Asset, "agreement__counterparty", LISTED),
            ("retired_count", Asset, "agreement__counterparty", RETIRED),
            ("agreement_count", Agreement, "counterparty", Q()),
            ("disclosure_count", Disclosure, "counterparty", Q()),
        ),
    ),
}


@dataclass(frozen=True)
class Counts:
    """立っているもの — items of the register and those taken off it, agreements, handings out."""

    item_count: int = 0
    retired_count: int = 0
    agreement_count: int = 0
    disclosure_count: int = 0

    @property
    def is_used(self) -> bool:
        return any(vars(self).values())


@dataclass(frozen=True)
class Shown:
    """一つの見え方 — what it is called, what stands there, and the names of those that were merged into it."""

    row: Any
    counts: Counts
    also: list[Any]


@dataclass(frozen=True)
class Moves:
    """まとめると変わること — what moves, whether own and entrusted come to lie together, what gets covered."""

    counts: Counts
    is_mixing: bool
    covered_count: int


def names(room: Organisation, sort: Sort, *, actor: Any) -> Any:
    """呼び名 — of a company, those that were merged too."""
    return NOUNS[sort].model.objects.visible_to(actor).filter(organisation=room)


def listed(room: Organisation, sort: Sort, *, actor: Any, q: str = "", after: str = "") -> Page[Any]:
    """一覧 — those in use, alike ones beside each other; one page."""
    rows = names(room, sort, actor=actor).standing()
    if term := NOUNS[sort].fold(q[:LONGEST]):
        rows = rows.filter(folded__contains=term)
    return page_by_key(rows, keys=("folded", "pk"), after=after, size=PAGE)


def shown(rows: list[Any], sort: Sort, *, actor: Any) -> list[Shown]:
    pks = [row.pk for row in rows]
    counts = counted(sort, pks)
    also: dict[int, list[Any]] = {pk: [] for pk in pks}
    merged = NOUNS[sort].model.objects.visible_to(actor).filter(merged_into__in=pks)
    for one in merged.order_by("folded", "pk"):
        also[one.merged_into_id].append(one)
    return [Shown(row, counts[row.pk], also[row.pk]) for row in rows]


def counted(sort: Sort, pks: list[int]) -> dict[int, Counts]:
    """何がいくつ — for each; one statement for each way something points there."""
    found = {pk: Counts() for pk in pks}
    for name, model, way, which in NOUNS[sort].ways:
        rows = model.objects.filter(which, **{f"{way}__in": pks}).order_by()
        for pk, count in rows.values_list(way).annotate(Count("pk")):
            found[pk] = replace(found[pk], **{name: count})
    return found


def others(row: Named, sort: Sort, *, actor: Any) -> list[Any]:
    """まとめる先 — of the others in use the MOST_OTHERS written most alike, the most alike first."""
    room: Any = row
    rows = names(room.organisation, sort, actor=actor).standing().exclude(pk=row.pk)
    alike = SequenceMatcher(b=room.folded)

    def likeness(other: tuple[int, str]) -> float:
        alike.set_seq1(other[1])
        return alike.ratio()

    written = rows.order_by("folded", "pk").values_list("pk", "folded")
    best = [pk for pk, _folded in nlargest(MOST_OTHERS, written, likeness)]
    found = rows.in_bulk(best)
    return [found[pk] for pk in best]


def label_of(row: Any) -> str:
    """呼び名 — of a place with its kind."""
    return f"{row.get_kind_display()}：{row.name}" if isinstance(row, Place) else str(row.name)


def moves(sort: Sort, *, kept: Named, gone: Named) -> Moves:
    covered = to_cover(kept, gone).count() if sort is Sort.PARTNER else 0
    return Moves(counted(sort, [gone.pk])[gone.pk], sort is Sort.PLACE and _is_mixing(kept, gone), covered)


def to_cover(kept: Named, gone: Named) -> Any:
    """契約と結び付くもの — handed out to one without an agreement while one with the other stood: `under`.

    What is others' stays uncovered where the agreement it came under did not hold that day.
    """
    both = [kept.pk, gone.pk]
    agreed = Agreement.objects.filter(counterparty__in=both, from_date__lte=OuterRef("given_date"))
    agreed = agreed.filter(Q(until_date=None) | Q(until_date__gte=OuterRef("given_date")))
    agreed = agreed.exclude(counterparty=OuterRef("counterparty")).order_by("-from_date", "-pk")
    ours = Q(asset__agreement=None) | Q(asset__agreement__from_date__lte=F("given_date"))
    ours &= Q(asset__agreement__until_date=None) | Q(asset__agreement__until_date__gte=F("given_date"))
    given = Disclosure.objects.filter(ours, counterparty__in=both, agreement=None)
    return given.annotate(under=Subquery(agreed.values("pk")[:1])).exclude(under=None)


def changes(room: Organisation, *, actor: Any, after: str = "") -> tuple[list[Told], Page[NameChange]]:
    """整えた記録 — newest first, one page."""
    rows = NameChange.objects.visible_to(actor).filter(organisation=room).select_related("by")
    page = page_by_key(rows, keys=("-pk",), after=after, size=PAGE)
    return history(page.rows, Place, WORDS), page


def _is_mixing(kept: Named, gone: Named) -> bool:
    """Own and entrusted together, which neither place has by itself."""
    lying = AssetPlace.objects.filter(place__in=[kept.pk, gone.pk], asset__retired_at=None, asset__origin__in=BOTH)
    found = set(lying.values_list("place", "asset__origin"))
    by_place = [{origin for place, origin in found if place == pk} for pk in (kept.pk, gone.pk)]
    both = {one.value for one in BOTH}
    return both <= by_place[0] | by_place[1] and both not in by_place
