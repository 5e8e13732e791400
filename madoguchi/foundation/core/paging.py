"""頁送り — pages by key: page 1,000 costs what page 1 costs, and no table is counted to show a page."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from operator import attrgetter
from typing import Any, Generic, Protocol, TypeVar
from urllib.parse import urlencode

from django.db.models import DateField, DateTimeField, Field, IntegerField, Model, Q, QuerySet

Row = TypeVar("Row", bound=Model)

LONGEST_CURSOR = 500
LARGEST_INTEGER = 2**63 - 1
FORWARD, BACKWARD = "n", "p"


@dataclass(frozen=True)
class Page(Generic[Row]):
    """頁 — its rows in order; a cursor is "" where there is nothing more that way."""

    rows: list[Row]
    next_cursor: str
    previous_cursor: str


@dataclass(frozen=True)
class Place:
    """位置 — the key of a row, and on which side of it the page lies."""

    way: str
    values: tuple[Any, ...]


def page_by_key(
    *querysets: QuerySet[Row, Row],
    keys: Sequence[str] = ("-received_at", "-pk"),
    after: str = "",
    size: int = 50,
) -> Page[Row]:
    """One page of the rows, sorted by the keys: own columns of the model, never NULL, the last one unique.

    The querysets are of one model and do not overlap.
    `after` is a cursor of another page; one that is damaged or of another list gives the first page.
    """
    place = _read_cursor(after, _fields(querysets[0].model, keys))
    is_back = place is not None and place.way == BACKWARD
    order = [_reversed(key) for key in keys] if is_back else list(keys)
    parts = (_beyond(queryset, order, place).order_by(*order)[: size + 1] for queryset in querysets)
    rows = _merged([list(part) for part in parts], order)
    has_more, rows = len(rows) > size, rows[:size]
    if is_back:
        rows.reverse()
    return Page(
        rows=rows,
        next_cursor=_cursor(FORWARD, rows[-1:], keys) if is_back or has_more else "",
        previous_cursor=_cursor(BACKWARD, rows[:1], keys) if (has_more if is_back else place) else "",
    )


class Cursors(Protocol):
    """Whatever has a page before and after it."""

    @property
    def next_cursor(self) -> str: ...
    @property
    def previous_cursor(self) -> str: ...


def neighbours(page: Cursors, **asked: str) -> dict[str, str]:
    """The URLs the pager component shows: the pages before and after, of the list that was asked for."""

    def url(cursor: str) -> str:
        named = {name: value for name, value in asked.items() if value}
        return f"?{urlencode({**named, 'after': cursor})}" if cursor else ""

    return {"next_url": url(page.next_cursor), "previous_url": url(page.previous_cursor)}


def count_up_to(*querysets: QuerySet[Any, Any], limit: int = 1000) -> tuple[int, bool]:
    """How many rows, counting no further than the limit; and whether there are more. No row is in two querysets."""
    number = sum(queryset.order_by()[: limit + 1].count() for queryset in querysets)
    return min(number, limit), number > limit


def _merged(parts: list[list[Row]], order: Sequence[str]) -> list[Row]:
    """One part comes as the database sorts it."""
    rows = [row for part in parts for row in part]
    for key in reversed(order if len(parts) > 1 else ()):
        rows.sort(key=attrgetter(_column(key)), reverse=key.startswith("-"))
    return rows


def _beyond(queryset: QuerySet[Row, Row], order: Sequence[str], place: Place | None) -> QuerySet[Row, Row]:
    """The rows after the place: `a <= x AND (a < x OR (a = x AND b < y))`, which both databases walk by index."""
    if place is None:
        return queryset
    first, value = order[0], place.values[0]
    return queryset.filter(Q((_lookup(first, "e"), value)), _after(order, place.values))


def _after(order: Sequence[str], values: Sequence[Any]) -> Q:
    strictly = Q((_lookup(order[0], ""), values[0]))
    if len(order) == 1:
        return strictly
    return strictly | (Q((_column(order[0]), values[0])) & _after(order[1:], values[1:]))


def _lookup(key: str, or_equal: str) -> str:
    return f"{_column(key)}__{'lt' if key.startswith('-') else 'gt'}{or_equal}"


def _column(key: str) -> str:
    return key.removeprefix("-")


def _reversed(key: str) -> str:
    return key[1:] if key.startswith("-") else f"-{key}"


def _fields(model: type[Model], keys: Sequence[str]) -> list[Field[Any, Any]]:
    meta = model._meta
    return [meta.pk if _column(key) == "pk" else meta.get_field(_column(key)) for key in keys]  # type: ignore[misc]


# The cursor: urlsafe base64 of JSON [way, value, value …]


def _cursor(way: str, rows: list[Row], keys: Sequence[str]) -> str:
    if not rows:
        return ""
    values = [_as_json(getattr(rows[0], _column(key))) for key in keys]
    packed = json.dumps([way, *values], separators=(",", ":"), ensure_ascii=False)
    return urlsafe_b64encode(packed.encode()).decode().rstrip("=")


def _as_json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _read_cursor(text: str, fields: list[Field[Any, Any]]) -> Place | None:
    """The place a cursor names, or None: whatever comes in a URL, the list still opens."""
    if not text or len(text) > LONGEST_CURSOR:
        return None
    try:
        way, *values = json.loads(urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4)))
        known = tuple(_value(value, field) for value, field in zip(values, fields, strict=True))
    except (ValueError, TypeError, OverflowError, RecursionError, NotBase64):
        return None
    return Place(way, known) if way in (FORWARD, BACKWARD) else None


def _value(value: Any, field: Field[Any, Any]) -> Any:
    """The value in the type of its column; ValueError, TypeError or OverflowError if it is none."""
    if isinstance(field, DateTimeField):
        return _moment(value)
    if isinstance(field, DateField):
        return date.fromisoformat(value)
    if isinstance(field, IntegerField):
        return _integer(value)
    return _text(value)


def _moment(value: Any) -> datetime:
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise ValueError(value)
    return moment.astimezone(UTC)


def _integer(value: Any) -> int:
    if type(value) is not int or abs(value) > LARGEST_INTEGER:
        raise ValueError(value)
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str) or "\x00" in value:
        raise ValueError(value)
    value.encode()
    return value
