"""新着順 — found owners come newest first, page by page, whatever the order they were written in."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.foundation.core.errors import Refusal
from madoguchi.foundation.search import queries
from madoguchi.foundation.search.models import order_key
from madoguchi.foundation.search.queries import newest_found
from madoguchi.foundation.search.tests.conftest import APRIL
from madoguchi.foundation.search.tests.town import Case, CaseSearch

DAYS = [3, 1, 2, 2, 9, 0, 5, 2]


@pytest.fixture
def written(case):
    """Cases about 図面, written out of order, newest first; some moments have several."""
    made = [case(f"図面 {day}日", at=APRIL + timedelta(days=day), office=day % 2) for day in DAYS]
    case("退職者", at=APRIL + timedelta(days=4))
    return sorted(made, key=lambda each: (each.received_at, each.pk), reverse=True)


@pytest.fixture(params=["few", "many"], autouse=True)
def ways(request, monkeypatch):
    """Every way to the answer: read one by one, walked, gathered."""
    monkeypatch.setattr(queries, "FEW", {"few": 500, "many": 1}[request.param])
    monkeypatch.setattr(queries, "FREQUENT", {"few": 1, "many": 500}[request.param])


@pytest.mark.parametrize("query", ["図面", "図", "図面 日", "面"])
def test_newest_comes_first(written, query):
    assert list(newest_found(Case.objects.all(), query, index=CaseSearch)) == written


def test_without_a_word_everything_comes_newest_first(written):
    assert newest_found(Case.objects.all(), " ", index=CaseSearch).count() == len(written) + 1


@pytest.mark.parametrize("query", ["図面", "図", ""])
def test_pages_miss_nothing_and_repeat_nothing(written, query):
    whole, pages, before = list(newest_found(Case.objects.all(), query, index=CaseSearch)), [], None
    while page := list(newest_found(Case.objects.all(), query, index=CaseSearch, before=before)[:2]):
        pages += page
        before = _place(page[-1])

    assert pages == whole


def _place(row):
    return row.received_at, row.pk


@pytest.mark.parametrize("query", ["図面", "図面 日", ""])
def test_a_period_bounds_the_hits(written, query):
    period = (APRIL + timedelta(days=1), APRIL + timedelta(days=3))
    everything = Case.objects.all()
    inside = list(newest_found(everything, query, index=CaseSearch, period=period))
    rest = list(newest_found(everything, query, index=CaseSearch, period=period, before=_place(inside[1])))

    assert inside == [row for row in written if period[0] <= row.received_at < period[1]]
    assert rest == inside[2:]


def test_a_page_may_change_its_way_within_a_second(case, monkeypatch):
    for micro in (900, 100, 500):
        case("図面 日", at=APRIL + timedelta(microseconds=micro))
    seen, before = [], None
    for few in (1, 500, 1):
        monkeypatch.setattr(queries, "FEW", few)
        seen += newest_found(Case.objects.all(), "図面 日", index=CaseSearch, before=before)[:1]
        before = _place(seen[-1])

    assert len({row.pk for row in seen}) == 3


def test_keeps_to_the_owners_it_is_given(written):
    given_owners = Case.objects.filter(office=1)

    assert list(newest_found(given_owners, "図面", index=CaseSearch)) == [row for row in written if row.office == 1]
    assert newest_found(Case.objects.none(), "図面", index=CaseSearch).count() == 0


def test_can_be_counted_cut_and_nested(written):
    rows = newest_found(Case.objects.all(), "図面", index=CaseSearch)

    assert rows.count() == rows[:1000].count() == len(written)
    assert rows.exists()
    assert set(Case.objects.filter(pk__in=rows.values("pk"))) == set(written)


def test_a_page_is_one_query_after_one_probe(written, django_assert_num_queries):
    with django_assert_num_queries(2):
        list(newest_found(Case.objects.all(), "図面 日", index=CaseSearch)[:51])


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL decides by its statistics")
def test_sqlite_walks_the_words_and_sorts_nothing(written, monkeypatch):
    monkeypatch.setattr(queries, "FEW", 1)
    plan = newest_found(Case.objects.filter(office=1), "図面 日", index=CaseSearch, before=(APRIL, 1))[:51].explain()

    assert "_fts VIRTUAL TABLE" in plan.splitlines()[0]
    assert "TEMP B-TREE" not in plan


def test_too_long_a_query_is_refused(db):
    with pytest.raises(Refusal):
        newest_found(Case.objects.all(), "あ" * 101, index=CaseSearch)


CENTURIES = st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
MOMENTS = st.tuples(CENTURIES, st.integers(1, (1 << 30) - 1))


@given(one=MOMENTS, other=MOMENTS)
def test_keys_sort_like_second_and_id(one, other):
    by_second = [(moment.replace(microsecond=0), pk) for moment, pk in (one, other)]

    assert (order_key(*one) < order_key(*other)) == (by_second[0] < by_second[1])
    assert -(1 << 63) <= order_key(*one) < 1 << 63
