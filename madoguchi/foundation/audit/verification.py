"""検証 — reads every line once, beside the heads and the newest checkpoint, in flat memory.

Lines, heads and marks come sorted by stream and fiscal year and are walked together. Of each stream and year the
first fault is told. What cannot be seen: someone who rewrites lines and recomputes every hash after them, heads
included, before the next checkpoint.
"""

import heapq
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from django.db import connection, models, transaction
from django.db.models.functions import Cast

from madoguchi.foundation.audit import checkpoint
from madoguchi.foundation.audit.chain import GENESIS, spelled
from madoguchi.foundation.audit.findings import Finding, Kind
from madoguchi.foundation.audit.models import Checkpoint, Head, Line
from madoguchi.foundation.audit.pruning import prunings
from madoguchi.foundation.audit.segments import Segment, WrittenHead, WrittenLine

_CHUNK = 500
_HEAD, _MARK, _LINES = range(3)
_stream, _year, _kind = itemgetter(0), itemgetter(1), itemgetter(2)

# (stream, year, kind, what stands there); of one stream and year the lines come last.
Item = tuple[Any, Any, int, Any]


@dataclass
class Report:
    """検証結果 — what was read, and every fault found."""

    checkpoint: str | None = None
    line_count: int = 0
    segment_count: int = 0
    findings: list[Finding] = field(default_factory=list)

    def add(self, finding: Finding | None) -> None:
        if finding and finding not in self.findings[-2:]:
            self.findings.append(finding)


def verify(*, file: Path | None = None) -> Report:
    """Everything wrong with the diary. `file`: a checkpoint kept elsewhere, instead of the newest in the folder."""
    path = file or checkpoint.newest_file()
    report = Report(checkpoint=path.name if path else None)
    with _one_snapshot():
        for finding in _checkpoint_faults():
            report.add(finding)
        for segment in _segments(heapq.merge(_heads(), _marks(path, report), _line_groups(), key=_order)):
            report.segment_count += 1
            report.line_count += segment.line_count
            report.add(segment.finding)
    return report


@contextmanager
def _one_snapshot() -> Iterator[None]:
    """Heads and lines of one moment, however long it takes; nobody who writes has to wait."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    else:
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")


def _segments(items: Iterable[Item]) -> Iterator[Segment]:
    known = prunings()
    for stream, of_stream in groupby(items, key=_stream):
        before: Segment | None = None
        for year, of_year in groupby(of_stream, key=_year):
            if before:
                yield before
            before = _read(Segment(stream, year, before.ends() if before else (GENESIS,)), of_year)
            before.judge(known)
        if before:
            before.must_be_last()
            yield before


def _read(segment: Segment, items: Iterable[Item]) -> Segment:
    for _, _, kind, found in items:
        if kind == _HEAD:
            segment.head = found
        elif kind == _MARK:
            segment.mark = found
        else:
            segment.read(found)
    return segment


def _heads() -> Iterator[Item]:
    rows = Head.objects.order_by("stream", "segment").annotate(pruned=Cast("pruned_at", models.TextField()))
    fields = rows.values_list("stream", "segment", "seq", "hash", "is_open", "pruned")
    for stream, year, seq, sealed, is_open, pruned in fields.iterator(chunk_size=_CHUNK):
        pruned_at = None if pruned is None else spelled(pruned)
        yield stream, year, _HEAD, WrittenHead(stream, year, seq, sealed, is_open, pruned_at)


def _line_groups() -> Iterator[Item]:
    for (stream, year), lines in groupby(_lines(), key=itemgetter(0, 1)):
        yield stream, year, _LINES, lines


def _lines() -> Iterator[WrittenLine]:
    rows = Line.objects.order_by("stream", "segment", "seq").annotate(moment=Cast("at", models.TextField()))
    fields = rows.values_list("stream", "segment", "seq", "moment", "by", "deed", "subject", "previous", "hash")
    for stream, segment, seq, at, *rest in fields.iterator(chunk_size=_CHUNK):
        yield WrittenLine(stream, segment, seq, spelled(at), *rest)


def _marks(path: Path | None, report: Report) -> Iterator[Item]:
    if path is None:
        return
    try:
        for mark in checkpoint.marks_in(path):
            yield mark.stream, mark.segment, _MARK, mark
    except ValueError:
        report.add(Finding(Kind.CHECKPOINT_CHANGED, path.name))


def _order(item: Item) -> tuple[Any, ...]:
    stream, year, kind, _ = item
    return (*_rank(stream), *_rank(year), kind)


def _rank(value: Any) -> tuple[int, Any]:
    """Numbers before text before bytes: the order of SQLite, which checks no types."""
    return (isinstance(value, str) + 2 * isinstance(value, bytes), value)


def _checkpoint_faults() -> Iterator[Finding]:
    """Each checkpoint names the one before; older files may be archived elsewhere, the newest is here."""
    folder, previous, names = checkpoint.folder(), GENESIS, set()
    for name, sha256, told in Checkpoint.objects.order_by("pk").values_list("name", "sha256", "previous"):
        if told != previous:
            yield Finding(Kind.CHECKPOINT_CHAIN, name)
        if (folder / name).exists() and checkpoint.sha256_of(folder / name) != sha256:
            yield Finding(Kind.CHECKPOINT_CHANGED, name)
        previous = sha256
        names.add(name)
    if names and not (folder / name).exists():
        yield Finding(Kind.CHECKPOINT_MISSING, name)
    for path in sorted(folder.glob("*.json")):
        if path.name not in names:
            yield Finding(Kind.CHECKPOINT_UNKNOWN, path.name)
