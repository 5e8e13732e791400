"""確認点 — all heads of one moment in a file outside the database, each file naming the one before.

The file is JSON, one head per line, so that it is written and read in flat memory. Its SHA-256 is what an operator
has time-stamped (RFC 3161: `openssl ts -query -data FILE -sha256 -cert`, the answer beside it as FILE.tsr);
`madoguchi` itself talks to no time-stamping authority.
"""

import hashlib
import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, NamedTuple

from django.conf import settings
from django.db import transaction

from madoguchi.foundation.audit.chain import GENESIS, moment
from madoguchi.foundation.audit.models import Checkpoint, Head

_FORMAT = "madoguchi-checkpoint-1"


class Mark(NamedTuple):
    """One head as a checkpoint file remembers it."""

    stream: str
    segment: int
    seq: int
    hash: str


class Damaged(ValueError):
    """The file is not, or no longer, what `make` wrote."""


def folder() -> Path:
    return Path(settings.DATA_DIR) / "checkpoints"


def make(*, at: datetime) -> Path:
    """Write the checkpoint of now, dated `at`. A second call for the same moment changes nothing."""
    path = folder() / f"{at.astimezone(UTC):%Y%m%dT%H%M%S.%fZ}.json"
    if Checkpoint.objects.filter(name=path.name).exists():
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    last = Checkpoint.objects.order_by("-pk").first()
    draft = path.with_suffix(".draft")
    previous = last.sha256 if last else GENESIS
    sha256 = _write(draft, at=at, previous=previous)
    with transaction.atomic():
        Checkpoint.objects.create(made_at=at, name=path.name, sha256=sha256, previous=previous)
        draft.replace(path)
        _flush_folder(path.parent)
    return path


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def newest_file() -> Path | None:
    return max(folder().glob("*.json"), default=None)


def marks_in(path: Path) -> Iterator[Mark]:
    """The heads of a file, sorted by stream and segment as they were written. Raises Damaged where it ends badly."""
    digest = hashlib.sha256()
    with path.open(encoding="utf-8", newline="\n") as file:
        digest.update(_header(file).encode())
        for text in file:
            if text.startswith("]"):
                return _compare(text, digest.hexdigest())
            digest.update(text.encode())
            yield _mark(text)
    raise Damaged(path.name)


def _write(path: Path, *, at: datetime, previous: str) -> str:
    digest = hashlib.sha256()
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for text in _texts(at=at, previous=previous):
            digest.update(text.encode())
            file.write(text)
        file.write(f'],"digest":"{digest.hexdigest()}"}}\n')
        file.flush()
        os.fsync(file.fileno())
    return sha256_of(path)


def _texts(*, at: datetime, previous: str) -> Iterator[str]:
    header = json.dumps({"format": _FORMAT, "made_at": moment(at), "previous": previous}, separators=(",", ":"))
    yield header.removesuffix("}") + ',"heads":[\n'
    heads = Head.objects.order_by("stream", "segment").values_list("stream", "segment", "seq", "hash")
    comma = ""
    for head in heads.iterator(chunk_size=2000):
        yield f"{comma}{json.dumps(head)}\n"
        comma = ","


def _header(file: IO[str]) -> str:
    text = file.readline()
    try:
        known = json.loads(text + "]}")["format"] == _FORMAT
    except (ValueError, KeyError, TypeError):
        known = False
    if not known:
        raise Damaged("header")
    return text


def _mark(text: str) -> Mark:
    try:
        stream, segment, seq, sealed = json.loads(text.removeprefix(","))
    except (ValueError, TypeError) as error:
        raise Damaged("head") from error
    return Mark(str(stream), int(segment), int(seq), str(sealed))


def _compare(text: str, digest: str) -> None:
    if text.rstrip("\n") != f'],"digest":"{digest}"}}':
        raise Damaged("digest")


def _flush_folder(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
