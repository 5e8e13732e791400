"""値を読む — amounts, people, several words in one cell: what a cell holds beyond what the foundation reads."""

import re
from collections.abc import Callable, Iterator

from madoguchi.desk.logbooks.claims import parts
from madoguchi.desk.logbooks.headings import unit_of
from madoguchi.foundation.core.amounts import parse_count, parse_yen
from madoguchi.foundation.core.folding import unify

NUMBER_ONLY = re.compile(r"約?[0-9][0-9,]*(?:\.[0-9]+)?")
ASIDE = re.compile(r"\([^()]*\)$")
SEVERAL = frozenset({"category", "secondary"})
MARKS = re.compile(r"^(?:[0-9]+[.)]|[①-⑳○●◎・※\s])+")


def read_people(text: str) -> int:
    """165 of 165人（うちパート20）. ValueError for what is no number of people."""
    return parse_count(ASIDE.sub("", unify(text)))


def read_yen(text: str, heading: str = "") -> int:
    """Whole yen; a bare number counts in the unit of its heading, 資本金（万円）. ValueError for what is no sum."""
    written = unify(text)
    bare = NUMBER_ONLY.fullmatch(written)
    return parse_yen(written + unit_of(heading)) if bare else parse_yen(ASIDE_BUT_UNIT.sub("", written))


ASIDE_BUT_UNIT = re.compile(r"\((?![十百千万億]*円\))[^()]*\)$")


def words_in(column: str, written: str, knows: Callable[[str, str], bool]) -> Iterator[str]:
    """The words of a cell: one, or several where a column may hold several and the whole is no word by itself."""
    whole = MARKS.sub("", written).strip() or written
    if column in SEVERAL and not knows(column, whole):
        yield from (MARKS.sub("", part) for part in parts(written))
    else:
        yield whole
