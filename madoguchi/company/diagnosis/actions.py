"""Everything that changes a diagnosis."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from madoguchi.company.diagnosis import access, questions
from madoguchi.company.diagnosis.models import Answer, Diagnosis, EvidenceNote
from madoguchi.foundation.access.rules import Rule
from madoguchi.foundation.accounts.actions import company_box
from madoguchi.foundation.accounts.models import Organisation, Person
from madoguchi.foundation.audit import diary
from madoguchi.foundation.core.calendar import day_of
from madoguchi.foundation.core.errors import Conflict, Refusal
from madoguchi.foundation.vault import rows
from madoguchi.foundation.vault.boxes import writing_generation
from madoguchi.foundation.vault.models import Generation
from madoguchi.foundation.vault.opened import open_keyring


class Said(NamedTuple):
    """答えたこと — `value` None is 対象外, for a `reason`. `note` None leaves the note as it is.

    `seen`: the version of the answer that was on the page, 0 where there was none.
    """

    question: str
    value: int | None
    reason: str
    note: str | None
    seen: int


class AlreadyBegun(Refusal):
    """診断中 — the same company or department has one that is not finished."""

    field = "label"

    def __init__(self, diagnosis: Diagnosis):
        super().__init__(_("この対象の自己診断は、すでに始まっています。一覧から続きを開いてください。"))
        self.diagnosis = diagnosis


class AnsweredMeanwhile(Conflict):
    """行き違い — somebody else answered the same questions; `codes` says which. Nothing was saved."""

    def __init__(self, codes: Iterable[str]):
        super().__init__(_("ほかの人が同じ質問に答えました。見比べてから、もう一度保存してください。"))
        self.codes = frozenset(codes)


@transaction.atomic
def begin(*, organisation: Organisation, label: str = "", by: Person, at: datetime) -> Diagnosis:
    """始める — by the questions of the day; the last finished one of the same scope proposes its answers."""
    access.BEGIN.require(by, within=organisation.pk)
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    named = " ".join(label.split())
    same = Diagnosis.objects.visible_to(by).filter(organisation=organisation, label=named)
    if begun := same.filter(finished_at=None).first():
        raise AlreadyBegun(begun)
    made = Diagnosis.objects.create(
        organisation=organisation,
        edition_code=questions.edition_on(day_of(at)).code,
        label=named,
        earlier=same.finished().order_by("-finished_at", "-pk").first(),
        begun_at=at,
        begun_by=by,
    )
    diary.record("diagnosis.begin", made, by=by, at=at)
    return made


@transaction.atomic
def answer(*, diagnosis: Diagnosis, said: Iterable[Said], by: Person, at: datetime) -> int:
    """答える — saves what is new among `said` and says how much; raises AnsweredMeanwhile rather than overwrite.

    Two people who answer different questions of one page do not disturb each other.
    """
    row = _locked(diagnosis, access.ANSWER, by)
    known = {asked.code for asked in row.edition.questions}
    held = {one.question: one for one in row.answers.select_related("note")}
    new = [one for one in said if one.question in known and _is_new(one, held.get(one.question))]
    _require_unchanged([one for one in new if one.question in held], held, by)
    for one in new:
        _save(held.get(one.question) or Answer(diagnosis=row, question=one.question), one, by, at)
    _keep_notes([one for one in new if one.note is not None], row, by, at)
    if new:
        diary.record("diagnosis.answer", row, by=by, at=at)
    return len(new)


@transaction.atomic
def finish(*, diagnosis: Diagnosis, by: Person, at: datetime) -> Diagnosis:
    """完了する — once every question has its answer; nothing changes afterwards."""
    row = _locked(diagnosis, access.FINISH, by)
    left = len(row.edition.questions) - row.answers.count()
    if left:
        raise Refusal(_("まだ答えていない質問が%(count)d問あります。") % {"count": left})
    row.finished_at, row.finished_by = at, by
    row.save(update_fields=["finished_at", "finished_by"])
    diary.record("diagnosis.finish", row, by=by, at=at)
    return row


@transaction.atomic
def discard(*, diagnosis: Diagnosis, by: Person, at: datetime) -> None:
    """取りやめる — an unfinished one goes with all its answers."""
    row = _locked(diagnosis, access.DISCARD, by)
    diary.record("diagnosis.discard", row, by=by, at=at)
    row.delete()


def _locked(diagnosis: Diagnosis, rule: Rule, by: Any) -> Diagnosis:
    row = Diagnosis.objects.visible_to(by).select_for_update(of=("self",)).get(pk=diagnosis.pk)
    rule.require(by, within=row.organisation_id)
    if row.finished_at:
        raise Refusal(_("この自己診断は完了しています。答えを変えるには、新しい自己診断を始めてください。"))
    return row


def _is_new(one: Said, held: Answer | None) -> bool:
    """A note that is given at all was changed by whoever typed it: the form compares it with what it opened."""
    return held is None or one.note is not None or (one.value, one.reason) != (held.value, held.reason)


def _require_unchanged(new: Iterable[Said], held: dict[str, Answer], by: Person) -> None:
    """One's own earlier saving of the same page is no other person's."""
    crossed = [
        one.question
        for one in new
        if held[one.question].version != one.seen and held[one.question].changed_by_id != by.pk
    ]
    if crossed:
        raise AnsweredMeanwhile(crossed)


def _save(row: Answer, one: Said, by: Person, at: datetime) -> None:
    row.value, row.reason = one.value, one.reason
    row.version, row.changed_at, row.changed_by = row.version + 1, at, by
    row.save()


def _keep_notes(noted: list[Said], row: Diagnosis, by: Person, at: datetime) -> None:
    if not noted:
        return
    access.READ_NOTES.require(by, within=row.organisation_id)
    answers = {one.question: one for one in row.answers.filter(question__in=[one.question for one in noted])}
    EvidenceNote.objects.filter(answer__in=answers.values()).delete()
    kept = [one for one in noted if one.note]
    if kept:
        generation = _generation(row, by, at)
        EvidenceNote.objects.bulk_create([_sealed(answers[one.question], one.note or "", generation) for one in kept])


def _generation(row: Diagnosis, by: Person, at: datetime) -> Generation:
    return writing_generation(company_box(organisation=row.organisation, keys=open_keyring(by), at=at), at=at)


def _sealed(held: Answer, text: str, generation: Generation) -> EvidenceNote:
    note = EvidenceNote(answer=held)
    rows.seal_for(note, generation, text=text)
    return note
