"""記録簿を取り込む — received, read, staged, taken in by a job, shown by one flip, and undone as a whole."""

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from madoguchi.company.companies.models import Arrival
from madoguchi.desk.logbooks import access
from madoguchi.desk.logbooks.judging import Outcome
from madoguchi.desk.logbooks.mapping import Mapping
from madoguchi.desk.logbooks.models import Fate, Logbook, LogbookFile, RememberedMapping, Step
from madoguchi.desk.logbooks.staging import Tally, given_up, stage
from madoguchi.desk.logbooks.taking import forget_rows, worked_on
from madoguchi.desk.logbooks.tasks import go_on
from madoguchi.foundation.accounts.models import Organisation, Person
from madoguchi.foundation.audit import diary
from madoguchi.foundation.audit.subjects import SYSTEM
from madoguchi.foundation.core.errors import Refusal
from madoguchi.foundation.vault import uploads

By = Person | None


@transaction.atomic
def receive(*, office: Organisation, file: uploads.Upload, label: str, by: Person, at: datetime) -> Logbook:
    """受け取る — sealed for whoever brought it; nothing of it is read yet."""
    access.TAKE_IN.require(by, within=office.pk)
    logbook = Logbook.objects.create(office=office, label=label, step=Step.RECEIVED, begun_at=at, begun_by=by)
    held = LogbookFile(logbook=logbook)
    uploads.take(file, held, at=at)
    held.save(force_insert=True)
    diary.record("logbooks.receive", logbook, by=by, at=at)
    return logbook


@transaction.atomic
def begin(*, office: Organisation, label: str, mark: str, by: By, at: datetime) -> Logbook:
    """At the server, where the file lies open before whoever calls."""
    return Logbook.objects.create(office=office, label=label, mark=mark, step=Step.RECEIVED, begun_at=at, begun_by=by)


@transaction.atomic
def discard(*, logbook: Logbook, by: By, at: datetime) -> None:
    """やめる — before anything was taken in; rows that were staged go, with what was sealed of them."""
    row = _locked(logbook, by)
    if row.step not in (Step.RECEIVED, Step.STAGING):
        raise Refusal(_("もう取り込みが進んでいます。終わってから取り消してください。"))
    _forget_staged(row)
    diary.record("logbooks.discard", row, by=by or SYSTEM, at=at)
    row.delete()


def take_in(
    *,
    logbook: Logbook,
    outcomes: Iterable[Outcome],
    mapping: str,
    year: int | None,
    remarks: list[str],
    by: By,
    at: datetime,
) -> Logbook:
    """取り込む — reads every row and leaves the rest to a job. Short transactions: others go on working."""
    row = _start(logbook=logbook, mapping=mapping, year=year, remarks=remarks, by=by, at=at)
    tally = stage(row, outcomes, at=at)
    return _staged(logbook=row, tally=tally, by=by, at=at)


@transaction.atomic
def undo(*, logbook: Logbook, by: Person, at: datetime) -> None:
    """取り消す — all of it is out of sight at once, and then taken back; not where somebody has worked on a case."""
    row = _locked(logbook, by)
    if row.step != Step.DONE or row.arrival is None:
        raise Refusal(_("取り消せるのは、取り込みが済んだ記録簿です。"))
    if worked_on(row.arrival).exists():
        raise Refusal(_("取り込んだ相談に、すでに対応や訂正が加えられています。全体を取り消すことはできません。"))
    row.arrival.shown_at = None
    row.arrival.save(update_fields=["shown_at"])
    row.step, row.reached = Step.UNDOING, 0
    row.save(update_fields=["step", "reached"])
    diary.record("logbooks.undo", row, by=by, at=at)
    go_on.enqueue(row.pk)


@transaction.atomic
def resume(*, logbook: Logbook, by: Person, at: datetime) -> None:
    """続きを進める — where the job that was at it ended; asked twice, it does the work once."""
    row = _locked(logbook, by)
    if row.step not in (Step.TAKING, Step.COUNTING, Step.UNDOING):
        raise Refusal(_("続きはありません。"))
    diary.record("logbooks.resume", row, by=by, at=at)
    go_on.enqueue(row.pk)


@transaction.atomic
def read_again(*, logbook: Logbook, by: Person, at: datetime) -> None:
    """はじめから読み直す — a reading that was cut off leaves nothing behind, and one that still goes on ends."""
    row = _locked(logbook, by)
    if row.step != Step.STAGING or not access.lies_here(row):
        raise Refusal(_("読み直せるのは、読み取りの途中のものだけです。"))
    _forget_staged(row)
    _step(row, Step.RECEIVED)
    diary.record("logbooks.read_again", row, by=by, at=at)


@transaction.atomic
def _start(*, logbook: Logbook, mapping: str, year: int | None, remarks: list[str], by: By, at: datetime) -> Logbook:
    row = _locked(logbook, by)
    if row.step != Step.RECEIVED:
        raise Refusal(_("この記録簿は、もう取り込まれています。"))
    row.arrival = Arrival.objects.create(office=row.office, begun_at=at)
    row.mapping, row.year, row.remarks = mapping, year, remarks
    row.save(update_fields=["arrival", "mapping", "year", "remarks"])
    _only_one(row)
    _remember(row.office, mapping, at)
    diary.record("logbooks.take_in", row, by=by or SYSTEM, at=at)
    return row


def remembered(office: Organisation) -> Mapping | None:
    """覚えた読み方 — what the office's logbooks taught so far."""
    held = RememberedMapping.objects.filter(office=office).first()
    return Mapping.from_json(held.mapping) if held else None


def _remember(office: Organisation, mapping: str, at: datetime) -> None:
    told = Mapping.from_json(mapping).on_top_of(remembered(office) or Mapping()).as_json()
    RememberedMapping.objects.update_or_create(office=office, defaults={"mapping": told, "changed_at": at})


def _only_one(row: Logbook) -> None:
    try:
        with transaction.atomic():
            _step(row, Step.STAGING)
    except IntegrityError as busy:
        raise Refusal(_("この窓口では、別の記録簿を取り込んでいる途中です。終わってから始めてください。")) from busy


@transaction.atomic
def _staged(*, logbook: Logbook, tally: Tally, by: By, at: datetime) -> Logbook:
    row = _locked(logbook, by)
    if (row.step, row.arrival_id) != (Step.STAGING, logbook.arrival_id):
        raise given_up()
    row.counts = {fate.value: tally.fates[fate] for fate in Fate}
    row.remarks = [*row.remarks, *tally.remarks()]
    row.save(update_fields=["counts", "remarks"])
    LogbookFile.objects.filter(logbook=row).delete()
    _step(row, Step.TAKING)
    go_on.enqueue(row.pk)
    return row


def _forget_staged(row: Logbook) -> None:
    """What was read, and the arrival it was to come with: one that stays hidden slows lists down for ever."""
    forget_rows(row.rows.all())
    arrival, row.arrival = row.arrival, None
    row.save(update_fields=["arrival"])
    if arrival:
        arrival.delete()


def _step(row: Logbook, step: Step) -> None:
    row.step = step
    row.save(update_fields=["step"])


def _locked(logbook: Logbook, by: By) -> Logbook:
    if by is not None:
        access.TAKE_IN.require(by, within=logbook.office_id)
    return Logbook.objects.select_for_update(of=("self",)).get(pk=logbook.pk)
