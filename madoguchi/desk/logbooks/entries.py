"""一行を解く — what one logbook row means, or why it can't be taken."""

from datetime import date, datetime, time
from typing import Any

from django.utils.translation import gettext as _

from madoguchi.desk.consultations.taxonomy import Category
from madoguchi.desk.consultations.words import Channel, ConsulterRole
from madoguchi.desk.logbooks.cells import is_same_day, text_of
from madoguchi.desk.logbooks.clock import clock_behind, first_clock
from madoguchi.desk.logbooks.consulters import consulter
from madoguchi.desk.logbooks.content import content_of
from madoguchi.desk.logbooks.days import Hint, no_day, read_day
from madoguchi.desk.logbooks.entry import Entry
from madoguchi.desk.logbooks.lines import Line
from madoguchi.desk.logbooks.mapping import Mapping
from madoguchi.desk.logbooks.reader import Reader
from madoguchi.desk.logbooks.values import read_people, read_yen, says_more
from madoguchi.foundation.core import corporate_number
from madoguchi.foundation.core.calendar import TOKYO, fiscal_year
from madoguchi.foundation.core.errors import Refusal
from madoguchi.foundation.core.folding import unify

OPENING = time(9, 0)
LONGEST_NUMBER = 20


def understand(line: Line, mapping: Mapping, year: int | None) -> Entry:
    """一行を解く — raises Refusal without a valid 受付日, within fiscal year `year` if that is known."""
    reader = Reader(line, mapping, line.hint or (Hint(year) if year else None))
    day, clock = _received(reader)
    if year is not None and fiscal_year(day) != year:
        raise Refusal(
            _("受付日がこの記録簿の年度の外です。日付を直すか、年度ごとにファイルを分けて取り込んでください。")
        )
    category, secondary = _categories(reader)
    told: dict[str, Any] = {
        "number": _number(reader),
        "received_at": datetime.combine(day, reader.read("time", first_clock, clock), TOKYO),
        "closed_date": reader.read("closed", lambda written: _closed(written, day, reader.hint), day),
        "channel": reader.code("channel", Channel.UNKNOWN),
        "role": reader.code("role", ConsulterRole.UNKNOWN),
        "corporate_number": reader.read(
            "corporate_number",
            corporate_number.clean,
            "",
            said=_("13桁の正しい法人番号ではないため空欄とし、書かれていたものは封をして残します。"),
        ),
        "prefecture": reader.code("prefecture"),
        "industry": reader.code("industry"),
        "capital_yen": reader.read("capital", lambda written: read_yen(written, reader.unit("capital")), None),
        "employees": reader.read("employees", read_people, None),
        **{column: reader.code(column) for column in ("state", "enterprise_type", "heard_from", "trigger")},
        **{gist: reader.gist(gist) for gist in ("gist", "answer_gist")},
        **consulter(reader),
    }
    reader.seal_the_rest()
    content = content_of(reader.cells(day), reader.hint)
    return Entry(
        **told,
        category=category,
        secondary=secondary,
        sealed=reader.sealed,
        warnings=tuple(reader.warnings),
        content=content,
    )


def _received(reader: Reader) -> tuple[date, time]:
    """Day and, where the cell of the day tells it, time."""
    written = reader.text("date")
    try:
        day = read_day(written, reader.hint)
    except ValueError as error:
        raise Refusal(no_day(written, reader.hint)) from error
    if says_more("date", written):
        reader.seal("date")
    return day, clock_behind(written) or OPENING


def _closed(written: str, received: date, hint: Hint | None) -> date:
    """完了日 — never before the day received; 4/5 below a title of the year before is of the next."""
    if is_same_day(written):
        return received
    hints = [hint, hint._replace(year=hint.year + 1)] if hint else [None]
    days = [day for day in (read_day(written, each) for each in hints) if day >= received]
    if not days:
        raise ValueError(written)
    return days[0]


def _number(reader: Reader) -> str:
    number = unify(text_of(reader.text("number")))
    if len(number) > LONGEST_NUMBER:
        raise Refusal(_("受付番号が長すぎます。"))
    return number


def _categories(reader: Reader) -> tuple[str, tuple[str, ...]]:
    """The first category named, and the others."""
    primary = reader.codes("category")
    others = dict.fromkeys([*primary[1:], *reader.codes("secondary")])
    first = primary[0] if primary else Category.OTH.value
    return first, tuple(code for code in others if code != first)
