"""下読み — every row of a logbook meets its fate and waits, in chunks; nothing of it is seen yet."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from madoguchi.desk.consultations.models import PastNote
from madoguchi.desk.logbooks.entry import Entry
from madoguchi.desk.logbooks.judging import Judge, Judged, Outcome
from madoguchi.desk.logbooks.models import Fate, Logbook, MendableRow, Step, TakenRow, counted
from madoguchi.desk.logbooks.pace import MOST, Pace
from madoguchi.desk.logbooks.subtotals import Subtotals
from madoguchi.foundation.accounts.actions import office_box
from madoguchi.foundation.core.errors import Refusal
from madoguchi.foundation.vault import rows
from madoguchi.foundation.vault.boxes import writing_generation
from madoguchi.foundation.vault.errors import NobodyHasAKey
from madoguchi.foundation.vault.models import Generation

TO_MEND = (Fate.WARNED, Fate.CONFLICT, Fate.REFUSED)
SHOWN = 20  # rows of each fate that a rehearsal shows


@dataclass
class Tally:
    """集計 — the fates, a few rows of each that wants a look, and the headings whose text nobody could seal."""

    fates: Counter[str] = field(default_factory=Counter)
    examples: dict[Fate, list[Judged]] = field(default_factory=dict)
    left_out: Counter[str] = field(default_factory=Counter)
    said: list[str] = field(default_factory=list)
    subtotals: Subtotals = field(default_factory=Subtotals)

    def remarks(self) -> list[str]:
        """What a reader should know of the file as a whole."""
        if not self.left_out:
            return self.said
        columns = _("、").join(sorted(self.left_out))
        text = _("窓口の鍵をまだだれも持っていないので、封をする列は取り込みません：%(columns)s")
        return [*self.said, text % {"columns": columns}]

    def told_counts(self) -> dict[str, int]:
        return counted(self.fates)

    def to_look_at(self) -> list[Judged]:
        return [judged for fate in TO_MEND for judged in self.examples.get(fate, ())]

    def add(self, judged: list[Judged], *, has_key: bool) -> None:
        for one in judged:
            self.fates[one.fate] += 1
            examples = self.examples.setdefault(one.fate, [])
            if len(examples) < SHOWN:
                examples.append(one)
            remark = self.subtotals.noted(one.outcome.line, counts=one.is_counted)
            if remark and len(self.said) < SHOWN:
                self.said.append(f"{one.outcome.line.place}{_('：')}{remark}")
            if one.accepted and not has_key:
                self.left_out.update(one.accepted.sealed.keys())


def rehearse(logbook: Logbook, outcomes: Iterable[Outcome], *, at: datetime) -> Tally:
    """試し読み — what would become of each row; nothing is written."""
    tally, judge = Tally(), Judge(logbook, at)
    has_key = _generation(logbook, at, may_begin=False) is not None
    for part in Pace(MOST).parts(outcomes):
        tally.add(judge.judge(part), has_key=has_key)
    return tally


def stage(logbook: Logbook, outcomes: Iterable[Outcome], *, at: datetime) -> Tally:
    """下読みする — a killed one leaves rows that `discard` takes away."""
    tally, judge, pace, generation = Tally(), Judge(logbook, at), Pace(), _generation(logbook, at)
    for part in pace.parts(outcomes):
        judged = judge.judge(part)
        made = _Part(logbook, judged, generation)
        tally.add(judged, has_key=generation is not None)
        with pace.step(), transaction.atomic():
            _require_staging(logbook)
            if made.generation != (generation := _generation(logbook, at)):
                made = _Part(logbook, judged, generation)
            made.put()
        judge.forget()
    return tally


def _require_staging(logbook: Logbook) -> None:
    """Somebody may have discarded it meanwhile, or begun anew: then it comes with another arrival."""
    begun = Logbook.objects.select_for_update(of=("self",)).filter(step=Step.STAGING, arrival=logbook.arrival_id)
    if not begun.filter(pk=logbook.pk).exists():
        raise given_up()


def given_up() -> Refusal:
    return Refusal(_("この取り込みは、途中でやめられました。"))


class _Part:
    """Some rows with what is sealed of them, for one generation of the office's box; or for none."""

    def __init__(self, logbook: Logbook, judged: list[Judged], generation: Generation | None) -> None:
        self.logbook, self.generation = logbook, generation
        self.notes: list[PastNote] = []
        self.mendable: list[MendableRow] = []
        self.rows = [self._row(one) for one in judged if one.fate != Fate.IGNORED]

    def put(self) -> None:
        TakenRow.objects.bulk_create(self.rows)
        PastNote.objects.bulk_create(self.notes)
        MendableRow.objects.bulk_create(self.mendable)

    def _row(self, judged: Judged) -> TakenRow:
        entry = judged.kept
        row = TakenRow(
            logbook=self.logbook,
            office_id=self.logbook.office_id,
            position=judged.position,
            place=judged.outcome.line.place,
            fate=judged.fate,
            remark=judged.remark,
            number=judged.number,
            fingerprint=judged.fingerprint,
            entry=entry.as_json() if entry else None,
            note=self._sealed(entry) if entry else None,
        )
        if judged.fate in TO_MEND and self.generation:
            kept = MendableRow(row=row)
            cells = json.dumps(judged.outcome.cells, ensure_ascii=False)
            rows.seal_for(kept, self.generation, cells=cells)
            self.mendable.append(kept)
        return row

    def _sealed(self, entry: Entry) -> UUID | None:
        if not entry.sealed or self.generation is None:
            return None
        note = PastNote()
        rows.seal_for(note, self.generation, texts=json.dumps(entry.sealed, ensure_ascii=False))
        self.notes.append(note)
        return note.pk


@transaction.atomic
def _generation(logbook: Logbook, at: datetime, *, may_begin: bool = True) -> Generation | None:
    if not may_begin:
        return office_box(office=logbook.office, at=at).newest_generation()
    try:
        return writing_generation(office_box(office=logbook.office, at=at), at=at)
    except NobodyHasAKey:
        return None
