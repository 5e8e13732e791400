from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from madoguchi.foundation.audit import diary, queries
from madoguchi.foundation.audit.chain import GENESIS
from madoguchi.foundation.audit.diary import BrokenChain
from madoguchi.foundation.audit.models import Checkpoint, Head, Line, NeverChanges
from madoguchi.foundation.audit.verification import verify
from madoguchi.foundation.core.calendar import fiscal_year

NOON = datetime(2026, 11, 22, 3, 0, 0, 123456, tzinfo=UTC)
PERSON = SimpleNamespace(pk=7, is_authenticated=True)

pytestmark = pytest.mark.django_db


def test_a_stream_counts_and_chains_its_lines():
    first = diary.record("open", "case:1", by=PERSON, at=NOON)
    second = diary.record("close", "case:1", by="system", at=NOON)
    assert (first.seq, first.previous, first.by) == (1, GENESIS, "7")
    assert (second.seq, second.previous, second.by) == (2, first.hash, "system")
    assert Head.objects.get().hash == second.hash


def test_streams_do_not_mix():
    diary.record("open", "case:1", by=PERSON, at=NOON)
    other = diary.record("open", "case:2", by=PERSON, at=NOON)
    assert (other.seq, other.previous) == (1, GENESIS)


def test_a_row_is_written_as_label_and_id_in_a_stream_of_its_own():
    row = Checkpoint.objects.create(made_at=NOON, name="x", sha256="", previous="")
    line = diary.record("look", row, by=PERSON, at=NOON)
    assert line.stream == line.subject == f"audit.Checkpoint:{row.pk}"


def test_a_row_may_name_the_stream_it_belongs_to(monkeypatch):
    row = Checkpoint.objects.create(made_at=NOON, name="x", sha256="", previous="")
    monkeypatch.setattr(Checkpoint, "audit_stream", lambda self: "case:1", raising=False)
    assert diary.record("look", row, by=PERSON, at=NOON).stream == "case:1"
    assert diary.record("look", row, by=PERSON, at=NOON, stream="case:2").stream == "case:2"


def test_a_visitor_is_anonymous():
    assert diary.record("look", "page:1", by=AnonymousUser(), at=NOON).by == "anonymous"


@pytest.mark.parametrize(
    ("deed", "subject", "by"),
    [
        ("look", "山田太郎", PERSON),
        ("look", "someone@example.jp", PERSON),
        ("he looked", "case:1", PERSON),
        ("look", "case:1", "yamada"),
        ("look", Checkpoint(), PERSON),
    ],
)
def test_names_and_contents_are_refused(deed, subject, by):
    with pytest.raises(ValueError, match=r"diary|person|subject"):
        diary.record(deed, subject, by=by, at=NOON)
    assert not Line.objects.exists()


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="aware"):
        diary.record("look", "case:1", by=PERSON, at=NOON.replace(tzinfo=None))


def test_the_same_moment_in_another_zone_has_the_same_line():
    line = diary.record("look", "case:1", by=PERSON, at=NOON.astimezone(tz=None) + timedelta(0))
    assert diary.hash_of(Line.objects.get(pk=line.pk)) == line.hash


@pytest.mark.parametrize(
    ("moment", "year"),
    [("2026-03-31T14:59:59.999999+00:00", 2025), ("2026-03-31T15:00:00+00:00", 2026)],
)
def test_the_year_turns_at_midnight_in_japan(moment, year):
    assert fiscal_year(datetime.fromisoformat(moment)) == year


def test_a_new_year_chains_to_the_last_line_of_the_old():
    old = diary.record("open", "case:1", by=PERSON, at=NOON)
    new = diary.record("look", "case:1", by=PERSON, at=NOON + timedelta(days=200))
    assert (new.segment, new.seq, new.previous) == (2027, 1, old.hash)
    assert list(Head.objects.order_by("segment").values_list("segment", "is_open")) == [(2026, False), (2027, True)]


def test_a_late_line_never_reopens_a_closed_year():
    diary.record("open", "case:1", by=PERSON, at=NOON + timedelta(days=200))
    late = diary.record("look", "case:1", by=PERSON, at=NOON)
    assert (late.segment, late.seq) == (2027, 2)
    assert not verify().findings


def test_a_look_takes_three_statements_and_a_first_line_five():
    def statements():
        with CaptureQueriesContext(
            connection,
        ) as caught:
            diary.record("look", "case:1", by=PERSON, at=NOON)
        return len(caught)

    assert [statements(), statements()] == [5, 3]


def test_a_line_is_undone_with_the_deed_it_tells_of():
    @transaction.atomic
    def fail():
        diary.record("open", "case:1", by=PERSON, at=NOON)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert not Line.objects.exists()
    assert not Head.objects.exists()


def test_is_writing_only_while_the_diary_writes():
    seen = []

    def guard(execute, sql, params, many, context):
        seen.append(diary.is_writing())
        return execute(sql, params, many, context)

    with connection.execute_wrapper(guard):
        diary.record("look", "case:1", by=PERSON, at=NOON)
        assert all(seen)
        Line.objects.count()
    assert seen[-1] is False
    assert not diary.is_writing()


def test_is_writing_ends_when_the_diary_fails():
    diary.record("open", "case:1", by=PERSON, at=NOON)
    Head.objects.update(is_open=False)
    with pytest.raises(BrokenChain):
        diary.record("look", "case:1", by=PERSON, at=NOON)
    assert not diary.is_writing()


def test_lines_can_be_neither_changed_nor_taken_out():
    diary.record("open", "case:1", by=PERSON, at=NOON)
    with pytest.raises(NeverChanges):
        Line.objects.all().update(by="8")
    with pytest.raises(NeverChanges):
        Line.objects.all().delete()


@pytest.mark.parametrize("statement", ["UPDATE audit_line SET by = '8'", "DELETE FROM audit_line"])
def test_the_database_itself_refuses(statement):
    diary.record("open", "case:1", by=PERSON, at=NOON)
    with (
        pytest.raises(DatabaseError, match="never"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert Line.objects.get().by == "7"


def test_who_looked_is_read_from_the_lines():
    diary.record("open", "case:1", by=PERSON, at=NOON)
    diary.record("look", "case:1", by=PERSON, at=NOON)
    diary.record("look", "case:1", by=PERSON, at=NOON + timedelta(hours=1))
    diary.record("look", "case:2", by="system", at=NOON, stream="case:1")
    assert [line.seq for line in queries.looks_at("case:1")] == [3, 2]
    assert [line.seq for line in queries.lines_of("case:1")] == [4, 3, 2, 1]
    assert queries.readers_of("case:1") == {"7": NOON + timedelta(hours=1)}
