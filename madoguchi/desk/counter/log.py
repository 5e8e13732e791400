"""閲覧の記録 — the diary of one case in plain words, for its people."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from madoguchi.desk.consultations.models import Consultation, Glass
from madoguchi.desk.counter.deed_words import words_of
from madoguchi.foundation.accounts.queries import signatures
from madoguchi.foundation.audit.models import Line
from madoguchi.foundation.audit.queries import lines_of
from madoguchi.foundation.core.paging import page_by_key

READ_LOG = "counter.read_log"
PAGE = 50


@dataclass(frozen=True)
class Entry:
    """一行 — `is_emergency`: done through broken glass."""

    at: datetime
    name: str
    deed: str
    is_emergency: bool


@dataclass(frozen=True)
class Log:
    """記録の一頁 — newest first."""

    entries: list[Entry]
    next_cursor: str
    previous_cursor: str


def of_case(case: Consultation, *, after: str = "") -> Log:
    """One page at three queries; names as they are today."""
    page = page_by_key(lines_of(case.audit_stream()), keys=("-segment", "-seq"), after=after, size=PAGE)
    names, glasses = signatures(page.rows), list(case.glasses.all())
    entries = [
        Entry(line.at, names.get(line.by, _("（不明）")), words_of(line.deed, line.subject), _is_behind(glasses, line))
        for line in page.rows
    ]
    return Log(entries, page.next_cursor, page.previous_cursor)


def _is_behind(glasses: list[Glass], line: Line) -> bool:
    mine = (one for one in glasses if str(one.broken_by_id) == line.by)
    return any(one.broken_at <= line.at <= one.over_at for one in mine)
