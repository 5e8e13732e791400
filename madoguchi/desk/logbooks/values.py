"""値を読む — amounts, people, several words in one cell: what a cell holds beyond what the foundation reads."""

import re
from collections.abc import Callable, Iterator

from madoguchi.desk.logbooks.claims import parts
from madoguchi.desk.logbooks.clock import UNTIL
from madoguchi.foundation.core.amounts import parse_count, parse_yen
from madoguchi.foundation.core.folding import unify

NUMBER_ONLY = re.compile(r"約?[0-9][0-9,]*(?:\.[0-9]+)?")
FEWEST_YEN = 100_000  # a smaller number without a unit is likelier one of 万円 or 千円
ASIDE = re.compile(r"\([^()]*\)$")
ASIDE_BUT_UNIT = re.compile(r"\((?![十百千万億]*円\))[^()]*\)$")
BEHIND_THE_VALUE = {
    "capital": ASIDE_BUT_UNIT,
    "employees": re.compile(r"\((?![人名]\))[^()]*\)$"),
    "time": UNTIL,
    "date": re.compile("[~〜]|から"),
}
SEVERAL = frozenset({"category", "secondary"})
DOT = re.compile("[・･]")
MARKS = re.compile(r"^(?:[0-9]+[.)]|[①-⑳○●◎・※\s])+")


def read_people(text: str) -> int:
    """165 of 165人（うちパート20）. ValueError for what is no number of people."""
    return parse_count(ASIDE.sub("", unify(text)))


def read_yen(text: str, unit: str = "") -> int:
    """Whole yen; a bare number counts in `unit`, without one it must be large enough to be yen. Else ValueError."""
    written = ASIDE_BUT_UNIT.sub("", unify(text))
    if not NUMBER_ONLY.fullmatch(written):
        return parse_yen(written)
    amount = parse_yen(written + unit)
    if not unit and 0 < amount < FEWEST_YEN:
        raise ValueError(text)
    return amount


def says_more(column: str, text: str) -> bool:
    """True where a cell holds more than the value that is read of it: 165人（うちパート20）."""
    return column in BEHIND_THE_VALUE and bool(BEHIND_THE_VALUE[column].search(unify(text).upper()))


def words_in(column: str, written: str, knows: Callable[[str, str], bool]) -> Iterator[str]:
    """The words of a cell: one, or several where a column may hold several and the whole is no word by itself."""
    whole = MARKS.sub("", written).strip() or written
    if column in SEVERAL and not knows(column, whole):
        for part in parts(written):
            yield from _dotted(column, MARKS.sub("", part), knows)
    else:
        yield whole


def _dotted(column: str, word: str, knows: Callable[[str, str], bool]) -> Iterator[str]:
    """秘密管理・契約 are two where both are known; 流出・漏えい is one."""
    dotted = DOT.split(word)
    yield from dotted if not knows(column, word) and all(knows(column, part) for part in dotted) else [word]
