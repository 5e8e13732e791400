"""Everything a page asks about appointments."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from madoguchi.desk.appointments.models import Appointment, AppointmentQuerySet, AppointmentState, Attendee
from madoguchi.desk.consultations.models import Consultation
from madoguchi.foundation.accounts.models import Person
from madoguchi.foundation.core.calendar import ONE_DAY, start_of


def of_case(consultation: Consultation) -> AppointmentQuerySet:
    """予約の一覧 of a case the reader has already been let in to, soonest first."""
    rows: AppointmentQuerySet = consultation.appointments.all()
    return rows.prefetch_related("attendees__person").order_by("starts_at", "pk")


def on_day(*, actor: Any, day: date) -> AppointmentQuerySet:
    """その日の予約 of the cases in sight."""
    rows = Appointment.objects.visible_to(actor).filter(
        starts_at__gte=start_of(day), starts_at__lt=start_of(day + ONE_DAY), state=AppointmentState.BOOKED
    )
    return rows.order_by("starts_at", "pk")


def names_attending(keys: Iterable[int]) -> dict[int, list[str]]:
    """出席者の氏名 of some appointments the reader has been let in to, by the key of the appointment."""
    names: dict[int, list[str]] = defaultdict(list)
    rows = Attendee.objects.filter(appointment__in=keys).order_by("pk")
    for key, name in rows.values_list("appointment", "person__name"):
        names[key].append(name)
    return names


def held_by(person: Person, *, actor: Any, after: datetime) -> AppointmentQuerySet:
    """これからの予約 of a colleague, as far as the reader sees the cases."""
    return _attended_by(person, actor, after).filter(state=AppointmentState.BOOKED)


def calendar_of(person: Any, *, after: datetime) -> AppointmentQuerySet:
    """自分の予定表 — one's coming appointments and those called off, so that calendars forget them."""
    return _attended_by(person, person, after).exclude(state=AppointmentState.DONE)


def _attended_by(person: Any, actor: Any, after: datetime) -> AppointmentQuerySet:
    rows = Appointment.objects.visible_to(actor).filter(attendees__person=person.pk, ends_at__gt=after)
    return rows.select_related("consultation").order_by("starts_at", "pk")
