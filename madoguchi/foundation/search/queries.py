"""検索 — a list of owners, found by words, newest first, page by page."""

from datetime import datetime
from typing import Any, TypeVar

from django.db import connections, models
from django.db.models import Count, Q
from django.db.models.expressions import RawSQL

from madoguchi.foundation.search.grams import as_fts5, terms
from madoguchi.foundation.search.models import SearchRow, order_key

Owner = TypeVar("Owner", bound=models.Model)
Place = tuple[datetime, int]
Period = tuple[datetime, datetime]
Index = type[SearchRow]
Bounds = dict[str, int]

FEW = 200
SAMPLE, FREQUENT = 200, 5


def newest_found(
    owners: models.QuerySet[Owner],
    query: str,
    *,
    index: Index,
    before: Place | None = None,
    period: Period | None = None,
) -> models.QuerySet[Owner]:
    """新着順の検索結果 — the owners whose line matches, newest first; slice it yourself.

    `owners` are already narrowed (`visible_to`, filters); a filter of the moment belongs in `period` (from, before).
    `before` is (moment, pk) of the last row of the page before. Without a word in the query it is the whole list.
    Few owners are read one by one. Of many, SQLite walks the words' own list backwards (there a second is one moment):
    a page costs the hits it passes, however many there are; PostgreSQL walks the owners for what a sample shows to be
    frequent, and gathers the rest from its index. Raises `Refusal` for a query that is too long.
    """
    words = terms(query)
    if not words:
        return _newest(owners, index.moment, before, period)
    row, bounds = _row(index), _bounds(before, period)
    if connections[owners.db].vendor == "postgresql":
        way = "matches" if _is_rare(query, index, bounds) else "says"
        return _newest(owners.filter(**{f"{row}__search_text__{way}": query}), index.moment, before, period)
    if _are_few(owners):
        said = owners.filter(**{f"{row}__search_text__says": query}, **_within(f"{row}__order_key", bounds))
        return said.order_by(f"-{row}__order_key")
    return _walk(owners, words, index, bounds)


def _newest(
    owners: models.QuerySet[Owner], moment: str, before: Place | None, period: Period | None
) -> models.QuerySet[Owner]:
    if period is not None:
        owners = owners.filter(**{f"{moment}__gte": period[0], f"{moment}__lt": period[1]})
    if before is not None:
        at, pk = before
        owners = owners.filter(Q(**{f"{moment}__lt": at}) | Q(**{moment: at, "pk__lt": pk}), **{f"{moment}__lte": at})
    return owners.order_by(f"-{moment}", "-pk")


def _bounds(before: Place | None, period: Period | None) -> Bounds:
    """The order keys between which the hits lie."""
    bounds = {} if period is None else {"gte": order_key(period[0], 0), "lt": order_key(period[1], 0)}
    if before is not None:
        bounds["lt"] = min(order_key(*before), bounds.get("lt", order_key(*before)))
    return bounds


def _within(key: str, bounds: Bounds) -> dict[str, int]:
    return {f"{key}__{side}": at for side, at in bounds.items()}


def _are_few(owners: models.QuerySet[Owner]) -> bool:
    return owners.order_by().values("pk")[:FEW].count() < FEW


def _is_rare(query: str, index: Index, bounds: Bounds) -> bool:
    """By a sample: PostgreSQL takes pairs that always come together for independent, so a common phrase for rare."""
    sample = index.objects.filter(**_within("order_key", bounds)).order_by("-order_key")[:SAMPLE]
    hits: int = sample.aggregate(hits=Count("pk", filter=Q(search_text__says=query)))["hits"]
    return hits < FREQUENT


def _walk(owners: models.QuerySet[Owner], words: list[str], index: Index, bounds: Bounds) -> models.QuerySet[Owner]:
    fts = f"{index._meta.db_table}_fts"
    rowid = RawSQL(f'"{fts}"."rowid"', ())
    signs = {"gte": ">=", "lt": "<"}
    where = [f'"{fts}" MATCH %s', *(f'"{fts}"."rowid" {signs[side]} %s' for side in bounds)]
    walked: models.QuerySet[Owner] = owners.extra(tables=[fts], where=where, params=[as_fts5(words), *bounds.values()])
    return walked.filter(**{f"{_row(index)}__order_key": rowid}).order_by(rowid.desc())


def _row(index: Index) -> str:
    owner: Any = index._meta.pk
    name: str = owner.related_query_name()
    return name
