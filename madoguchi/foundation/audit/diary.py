"""日誌 — `record` writes down one deed or one look, whole or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from django.db import models, transaction

from madoguchi.foundation.audit.chain import GENESIS, moment, seal
from madoguchi.foundation.audit.models import Head, Line
from madoguchi.foundation.audit.subjects import name_of, person_id, plain, stream_of
from madoguchi.foundation.core.calendar import fiscal_year

_writing: ContextVar[bool] = ContextVar("audit_writing", default=False)


class BrokenChain(RuntimeError):
    """A stream has no open head although it has lines: run `manage.py audit verify`."""


def record(deed: str, subject: models.Model | str, *, by: Any, at: datetime, stream: str | None = None) -> Line:
    """記録する — three statements (five for the first line of a stream), within the caller's transaction if any.

    `by` is a person, an anonymous visitor or "system". Whoever writes in one transaction into several streams
    does so in a fixed order. Raises ValueError for anything that is no id or code word.
    """
    line = Line(
        stream=plain(stream) if stream else stream_of(subject),
        at=datetime.fromisoformat(moment(at)),
        by=person_id(by),
        deed=plain(deed),
        subject=name_of(subject),
    )
    with _as_writer(), transaction.atomic(savepoint=False):
        return _append(line)


def is_writing() -> bool:
    """Is this thread inside `record`? The read-only guard of a page lets these statements pass."""
    return _writing.get()


@contextmanager
def _as_writer() -> Iterator[None]:
    token = _writing.set(True)
    try:
        yield
    finally:
        _writing.reset(token)


def _append(line: Line) -> Line:
    year = fiscal_year(line.at)
    head = _locked_head(line.stream, year)
    line.segment = max(year, head.segment + 1 if head.pruned_at else head.segment)
    line.seq = head.seq + 1 if line.segment == head.segment else 1
    line.previous = head.hash
    line.hash = hash_of(line)
    line.save(force_insert=True)
    _advance(head, line)
    return line


def hash_of(line: Line) -> str:
    at = moment(line.at)
    return seal(line.stream, line.segment, line.seq, at, line.by, line.deed, line.subject, line.previous)


def _locked_head(stream: str, year: int) -> Head:
    """The open head, held until the transaction ends; two first writers agree on one."""
    for _attempt in range(3):
        for head in Head.objects.select_for_update().filter(stream=stream, is_open=True):  # a constraint allows one
            return head
        Head.objects.bulk_create([Head(stream=stream, segment=year, seq=0, hash=GENESIS)], ignore_conflicts=True)
    raise BrokenChain(stream)


def _advance(head: Head, line: Line) -> None:
    held = Head.objects.filter(stream=head.stream, segment=head.segment)
    if line.segment == head.segment:
        held.update(seq=line.seq, hash=line.hash)
    else:
        held.update(is_open=False)
        Head.objects.create(stream=line.stream, segment=line.segment, seq=line.seq, hash=line.hash)
