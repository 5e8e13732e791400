"""行の結果 — what becomes of a row, by what the office took in before and by the rows above it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from madoguchi.desk.consultations.actions.taking_in import LONGEST_NUMBER
from madoguchi.desk.consultations.models import Consultation
from madoguchi.desk.logbooks.entry import Entry
from madoguchi.desk.logbooks.lines import Line
from madoguchi.desk.logbooks.models import ACCEPTED, REMARK_LENGTH, Fate, Logbook, TakenRow
from madoguchi.foundation.accounts.models import OrganisationKind

MARKED = re.compile("[0-9]{2}-(?:[^0-9].*|[0-9]{3}-[0-9]{3})")  # as those of windows begin, or as ours look
NUMBER_IS_USED = _lazy("この受付番号は、すでに別の相談で使われています。")


@dataclass(frozen=True)
class Outcome:
    """読んだ行 — an entry, or a remark why there is none."""

    line: Line
    entry: Entry | None = None
    remark: str = ""

    @property
    def cells(self) -> dict[str, str]:
        """As they stood, by heading."""
        return {heading.words: self.line.text(heading) for heading in self.line.headings}


@dataclass(frozen=True)
class Judged:
    """結果の出た行."""

    outcome: Outcome
    position: int
    fate: Fate
    remark: str = ""
    fingerprint: str = ""
    is_again: bool = False

    @property
    def is_counted(self) -> bool:
        """Does it stand for one consultation of its own, come now or before?"""
        return self.fate in (*ACCEPTED, Fate.REPEATED) and not self.is_again

    @property
    def number(self) -> str:
        return self.outcome.entry.number if self.outcome.entry else ""

    @property
    def accepted(self) -> Entry | None:
        return self.outcome.entry if self.fate in ACCEPTED else None

    @property
    def kept(self) -> Entry | None:
        """What is to become a consultation, or may yet."""
        return self.outcome.entry if self.fate in (*ACCEPTED, Fate.CONFLICT) else None


class Judge:
    """One file's rows, a chunk at a time: two statements a chunk."""

    def __init__(self, logbook: Logbook, at: datetime) -> None:
        self.logbook, self.at, self._positions = logbook, at, count(1)
        self._by_number: dict[str, str] = {}
        self._marks: set[str] = set()
        self._seen: set[int] = set()  # of the whole file, as small as may be

    def judge(self, outcomes: Sequence[Outcome]) -> list[Judged]:
        marks = [fingerprint(one.entry) if one.entry else "" for one in outcomes]
        self._remember(outcomes, marks)
        return [self._judged(one, mark) for one, mark in zip(outcomes, marks, strict=True)]

    def forget(self) -> None:
        """Once a chunk's rows stand in the database, it knows them."""
        self._by_number, self._marks = {}, set()

    def _remember(self, outcomes: Sequence[Outcome], marks: list[str]) -> None:
        numbers = {one.entry.number for one in outcomes if one.entry and one.entry.number}
        known = TakenRow.objects.filter(office=self.logbook.office_id)
        accepted = known.accepted()
        self._by_number = (
            dict(accepted.filter(number__in=numbers).values_list("number", "fingerprint")) | self._by_number
        )
        self._marks |= set(accepted.filter(number="", fingerprint__in=marks).values_list("fingerprint", flat=True))
        settled = known.filter(settled_at__isnull=False, fingerprint__in=marks)
        self._settled = set(settled.values_list("fingerprint", flat=True))
        given = {given_number(number, self.logbook) for number in numbers}
        self._given = set(Consultation.with_hidden.filter(number__in=given).values_list("number", flat=True))

    def _judged(self, outcome: Outcome, mark: str) -> Judged:
        if outcome.entry is None:
            fate = Fate.REFUSED if outcome.line.is_row else Fate.IGNORED
            return Judged(outcome, next(self._positions), fate, outcome.remark[:REMARK_LENGTH])
        fate, remark = self._fate(outcome.entry, mark)
        if fate in ACCEPTED:
            self._note(outcome.entry, mark)
        key = hash(outcome.entry.number or mark)
        is_again = key in self._seen
        self._seen.add(key)
        return Judged(outcome, next(self._positions), fate, remark[:REMARK_LENGTH], mark, is_again)

    def _fate(self, entry: Entry, mark: str) -> tuple[Fate, str]:
        if entry.received_at > self.at:
            return Fate.REFUSED, _("受付日が未来になっています。")
        if known := self._known(entry, mark):
            return known
        if entry.number and len(given_number(entry.number, self.logbook)) > LONGEST_NUMBER:
            return Fate.REFUSED, _("受付番号が長すぎます。")
        return as_read(entry)

    def _known(self, entry: Entry, mark: str) -> tuple[Fate, str] | None:
        before = self._by_number.get(entry.number) if entry.number else (mark if mark in self._marks else None)
        if before == mark or mark in self._settled:
            return Fate.REPEATED, ""
        if before is not None:
            return Fate.CONFLICT, _("同じ受付番号で内容の違う行が、すでに取り込まれています。")
        if entry.number and given_number(entry.number, self.logbook) in self._given:
            return Fate.CONFLICT, str(NUMBER_IS_USED)
        return None

    def _note(self, entry: Entry, mark: str) -> None:
        if entry.number:
            self._by_number[entry.number] = mark
        else:
            self._marks.add(mark)


def fingerprint(entry: Entry) -> str:
    """指紋 — of the whole row, whatever is sealed of it; without the secret key of the house no way back to it."""
    return salted_hmac("a row of a logbook", entry.content, algorithm="sha256").hexdigest()


def number_of(row: TakenRow, logbook: Logbook) -> str:
    """受付番号 — the office's own where the row has one."""
    return given_number(row.number, logbook) if row.number else f"M{logbook.pk}-{row.position}"


def given_number(number: str, logbook: Logbook) -> str:
    """The centre keeps the numbers of its logbooks; two windows may both have a No. 1.

    Behind the code of a window comes no digit, so that its No. 1 is not the 28-1 of the centre. What looks like a
    number of a window or of ours is marked at the centre too: else a file of guesses would tell which are taken.
    """
    kept, code = number.replace("/", "-"), logbook.office.code
    if logbook.office.kind == OrganisationKind.CENTRE:
        return f"{code}-{kept}" if MARKED.fullmatch(kept) else kept
    return f"{code}--{kept}" if kept[:1].isdigit() else f"{code}-{kept}"


def is_free(number: str, logbook: Logbook) -> bool:
    """使える受付番号か — no row and no case of the office has it, seen or not."""
    is_taken = TakenRow.objects.accepted().filter(office=logbook.office_id, number=number).exists()
    return not is_taken and not Consultation.with_hidden.filter(number=given_number(number, logbook)).exists()


def as_read(entry: Entry) -> tuple[Fate, str]:
    return (Fate.WARNED, " ".join(entry.warnings)) if entry.warnings else (Fate.TAKEN, "")
