"""鎖 — how a line is sealed: canonical JSON of every field and of the hash before it, through SHA-256."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

GENESIS = "0" * 64
_JSON = json.JSONEncoder(ensure_ascii=True, separators=(",", ":"), default=str)


def moment(at: datetime) -> str:
    """The one spelling of a moment: UTC, always with microseconds. A naive datetime is refused."""
    if at.tzinfo is None:
        raise ValueError("a line needs an aware moment")
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def seal(stream: Any, segment: Any, seq: Any, at: str, by: Any, deed: Any, subject: Any, previous: Any) -> str:
    """The hash of a line. The order of the arguments is the order of the bytes: never change it."""
    text = _JSON.encode(["line-1", stream, segment, seq, at, by, deed, subject, previous])
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def spelled(text: str) -> str:
    """The same spelling from what a database prints for a moment; what is none comes back as it is."""
    try:
        at = datetime.fromisoformat(text)
        return moment(at if at.tzinfo else at.replace(tzinfo=UTC))
    except (ValueError, TypeError, OverflowError):
        return str(text)
