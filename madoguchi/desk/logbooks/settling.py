"""食い違いを決める — a row whose number another consultation has: what was taken before stays, or both are real."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from madoguchi.desk.consultations import actions as consultations
from madoguchi.desk.consultations.actions.taking_in import LONGEST_NUMBER
from madoguchi.desk.logbooks import access
from madoguchi.desk.logbooks.entry import Entry
from madoguchi.desk.logbooks.judging import as_read, given_number, is_free
from madoguchi.desk.logbooks.models import Logbook, Step, TakenRow
from madoguchi.desk.logbooks.taking import forget_notes, recount, take_rows
from madoguchi.foundation.accounts.models import Person
from madoguchi.foundation.audit import diary
from madoguchi.foundation.core.errors import Conflict, Refusal


class NumberRefused(Refusal):
    field = "number"


@transaction.atomic
def keep_earlier(*, row: TakenRow, by: Person, at: datetime) -> None:
    """取り込み済みの相談を残す — this row is not taken, and not asked about again."""
    logbook, row = _locked(row, by)
    forget_notes(TakenRow.objects.filter(pk=row.pk))
    row.remark = _("取り込み済みの相談を残しました。")
    row.entry, row.note, row.settled_at = None, None, at
    row.save(update_fields=["remark", "entry", "note", "settled_at"])
    diary.record("logbooks.keep_earlier", logbook, by=by, at=at)


@transaction.atomic
def take_separately(*, row: TakenRow, number: str, by: Person, at: datetime) -> None:
    """別の相談として取り込む — under a number of its own; taken back with the rest of its logbook."""
    logbook, row = _locked(row, by)
    _require_not_taken(row)
    _require_free(number, logbook)
    row.fate, _remark = as_read(Entry.from_json(row.entry or ""))
    row.remark = _("別の相談として取り込みました（記録簿の受付番号：%(number)s）。") % {"number": row.number}
    row.number, row.settled_at = number, at
    try:
        with transaction.atomic():
            row.save(update_fields=["fate", "remark", "number", "settled_at"])
            take_rows([row], logbook, at)
    except IntegrityError as taken:
        raise _is_taken() from taken
    if row.consultation and row.consultation.company_id:
        consultations.recount_repeats(companies=[row.consultation.company_id], office=logbook.office_id)
    recount(logbook)
    diary.record("logbooks.take_separately", logbook, by=by, at=at)


def _locked(row: TakenRow, by: Person) -> tuple[Logbook, TakenRow]:
    access.TAKE_IN.require(by, within=row.office_id)
    logbook = Logbook.objects.select_for_update(of=("self",)).get(rows=row)
    found = logbook.rows.to_settle().filter(pk=row.pk).first()
    if logbook.step != Step.DONE or found is None:
        raise Conflict(_("この行は、もう決まっています。取り込みの画面で確かめてください。"))
    return logbook, found


def _require_not_taken(row: TakenRow) -> None:
    """It may lie in two logbooks, and have become a consultation through the other."""
    same = TakenRow.objects.accepted().filter(office=row.office_id, fingerprint=row.fingerprint)
    if row.fingerprint and same.exists():
        raise Refusal(_("この行は、別の取り込みで、もう相談になっています。取り込み済みの相談を残してください。"))


def _require_free(number: str, logbook: Logbook) -> None:
    if len(given_number(number, logbook)) > LONGEST_NUMBER:
        raise NumberRefused(_("受付番号が長すぎます。"))
    if not is_free(number, logbook):
        raise _is_taken()


def _is_taken() -> Refusal:
    return NumberRefused(_("この受付番号は使われています。別の番号を入れてください。"))
