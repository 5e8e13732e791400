"""Appointments, written straight — for tests and for the demo town."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from madoguchi.desk.appointments.models import Appointment, Attendee, Place
from madoguchi.desk.consultations.models import Consultation
from madoguchi.foundation.accounts.models import Person


def appointment(
    consultation: Consultation,
    *people: Person,
    booked_by: Person | None = None,
    starts_at: datetime | None = None,
    minutes: int = 60,
    **fields: Any,
) -> Appointment:
    """A booked hour, an hour from now unless said otherwise; somebody of `people` booked it."""
    starts = starts_at or timezone.now() + timedelta(hours=1)
    described: dict[str, Any] = {"place": Place.OFFICE, "booked_at": consultation.received_at}
    made = Appointment.objects.create(
        consultation=consultation,
        starts_at=starts,
        ends_at=starts + timedelta(minutes=minutes),
        booked_by=booked_by or people[0],
        **described | fields,
    )
    Attendee.objects.bulk_create([Attendee(appointment=made, person=person) for person in people])
    return made
