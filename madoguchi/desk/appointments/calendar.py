"""iCalendar — an appointment for one's own calendar: number, place and time; never who or what about."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from madoguchi.desk.appointments.models import Appointment, AppointmentState


def feed(appointments: Iterable[Appointment], *, at: datetime) -> bytes:
    """RFC 5545: a changed appointment keeps its UID and has a higher SEQUENCE; `at` is when the file is made."""
    calendar = Calendar()
    calendar.add("prodid", "-//madoguchi//appointments//JA")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for appointment in appointments:
        calendar.add_component(_event(appointment, at))
    return bytes(calendar.to_ical())


def _event(appointment: Appointment, at: datetime) -> Event:
    event = Event()
    event.add("uid", appointment.uid)
    event.add("dtstamp", at)
    event.add("dtstart", appointment.starts_at)
    event.add("dtend", appointment.ends_at)
    event.add("sequence", appointment.sequence)
    event.add("summary", _("相談 %(number)s") % {"number": appointment.consultation.number})
    event.add("location", appointment.get_place_display())
    event.add("status", "CANCELLED" if appointment.state == AppointmentState.CANCELLED else "CONFIRMED")
    event.add("class", "PRIVATE")
    return event
