"""Everything a page asks about appointments."""

from datetime import date, datetime
from typing import Any

from madoguchi.desk.appointments.models import Appointment, AppointmentQuerySet, AppointmentState
from madoguchi.desk.consultations.models import Consultation
from madoguchi.foundation.accounts.models import Person
from madoguchi.foundation.core.calendar import ONE_DAY, start_of

_OF_CASE = "SELECT * FROM appointments_appointment WHERE consultation_id = %s ORDER BY starts_at, id"


def of_case(consultation: Consultation) -> list[Appointment]:
    """予約の一覧 of a case the reader has already been let in to, soonest first."""
    found = Appointment.objects.raw(_OF_CASE, [consultation.pk]).prefetch_related("attendees__person")
    rows = list(found)
    for row in rows:
        row.consultation = consultation
    return rows


def on_day(*, actor: Any, day: date) -> AppointmentQuerySet:
    """その日の予約 of the cases in sight."""
    rows = Appointment.objects.visible_to(actor).filter(
        starts_at__gte=start_of(day), starts_at__lt=start_of(day + ONE_DAY), state=AppointmentState.BOOKED
    )
    return rows.order_by("starts_at", "pk")


def held_by(person: Person, *, actor: Any, after: datetime) -> AppointmentQuerySet:
    """これからの予約 of a colleague, as far as the reader sees the cases."""
    return _attended_by(person, actor, after).filter(state=AppointmentState.BOOKED)


def calendar_of(person: Any, *, after: datetime) -> AppointmentQuerySet:
    """自分の予定表 — one's coming appointments and those called off, so that calendars forget them."""
    return _attended_by(person, person, after).exclude(state=AppointmentState.DONE)


def _attended_by(person: Any, actor: Any, after: datetime) -> AppointmentQuerySet:
    rows = Appointment.objects.visible_to(actor).filter(attendees__person=person.pk, ends_at__gt=after)
    return rows.select_related("consultation").order_by("starts_at", "pk")
