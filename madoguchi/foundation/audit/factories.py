"""Typed makers: whole streams of rightly chained lines, for tests and measurements."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice

from madoguchi.foundation.audit.chain import GENESIS
from madoguchi.foundation.audit.diary import hash_of
from madoguchi.foundation.audit.models import Head, Line
from madoguchi.foundation.core.calendar import fiscal_year


def chained(stream: str, *, count: int, at: datetime) -> Iterator[Line]:
    """Unsaved lines of one stream, a second apart, all in the fiscal year of `at`."""
    previous = GENESIS
    for seq in range(1, count + 1):
        moment = at + timedelta(seconds=seq)
        line = Line(stream=stream, segment=fiscal_year(at), seq=seq, at=moment, by="7", deed="look", subject=stream)
        line.previous = previous
        line.hash = previous = hash_of(line)
        yield line


def stream(name: str, *, count: int, at: datetime) -> Head:
    """A saved stream with its head."""
    lines, last = chained(name, count=count, at=at), Line()
    while batch := list(islice(lines, 5000)):
        Line.objects.bulk_create(batch)
        last = batch[-1]
    return Head.objects.create(stream=name, segment=last.segment, seq=last.seq, hash=last.hash)
