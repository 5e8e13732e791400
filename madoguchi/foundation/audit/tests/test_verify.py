"""Each way of tampering is named; so is any single change of any line."""

import io
import json
import tracemalloc
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from madoguchi.foundation.audit import checkpoint, diary
from madoguchi.foundation.audit import factories as make
from madoguchi.foundation.audit.models import Checkpoint, Head, Line
from madoguchi.foundation.audit.pruning import prune
from madoguchi.foundation.audit.tasks import checkpoint_daily
from madoguchi.foundation.audit.verification import verify
from madoguchi.foundation.core.errors import Refusal

NOON = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
NEXT_YEAR = NOON + timedelta(days=200)
PERSON = SimpleNamespace(pk=7, is_authenticated=True)

pytestmark = pytest.mark.django_db


def found(**options):
    return [(f.kind.value, f.stream, f.segment, f.seq) for f in verify(**options).findings]


@pytest.fixture
def book(db):
    """Three streams of five lines, the middle one goes on into the next year; then a checkpoint."""
    for stream in ("case:1", "case:2", "Case:10"):
        for _ in range(5):
            diary.record("look", stream, by=PERSON, at=NOON)
    for _ in range(3):
        diary.record("look", "case:2", by=PERSON, at=NEXT_YEAR)
    return checkpoint.make(at=NEXT_YEAR)


def test_an_untouched_diary_is_in_order(book):
    report = verify()
    assert (report.findings, report.line_count, report.segment_count) == ([], 18, 4)
    assert report.checkpoint == book.name


def test_lines_after_the_checkpoint_are_in_order(book):
    diary.record("look", "case:1", by=PERSON, at=NEXT_YEAR)
    diary.record("look", "case:3", by=PERSON, at=NEXT_YEAR)
    assert found() == []


@pytest.mark.parametrize(
    ("column", "value"),
    [("by", "8"), ("deed", "nothing"), ("subject", "case:9"), ("hash", "0" * 64), ("previous", "f" * 64)],
)
def test_a_changed_field_is_named(book, tamper, column, value):
    tamper(f"UPDATE audit_line SET {column} = %s WHERE stream = 'case:1' AND seq = 3", value)
    assert found() == [("changed", "case:1", 2026, 3)]


def test_a_changed_moment_is_named(book, tamper):
    tamper("UPDATE audit_line SET at = %s WHERE stream = 'case:1' AND seq = 5", NOON + timedelta(microseconds=1))
    assert found() == [("changed", "case:1", 2026, 5)]


def test_a_moment_that_is_none_is_named(book, tamper):
    if connection.vendor == "postgresql":
        pytest.skip("PostgreSQL stores moments only")
    tamper("UPDATE audit_line SET at = 'yesterday' WHERE stream = 'case:1' AND seq = 5")
    assert found() == [("changed", "case:1", 2026, 5)]


def test_a_line_taken_out_of_the_middle_is_named(book, tamper):
    tamper("DELETE FROM audit_line WHERE stream = 'case:1' AND seq IN (2, 3)")
    assert found() == [("missing", "case:1", 2026, 2)]


@pytest.mark.parametrize("seq", [-1, 0, 6, 9])
def test_an_added_line_is_named(book, tamper, seq):
    add_line(tamper, "case:1", seq)
    assert found() == [("added", "case:1", 2026, seq)]


def test_an_added_stream_is_named(book, tamper):
    add_line(tamper, "case:9", 1)
    assert found() == [("added", "case:9", 2026, 1)]


def add_line(tamper, stream, seq):
    tamper(
        "INSERT INTO audit_line (stream, segment, seq, at, by, deed, subject, previous, hash)"
        " VALUES (%s, 2026, %s, %s, '8', 'look', 'case:1', '', '')",
        stream,
        seq,
        NOON,
    )


def test_a_cut_tail_is_named_without_a_checkpoint(book, tamper):
    tamper("DELETE FROM audit_line WHERE stream = 'case:1' AND seq > 3")
    book.unlink()
    assert ("tail-cut", "case:1", 2026, 4) in found()


def test_a_tail_cut_together_with_its_head_is_named_by_the_checkpoint(book, tamper):
    tamper("DELETE FROM audit_line WHERE stream = 'case:1' AND seq > 3")
    turn_back_head("case:1", 3)
    assert found() == [("tail-cut", "case:1", 2026, 4)]


def turn_back_head(stream, seq):
    line = Line.objects.get(stream=stream, seq=seq, segment=2026)
    Head.objects.filter(stream=stream, segment=2026).update(seq=seq, hash=line.hash)


def test_a_stream_cut_together_with_its_head_is_named(book, tamper):
    tamper("DELETE FROM audit_line WHERE stream = 'case:1'")
    tamper("DELETE FROM audit_head WHERE stream = 'case:1'")
    assert found() == [("stream-cut", "case:1", 2026, 1)]


def test_a_last_year_cut_together_with_its_head_is_named(book, tamper):
    tamper("DELETE FROM audit_line WHERE segment = 2027")
    tamper("DELETE FROM audit_head WHERE segment = 2027")
    assert found() == [("stream-cut", "case:2", 2027, 1)]
    Checkpoint.objects.all().delete()
    book.unlink()
    assert found() == [("tail-cut", "case:2", 2026, 6)]


def test_a_first_year_cut_together_with_its_head_is_named_without_a_checkpoint(book, tamper):
    tamper("DELETE FROM audit_line WHERE stream = 'case:2' AND segment = 2026")
    tamper("DELETE FROM audit_head WHERE stream = 'case:2' AND segment = 2026")
    Checkpoint.objects.all().delete()
    book.unlink()
    assert found() == [("unlinked", "case:2", 2027, 1)]


@pytest.mark.parametrize("change", [{"seq": 4}, {"hash": "0" * 64}])
def test_a_changed_head_is_named(book, change):
    Head.objects.filter(stream="case:1").update(**change)
    assert [(kind, stream) for kind, stream, _, _ in found()] == [("head", "case:1")]


def test_a_missing_head_is_named(book):
    Head.objects.filter(stream="case:1").delete()
    assert found() == [("head", "case:1", 2026, 5)]


def test_a_stream_rewritten_with_right_hashes_is_named_by_the_checkpoint(book, tamper):
    tamper("DELETE FROM audit_line WHERE stream = 'case:1'")
    Head.objects.filter(stream="case:1").delete()
    make.stream("case:1", count=5, at=NOON)
    assert found() == [("rewritten", "case:1", 2026, 5)]


def test_one_line_rewritten_with_its_right_hash_is_named_by_the_next(book, tamper):
    line = Line.objects.get(stream="case:1", seq=3)
    line.by = "8"
    tamper("UPDATE audit_line SET by = '8', hash = %s WHERE id = %s", diary.hash_of(line), line.pk)
    assert found() == [("unlinked", "case:1", 2026, 4)]


def test_every_damaged_stream_is_named_once(book, tamper):
    tamper("UPDATE audit_line SET by = '8' WHERE seq > 2")
    assert {(stream, year, seq) for _, stream, year, seq in found()} == {
        ("Case:10", 2026, 3),
        ("case:1", 2026, 3),
        ("case:2", 2026, 3),
        ("case:2", 2027, 3),
    }


def test_a_changed_checkpoint_file_is_named(book):
    book.write_text(book.read_text().replace('"case:1", 2026, 5', '"case:1", 2026, 4'))
    assert ("checkpoint-changed", book.name, None, None) in found()


def test_a_truncated_checkpoint_file_is_named(book):
    book.write_text(book.read_text()[:200])
    assert found() == [("checkpoint-changed", book.name, None, None)]


def test_a_missing_checkpoint_file_is_named(book):
    book.unlink()
    assert found() == [("checkpoint-missing", book.name, None, None)]


def test_a_checkpoint_file_the_database_does_not_know_is_named(book):
    Checkpoint.objects.all().delete()
    assert found() == [("checkpoint-unknown", book.name, None, None)]


def test_a_broken_chain_of_checkpoints_is_named(book):
    second = checkpoint.make(at=NEXT_YEAR + timedelta(days=1))
    assert found() == []
    Checkpoint.objects.filter(name=book.name).delete()
    book.unlink()
    assert found() == [("checkpoint-chain", second.name, None, None)]


def test_older_checkpoints_may_be_archived_elsewhere(book):
    checkpoint.make(at=NEXT_YEAR + timedelta(days=1))
    book.unlink()
    assert found() == []


def test_a_checkpoint_kept_elsewhere_is_compared(book, tamper, tmp_path):
    elsewhere = book.rename(tmp_path / "safe.json")
    Checkpoint.objects.all().delete()
    tamper("DELETE FROM audit_line WHERE stream = 'case:1'")
    tamper("DELETE FROM audit_head WHERE stream = 'case:1'")
    assert found() == []
    assert found(file=elsewhere) == [("stream-cut", "case:1", 2026, 1)]


def test_a_checkpoint_file_is_one_json_document_of_all_heads(book):
    told = json.loads(book.read_text())
    assert told["heads"] == [list(head) for head in checkpoint.marks_in(book)]
    assert len(told["heads"]) == Head.objects.count()
    assert Checkpoint.objects.get().sha256 == checkpoint.sha256_of(book)


def test_the_daily_checkpoint_may_run_twice(book):
    checkpoint_daily(at=NEXT_YEAR)
    assert Checkpoint.objects.count() == 1


def test_a_pruned_year_leaves_its_head_and_the_next_still_verifies(book):
    assert prune(segment=2026, before=NEXT_YEAR, by="system", at=NEXT_YEAR) == 15
    assert not Line.objects.filter(segment=2026).exists()
    assert found() == []
    new = diary.record("look", "case:1", by=PERSON, at=NOON)
    assert (new.segment, new.seq) == (2027, 1)
    assert found() == []


def test_a_year_still_to_be_kept_is_not_pruned(book):
    with pytest.raises(Refusal):
        prune(segment=2026, before=NOON, by="system", at=NEXT_YEAR)
    with pytest.raises(Refusal):
        prune(segment=2027, before=NEXT_YEAR + timedelta(days=999), by="system", at=NEXT_YEAR)


def test_lines_dropped_under_the_name_of_a_pruning_are_named(book, tamper):
    Head.objects.filter(stream="case:1").update(pruned_at=NEXT_YEAR)
    tamper("DELETE FROM audit_line WHERE stream = 'case:1'")
    assert found() == [("missing", "case:1", 2026, 1)]


def test_the_command_names_the_fault_and_fails(book, tamper):
    tamper("UPDATE audit_line SET by = '8' WHERE stream = 'case:1' AND seq = 3")
    out = io.StringIO()
    with pytest.raises(CommandError) as failure:
        call_command("audit", "verify", format="json", stdout=out)
    told = json.loads(out.getvalue())
    assert failure.value.returncode == 1
    assert (told["ok"], told["findings"][0]["kind"], told["findings"][0]["seq"]) == (False, "changed", 3)


def test_the_command_says_that_all_is_well():
    out = io.StringIO()
    call_command("audit", "checkpoint", stdout=out)
    call_command("audit", "verify", stdout=out)
    assert "SHA-256 " in out.getvalue()
    assert "異常はありません" in out.getvalue()


def test_the_command_misses_a_checkpoint_that_is_not_there(tmp_path):
    with pytest.raises(CommandError, match="確認点"):
        call_command("audit", "verify", checkpoint=tmp_path / "none.json")


TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
NUMBERS = st.integers(-(2**31), 2**31 - 1)
MUTATIONS = (
    st.tuples(st.sampled_from(["stream", "by", "deed", "subject", "previous", "hash"]), TEXTS)
    | st.tuples(st.sampled_from(["segment", "seq"]), NUMBERS)
    | st.tuples(st.just("at"), st.datetimes(timezones=st.just(UTC)))
)


@pytest.fixture
def three_streams(tamper):
    for stream in ("case:1", "case:2", "Case:10"):
        make.stream(stream, count=6, at=NOON)
    return tamper


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(index=st.integers(0, 17), mutation=MUTATIONS)
def test_any_single_change_of_any_line_is_found(three_streams, index, mutation):
    column, value = mutation
    line = Line.objects.order_by("pk")[index]
    places = set(Line.objects.filter(stream=line.stream).values_list("seq", flat=True))
    assume(getattr(line, column) != value and not (column == "seq" and value in places))
    with transaction.atomic():
        three_streams(f"UPDATE audit_line SET {column} = %s WHERE id = %s", value, line.pk)
        assert verify().findings
        transaction.set_rollback(True)


@pytest.mark.thorough
def test_a_diary_ten_times_as_long_takes_no_more_memory():
    def peak():
        tracemalloc.start()
        assert not verify().findings
        try:
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    make.stream("case:1", count=1_000, at=NOON)
    verify()
    small = peak()
    make.stream("case:2", count=9_000, at=NOON)
    assert peak() < 1.2 * small + 100_000
