"""記録の行 — what the log may say of a fault: where it happened and its kind, never the message.

Messages of databases and parsers repeat what was typed ("Failing row contains (…)").
"""

import logging
from traceback import format_tb
from types import TracebackType
from typing import Any


class QuietFormatter(logging.Formatter):
    """Traceback and class of an exception, and of those it came from."""

    def formatException(self, ei: Any) -> str:
        error: BaseException | None = ei[1]
        parts: list[str] = []
        while error is not None:
            parts.append(_told(error, error.__traceback__))
            error = error.__cause__ or error.__context__
        return "\n".join(reversed(parts))


def _told(error: BaseException, places: TracebackType | None) -> str:
    kind = f"{type(error).__module__}.{type(error).__qualname__}"
    return "".join(["Traceback (most recent call last):\n", *format_tb(places), kind])
