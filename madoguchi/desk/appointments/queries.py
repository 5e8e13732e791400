"""Everything a page asks about appointments."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q

from madoguchi.desk.appointments import access
from madoguchi.desk.appointments.models import Appointment, AppointmentQuerySet, AppointmentState, Subscription
from madoguchi.desk.consultations.models import Consultation
from madoguchi.foundation.accounts.models import Person
from madoguchi.foundation.accounts.queries import fingerprint as fingerprint
from madoguchi.foundation.audit.queries import lines_of
from madoguchi.foundation.core.calendar import ONE_DAY, start_of

FETCHED = "appointments.fetch"
LOOKS_BACK, LOOKS_AHEAD = timedelta(days=30), timedelta(days=365)
WRITTEN_EVERY = timedelta(hours=1)

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


def times_of(person: Any, *, at: datetime) -> list[Appointment]:
    """予定の購読に載るもの — of thirty days back and a year ahead; what was called off, for thirty days."""
    rows = _attended_by(person, person, at - LOOKS_BACK).filter(starts_at__lt=at + LOOKS_AHEAD)
    called_off = Q(state=AppointmentState.CANCELLED)
    return list(rows.filter(~called_off | Q(changed_at__gt=at - LOOKS_BACK)))


def subscription_of(actor: Any) -> Subscription | None:
    return Subscription.objects.visible_to(actor).first()


def is_living(row: Subscription) -> bool:
    """使えるアドレス — of somebody active, at a desk today, with a second factor where one is asked."""
    person = row.person
    is_here = person.is_active and row.generation == person.session_generation
    return is_here and access.SUBSCRIBE.admits(person) and not person.must_add_second_factor


def living_by(link: str) -> Subscription | None:
    """使えるアドレスの主 — by the hash of the address; None where it is unknown, renewed, ended or dead."""
    row = Subscription.objects.select_related("person").filter(token_hash=link).first()
    return row if row and is_living(row) else None


def fetched_at(row: Subscription) -> datetime | None:
    """最後に読みに来た時 — of this address, as the diary has it (`FETCHED` is written once an hour at most)."""
    lines = lines_of(row.audit_stream()).filter(deed=FETCHED, at__gte=row.made_at)
    return lines.values_list("at", flat=True).first()


def is_newly_fetched(row: Subscription, *, at: datetime) -> bool:
    """書くべきか — nothing was written of it within the hour."""
    last = fetched_at(row)
    return last is None or last <= at - WRITTEN_EVERY


def _attended_by(person: Any, actor: Any, after: datetime) -> AppointmentQuerySet:
    rows = Appointment.objects.visible_to(actor).filter(attendees__person=person.pk, ends_at__gt=after)
    return rows.select_related("consultation").order_by("starts_at", "pk")
