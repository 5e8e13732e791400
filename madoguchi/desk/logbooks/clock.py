"""時刻を読む — 15:00, 9時40分, 午後3時半, PM 3:00; of 10:00～11:00 the first."""

import re
import unicodedata
from datetime import time

from madoguchi.foundation.core.folding import unify

CLOCK = re.compile(
    r"(?P<before>午前|午後|AM|PM)?(?P<hour>[01]?[0-9]|2[0-3])[:時]"
    r"(?:(?P<minute>[0-5]?[0-9])(?:分|:[0-5][0-9](?:\.[0-9]+)?)?|(?P<half>半))?(?P<behind>AM|PM)?(?:頃|ごろ)?"
)
ROUGHLY = r"(?:午前|午後|AM|PM)?\s*[0-9]{1,2}\s*[:時][0-9\s:.分秒半]*(?:AM|PM)?\s*(?:頃|ごろ)?"
UNTIL = re.compile(rf"(?:[~〜ー―–‐−-]|から)\s*(?:{ROUGHLY}\s*)?(?:まで)?\s*$")
BEHIND = re.compile(rf"(?:(?<=[日)曜])|[\sT,、])\s*(?P<clock>{ROUGHLY}\s*(?:{UNTIL.pattern})?)\s*$")


def read_clock(text: str) -> time:
    """The time of day, spelled as `content` has always known it; ValueError for what is none."""
    found = CLOCK.fullmatch(unify(text).upper())
    if found is None:
        raise ValueError(text)
    hour = int(found["hour"])
    is_afternoon = (found["before"] or found["behind"]) in ("午後", "PM")
    return time(hour + 12 if is_afternoon and hour < 12 else hour, 30 if found["half"] else int(found["minute"] or 0))


def first_clock(text: str) -> time:
    """The time of day, of two the first: 10:00～11:00, 10時から. ValueError for what is none."""
    return read_clock(UNTIL.sub("", unify(text).upper()))


def clock_behind(text: str) -> time | None:
    """The time behind a day in one cell; None where none is told."""
    found = BEHIND.search(_plain(text))
    try:
        return first_clock(found["clock"]) if found else None
    except ValueError:
        return None


def without_clock(text: str) -> str:
    """A day and no time: 4月1日(金) of 4月1日（金）10:30～."""
    return BEHIND.sub("", _plain(text))


def _plain(text: str) -> str:
    """Full-width blanks and digits as plain ones; blanks stay, as they part the day from the time."""
    return unicodedata.normalize("NFKC", text).upper()
