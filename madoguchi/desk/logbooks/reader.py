"""読み手 — reads the cells of one line by our columns; what it can't read it names, and seals what was written."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from madoguchi.desk.consultations.models import GIST_LENGTH
from madoguchi.desk.logbooks.cells import text_of
from madoguchi.desk.logbooks.days import Hint, is_spelled
from madoguchi.desk.logbooks.headings import unit_of
from madoguchi.desk.logbooks.lines import Line
from madoguchi.desk.logbooks.mapping import GISTS, LEAVE, SEAL, Mapping
from madoguchi.desk.logbooks.tables import Heading
from madoguchi.desk.logbooks.values import says_more, words_in
from madoguchi.desk.logbooks.words import is_left
from madoguchi.foundation.core.folding import unify

Parsed = TypeVar("Parsed")
LONGEST_VALUE = 300
MY_NUMBER = re.compile(r"[0-9]{12}")  # 個人番号: kept nowhere, not even sealed


class Reader:
    """読み手 — of several headings with the same use the first filled one counts; the others are sealed."""

    def __init__(self, line: Line, mapping: Mapping, hint: Hint | None):
        self.line, self.mapping, self.hint = line, mapping, hint
        self.sealed: dict[str, str] = {}
        self.warnings: list[str] = []
        self.filled: defaultdict[str, list[Heading]] = defaultdict(list)
        for heading in line.headings:
            if line.text(heading):
                self.filled[mapping.uses.get(heading.key, SEAL)].append(heading)

    def heading(self, column: str) -> Heading | None:
        return next(iter(self.filled.get(column, ())), None)

    def words(self, column: str) -> str:
        heading = self.heading(column)
        return heading.words if heading else ""

    def text(self, column: str) -> str:
        heading = self.heading(column)
        return self.line.text(heading) if heading else ""

    def unit(self, column: str) -> str:
        """万円 — as the heading says, or a line of units below it, or what stands above the table."""
        heading = self.heading(column)
        return (unit_of(heading.words) or self.line.unit(heading)) if heading else ""

    def cells(self, day: date) -> Iterator[tuple[str, Any]]:
        """Heading and value of every cell; a 受付日 in a spelling unknown to `content` as the day it is."""
        date_heading = self.heading("date")
        for heading in self.line.headings:
            value = self.line.value(heading)
            is_kept = heading is not date_heading or is_spelled(text_of(value), self.hint)
            yield heading.words, value if is_kept else day

    def read(self, column: str, parse: Callable[[str], Parsed], unknown: Parsed, said: str = "") -> Parsed:
        """The cell as `parse` reads it; an empty one is unknown, one that raises ValueError is named and sealed."""
        written = self.text(column)
        if not written or is_left(column, written):
            return unknown
        try:
            found = parse(_short(written))
        except ValueError:
            self._leave_unknown(column, said)
            return unknown
        if says_more(column, written):
            self.seal(column)
        return found

    def code(self, column: str, unknown: str = "") -> str:
        """The code of a cell; one that only contains a word of ours is sealed too."""
        code = self.read(column, lambda written: self._known(column, written), str(unknown))
        if self._is_part_known(column, self.text(column)):
            self.seal(column)
        return code

    def codes(self, column: str) -> list[str]:
        """All codes of a cell that may name several; warned of with an unknown word, sealed with one known in part."""
        words = list(words_in(column, self.text(column), self.mapping.knows)) if self.text(column) else []
        found = [code for word in words if (code := self.mapping.code_of(column, word))]
        if len(found) < len(words):
            self._leave_unknown(column)
        elif any(self._is_part_known(column, word) for word in words):
            self.seal(column)
        return found

    def gist(self, column: str) -> str:
        """要旨 — opened and cut to its length, the rest sealed; all of it sealed where the mapping doesn't open it."""
        headings = self.filled.get(column, [])
        if column not in self.mapping.opens or not headings:
            self._seal_all(headings)
            return ""
        shown, rest = _cut("\n".join(self.line.text(heading) for heading in headings))
        if rest:
            self.sealed[headings[0].words] = rest
            self.warn(column, _("%(most)d字を超える続きは、封をして残します。") % {"most": GIST_LENGTH})
        return shown

    def seal(self, column: str) -> None:
        """Seals what was written in a column, as it was written."""
        self._seal_all(self.filled.get(column, [])[:1])

    def seal_the_rest(self) -> None:
        """Seals the columns to be sealed, and second columns of one use."""
        for use, headings in self.filled.items():
            if use == SEAL:
                self._seal_all(headings)
            elif use not in (LEAVE, *GISTS):
                self._seal_all(headings[1:])

    def warn(self, column: str, sentence: str) -> None:
        self.warnings.append(_("「%(column)s」：%(sentence)s") % {"column": self.words(column), "sentence": sentence})

    def _leave_unknown(self, column: str, said: str = "") -> None:
        self.warn(column, said or _("読めない値を不明とし、書かれていたものは封をして残します。"))
        self.seal(column)

    def _seal_all(self, headings: list[Heading]) -> None:
        for heading in headings:
            written = self.line.text(heading)
            if not MY_NUMBER.fullmatch(unify(written).replace("-", "")):
                self.sealed[heading.words] = written

    def _is_part_known(self, column: str, word: str) -> bool:
        """愛知県 of an address: what else it says stands in no code."""
        return bool(self.mapping.code_of(column, word)) and not self.mapping.knows(column, word)

    def _known(self, column: str, written: str) -> str:
        code = self.mapping.code_of(column, written)
        if not code:
            raise ValueError(written)
        return code


def _short(written: str) -> str:
    """No value is as long as a page; what is gets no chance to keep a parser busy."""
    if len(written) > LONGEST_VALUE:
        raise ValueError(written[:LONGEST_VALUE])
    return written


def _cut(written: str) -> tuple[str, str]:
    """One line of the length of a gist, and what comes behind it as it was written."""
    whole = " ".join(written.split())
    shown = whole[:GIST_LENGTH]
    if shown == whole:
        return whole, ""
    signs = len(shown.replace(" ", ""))
    ends = [match.end() for match in re.finditer(r"\S", written)]
    return shown.rstrip(), written[ends[signs - 1] :].strip()
