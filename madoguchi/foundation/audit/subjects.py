"""対象 — how rows and persons are written in the diary: by ids that say nothing to an outsider."""

import re
from typing import Any

from django.db import models

SYSTEM, ANONYMOUS = "system", "anonymous"
_PLAIN = re.compile(r"[A-Za-z0-9_.:/=,+-]+")


def plain(text: str) -> str:
    """Ids and code words pass; anything that could be a name, a mail address or a sentence does not."""
    if not _PLAIN.fullmatch(text):
        raise ValueError("the diary takes ids and code words only, never names or contents")
    return text


def name_of(subject: models.Model | str) -> str:
    """対象名 — "consultations.Consultation:12"."""
    if isinstance(subject, str):
        return plain(subject)
    if subject.pk is None:
        raise ValueError("a subject is saved before it is written down")
    return plain(f"{subject._meta.label}:{subject.pk}")


def stream_of(subject: models.Model | str) -> str:
    """記録系列 — where lines about the subject stand: what its `audit_stream()` says, else a stream of its own."""
    own = getattr(subject, "audit_stream", None)
    return plain(own()) if own else name_of(subject)


def person_id(by: Any) -> str:
    """行為者 — the person's id, "system" for the machine, "anonymous" for a visitor."""
    if by in (SYSTEM, ANONYMOUS):
        return str(by)
    if isinstance(by, str):
        raise ValueError("a person is written down by id")
    return str(by.pk) if getattr(by, "is_authenticated", True) else ANONYMOUS
