"""訪問 — each is an appointment: booked, postponed, called off and held through the room of appointments."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from madoguchi.desk.appointments import actions as appointments
from madoguchi.desk.appointments.models import AppointmentState, Place
from madoguchi.desk.consultations import actions as consultations
from madoguchi.desk.consultations.words import FOR_EXPERTS, Channel, MemberKind, SupportKind
from madoguchi.desk.engagements.actions.rows import going_on, visit_of
from madoguchi.desk.engagements.models import Engagement, Guest, Stage, Visit
from madoguchi.foundation.accounts.models import Person
from madoguchi.foundation.audit import diary
from madoguchi.foundation.core.calendar import day_of
from madoguchi.foundation.core.errors import Refusal


@transaction.atomic
def book(
    *,
    engagement: Engagement,
    starts_at: datetime,
    ends_at: datetime,
    place: Place,
    people: Iterable[Person],
    outside_hours: bool = False,
    travel_minutes: int | None = None,
    stage: Stage | None = None,
    by: Person,
    at: datetime,
) -> Visit:
    """訪問を予約する — as an appointment is booked: nobody is in two places at one time."""
    row = going_on(engagement, by=by)
    booked = appointments.book(
        consultation=row.consultation,
        starts_at=starts_at,
        ends_at=ends_at,
        place=place,
        people=people,
        outside_hours=outside_hours,
        by=by,
        at=at,
    )
    held = row.stages.get(pk=stage.pk) if stage else None
    made = Visit.objects.create(engagement=row, appointment=booked, stage=held, travel_minutes=travel_minutes)
    diary.record("engagements.book", row, by=by, at=at)
    return made


@transaction.atomic
def postpone(
    *,
    visit: Visit,
    starts_at: datetime,
    ends_at: datetime,
    place: Place,
    people: Iterable[Person],
    outside_hours: bool = False,
    travel_minutes: int | None = None,
    stage: Stage | None = None,
    by: Person,
    at: datetime,
) -> Visit:
    """日時を変える — experts invited for the visit stay in the case until its new day; who does not come leaves."""
    engagement = going_on(visit.engagement, by=by)
    row, coming = visit_of(visit, engagement), list(people)
    changed = appointments.change(
        appointment=row.appointment,
        starts_at=starts_at,
        ends_at=ends_at,
        place=place,
        people=coming,
        outside_hours=outside_hours,
        by=by,
        at=at,
    )
    row.travel_minutes, row.stage = travel_minutes, engagement.stages.get(pk=stage.pk) if stage else None
    row.save(update_fields=["travel_minutes", "stage"])
    for guest in _guests(row):
        _leave(guest, by=by, at=at)
        if guest.member.person in coming:
            _seat(row, guest.member.person, changed.starts_at, by=by, at=at)
    diary.record("engagements.postpone", engagement, by=by, at=at)
    return row


@transaction.atomic
def cancel(*, visit: Visit, by: Person, at: datetime) -> Visit:
    """訪問を取り消す — whoever was invited for it leaves the case."""
    engagement = going_on(visit.engagement, by=by)
    row = visit_of(visit, engagement)
    appointments.cancel(appointment=row.appointment, by=by, at=at)
    for guest in _guests(row):
        _leave(guest, by=by, at=at)
    diary.record("engagements.cancel", engagement, by=by, at=at)
    return row


@transaction.atomic
def hold(*, visit: Visit, travel_minutes: int | None = None, by: Person, at: datetime) -> Visit:
    """実施を記録する — it counts as one visit among the contacts of the case."""
    engagement = going_on(visit.engagement, by=by)
    row = visit_of(visit, engagement)
    appointments.finish(appointment=row.appointment, by=by, at=at)
    row.travel_minutes = travel_minutes
    row.save(update_fields=["travel_minutes"])
    consultations.record_contact(
        consultation=engagement.consultation, channel=_channel(row), kind=SupportKind.VISIT, by=by, at=at
    )
    diary.record("engagements.hold", engagement, by=by, at=at)
    return row


@transaction.atomic
def invite(*, visit: Visit, person: Person, by: Person, at: datetime) -> Guest:
    """専門家を招く — attends this visit, and belongs to the case from today until its day."""
    engagement = going_on(visit.engagement, by=by)
    row = visit_of(visit, engagement)
    if row.appointment.state != AppointmentState.BOOKED or row.appointment.starts_at <= at:
        raise Refusal(_("これからの訪問にだけ、専門家を招けます。"))
    made = _seat(row, person, row.appointment.starts_at, by=by, at=at)
    attending = Person.objects.filter(appointments__appointment=row.appointment)
    appointments.change(
        appointment=row.appointment,
        starts_at=row.appointment.starts_at,
        ends_at=row.appointment.ends_at,
        place=Place(row.appointment.place),
        people=[*attending, person],
        outside_hours=True,
        by=by,
        at=at,
    )
    diary.record("engagements.invite", engagement, by=by, at=at)
    return made


def _seat(row: Visit, person: Person, starts_at: datetime, *, by: Person, at: datetime) -> Guest:
    member = consultations.add_member(
        consultation=row.engagement.consultation,
        person=person,
        kind=MemberKind.EXPERT,
        from_date=day_of(at),
        until_date=day_of(starts_at),
        parts=FOR_EXPERTS,
        by=by,
        at=at,
    )
    return Guest.objects.create(visit=row, member=member)


def _guests(row: Visit) -> list[Guest]:
    return list(row.guests.filter(member__removed_at=None).select_related("member__person", "member__consultation"))


def _leave(guest: Guest, *, by: Person, at: datetime) -> None:
    consultations.remove_member(member=guest.member, by=by, at=at)


def _channel(row: Visit) -> Channel:
    return Channel.ONLINE if row.appointment.place == Place.ONLINE else Channel.VISIT_OUT
