"""取り込み — what was staged becomes consultations, chunk by chunk, hidden until one flip; undone the same way.

Every step is a short transaction and may be the last before a kill: the next one goes on from there.
"""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.db.models import CharField, Count, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone
from django.utils.translation import gettext as _

from madoguchi.company.companies.actions import Named
from madoguchi.company.companies.models import Arrival
from madoguchi.desk.consultations import actions as consultations
from madoguchi.desk.consultations.actions import PastCase
from madoguchi.desk.consultations.models import Consultation, ConsultationQuerySet, PastNote
from madoguchi.desk.logbooks.entry import Entry
from madoguchi.desk.logbooks.judging import NUMBER_IS_USED, number_of
from madoguchi.desk.logbooks.models import Fate, Logbook, Step, TakenRow, TakenRowQuerySet
from madoguchi.desk.logbooks.pace import Pace
from madoguchi.foundation.audit import diary
from madoguchi.foundation.audit.models import LineQuerySet
from madoguchi.foundation.audit.queries import deeds_in
from madoguchi.foundation.audit.subjects import SYSTEM

Action = Callable[[Logbook, int, datetime], bool]


def carry_on(logbook_id: int) -> None:
    """続ける — until nothing is left to do."""
    pace, is_busy = Pace(), True
    while is_busy:
        with pace.step():
            is_busy = _next_step(logbook_id, pace.size)


def cases_of(arrival: Arrival | None) -> ConsultationQuerySet:
    """その便の相談 — hidden or shown."""
    return Consultation.with_hidden.filter(arrival=arrival) if arrival else Consultation.with_hidden.none()


def worked_on(arrival: Arrival) -> LineQuerySet:
    """手が加えられた — the deeds in cases of an arrival; taking them in is none of them."""
    streams = cases_of(arrival).values(stream=Concat(Value("consultation:"), Cast("pk", CharField())))
    return deeds_in(streams)


def _next_step(logbook_id: int, size: int) -> bool:
    with transaction.atomic():
        found = Logbook.objects.select_for_update(of=("self",)).select_related("office", "arrival")
        logbook = found.get(pk=logbook_id)
        action = _ACTIONS.get(Step(logbook.step))
        return action(logbook, size, timezone.now()) if action else False


def _take(logbook: Logbook, size: int, at: datetime) -> bool:
    rows = list(logbook.rows.to_take().order_by("position")[:size])
    if not rows:
        return _show(logbook, at)
    take_rows(_free(rows, logbook), logbook, at)
    return True


def take_rows(rows: list[TakenRow], logbook: Logbook, at: datetime) -> None:
    """相談にする — rows whose numbers are free, as part of their logbook's arrival."""
    cases = [_case(row, Entry.from_json(row.entry or ""), logbook) for row in rows]
    made = consultations.take_in(cases=cases, arrival=_arrival(logbook), by=logbook.begun_by, at=at)
    for row, consultation in zip(rows, made, strict=True):
        row.consultation, row.entry = consultation, None
    TakenRow.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["pk"], update_fields=["consultation", "entry"]
    )


def _free(rows: list[TakenRow], logbook: Logbook) -> list[TakenRow]:
    """A number may have been given to a new case since the rows were staged."""
    numbers = {number_of(row, logbook): row for row in rows}
    for number in Consultation.with_hidden.filter(number__in=numbers).values_list("number", flat=True):
        row = numbers.pop(number)
        row.fate, row.remark = Fate.CONFLICT, str(NUMBER_IS_USED)
        row.save(update_fields=["fate", "remark"])
    return list(numbers.values())


def _arrival(logbook: Logbook) -> Arrival:
    if logbook.arrival is None:
        raise ValueError("nothing of this logbook was staged")
    return logbook.arrival


def _show(logbook: Logbook, at: datetime) -> bool:
    """着く — the one flip."""
    _uncover(logbook, at)
    recount(logbook)
    return _go_to(logbook, Step.COUNTING)


def _uncover(logbook: Logbook, at: datetime) -> None:
    arrival = _arrival(logbook)
    arrival.shown_at = at
    arrival.save(update_fields=["shown_at"])
    diary.record("logbooks.show", logbook, by=logbook.begun_by or SYSTEM, at=at)


def recount(logbook: Logbook) -> None:
    """数え直す — what became of its rows; the ignored ones are counted as they are read."""
    fates = dict(logbook.rows.values_list("fate").annotate(Count("pk")))
    logbook.counts |= {fate.value: fates.get(fate, 0) for fate in Fate if fate != Fate.IGNORED}
    logbook.save(update_fields=["counts"])


def _count(logbook: Logbook, size: int, at: datetime) -> bool:
    """How often these companies came before; `reached` is the last that was counted."""
    cases = cases_of(logbook.arrival).filter(company__gt=logbook.reached).order_by("company")
    companies = list(cases.values_list("company", flat=True).distinct()[:size])
    if not companies:
        return _go_to(logbook, Step.DONE)
    consultations.recount_repeats(companies=companies, office=logbook.office_id)
    logbook.reached = companies[-1]
    logbook.save(update_fields=["reached"])
    return True


def _take_back(logbook: Logbook, size: int, at: datetime) -> bool:
    """Somebody may have been at work in a case when all were hidden: asked again before the first one goes."""
    if not logbook.reached and worked_on(_arrival(logbook)).exists():
        return _leave(logbook, at)
    cases = list(cases_of(logbook.arrival).order_by("company", "pk")[:size])
    if not cases:
        return _forget(logbook)
    TakenRow.objects.filter(consultation__in=cases).delete()
    consultations.take_back(cases=cases, arrival=_arrival(logbook))
    companies = {case.company_id for case in cases if case.company_id}
    consultations.recount_repeats(companies=companies, office=logbook.office_id)
    logbook.reached = cases[-1].pk
    logbook.save(update_fields=["reached"])
    return True


def _leave(logbook: Logbook, at: datetime) -> bool:
    """取り消さずに残す — all of it is seen again, as it was."""
    _uncover(logbook, at)
    logbook.remarks = [
        *logbook.remarks,
        _("取り消そうとしたときに手が加えられた相談があるため、取り消さずに残しました。"),
    ]
    logbook.save(update_fields=["remarks"])
    return _go_to(logbook, Step.COUNTING)


def _forget(logbook: Logbook) -> bool:
    """What is left of it is that it was taken in and taken back."""
    arrival, logbook.arrival = _arrival(logbook), None
    forget_rows(logbook.rows.all())
    logbook.save(update_fields=["arrival"])
    arrival.delete()
    return _go_to(logbook, Step.UNDONE)


def forget_rows(rows: TakenRowQuerySet) -> None:
    """行を消す — with what was sealed of them, where no consultation has it."""
    forget_notes(rows)
    rows.delete()


def forget_notes(rows: TakenRowQuerySet) -> None:
    notes = rows.filter(note__isnull=False).values("note")
    PastNote.objects.filter(pk__in=notes, consultation=None).delete()


def _go_to(logbook: Logbook, step: Step) -> bool:
    logbook.step = step
    logbook.save(update_fields=["step"])
    return logbook.is_busy


def _case(row: TakenRow, entry: Entry, logbook: Logbook) -> PastCase:
    return PastCase(
        number=number_of(row, logbook),
        received_at=entry.received_at,
        closed_date=entry.closed_date,
        is_under_way=entry.is_under_way,
        channel=entry.channel,
        kind=entry.kind,
        company=Named(entry.company, entry.prefecture, entry.corporate_number) if entry.company else None,
        capital_yen=entry.capital_yen,
        employees=entry.employees,
        industry=entry.industry,
        prefecture=entry.prefecture,
        role=entry.role,
        enterprise_type=entry.enterprise_type,
        heard_from=entry.heard_from,
        trigger=entry.trigger,
        category=entry.category,
        secondary=entry.secondary,
        gist=entry.gist,
        answer_gist=entry.answer_gist,
        source=logbook.label,
        note=row.note,
    )


_ACTIONS: dict[Step, Action] = {
    Step.TAKING: _take,
    Step.COUNTING: _count,
    Step.UNDOING: _take_back,
}
