"""時刻を読む — 15:00, 9時40分, 午後3時半, PM 3:00."""

import re
from datetime import time

from madoguchi.foundation.core.folding import unify

CLOCK = re.compile(
    r"(?P<before>午前|午後|AM|PM)?(?P<hour>[01]?[0-9]|2[0-3])[:時]"
    r"(?:(?P<minute>[0-5]?[0-9])(?:分|:[0-5][0-9](?:\.[0-9]+)?)?|(?P<half>半))?(?P<behind>AM|PM)?(?:頃|ごろ)?"
)


def read_clock(text: str) -> time:
    """The time of day; ValueError for what is none."""
    found = CLOCK.fullmatch(unify(text).upper())
    if found is None:
        raise ValueError(text)
    hour = int(found["hour"])
    is_afternoon = (found["before"] or found["behind"]) in ("午後", "PM")
    return time(hour + 12 if is_afternoon and hour < 12 else hour, 30 if found["half"] else int(found["minute"] or 0))
