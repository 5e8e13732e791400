"""Handing a colleague's work over: one page, one transaction, nothing left behind."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from madoguchi.desk.appointments import actions as appointments
from madoguchi.desk.consultations import actions as consultations
from madoguchi.desk.consultations.models import Consultation, Member
from madoguchi.desk.counter.access import HAND_OVER
from madoguchi.desk.counter.queries import Held, HeldCase, held
from madoguchi.foundation.accounts.models import Person
from madoguchi.foundation.audit import diary
from madoguchi.foundation.core.calendar import day_of
from madoguchi.foundation.core.errors import Refusal


@transaction.atomic
def hand_over(*, leaver: Person, successor: Person, instead: Mapping[int, Person], by: Person, at: datetime) -> Held:
    """引き継ぐ — all that the leaver holds goes to the successor, or case by case (id → person) to somebody else.

    Answers what was handed over. Raises Refusal when a successor is the leaver, has no place in the case's office, is
    behind a wall of the case or has an appointment at the same time; then nothing has moved.
    """
    HAND_OVER.require(by)
    leaver = Person.objects.managed_by(by).get(pk=leaver.pk)
    successors = {successor, *instead.values()}
    if leaver in successors:
        raise Refusal(_("本人に引き継ぐことはできません。"))
    diary.record("counter.hand_over", leaver, by=by, at=at)
    _hold(held(leaver, actor=by, at=at), successors, by=by, at=at)
    everything = held(leaver, actor=by, at=at)
    for one in everything.by_case:
        with _saying_which(one.case):
            _pass_on(one, leaver, instead.get(one.case.pk, successor), by=by, at=at)
    return everything


@contextmanager
def _saying_which(case: Consultation) -> Iterator[None]:
    try:
        yield
    except Refusal as refusal:
        raise Refusal(_("相談 %(number)s：%(reason)s") % {"number": case.number, "reason": refusal}) from refusal


def _pass_on(one: HeldCase, leaver: Person, successor: Person, *, by: Person, at: datetime) -> None:
    if one.is_owned:
        consultations.assign(consultation=one.case, owner=successor, by=by, at=at)
    for member in one.memberships:
        _replace(member, successor, by=by, at=at)
    for row in one.appointments:
        appointments.pass_on(appointment=row, leaver=leaver, successor=successor, by=by, at=at)


def _hold(everything: Held, successors: set[Person], *, by: Person, at: datetime) -> None:
    """Locks in one order what is about to change, so that two hand-overs, or one and a booking, never wait in a ring:
    the audit stream of each case (as every page of a case does first), the cases, the people.
    """
    cases = [one.case for one in everything.by_case]
    for case in cases:
        diary.record("counter.hand_over", case, by=by, at=at)
    list(Consultation.objects.select_for_update().filter(pk__in=[case.pk for case in cases]).order_by("pk"))
    people = Person.objects.select_for_update(no_key=True).filter(pk__in=[person.pk for person in successors])
    list(people.order_by("pk"))


def _replace(member: Member, person: Person, *, by: Person, at: datetime) -> None:
    """The successor sits down for the days left, unless already in the case."""
    consultations.remove_member(member=member, by=by, at=at)
    case = Consultation.objects.visible_to(by).get(pk=member.consultation_id)
    seats = case.members.filter(person=person, kind=member.kind, removed_at=None)
    if case.owner_id == person.pk or seats.exclude(until_date__lt=day_of(at)).exists():
        return
    consultations.add_member(
        consultation=case,
        person=person,
        kind=member.kind,
        from_date=max(member.from_date, day_of(at)),
        until_date=member.until_date,
        by=by,
        at=at,
    )
