"""荷 — what a job may carry: ids. Whatever somebody confided stays in its own room."""

from django_tasks.exceptions import InvalidTaskError

MAX_LENGTH = 64
BIGGEST_ID = 2**63 - 1


class CarriesContent(InvalidTaskError):
    """A job was given something else than ids; the message never repeats it."""


def _is_id(value: object) -> bool:
    if isinstance(value, str):
        return len(value) <= MAX_LENGTH and value.isprintable()
    if isinstance(value, int):
        return abs(value) <= BIGGEST_ID
    return value is None


def refuse_content(*values: object) -> None:
    """Let pass int, bool, None, printable text of at most 64 characters, and flat lists of these."""
    for value in values:
        parts = value if isinstance(value, list) else [value]
        if not all(map(_is_id, parts)):
            raise CarriesContent(f"a job carries ids only, not this {type(value).__name__}")
