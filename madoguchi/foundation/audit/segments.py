"""年度分 — one stream in one fiscal year, judged by what its lines, its head and the checkpoint say."""

from collections.abc import Container, Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from madoguchi.foundation.audit.chain import seal
from madoguchi.foundation.audit.checkpoint import Mark
from madoguchi.foundation.audit.findings import Finding, Kind


class WrittenLine(NamedTuple):
    """A line as it stands in the database, whatever somebody made of it."""

    stream: Any
    segment: Any
    seq: Any
    at: str
    by: Any
    deed: Any
    subject: Any
    previous: Any
    hash: Any

    def is_sealed(self) -> bool:
        return bool(seal(*self[:-1]) == self.hash)


class WrittenHead(NamedTuple):
    """A head as it stands in the database; `pruned_at` is None or a moment as `chain.moment` spells it."""

    stream: Any
    segment: Any
    seq: Any
    hash: Any
    is_open: Any
    pruned_at: str | None


@dataclass
class Segment:
    """Heads and marks are set before the lines are read; only the first fault is kept."""

    stream: Any
    year: Any
    follows: Container[Any]
    head: WrittenHead | None = None
    mark: Mark | None = None
    seq: Any = 0
    hash: Any = None
    line_count: int = 0
    hash_at_mark: Any = None
    finding: Finding | None = None

    def tell(self, kind: Kind, seq: Any) -> None:
        self.finding = self.finding or Finding(kind, self.stream, self.year, seq)

    def read(self, lines: Iterable[WrittenLine]) -> None:
        for line in lines:
            if self.finding is None:
                self._check(line)
            self.line_count += 1
            self.seq, self.hash, self.follows = line.seq, line.hash, (line.hash,)
            if self.mark and line.seq == self.mark.seq:
                self.hash_at_mark = line.hash

    def judge(self, prunings: Container[tuple[str, str]]) -> None:
        """After the last line: do the head and the mark agree?"""
        if self.head is None:
            self.tell(Kind.HEAD if self.line_count else Kind.STREAM_CUT, self.seq or 1)
        elif self.head.pruned_at:
            self._judge_pruned(self.head, prunings)
        else:
            self._judge_head(self.head)
        if self.mark:
            self._judge_mark(self.mark)

    def must_be_last(self) -> None:
        """The newest year of a stream is open; if it is closed, the year after it was cut."""
        if self.head and not self.head.is_open:
            self._tell_cut()

    def ends(self) -> tuple[Any, ...]:
        """The hashes that the next year may follow: a fault here is not told twice."""
        heirs = (self.head, self.mark)
        return (self.hash, *(heir.hash for heir in heirs if heir))

    def _check(self, line: WrittenLine) -> None:
        expected, is_sealed = self.seq + 1, line.is_sealed()
        if not is_sealed and self._is_beyond_head(line.seq):
            self.tell(Kind.ADDED, line.seq)
        elif line.seq != expected:
            is_gap = _is_after(line.seq, expected)
            self.tell(Kind.MISSING if is_gap else Kind.ADDED, expected if is_gap else line.seq)
        elif not is_sealed:
            self.tell(Kind.CHANGED, line.seq)
        elif line.previous not in self.follows:
            self.tell(Kind.UNLINKED, line.seq)

    def _is_beyond_head(self, seq: Any) -> bool:
        return self.head is None or bool(self.head.pruned_at) or _is_after(seq, self.head.seq)

    def _judge_pruned(self, head: WrittenHead, prunings: Container[tuple[str, str]]) -> None:
        if (str(self.year), head.pruned_at) not in prunings:
            self.tell(Kind.MISSING, 1)
        elif self.line_count:
            self.tell(Kind.HEAD, head.seq)

    def _judge_head(self, head: WrittenHead) -> None:
        if _is_after(head.seq, self.seq):
            self._tell_cut()
        elif (head.seq, head.hash) != (self.seq, self.hash):
            self.tell(Kind.HEAD, head.seq)

    def _judge_mark(self, mark: Mark) -> None:
        last, hash_there = self._last(), self.hash_at_mark
        if self.head and self.head.pruned_at:
            hash_there = self.head.hash if mark.seq == last else mark.hash
        if _is_after(mark.seq, last):
            self._tell_cut()
        elif hash_there != mark.hash:
            self.tell(Kind.REWRITTEN, mark.seq)

    def _last(self) -> Any:
        return self.head.seq if self.head and self.head.pruned_at else self.seq

    def _tell_cut(self) -> None:
        last = self._last()
        self.tell(Kind.TAIL_CUT, last + 1 if isinstance(last, int) else last)


def _is_after(one: Any, other: Any) -> bool:
    """Compares numbers; SQLite would let anything else stand in a column of numbers."""
    return isinstance(one, int) and isinstance(other, int) and one > other
