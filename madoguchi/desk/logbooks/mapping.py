"""対応づけ — what each heading of a logbook is to us, what is opened, and which word means which of our codes."""

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from madoguchi.desk.consultations.models import GIST_LENGTH
from madoguchi.desk.logbooks.cells import key_of
from madoguchi.desk.logbooks.claims import claimed
from madoguchi.desk.logbooks.headings import HEADINGS, is_summary, named_by
from madoguchi.desk.logbooks.tables import Survey, Table
from madoguchi.desk.logbooks.values import words_in
from madoguchi.desk.logbooks.words import CODES, code_of, exact_code_of, is_left
from madoguchi.foundation.core.errors import Refusal

COLUMNS = tuple(HEADINGS)
SEAL, LEAVE = "seal", "leave"
USES = (*COLUMNS, SEAL, LEAVE)
GISTS = ("gist", "answer_gist")
TELLING = frozenset({"category", "gist"})  # a table of consultations has one of them
LONGEST_WORDS = 300


@dataclass(frozen=True)
class Mapping:
    """対応づけ — `uses` and `words` are keyed as headings and words are compared: any width, case or blanks.

    `opens` are the gists that may be seen; a gist that isn't opened is sealed.
    """

    uses: dict[str, str] = field(default_factory=dict)
    opens: frozenset[str] = frozenset()
    words: dict[str, dict[str, str]] = field(default_factory=dict)

    def use_of(self, heading: str) -> str:
        """The use of a heading; what nobody decided about is sealed."""
        return self.uses.get(key_of(heading), SEAL)

    def code_of(self, column: str, written: str) -> str:
        """The code of a written word: as decided, else as every office means it; "" for an unknown one."""
        return self.words.get(column, {}).get(key_of(written)) or code_of(column, written)

    def knows(self, column: str, written: str) -> bool:
        """True for a word that somebody decided about or that is one of our lists."""
        return key_of(written) in self.words.get(column, {}) or bool(exact_code_of(column, written))

    def on_top_of(self, before: "Mapping") -> "Mapping":
        """What is known after both: where this one says nothing, it stays with what was known before."""
        opens = self.opens | (before.opens - set(self.uses.values()))
        columns = {*before.words, *self.words}
        words = {column: before.words.get(column, {}) | self.words.get(column, {}) for column in columns}
        return Mapping(before.uses | self.uses, opens, words)

    def as_json(self) -> str:
        """The mapping as text, the same for the same mapping."""
        told = {"uses": self.uses, "opens": sorted(self.opens), "words": self.words}
        return json.dumps(told, ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> "Mapping":
        """The mapping as written down, headings and words in any width. Raises Refusal for what is none."""
        try:
            return _checked(json.loads(text))
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise Refusal(_("列の対応づけを読めません。もう一度、列の使い方を選んでください。")) from error


@dataclass(frozen=True)
class Proposal:
    """案 — a mapping; `unknown` words with their counts, by column; columns of ours that two headings claim alike."""

    mapping: Mapping
    unknown: dict[str, dict[str, int]] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    ambiguous: dict[str, list[str]] = field(default_factory=dict)
    year: int | None = None


def propose(survey: Survey, remembered: Mapping | None = None) -> Proposal:
    """案を作る — the mapping it would use itself, and what it must ask; what is remembered wins."""
    before = remembered or Mapping()
    claims = claimed(survey, before.uses)
    uses = {key: before.uses.get(key) or claims.uses.get(key) or _rest(survey, key) for key in survey.columns}
    ambiguous = {
        column: words
        for column, words in claims.ambiguous.items()
        if column not in {uses[key_of(heading)] for heading in words}
    }
    opens = before.opens if remembered else _opened(survey, uses)
    known, unknown = sorted_words(survey, Mapping(uses, words=before.words))
    mapping = Mapping(uses, opens, known)
    return Proposal(mapping, unknown, _missing(uses), ambiguous, year_of(survey, mapping))


def year_of(survey: Survey, mapping: Mapping) -> int | None:
    """年度 — the fiscal year most rows are of, else the one a title tells: a row of another is a slip of the pen."""
    years: Counter[int] = Counter()
    counted = {heading.key for table in survey.tables if not lacking(table, mapping) for heading in table.headings}
    for key, column in survey.columns.items():
        if key in counted and mapping.uses.get(key) == "date":
            years.update(column.years)
    if years:
        return years.most_common(1)[0][0]
    return survey.hint.year if survey.hint else None


def lacking(table: Table, mapping: Mapping) -> str:
    """What keeps a table from being one of consultations, "" for one that is: beside days it names category or gist.

    A mapping that names neither anywhere asks for days alone. A gist that somebody chose to seal or leave is one.
    """
    uses = {mapping.uses.get(heading.key) for heading in table.headings}
    if "date" not in uses:
        return "date"
    is_told = uses & TELLING or any(named_by(one.words) == "gist" for one in table.headings)
    return "" if is_told or not TELLING & set(mapping.uses.values()) else "category_and_gist"


def _rest(survey: Survey, key: str) -> str:
    return SEAL if survey.columns[key].filled else LEAVE


def _missing(uses: dict[str, str]) -> list[str]:
    found = set(uses.values())
    missing = [] if "date" in found else ["date"]
    return missing if found & TELLING else [*missing, "category_and_gist"]


def _opened(survey: Survey, uses: dict[str, str]) -> frozenset[str]:
    """A gist is opened when it was written to be short; an answer, when its heading says that it is a summary."""
    opens = set()
    for gist in GISTS:
        columns = [survey.columns[key] for key, use in uses.items() if use == gist]
        is_short = gist == "gist" and all(column.longest <= GIST_LENGTH for column in columns)
        if columns and (is_short or all(is_summary(column.words) for column in columns)):
            opens.add(gist)
    return frozenset(opens)


def sorted_words(survey: Survey, mapping: Mapping) -> tuple[dict[str, dict[str, str]], dict[str, dict[str, int]]]:
    """The words of coded columns: those it knows with their codes, the others with their counts.

    What only contains a word of ours is neither: it may be an address, with a name, and is not written down.
    """
    known = {column: dict(words) for column, words in mapping.words.items()}
    unknown: dict[str, Counter[str]] = {}
    for key, use in mapping.uses.items():
        if use in CODES and key in survey.columns:
            for written, times in survey.columns[key].written.items():
                for word in words_in(use, written, mapping.knows):
                    if mapping.knows(use, word):
                        known.setdefault(use, {})[key_of(word)] = mapping.code_of(use, word)
                    elif not (mapping.code_of(use, word) or is_left(use, word)):
                        unknown.setdefault(use, Counter())[word] += times
    return known, {column: dict(words.most_common()) for column, words in unknown.items()}


def _checked(told: dict[str, Any]) -> Mapping:
    uses = {key_of(_words(heading)): _one_of(use, USES) for heading, use in told["uses"].items()}
    opens = frozenset(_one_of(column, GISTS) for column in told["opens"])
    words = {_one_of(column, CODES): _table(column, table) for column, table in told["words"].items()}
    return Mapping(uses, opens, words)


def _table(column: str, table: dict[str, Any]) -> dict[str, str]:
    return {key_of(_words(word)): _one_of(code, CODES[column]) for word, code in table.items()}


def _words(text: str) -> str:
    if len(text) > LONGEST_WORDS:
        raise ValueError(text)
    return text


def _one_of(value: Any, known: Any) -> str:
    if not isinstance(value, str) or value not in known:
        raise ValueError(value)
    return value
