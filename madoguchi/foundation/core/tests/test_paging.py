"""頁送り — every row once, in order, whatever comes in the URL."""

import json
from base64 import urlsafe_b64encode
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db.models import Q
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from madoguchi.foundation.core.paging import Page, count_up_to, neighbours, page_by_key

NEWEST_FIRST = ("-expire_date", "-session_key")
MIXED = ("-expire_date", "session_key")
START = datetime(2026, 4, 1, tzinfo=UTC)


def _store(days):
    rows = [
        Session(
            session_key=f"{number:08x}", session_data="", expire_date=START + timedelta(days=day, microseconds=day)
        )
        for number, day in enumerate(days)
    ]
    return Session.objects.bulk_create(rows)


def _whole():
    return [Session.objects.all()]


def _parted():
    odd = Q(session_key__regex="[13579bdf]$")
    return [Session.objects.filter(odd), Session.objects.exclude(odd)]


def _walk(keys, size, *, of=_whole, way="next_cursor", cursor=""):
    pages = [page_by_key(*of(), keys=keys, after=cursor, size=size)]
    while next_cursor := getattr(pages[-1], way):
        pages.append(page_by_key(*of(), keys=keys, after=next_cursor, size=size))
    return pages


def _cursor(*values):
    return urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


KEYS, SETS = st.sampled_from([NEWEST_FIRST, MIXED]), st.sampled_from([_whole, _parted])


class EveryRowOnce(TestCase):
    @hypothesis_settings(max_examples=40, deadline=None)
    @given(st.lists(st.integers(0, 4), max_size=14), st.integers(1, 5), KEYS, SETS)
    def test_pages_forward_are_the_whole_list_in_order(self, days, size, keys, of):
        _store(days)
        pages = _walk(keys, size, of=of)

        assert [row.pk for page in pages for row in page.rows] == [row.pk for row in Session.objects.order_by(*keys)]
        assert all(len(page.rows) == size for page in pages[:-1])
        assert (pages[0].previous_cursor, pages[-1].next_cursor) == ("", "")

    @hypothesis_settings(max_examples=40, deadline=None)
    @given(st.lists(st.integers(0, 4), min_size=1, max_size=14), st.integers(1, 5), KEYS, SETS)
    def test_pages_back_are_the_pages_that_were_turned(self, days, size, keys, of):
        _store(days)
        forward = _walk(keys, size, of=of)
        if not forward[-1].previous_cursor:
            return
        back = _walk(keys, size, of=of, way="previous_cursor", cursor=forward[-1].previous_cursor)

        assert [page.rows for page in reversed(back)] == [page.rows for page in forward[:-1]]
        assert page_by_key(*of(), keys=keys, after=back[0].next_cursor, size=size) == forward[-1]


@pytest.mark.django_db
def test_a_page_is_one_query_without_offset_or_count(django_assert_num_queries):
    _store(range(10))
    second = page_by_key(Session.objects.all(), keys=NEWEST_FIRST, size=3).next_cursor

    with django_assert_num_queries(1) as queries:
        page_by_key(Session.objects.all(), keys=NEWEST_FIRST, after=second, size=3)

    statement = queries[0]["sql"]
    assert "OFFSET" not in statement
    assert "COUNT" not in statement
    assert "LIMIT 4" in statement


@pytest.mark.django_db
def test_a_row_that_came_in_meanwhile_moves_no_page():
    _store([1, 2, 3, 4])
    first = page_by_key(Session.objects.all(), keys=NEWEST_FIRST, size=2)
    Session.objects.create(session_key="new", session_data="", expire_date=START + timedelta(days=9))
    second = page_by_key(Session.objects.all(), keys=NEWEST_FIRST, after=first.next_cursor, size=2)

    assert not {row.pk for row in first.rows} & {row.pk for row in second.rows}
    assert len(second.rows) == 2


@pytest.mark.django_db
def test_filters_of_the_list_hold_on_every_page():
    _store([1, 1, 2, 2, 3, 3])
    rows = Session.objects.filter(expire_date__lt=START + timedelta(days=3))
    first = page_by_key(rows, keys=NEWEST_FIRST, size=3)

    assert len(page_by_key(rows, keys=NEWEST_FIRST, after=first.next_cursor, size=3).rows) == 1


@pytest.mark.django_db
def test_integers_and_words_are_keys_too():
    keys = ("app_label", "pk")
    pages = [page_by_key(ContentType.objects.all(), keys=keys, size=2)]
    while pages[-1].next_cursor:
        pages.append(page_by_key(ContentType.objects.all(), keys=keys, after=pages[-1].next_cursor, size=2))

    assert [row.pk for page in pages for row in page.rows] == [row.pk for row in ContentType.objects.order_by(*keys)]


@pytest.mark.django_db
def test_long_words_in_any_writing_are_keys_too():
    for name in ("窓" * 100, "口" * 100):
        ContentType.objects.create(app_label=name, model="long")
    rows, keys = ContentType.objects.filter(model="long"), ("app_label", "pk")
    first = page_by_key(rows, keys=keys, size=1)

    assert page_by_key(rows, keys=keys, after=first.next_cursor, size=1).rows != first.rows


A_DAY = START.isoformat()
BAD_CURSORS = [
    "x",
    "あ",
    "AAAA",
    "%00",
    "=" * 9,
    "A" * 5000,
    urlsafe_b64encode(b"[" * 300).decode(),
    _cursor(),
    _cursor("n"),
    _cursor("n", A_DAY),
    _cursor("n", A_DAY, "00", "00"),
    _cursor("q", A_DAY, "00"),
    _cursor([], A_DAY, "00"),
    _cursor("n", 5, "00"),
    _cursor("n", None, None),
    _cursor("n", A_DAY, 5),
    _cursor("n", A_DAY, "\x00"),
    _cursor("n", A_DAY, "\ud800"),
    _cursor("n", "2026-04-01T00:00:00", "00"),
    _cursor("n", "0001-01-01T00:00:00+09:00", "00"),
    _cursor("n", "9999-12-31T23:59:59-09:00", "00"),
]


@pytest.mark.django_db
@pytest.mark.parametrize("cursor", BAD_CURSORS)
def test_a_damaged_cursor_opens_the_first_page(cursor):
    _store([1, 2, 3])
    first = page_by_key(Session.objects.all(), keys=NEWEST_FIRST, size=2)

    assert page_by_key(Session.objects.all(), keys=NEWEST_FIRST, after=cursor, size=2) == first


@pytest.mark.django_db
@pytest.mark.parametrize("number", [2**63, -(2**70), 1.5, True, "5", float("nan"), {}, 10**400])
def test_a_number_no_column_holds_opens_the_first_page(number):
    first = page_by_key(ContentType.objects.all(), keys=("-pk",), size=2)

    assert page_by_key(ContentType.objects.all(), keys=("-pk",), after=_cursor("n", number), size=2) == first


@pytest.mark.thorough
class AnyCursor(TestCase):
    @hypothesis_settings(deadline=None)
    @given(st.text() | st.binary().map(lambda junk: urlsafe_b64encode(junk).decode()))
    def test_no_cursor_breaks_a_list(self, cursor):
        assert page_by_key(Session.objects.all(), keys=NEWEST_FIRST, after=cursor).rows == []

    @hypothesis_settings(max_examples=30, deadline=None)
    @given(st.lists(st.recursive(st.none() | st.booleans() | st.floats() | st.integers() | st.text(), st.lists)))
    def test_no_packed_value_breaks_a_list(self, values):
        page_by_key(Session.objects.all(), keys=NEWEST_FIRST, after=_cursor("n", *values))
        page_by_key(ContentType.objects.all(), keys=("app_label", "-pk"), after=_cursor("p", *values))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("rows", "limit", "answer"), [(0, 3, (0, False)), (3, 3, (3, False)), (4, 3, (3, True)), (9, 3, (3, True))]
)
def test_counting_stops_at_the_limit(rows, limit, answer, django_assert_num_queries):
    _store(range(rows))

    with django_assert_num_queries(1) as queries:
        assert count_up_to(Session.objects.order_by("expire_date"), limit=limit) == answer
    assert f"LIMIT {limit + 1}" in queries[0]["sql"]


def test_the_pages_beside_keep_what_was_asked_for():
    page = Page(rows=[], next_cursor="abc", previous_cursor="")

    assert neighbours(page, q="金型 & 図面", prefecture="") == {
        "next_url": "?q=%E9%87%91%E5%9E%8B+%26+%E5%9B%B3%E9%9D%A2&after=abc",
        "previous_url": "",
    }
