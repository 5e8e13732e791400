"""Everything that changes an appointment."""

from collections.abc import Iterable
from datetime import datetime
from secrets import token_urlsafe

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from madoguchi.desk.appointments import access
from madoguchi.desk.appointments.access import BOOK, serves
from madoguchi.desk.appointments.models import Appointment, AppointmentState, Attendee, Place, Subscription
from madoguchi.desk.consultations import actions as consultations
from madoguchi.desk.consultations.models import Consultation
from madoguchi.desk.consultations.queries import is_in_sight
from madoguchi.desk.consultations.words import State
from madoguchi.foundation.accounts.models import Organisation, Person
from madoguchi.foundation.accounts.queries import fingerprint, is_open_between
from madoguchi.foundation.audit import diary
from madoguchi.foundation.core.calendar import in_tokyo
from madoguchi.foundation.core.errors import Refusal

TOKEN_BYTES = 32
BOOKABLE_FROM = (State.RECEIVED, State.TRIAGED, State.REOPENED)


@transaction.atomic
def book(
    *,
    consultation: Consultation,
    starts_at: datetime,
    ends_at: datetime,
    place: Place,
    people: Iterable[Person],
    outside_hours: bool = False,
    by: Person,
    at: datetime,
) -> Appointment:
    """予約する — nobody is booked twice at one time; a fresh case becomes 予約.

    Outside the desk's hours only with `outside_hours`.
    """
    case = Consultation.objects.visible_to(by).select_for_update(of=("self",)).get(pk=consultation.pk)
    _require_open(case, by)
    _require_time(case.office, starts_at, ends_at, outside_hours, at)
    attendees = _free(people, case, starts_at, ends_at)
    row = Appointment.objects.create(
        consultation=case, starts_at=starts_at, ends_at=ends_at, place=place, booked_at=at, booked_by=by
    )
    _seat(row, attendees)
    diary.record("appointments.book", row, by=by, at=at)
    if case.state in BOOKABLE_FROM:
        consultations.move(consultation=case, to_state=State.BOOKED, by=by, at=at)
    return row


@transaction.atomic
def change(
    *,
    appointment: Appointment,
    starts_at: datetime,
    ends_at: datetime,
    place: Place,
    people: Iterable[Person],
    outside_hours: bool = False,
    by: Person,
    at: datetime,
) -> Appointment:
    """変更する — another time, place or people; calendars see a higher sequence."""
    row = _booked(appointment, by)
    _require_open(row.consultation, by)
    _require_time(row.consultation.office, starts_at, ends_at, outside_hours, at)
    attendees = _free(people, row.consultation, starts_at, ends_at, but=row)
    row.starts_at, row.ends_at, row.place = starts_at, ends_at, place
    row.sequence, row.changed_at = row.sequence + 1, at
    row.save(update_fields=["starts_at", "ends_at", "place", "sequence", "changed_at"])
    row.attendees.all().delete()
    _seat(row, attendees)
    diary.record("appointments.change", row, by=by, at=at)
    return row


@transaction.atomic
def cancel(*, appointment: Appointment, by: Person, at: datetime) -> Appointment:
    """取り消す — the time is free again; calendars learn it from the same UID."""
    return _end(_booked(appointment, by), AppointmentState.CANCELLED, "appointments.cancel", by, at)


@transaction.atomic
def finish(*, appointment: Appointment, by: Person, at: datetime) -> Appointment:
    """実施済みにする — only after it began."""
    row = _booked(appointment, by)
    if row.starts_at > at:
        raise Refusal(_("開始時刻より前に実施済みにはできません。"))
    return _end(row, AppointmentState.DONE, "appointments.finish", by, at)


@transaction.atomic
def pass_on(*, appointment: Appointment, leaver: Person, successor: Person, by: Person, at: datetime) -> None:
    """引き継ぐ — the successor takes the leaver's seat, if free at that time."""
    row = _booked(appointment, by)
    _free([successor], row.consultation, row.starts_at, row.ends_at, but=row)
    row.attendees.filter(person=leaver).delete()
    Attendee.objects.get_or_create(appointment=row, person=successor)
    diary.record("appointments.pass_on", row, by=by, at=at)


@transaction.atomic
def subscribe(*, by: Person, at: datetime) -> tuple[Subscription, str]:
    """予定の購読を始める — the secret part of the address is returned, never stored."""
    access.SUBSCRIBE.require(by)
    person = _myself(by)
    if Subscription.objects.visible_to(by).exists():
        raise Refusal(_("購読のアドレスは、すでにあります。なくしたときは、作り直してください。"))
    token = token_urlsafe(TOKEN_BYTES)
    made = {"token_hash": fingerprint(token), "generation": person.session_generation, "made_at": at}
    row = Subscription.objects.create(person=person, **made)
    diary.record("appointments.subscribe", row, by=by, at=at)
    return row, token


@transaction.atomic
def renew(*, by: Person, at: datetime) -> tuple[Subscription, str]:
    """アドレスを作り直す — the one before is dead at once."""
    access.SUBSCRIBE.require(by)
    person, token = _myself(by), token_urlsafe(TOKEN_BYTES)
    row = _subscription(by)
    row.token_hash, row.generation, row.made_at = fingerprint(token), person.session_generation, at
    row.save(update_fields=["token_hash", "generation", "made_at"])
    diary.record("appointments.renew", row, by=by, at=at)
    return row, token


@transaction.atomic
def unsubscribe(*, by: Person, at: datetime) -> None:
    """購読をやめる — the address is dead at once."""
    access.SUBSCRIBE.require(by)
    _myself(by)
    row = _subscription(by)
    diary.record("appointments.unsubscribe", row, by=by, at=at)
    row.delete()


def _myself(by: Person) -> Person:
    """The person behind a lock, so that of two windows of one's own the second sees what the first did."""
    row: Person = Person.objects.select_for_update(no_key=True).get(pk=by.pk)
    return row


def _subscription(by: Person) -> Subscription:
    row = Subscription.objects.visible_to(by).first()
    if row is None:
        raise Refusal(_("購読のアドレスは、まだないか、すでにやめています。"))
    return row


def _require_open(case: Consultation, by: Person) -> None:
    _require_service(case, by)
    if not case.is_open:
        raise Refusal(_("終了した相談には予約できません。再開してから予約してください。"))


def _require_service(case: Consultation, by: Person) -> None:
    if not serves(by, case):
        raise PermissionDenied(BOOK.code)


def _booked(appointment: Appointment, by: Person) -> Appointment:
    rows = Appointment.objects.visible_to(by).select_related("consultation__office")
    row = rows.select_for_update(of=("self",)).get(pk=appointment.pk)
    _require_service(row.consultation, by)
    if row.state != AppointmentState.BOOKED:
        raise Refusal(_("この予約はすでに実施済みか、取り消されています。"))
    return row


def _end(row: Appointment, state: AppointmentState, deed: str, by: Person, at: datetime) -> Appointment:
    row.state, row.sequence, row.changed_at = state, row.sequence + 1, at
    row.save(update_fields=["state", "sequence", "changed_at"])
    diary.record(deed, row, by=by, at=at)
    return row


def _require_time(office: Organisation, starts_at: datetime, ends_at: datetime, outside: bool, at: datetime) -> None:
    if ends_at <= starts_at:
        raise Refusal(_("終了は開始より後にしてください。"))
    if starts_at < at:
        raise Refusal(_("過ぎた日時には予約できません。"))
    if not outside and not is_open_between(office, in_tokyo(starts_at), in_tokyo(ends_at)):
        raise Refusal(
            _("窓口の開いていない日時です。それでも予約するときは「営業時間外でも予約する」を選んでください。")
        )


def _free(
    people: Iterable[Person],
    case: Consultation,
    starts_at: datetime,
    ends_at: datetime,
    but: Appointment | None = None,
) -> list[Person]:
    """The people, locked in one order so that two bookings can't both find them free."""
    wanted = {person.pk for person in people}
    if not wanted:
        raise Refusal(_("出席者を一人以上選んでください。"))
    locked = list(Person.objects.select_for_update(no_key=True).filter(pk__in=wanted).order_by("pk"))
    for person in locked:
        if not (person.is_active and is_in_sight(case, actor=person)):
            raise Refusal(_("%(name)sさんはこの相談の担当ではないため、出席者にできません。") % {"name": person.name})
    _require_no_clash(locked, starts_at, ends_at, but)
    return locked


def _require_no_clash(people: list[Person], starts_at: datetime, ends_at: datetime, but: Appointment | None) -> None:
    """Ends that touch are no clash."""
    seats = Attendee.objects.filter(
        person__in=people,
        appointment__state=AppointmentState.BOOKED,
        appointment__starts_at__lt=ends_at,
        appointment__ends_at__gt=starts_at,
    )
    others = seats.exclude(appointment=but) if but else seats
    if clash := others.select_related("person").order_by("person_id").first():
        raise Refusal(_("%(name)sさんは、その時間に別の予約があります。") % {"name": clash.person.name})


def _seat(appointment: Appointment, people: Iterable[Person]) -> None:
    Attendee.objects.bulk_create([Attendee(appointment=appointment, person=person) for person in people])
