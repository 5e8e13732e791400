"""表を探す — one pass over a book: where its tables are, what stands above their columns and what in them."""

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from madoguchi.desk.logbooks.cells import is_ditto, key_of, text_of
from madoguchi.desk.logbooks.days import Hint, is_day, is_serial, read_day
from madoguchi.desk.logbooks.headings import is_date
from madoguchi.desk.logbooks.labels import is_own
from madoguchi.desk.logbooks.limits import MOST_HEADINGS, MOST_TABLES, no_logbook
from madoguchi.desk.logbooks.scanning import Kind, Scanned, Top, scanned
from madoguchi.foundation.core.calendar import fiscal_year
from madoguchi.foundation.papers.books import Book
from madoguchi.foundation.papers.limits import too_large

MOST_WORDS = 300
LONGEST_WORD = 40
MOST_SAMPLES = 5
LONGEST_SAMPLE = 60
MOST_SUBTOTALS = 1_000
CORPORATE_NUMBER = re.compile(r"t?[0-9]{13}")
COMPANY = re.compile(r"会社|法人|組合|[(（][株有同][)）]|[㈱㈲]")


@dataclass(frozen=True)
class Heading:
    """見出し — where a column stands and what is written above it."""

    position: int
    words: str

    @cached_property
    def key(self) -> str:
        return key_of(self.words)


@dataclass
class Table:
    """表 — one table of the book, from its heading to the next; `own` are the columns of a sheet of ours."""

    sheet: str
    number: int
    headings: list[Heading]
    row_count: int = 0
    own: frozenset[int] = frozenset()

    def freed(self, cells: tuple[Any, ...]) -> tuple[Any, ...]:
        """The cells of the office; none where nothing stands but what we wrote beside them."""
        if not self.own:
            return cells
        left = tuple(None if at in self.own else cell for at, cell in enumerate(cells))
        return left if any(map(text_of, left)) else ()


@dataclass
class Column:
    """列 — what stands below one heading, over all tables that have it."""

    words: str
    filled: int = 0
    days: int = 0
    serials: int = 0
    corporate_numbers: int = 0
    companies: int = 0
    longest: int = 0
    years: Counter[int] = field(default_factory=Counter)
    written: Counter[str] = field(default_factory=Counter)
    samples: list[str] = field(default_factory=list)
    is_free_text: bool = False

    def add(self, value: Any, hint: Hint | None) -> None:
        text = text_of(value)
        if not text or is_ditto(value):
            return
        self.filled += 1
        self.longest = max(self.longest, len(text))
        self.corporate_numbers += 13 <= len(text) <= 20 and bool(CORPORATE_NUMBER.fullmatch(key_of(text)))
        self.companies += bool(COMPANY.search(text[:LONGEST_WORD]))
        self._add_day(text, hint)
        self._add_word(text)

    def _add_day(self, text: str, hint: Hint | None) -> None:
        is_number = is_serial(text)
        self.serials += is_number
        if is_number or is_day(text):
            self.days += not is_number
            self._add_year(text, hint)

    def _add_year(self, text: str, hint: Hint | None) -> None:
        try:
            self.years[fiscal_year(read_day(text, hint))] += 1
        except ValueError:
            return  # no title told the year

    def _add_word(self, text: str) -> None:
        """Counts the words written, up to as many as a person would look through."""
        if len(self.samples) < MOST_SAMPLES and text[:LONGEST_SAMPLE] not in self.samples:
            self.samples.append(text[:LONGEST_SAMPLE])
        word = " ".join(text.split())
        is_counted = len(word) <= LONGEST_WORD and (word in self.written or len(self.written) < MOST_WORDS)
        self.is_free_text = self.is_free_text or not is_counted
        if is_counted:
            self.written[word] += 1


@dataclass(frozen=True)
class Subtotal:
    """小計 — as written: where, its label, and its number if there is one."""

    sheet: str
    number: int
    label: str
    count: int | None


@dataclass
class Survey:
    """下見 — the tables, the columns by the key of their heading, subtotals as read, and what a reader should know."""

    tables: list[Table] = field(default_factory=list)
    columns: dict[str, Column] = field(default_factory=dict)
    subtotals: list[Subtotal] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    hint: Hint | None = None
    row_count: int = 0


def survey(book: Book) -> Survey:
    """下見する — reads the book once. Raises Refusal when there is no table with days in it."""
    surveyor = _Surveyor()
    for row in scanned(book):
        surveyor.note(row)
    found = surveyor.finished(book)
    if not any(_is_like_a_date(column) for column in found.columns.values()):
        raise no_logbook()
    return found


class _Surveyor:
    """What the survey gathers on its way."""

    def __init__(self) -> None:
        self.found = Survey()
        self.hidden: Counter[str] = Counter()
        self.stray: Counter[str] = Counter()
        self.below: dict[int, Column] = {}

    def note(self, row: Scanned) -> None:
        self.found.hint = self.found.hint or row.hint
        self.hidden[row.raw.sheet] += row.raw.is_hidden and row.kind == Kind.ROW
        self.stray[row.raw.sheet] += row.kind == Kind.STRAY
        if row.top and row.kind == Kind.HEADER:
            self._enter(row.top)
        if row.kind == Kind.ROW:
            self._note_cells(row)
        if row.kind == Kind.SUBTOTAL and len(self.found.subtotals) < MOST_SUBTOTALS:
            self.found.subtotals.append(Subtotal(row.raw.sheet, row.raw.number, row.label, row.count))

    def _enter(self, top: Top) -> None:
        """A table as its heading tells; a second line of the heading tells it anew, a repeated one nothing new."""
        if len(self.found.tables) > top.index and self.found.tables[top.index].row_count:
            return
        del self.found.tables[top.index :]
        own = frozenset(at for at, words in top.labels.items() if is_own(words))
        self.found.tables.append(Table(top.sheet, top.last, _headings(top.labels, own), own=own))
        self.below = {}
        for heading in self.found.tables[-1].headings:
            self._add_column(heading)

    def _add_column(self, heading: Heading) -> None:
        if len(self.found.tables) > MOST_TABLES or len(self.found.columns) > MOST_HEADINGS:
            raise too_large()
        self.below[heading.position] = self.found.columns.setdefault(heading.key, Column(heading.words))

    def _note_cells(self, row: Scanned) -> None:
        table = self.found.tables[-1]
        cells = table.freed(row.raw.cells)
        table.row_count += bool(cells)
        self.found.row_count += bool(cells)
        for at, value in enumerate(cells):
            if value is not None:
                if at not in self.below:
                    table.headings.append(Heading(at, f"{get_column_letter(at + 1)}列"))
                    self._add_column(table.headings[-1])
                self.below[at].add(value, row.hint)

    def finished(self, book: Book) -> Survey:
        named = {heading.key for table in self.found.tables for heading in table.headings}
        self.found.columns = {key: column for key, column in self.found.columns.items() if key in named}
        self.found.remarks += book.remarks
        sheets = {table.sheet for table in self.found.tables}
        for sheet, count in self.hidden.items():
            if count:
                self._remark(_("シート「%(sheet)s」の非表示の行（%(count)d件）も読みました。"), sheet, count)
        for sheet, count in self.stray.items():
            if count and sheet not in sheets:
                self._remark(_("シート「%(sheet)s」には見出しがないため、%(count)d行を読んでいません。"), sheet, count)
        return self.found

    def _remark(self, sentence: str, sheet: str, count: int) -> None:
        self.found.remarks.append(sentence % {"sheet": sheet, "count": count})


def _headings(labels: dict[int, str], own: frozenset[int]) -> list[Heading]:
    """Each with words of its own: the second of two alike is called so."""
    times: Counter[str] = Counter()
    found = []
    for position, words in sorted((at, words) for at, words in labels.items() if at not in own):
        times[key_of(words)] += 1
        number = times[key_of(words)]
        found.append(Heading(position, words if number == 1 else f"{words} {number}"))
    return found


def _is_like_a_date(column: Column) -> bool:
    return column.days > 0 or is_date(column.words)
