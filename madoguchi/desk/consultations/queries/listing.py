"""窓口一覧 — filters, search in card and gist, pages by key. As many queries however many rows."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from madoguchi.desk.consultations import sight
from madoguchi.desk.consultations.models import CardRow, Consultation, ConsultationQuerySet, SearchRow
from madoguchi.desk.consultations.taxonomy import Category
from madoguchi.desk.consultations.words import ConsulterKind, State, Urgency
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.core.calendar import ONE_DAY, TOKYO, day_of, fiscal_year, fiscal_year_bounds, start_of
from madoguchi.foundation.core.language import labels
from madoguchi.foundation.core.paging import count_up_to, page_by_key
from madoguchi.foundation.search.grams import terms
from madoguchi.foundation.search.queries import Place, newest_found

PAGE = 50
COUNTED = 1000
LATEST = 2**33 - 1  # the last second an order key has room for, in the year 2242
NEWEST_FIRST = ("-received_at", "-id")
COLUMNS = (
    "id",
    "number",
    "received_at",
    "state",
    "urgency",
    "is_restricted",
    "category",
    "consulter_kind",
    "company__name",
    "owner__name",
    "gist_seen",
)


Searched = tuple[ConsultationQuerySet, Any]


@dataclass(frozen=True)
class Filters:
    """絞り込み — as they stand in the URL; "" and None mean all. `state` may be "open", `owner` "none"."""

    q: str = ""
    fiscal_year: int | None = None
    category: str = ""
    office: int | None = None
    owner: str = ""
    state: str = ""
    size: str = ""
    prefecture: str = ""


class Line(NamedTuple):
    """一行 — ready to print; `gist` is None where the reader may not read it."""

    number: str
    url: str
    received_at: datetime
    company: str
    category: str
    gist: str | None
    owner: str
    state: str
    urgency: str
    is_urgent: bool
    is_restricted: bool


@dataclass(frozen=True)
class Listing:
    """一覧の一頁 — `count` goes no further than 1,000; `has_more` says that there are more."""

    rows: list[Line]
    next_cursor: str
    previous_cursor: str
    count: int
    has_more: bool


def narrowed(rows: ConsultationQuerySet, filters: Filters) -> ConsultationQuerySet:
    """The rows that pass every filter but the search words."""
    for condition in _conditions(filters):
        rows = rows.filter(**condition)
    return rows


def desk_list(*, actor: Any, filters: Filters, after: str = "") -> Listing:
    """窓口一覧 — newest first. Raises Refusal when there are too many search words."""
    if terms(filters.q):
        return _found(actor, filters, after)
    parts = [narrowed(part, filters) for part in Consultation.objects.parted_for(actor)]
    lines: Any = [part.telling(actor).values_list(*COLUMNS, named=True) for part in parts]
    page = page_by_key(*lines, keys=NEWEST_FIRST, after=after, size=PAGE)
    count, has_more = count_up_to(*parts, limit=COUNTED)
    return Listing(list(_printed(page.rows)), page.next_cursor, page.previous_cursor, count, has_more)


def hits(*, actor: Any, filters: Filters) -> list[QuerySet[Consultation]]:
    """検索結果 — sets without overlap, each newest first.

    Card and gist where the gist may be read; the card alone of 限定 and referred cases whose card only is in sight.
    """
    return [_search(*one, filters, None) for one in _searched(actor)]


def _searched(actor: Any) -> list[Searched]:
    """Where to look, and by which line. Of an office's own cases only its manager sees cards without gist."""
    cases = Consultation.objects
    through_office, given = cases.seen_through_office(actor), cases.part_given_to(actor)
    is_manager, given_gists = actor.organisation_ids(Role.MANAGER), cases.given_to(actor, sight.GIST)
    has_gists = given or (is_manager and given_gists.exists())  # a card one sees as manager, its gist by referral
    gists = [cases.seen_through_office(actor, sight.GIST), *([given_gists] if has_gists else [])]
    cards = [through_office, *given] if is_manager else given
    found: list[Searched] = [(part.telling_all(), SearchRow) for part in gists]
    return [*found, *((part.without_gist(actor), CardRow) for part in cards)]


def _search(rows: ConsultationQuerySet, index: Any, filters: Filters, before: Place | None) -> QuerySet[Consultation]:
    period = _within(filters.fiscal_year) if filters.fiscal_year else None
    others = narrowed(rows, replace(filters, fiscal_year=None))
    return newest_found(others, filters.q, index=index, before=before, period=period)


def _found(actor: Any, filters: Filters, after: str) -> Listing:
    searched, before = _searched(actor), _place(after)
    whole = [_search(*one, filters, None) for one in searched]
    parts = [_search(*one, filters, before) for one in searched] if before else whole
    rows = sorted((row for part in parts for row in _page_of(part)), key=newness, reverse=True)
    number = sum(part[: COUNTED + 1].count() for part in whole)  # in their order, or SQLite may leave the words' index
    next_cursor = _cursor(rows[PAGE - 1]) if len(rows) > PAGE else ""
    return Listing(list(_printed(rows[:PAGE])), next_cursor, "", min(number, COUNTED), number > COUNTED)


def _page_of(part: Any) -> Any:
    return part.values_list(*COLUMNS, named=True)[: PAGE + 1]


def newness(row: Any) -> tuple[int, int]:
    """The order of every list: cases are received at a whole second."""
    return int(row.received_at.timestamp()), row.id


def _cursor(row: Any) -> str:
    return "{}_{}".format(*newness(row))


def _place(cursor: str) -> Place | None:
    found = re.fullmatch(r"([0-9]{1,10})_([0-9]{1,18})", cursor)
    if found is None or int(found[1]) > LATEST:
        return None
    return (datetime.fromtimestamp(int(found[1]), TOKYO), int(found[2]))


def fiscal_years(*, actor: Any) -> list[int]:
    """年度 — from this one back to that of the oldest case in sight"""
    parts = Consultation.objects.parted_for(actor)
    oldest = [part.order_by("received_at", "id").values_list("received_at", flat=True).first() for part in parts]
    first = min((fiscal_year(day_of(moment)) for moment in oldest if moment), default=9999)
    return list(range(fiscal_year(timezone.localdate()), first - 1, -1))


def _conditions(filters: Filters) -> Iterator[dict[str, Any]]:
    for name in ("category", "office", "size", "prefecture"):
        if value := getattr(filters, name):
            yield {name: value}
    if filters.fiscal_year:
        start, end = _within(filters.fiscal_year)
        yield {"received_at__gte": start, "received_at__lt": end}
    if filters.state:
        yield {"closed_at": None} if filters.state == "open" else {"state": filters.state}
    if filters.owner:
        yield {"owner": None} if filters.owner == "none" else {"owner": int(filters.owner)}


def _within(year: int) -> tuple[datetime, datetime]:
    """A fiscal year is a stretch of the list: said as moments, the index of the list itself finds it."""
    first, last = fiscal_year_bounds(year)
    return start_of(first), start_of(last + ONE_DAY)


def _printed(rows: Any) -> Iterator[Line]:
    url = reverse("counter:case", args=["NUMBER"])
    categories, states, urgencies = labels(Category), labels(State), labels(Urgency)
    kinds = {ConsulterKind.INDIVIDUAL: _("（個人）"), ConsulterKind.ANONYMOUS: _("（匿名）")}
    for row in rows:
        yield Line(
            number=row.number,
            url=url.replace("NUMBER", row.number),
            received_at=row.received_at,
            company=row.company__name or kinds.get(row.consulter_kind, ""),
            category=categories[row.category],
            gist=row.gist_seen,
            owner=row.owner__name or "",
            state=states[row.state],
            urgency=urgencies[row.urgency] if row.urgency else "",
            is_urgent=row.urgency == Urgency.URGENT,
            is_restricted=row.is_restricted,
        )
