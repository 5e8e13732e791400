"""一行を解く — what one logbook row means, or why it can't be taken."""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, time
from typing import TypeVar

from django.utils.translation import gettext as _

from madoguchi.desk.consultations.models import GIST_LENGTH
from madoguchi.desk.consultations.taxonomy import Category
from madoguchi.desk.consultations.words import Channel, ConsulterKind, ConsulterRole
from madoguchi.desk.logbooks.reading import Line
from madoguchi.desk.logbooks.words import ANONYMOUS, CATEGORIES, CHANNELS, INDIVIDUAL, ROLES
from madoguchi.foundation.core import corporate_number, industries, prefectures
from madoguchi.foundation.core.amounts import parse_count, parse_yen
from madoguchi.foundation.core.calendar import TOKYO, fiscal_year, parse_day
from madoguchi.foundation.core.errors import Refusal
from madoguchi.foundation.core.folding import fold, fold_company, unify

Word = TypeVar("Word")
Parsed = TypeVar("Parsed")
OPENING = time(9, 0)
CLOCK = re.compile(r"([01]?[0-9]|2[0-3])[:時](?:([0-5]?[0-9])(?:分|:[0-5][0-9])?)?")


@dataclass(frozen=True)
class Entry:
    """記録簿の一件 — the card and gist of one row."""

    number: str
    received_at: datetime
    closed_date: date
    channel: Channel
    kind: ConsulterKind
    company: str
    corporate_number: str
    prefecture: str
    industry: str
    capital_yen: int | None
    employees: int | None
    role: ConsulterRole
    category: Category
    gist: str

    @property
    def fingerprint(self) -> str:
        """Same content, same fingerprint: the spelling of dates, amounts, names, widths and kana doesn't count."""
        content = asdict(self) | {"company": fold_company(self.company)}
        folded = {name: fold(str(value)) for name, value in content.items()}
        return hashlib.sha256(json.dumps(folded).encode()).hexdigest()


class Reader:
    """読み手 — reads the cells of one line; `unread` are the columns whose value it had to leave as unknown."""

    def __init__(self, line: Line):
        self.line = line
        self.unread: list[str] = []

    def read(self, column: str, parse: Callable[[str], Parsed], unknown: Parsed) -> Parsed:
        """The cell as `parse` reads it; an empty one is unknown, one that raises ValueError is unread as well."""
        typed = self.line.text(column)
        try:
            return parse(typed) if typed else unknown
        except ValueError:
            self.unread.append(column)
            return unknown


def understand(line: Line, *, year: int | None) -> tuple[Entry, list[str]]:
    """The row as an Entry, and the columns taken as unknown.

    Raises Refusal without a valid 受付日 (within fiscal year `year`, if known).
    """
    day = day_of(line)
    if day is None:
        raise Refusal(_("受付日がないか、暦にない日付です。"))
    if year is not None and fiscal_year(day) != year:
        raise Refusal(_("受付日がこの記録簿の年度の外です。"))
    reader = Reader(line)
    return _entry(reader, day), reader.unread


def day_of(line: Line) -> date | None:
    """The 受付日 of a row, if it has one; tells which fiscal year a file is of."""
    try:
        return _day(line.text("date")) if line.text("date") else None
    except ValueError:
        return None


def _entry(reader: Reader, day: date) -> Entry:
    kind, company = _consulter(reader.line)
    return Entry(
        number=unify(reader.line.text("number")),
        received_at=datetime.combine(day, reader.read("time", _clock, OPENING), TOKYO),
        closed_date=reader.read("closed", lambda typed: _closed(typed, day), day),
        channel=reader.read("channel", _word_of(CHANNELS), Channel.UNKNOWN),
        kind=kind,
        company=company,
        corporate_number=reader.read("corporate_number", corporate_number.clean, ""),
        prefecture=reader.read("prefecture", _found_by(prefectures.find), ""),
        industry=reader.read("industry", _found_by(industries.find), ""),
        capital_yen=reader.read("capital", parse_yen, None),
        employees=reader.read("employees", parse_count, None),
        role=reader.read("role", _word_of(ROLES), ConsulterRole.UNKNOWN),
        category=reader.read("category", _word_of(CATEGORIES), Category.OTH),
        gist=_gist(reader),
    )


def _consulter(line: Line) -> tuple[ConsulterKind, str]:
    written = unify(line.text("company"))
    if not written or written in ANONYMOUS:
        return ConsulterKind.ANONYMOUS, ""
    if written in INDIVIDUAL:
        return ConsulterKind.INDIVIDUAL, ""
    return ConsulterKind.COMPANY, " ".join(line.text("company").split())


def _day(typed: str) -> date:
    """A day as written, or as a moment of Excel."""
    try:
        return datetime.fromisoformat(typed).date()
    except ValueError:
        return parse_day(typed)


def _closed(typed: str, received: date) -> date:
    day = _day(typed)
    if day < received:
        raise ValueError(typed)
    return day


def _clock(typed: str) -> time:
    found = CLOCK.fullmatch(unify(typed))
    if found is None:
        raise ValueError(typed)
    return time(int(found[1]), int(found[2] or 0))


def _word_of(table: Mapping[Word, tuple[str, ...]]) -> Callable[[str], Word]:
    words = {spelling: word for word, spellings in table.items() for spelling in spellings}

    def find(typed: str) -> Word:
        try:
            return words[unify(typed).casefold()]
        except KeyError as unknown:
            raise ValueError(typed) from unknown

    return find


def _found_by(find: Callable[[str], str]) -> Callable[[str], str]:
    def found(typed: str) -> str:
        code = find(typed)
        if not code:
            raise ValueError(typed)
        return code

    return found


def _gist(reader: Reader) -> str:
    text = " ".join(reader.line.text("gist").split())
    if len(text) > GIST_LENGTH:
        reader.unread.append("gist")
    return text[:GIST_LENGTH]
