"""What pages ask about diagnoses. Everything here is narrowed by `visible_to`."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from madoguchi.company.diagnosis.models import ANSWERING_ROLES, Answer, Diagnosis, EvidenceNote
from madoguchi.company.diagnosis.result import Values
from madoguchi.company.diagnosis.words import Block, Question, Reason, Value
from madoguchi.company.grants.models import room_stream
from madoguchi.foundation.accounts.models import Organisation
from madoguchi.foundation.core.paging import Page, page_by_key
from madoguchi.foundation.vault.looks import Look, Seen, see
from madoguchi.foundation.vault.opened import open_keyring

READ_NOTES = "diagnosis.read_notes"
READ_LIST = "diagnosis.read_list"
MOST_EARLIER = 20


@dataclass(frozen=True)
class Answered:
    """答えた質問 — as the reader gets to see it; `note` None where the reader may not have notes at all."""

    question: Question
    answer: Answer | None
    note: Seen | None

    @property
    def words(self) -> str:
        return words_of(self.answer)

    @property
    def is_outside(self) -> bool:
        return self.answer is not None and self.answer.value is None


@dataclass(frozen=True)
class Progress:
    """進み具合 — of one block."""

    block: Block
    answered: int
    asked: int

    @property
    def is_done(self) -> bool:
        return self.answered == self.asked


def listed(*, actor: Any, after: str = "") -> Page[Diagnosis]:
    """一覧 — the newest first, of all companies in sight."""
    rows = Diagnosis.objects.visible_to(actor).select_related("organisation").with_answered_count()
    return page_by_key(rows, keys=("-begun_at", "-pk"), after=after)


def looked_over(rows: Iterable[Diagnosis], *, actor: Any) -> list[Organisation]:
    """よその企業 — those in the list whose own people the reader is none of: each is told that somebody looked."""
    own = actor.organisation_ids(*ANSWERING_ROLES)
    found = {row.organisation_id: row.organisation for row in rows if row.organisation_id not in own}
    return [found[pk] for pk in sorted(found)]


def stream_of(organisation: Organisation) -> str:
    return room_stream(organisation.pk)


def answers_of(diagnosis: Diagnosis, *, actor: Any) -> dict[str, Answer]:
    return {one.question: one for one in Answer.objects.visible_to(actor).filter(diagnosis=diagnosis)}


def values_of(diagnosis: Diagnosis, *, actor: Any) -> Values:
    return {code: one.value for code, one in answers_of(diagnosis, actor=actor).items()}


def notes_of(diagnosis: Diagnosis, *, actor: Any, block: str = "") -> dict[str, Seen]:
    """証拠のメモ — those in sight, opened as far as the actor's keys go."""
    rows = EvidenceNote.objects.visible_to(actor).filter(answer__diagnosis=diagnosis).select_related("answer")
    if block:
        rows = rows.filter(answer__question__in=[one.code for one in diagnosis.edition.of(block)])
    return {row.answer.question: see(row, open_keyring(actor)) for row in rows}


def answered(diagnosis: Diagnosis, *, actor: Any, with_notes: bool) -> list[Answered]:
    """全部の回答 — every question of the edition in its order."""
    given = answers_of(diagnosis, actor=actor)
    notes = notes_of(diagnosis, actor=actor) if with_notes else {}
    return [Answered(one, given.get(one.code), notes.get(one.code)) for one in diagnosis.edition.questions]


def progress(diagnosis: Diagnosis, *, actor: Any) -> list[Progress]:
    """進み具合 — block by block."""
    given = answers_of(diagnosis, actor=actor).keys()
    blocks = [(block, diagnosis.edition.of(block)) for block in Block]
    return [Progress(block, sum(one.code in given for one in asked), len(asked)) for block, asked in blocks]


def earlier_than(diagnosis: Diagnosis, *, actor: Any) -> list[Diagnosis]:
    """比べられるもの — what the same company finished before, the same scope first, then the newest."""
    rows = Diagnosis.objects.visible_to(actor).finished().filter(organisation=diagnosis.organisation_id)
    rows = rows.filter(finished_at__lt=diagnosis.finished_at).order_by("-finished_at", "-pk")[:MOST_EARLIER]
    return sorted(rows, key=lambda one: one.label != diagnosis.label)


def words_of(answer: Answer | None) -> str:
    """回答のことば — 「」 where there is none yet."""
    if answer is None:
        return ""
    return str(Reason(answer.reason).label if answer.value is None else Value(answer.value).label)


def were_opened(notes: Iterable[Seen | None]) -> bool:
    return any(note is not None and note.look is Look.OPEN for note in notes)
