"""版のファイル — a version is sealed while it is written, and opened in the request of who may."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from madoguchi.company.documents.models import Document, Version
from madoguchi.foundation.access.files import SmallFile
from madoguchi.foundation.accounts.actions import company_box
from madoguchi.foundation.accounts.models import Person
from madoguchi.foundation.papers.blocks import Block
from madoguchi.foundation.papers.reading import MOST_BYTES, read_word
from madoguchi.foundation.vault import downloads
from madoguchi.foundation.vault.boxes import writing_generation
from madoguchi.foundation.vault.opened import keys_of, open_keyring
from madoguchi.foundation.vault.uploads import Upload, take


@dataclass(frozen=True)
class Content:
    """中身 — of a version before it is one: its bytes, its name, what it says of itself."""

    data: bytes
    name: str
    made: str
    clauses: Sequence[Any] = ()
    facts: Mapping[str, str] | None = None


class WordFile(SmallFile):
    """Wordの受け口."""

    most_bytes = MOST_BYTES + 1


def kept(document: Document, number: int, content: Content, *, by: Person, at: datetime) -> Version:
    """保存する — a new version with its file, sealed in the company's box. Raises NobodyHasAKey or DiskFull."""
    box = company_box(organisation=document.organisation, keys=open_keyring(by), at=at)
    upload = Upload(Version, writing_generation(box, at=at), content.name)
    upload.begin()
    upload.write(content.data)
    upload.finish()
    if upload.refusal:
        raise upload.refusal
    row = Version(document=document, number=number, made=content.made, added_by=by, sha256=sha256(content.data))
    row.clauses, row.facts = list(content.clauses), dict(content.facts or {})
    take(upload, row, at=at)
    row.save(force_insert=True)
    return row


def opened(row: Version, *, actor: Any) -> bytes:
    """開く — byte by byte as it was kept. Raises KeyringClosed, NoKeyYet or FileLost."""
    return b"".join(downloads.opened(row, keys_of(actor)))


def blocks_in(row: Version, *, actor: Any) -> tuple[Block, ...]:
    """中身を読む — raises as `opened`, and Unreadable."""
    return read_word(opened(row, actor=actor))


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
