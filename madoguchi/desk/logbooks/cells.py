"""セルを読む — what a cell says as text, freed of what nobody sees and nobody meant."""

import re
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any

from madoguchi.foundation.core.folding import unify

UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ud800-\udfff\ufffe\uffff]"
)
KEPT_AS_TEXT = re.compile(r'="(.*)"', re.DOTALL)  # how Excel is told in a CSV that 090… is no number
DITTO = frozenset(("〃", "〃〃", "同上", "(同上)", "″", "”", "“", '"', "仝", "々", "上に同じ"))


def text_of(value: Any) -> str:
    """The cell as somebody would read it aloud; "" for an empty one."""
    if value is None:
        return ""
    if isinstance(value, str):
        if value.isprintable() and not value.startswith("="):
            return value.strip()
        return UNSEEN.sub("", KEPT_AS_TEXT.sub(r"\1", value)).strip()
    if isinstance(value, datetime):
        return str(value.date()) if value.time() == time() else str(value.replace(microsecond=0))
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def key_of(words: str) -> str:
    """Heading or word as one compares it: any width, any case, blanks or line breaks; twice changes nothing more."""
    return _short_key(words) if len(words) <= LONGEST_SHORT else _key(words)


def _key(words: str) -> str:
    once = unify(words).casefold()
    return once if once == words else _key(once)


LONGEST_SHORT = 60
_short_key = lru_cache(maxsize=8192)(_key)  # the same headings and words come with every row


def is_moment(value: Any) -> bool:
    """True for what the workbook itself says is a day."""
    return isinstance(value, date)


def is_ditto(value: Any) -> bool:
    """〃 and 同上: as in the row above."""
    return isinstance(value, str) and len(value) <= LONGEST_DITTO and unify(value) in FOLDED_DITTO


def is_same_day(value: Any) -> bool:
    """同日: in a column of days as the row above; as the day a case was closed, the day it came."""
    return isinstance(value, str) and len(value) <= LONGEST_DITTO and unify(value) in SAME_DAY


LONGEST_DITTO = 8
FOLDED_DITTO = frozenset(unify(sign) for sign in DITTO) - {""}
SAME_DAY = frozenset(("同日", "同じ日"))
