"""行の中身 — a whole row as one text that is the same however it is spelled.

Whoever keeps fingerprints of it knows a row again. So what decides here about spellings depends on no mapping and no
list of words that grows: with either, rows taken long ago would look new.
"""

import json
import re
from collections.abc import Callable, Iterable
from datetime import date
from functools import lru_cache
from typing import Any

from madoguchi.desk.logbooks.cells import text_of
from madoguchi.desk.logbooks.clock import read_clock
from madoguchi.desk.logbooks.days import Hint, is_serial, spelled_day
from madoguchi.foundation.core.amounts import parse_count, parse_yen
from madoguchi.foundation.core.folding import fold, fold_company, unify
from madoguchi.foundation.core.prefectures import find as prefecture

LONGEST_SHORT = 30
MAY_BE_AMOUNT = re.compile(r"[\d一二三四五六七八九十百千万億兆〇元]")


def content_of(cells: Iterable[tuple[str, Any]], hint: Hint | None) -> str:
    """Heading and text of every filled cell, folded, in the order of the headings' names and not of the columns."""
    told = sorted((_name(words), _canonical(text_of(value), hint)) for words, value in cells)
    return json.dumps([pair for pair in told if pair[1]], ensure_ascii=False)


@lru_cache(maxsize=1024)
def _name(words: str) -> str:
    return fold(words) or words


def _canonical(text: str, hint: Hint | None) -> str:
    return _short(text, hint) if len(text) <= LONGEST_SHORT else _folded(text)


@lru_cache(maxsize=16384)
def _short(text: str, hint: Hint | None) -> str:
    """What a day, a time, an amount or a prefecture means; any other text folded."""
    ways: tuple[Callable[[str], Any], ...] = (_day(hint), read_clock, parse_yen, parse_count)
    for read in ways if MAY_BE_AMOUNT.search(text) else ():
        try:
            return str(read(text))
        except ValueError:
            continue
    return prefecture(text) or _folded(text)


def _day(hint: Hint | None) -> Callable[[str], date]:
    def read(text: str) -> date:
        if is_serial(text):
            raise ValueError(text)
        return spelled_day(text, hint)

    return read


def _folded(text: str) -> str:
    """Without signs and blanks; a cell of signs only, like ○, keeps them."""
    return fold_company(text) or unify(text)
