"""Booking, changing, calling off and finishing an appointment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from madoguchi.desk.appointments import actions
from madoguchi.desk.appointments.factories import appointment
from madoguchi.desk.appointments.models import Appointment, AppointmentState, Attendee, Place
from madoguchi.desk.appointments.tests.conftest import NOW, at, open_desk
from madoguchi.desk.consultations import factories as consultations
from madoguchi.desk.consultations.models import Consultation
from madoguchi.desk.consultations.words import MemberKind, State
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.accounts.models import ClosedDay, DeskProfile
from madoguchi.foundation.audit.models import Line
from madoguchi.foundation.core.errors import Refusal


def seats(row):
    return set(row.attendees.values_list("person", flat=True))


def changed(desk, row, starts="10:00", ends="11:00", **more):
    said = {"place": Place.ONLINE, "people": [desk.owner], "by": desk.owner, "at": NOW} | more
    return actions.change(appointment=row, starts_at=at(starts), ends_at=at(ends), **said)


def test_a_booking_holds_time_place_and_people_and_is_written_down(desk):
    row = desk.book(people=[desk.owner, desk.colleague], place=Place.COMPANY, by=desk.colleague)
    assert (row.starts_at, row.ends_at, row.place) == (at("10:00"), at("11:00"), Place.COMPANY)
    assert seats(row) == {desk.owner.pk, desk.colleague.pk}
    line = Line.objects.get(deed="appointments.book")
    assert (line.stream, line.by) == (f"consultation:{desk.case.pk}", str(desk.colleague.pk))


@pytest.mark.parametrize("state", [State.RECEIVED, State.TRIAGED, State.REOPENED])
def test_a_fresh_case_becomes_booked_whoever_of_the_counter_books(desk, state):
    case = consultations.consultation(office=desk.office, owner=desk.owner, state=state)
    desk.book(case=case, by=desk.colleague)
    case.refresh_from_db()
    assert case.state == State.BOOKED
    assert case.state_changes.get().to_state == State.BOOKED


def test_a_case_under_way_stays_in_its_state(desk):
    case = consultations.consultation(office=desk.office, owner=desk.owner, state=State.VISITING)
    desk.book(case=case)
    case.refresh_from_db()
    assert case.state == State.VISITING


@pytest.mark.parametrize(
    ("starts", "ends"), [("10:00", "11:00"), ("10:59", "12:00"), ("09:00", "10:01"), ("10:15", "10:45")]
)
def test_an_adviser_is_never_in_two_places(desk, starts, ends):
    desk.book("10:00", "11:00")
    other = consultations.consultation(office=desk.office, owner=desk.colleague)
    with pytest.raises(Refusal, match=desk.owner.name):
        desk.book(starts, ends, case=other, people=[desk.colleague, desk.owner], by=desk.colleague)
    assert Appointment.objects.count() == 1


@pytest.mark.parametrize(("starts", "ends"), [("09:00", "10:00"), ("11:00", "12:00")])
def test_ends_that_touch_are_no_clash(desk, starts, ends):
    desk.book("10:00", "11:00")
    desk.book(starts, ends)
    assert Appointment.objects.count() == 2


def test_somebody_else_may_be_booked_at_the_same_time(desk):
    desk.book(people=[desk.owner])
    desk.book(people=[desk.colleague])
    assert Attendee.objects.count() == 2


@pytest.mark.parametrize(
    ("day", "month", "year", "starts", "ends"),
    [
        (21, 11, 2026, "10:00", "11:00"),
        (23, 11, 2026, "10:00", "11:00"),
        (29, 12, 2026, "10:00", "11:00"),
        (31, 12, 2026, "10:00", "11:00"),
        (2, 1, 2029, "10:00", "11:00"),
        (3, 1, 2028, "10:00", "11:00"),
        (18, 11, 2026, "08:59", "10:00"),
        (18, 11, 2026, "17:00", "17:46"),
    ],
    ids=["土曜", "勤労感謝の日", "12/29", "12/31", "1/2", "1/3", "before opening", "after closing"],
)
def test_closed_hours_are_refused_unless_said_on_purpose(desk, day, month, year, starts, ends):
    when = {"starts": starts, "ends": ends, "day": day, "month": month, "year": year}
    with pytest.raises(Refusal, match="営業時間外でも予約する"):
        desk.book(**when)
    assert desk.book(**when, outside_hours=True).state == AppointmentState.BOOKED


@pytest.mark.parametrize(("day", "month", "year"), [(28, 12, 2026), (4, 1, 2027), (18, 11, 2026)])
def test_business_days_are_open_to_the_last_minute(desk, day, month, year):
    desk.book("16:45", "17:45", day=day, month=month, year=year)
    desk.book("09:00", "10:00", day=day, month=month, year=year)


def test_the_desks_own_closed_days_are_refused(desk):
    ClosedDay.objects.create(profile=DeskProfile.objects.get(), date=at("10:00").date())
    with pytest.raises(Refusal):
        desk.book()
    desk.book(outside_hours=True)


def test_an_appointment_over_midnight_is_outside_hours(desk):
    with pytest.raises(Refusal):
        actions.book(
            consultation=desk.case, starts_at=at("17:00", 18), ends_at=at("09:30", 19), place=Place.OFFICE,
            people=[desk.owner], by=desk.owner, at=NOW,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("starts", "ends", "day"), [("11:00", "11:00", 18), ("11:00", "10:00", 18), ("10:00", "11:00", 16)]
)
def test_time_runs_forward(desk, starts, ends, day):
    with pytest.raises(Refusal):
        desk.book(starts, ends, day=day, outside_hours=True)


def test_somebody_attends(desk):
    with pytest.raises(Refusal):
        desk.book(people=[])


def test_attendees_see_the_case(desk):
    desk.case.is_restricted = True
    desk.case.save(update_fields=["is_restricted"])
    with pytest.raises(Refusal, match=desk.colleague.name):
        desk.book(people=[desk.owner, desk.colleague])
    consultations.member_of(desk.case, desk.colleague, MemberKind.MEMBER)
    assert seats(desk.book(people=[desk.owner, desk.colleague])) == {desk.owner.pk, desk.colleague.pk}


def test_nobody_behind_a_wall_and_nobody_who_left_attends(desk):
    consultations.wall(desk.case, person=desk.colleague, by=desk.owner)
    gone = people.member(Role.ADVISER, desk.office)
    gone.is_active, gone.disabled_at = False, NOW
    gone.save()
    for person in (desk.colleague, gone, people.member(Role.ADVISER, people.office(code="23"))):
        with pytest.raises(Refusal, match=person.name):
            desk.book(people=[person])


def test_an_expert_of_the_case_may_attend_but_not_book(desk):
    expert = people.member(Role.EXPERT, desk.office)
    consultations.member_of(desk.case, expert, MemberKind.EXPERT, until_date=at("10:00").date())
    assert seats(desk.book(people=[expert])) == {expert.pk}
    with pytest.raises(PermissionDenied):
        desk.book("14:00", "15:00", people=[expert], by=expert)


def test_who_is_expert_here_and_adviser_elsewhere_does_not_book(desk):
    both = people.member(Role.EXPERT, desk.office, of=people.member(Role.ADVISER, people.office(code="23")))
    consultations.member_of(desk.case, both, MemberKind.EXPERT, until_date=at("10:00").date())
    with pytest.raises(PermissionDenied):
        desk.book(by=both)


def test_out_of_sight_means_out_of_reach(desk):
    row = desk.book()
    consultations.wall(desk.case, person=desk.colleague, by=desk.owner)
    for stranger in (desk.colleague, people.member(Role.MANAGER, people.office(code="23"))):
        with pytest.raises(Consultation.DoesNotExist):
            desk.book("14:00", "15:00", by=stranger)
        with pytest.raises(Appointment.DoesNotExist):
            actions.cancel(appointment=row, by=stranger, at=NOW)


def test_an_ended_case_takes_no_bookings_and_no_changes_but_can_be_tidied_up(desk):
    row = desk.book()
    Consultation.objects.filter(pk=desk.case.pk).update(state=State.CLOSED, closed_at=NOW)
    with pytest.raises(Refusal, match="再開"):
        desk.book("14:00", "15:00")
    with pytest.raises(Refusal, match="再開"):
        changed(desk, row, "14:00", "15:00")
    assert actions.cancel(appointment=row, by=desk.owner, at=NOW).state == AppointmentState.CANCELLED


def test_a_change_keeps_the_uid_and_counts_up(desk):
    row = desk.book()
    after = changed(desk, row, "10:30", "11:30", people=[desk.colleague])
    assert (after.uid, after.sequence, after.place) == (row.uid, 1, Place.ONLINE)
    assert (after.starts_at, seats(after)) == (at("10:30"), {desk.colleague.pk})
    assert changed(desk, row, "10:30", "11:30").sequence == 2


def test_a_change_clashes_with_others_only(desk):
    row = desk.book("10:00", "11:00")
    desk.book("11:00", "12:00")
    changed(desk, row, "09:30", "10:30")
    with pytest.raises(Refusal, match="別の予約"):
        changed(desk, row, "10:30", "11:30")


def test_calling_off_frees_the_time(desk):
    row = desk.book()
    actions.cancel(appointment=row, by=desk.colleague, at=NOW)
    desk.book()
    row.refresh_from_db()
    assert (row.state, row.sequence) == (AppointmentState.CANCELLED, 1)
    for deed in (actions.cancel, actions.finish):
        with pytest.raises(Refusal):
            deed(appointment=row, by=desk.owner, at=NOW)


def test_nothing_is_finished_before_it_began(desk):
    row = desk.book()
    with pytest.raises(Refusal, match="開始時刻より前"):
        actions.finish(appointment=row, by=desk.owner, at=at("09:59"))
    assert actions.finish(appointment=row, by=desk.owner, at=at("10:00")).state == AppointmentState.DONE


def test_a_seat_is_passed_on_if_the_successor_is_free(desk):
    row = desk.book()
    actions.pass_on(appointment=row, leaver=desk.owner, successor=desk.colleague, by=desk.owner, at=NOW)
    assert seats(row) == {desk.colleague.pk}
    second = appointment(desk.case, desk.owner, starts_at=at("10:30"))
    with pytest.raises(Refusal, match="別の予約"):
        actions.pass_on(appointment=second, leaver=desk.owner, successor=desk.colleague, by=desk.owner, at=NOW)


def test_who_sits_there_already_keeps_one_seat(desk):
    row = desk.book(people=[desk.owner, desk.colleague])
    actions.pass_on(appointment=row, leaver=desk.owner, successor=desk.colleague, by=desk.owner, at=NOW)
    assert seats(row) == {desk.colleague.pk}


@pytest.mark.django_db(transaction=True)
def test_of_two_bookings_at_once_one_is_refused(shared_database):
    desk = open_desk()
    other = consultations.consultation(office=desk.office, owner=desk.colleague, received_at=NOW)
    barrier = Barrier(2)
    shared_database()

    def book(case, by):
        try:
            barrier.wait()
            desk.book(case=case, by=by, people=[desk.owner])
            return "booked"
        except Refusal:
            return "refused"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        bookings = [pool.submit(book, desk.case, desk.owner), pool.submit(book, other, desk.colleague)]
        assert sorted(booking.result() for booking in bookings) == ["booked", "refused"]
