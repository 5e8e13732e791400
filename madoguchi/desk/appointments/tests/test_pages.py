"""The pages of an appointment: who reaches them, what they offer, what they say."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from icalendar import Calendar

from madoguchi.company.companies import factories as companies
from madoguchi.desk.appointments import access, actions
from madoguchi.desk.appointments.factories import appointment
from madoguchi.desk.appointments.models import Appointment, AppointmentState, Place
from madoguchi.desk.appointments.tests.conftest import NOW, at
from madoguchi.desk.consultations import factories as consultations
from madoguchi.desk.consultations.models import Consultation
from madoguchi.desk.consultations.words import MemberKind, State
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.audit.models import Line
from madoguchi.foundation.core.errors import Refusal


@pytest.fixture
def at_desk(client, desk):
    client.force_login(desk.owner)
    return client


def typed(person, **more):
    return {
        "date": "2026-11-18", "starts": "10:00", "ends": "11:00", "place": "online", "people": [person.pk],
    } | more  # fmt: skip


def events(answer):
    return Calendar.from_ical(answer.content).walk("VEVENT")


def test_a_booking_by_form(at_desk, desk):
    url = reverse("appointments:book", args=[desk.case.number])
    assert "平日 9:00" in at_desk.get(url).content.decode()
    answer = at_desk.post(url, typed(desk.colleague))
    assert answer.headers["Location"] == desk.case.get_absolute_url()
    row = Appointment.objects.get()
    assert (row.starts_at, row.ends_at, row.place) == (at("10:00"), at("11:00"), Place.ONLINE)


def test_a_refused_booking_keeps_what_was_typed(at_desk, desk):
    url = reverse("appointments:book", args=[desk.case.number])
    answer = at_desk.post(url, typed(desk.owner, date="2026-11-22"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "窓口の開いていない日時です" in page
    assert 'value="2026-11-22"' in page
    assert at_desk.post(url, typed(desk.owner, date="2026-11-22", outside_hours="on")).status_code == 302


@pytest.mark.parametrize("who", ["9223372036854775808", "-1", "x", "²"])
def test_an_attendee_no_database_could_hold_is_nobody(at_desk, desk, who):
    url = reverse("appointments:book", args=[desk.case.number])
    assert at_desk.post(url, typed(desk.owner) | {"people": [desk.owner.pk, who]}).status_code == 422


def test_nobody_but_possible_attendees_can_be_chosen(at_desk, desk):
    stranger = people.member(Role.ADVISER, people.office(code="23"))
    url = reverse("appointments:book", args=[desk.case.number])
    assert stranger.name not in at_desk.get(url).content.decode()
    assert at_desk.post(url, typed(stranger)).status_code == 422
    assert not Appointment.objects.exists()


def test_a_change_shows_what_was_booked(at_desk, desk):
    row = desk.book(place=Place.PHONE)
    url = reverse("appointments:change", args=[row.pk])
    page = at_desk.get(url).content.decode()
    assert all(f'value="{value}"' in page for value in ("2026-11-18", "10:00", "11:00"))
    assert at_desk.post(url, typed(desk.owner, starts="10:15")).status_code == 302
    row.refresh_from_db()
    assert (row.starts_at, row.sequence) == (at("10:15"), 1)


def test_calling_off_and_finishing_ask_first(at_desk, desk):
    row = desk.book()
    page = at_desk.get(reverse("appointments:cancel", args=[row.pk])).content.decode()
    assert "10:00" in page
    assert desk.owner.name in page
    assert at_desk.post(reverse("appointments:finish", args=[row.pk])).status_code == 422
    assert at_desk.post(reverse("appointments:cancel", args=[row.pk])).status_code == 302
    row.refresh_from_db()
    assert row.state == AppointmentState.CANCELLED


@pytest.mark.parametrize("name", ["change", "cancel", "finish", "calendar"])
def test_another_office_and_whoever_is_walled_off_find_nothing(client, desk, name):
    row = desk.book()
    consultations.wall(desk.case, person=desk.colleague, by=desk.owner)
    lines = Line.objects.count()
    for stranger in (desk.colleague, people.member(Role.MANAGER, people.office(code="23"))):
        client.force_login(stranger)
        assert client.get(reverse(f"appointments:{name}", args=[row.pk])).status_code == 404
        assert client.get(reverse("appointments:book", args=[desk.case.number])).status_code == 404
    assert Line.objects.count() == lines


def test_an_expert_takes_the_calendar_but_changes_nothing(client, desk):
    expert = people.member(Role.EXPERT, desk.office)
    consultations.member_of(desk.case, expert, MemberKind.EXPERT, until_date=at("10:00").date())
    row = desk.book(people=[expert])
    client.force_login(expert)
    assert len(events(client.get(reverse("appointments:calendar", args=[row.pk])))) == 1
    assert len(events(client.get(reverse("appointments:my_calendar")))) == 1
    assert client.get(reverse("appointments:change", args=[row.pk])).status_code == 403


def test_the_calendar_tells_number_place_and_time_and_nothing_else(at_desk, desk):
    company = companies.company(name="株式会社ひみつ工業")
    case = consultations.consultation(
        office=desk.office, owner=desk.owner, company=company, gist="漏れてはならない要旨"
    )
    row = desk.book(case=case, people=[desk.owner, desk.colleague], place=Place.ONLINE)
    answer = at_desk.get(reverse("appointments:calendar", args=[row.pk]))
    [event] = events(answer)
    assert answer.headers["Content-Type"].startswith("text/calendar")
    assert str(event["SUMMARY"]) == f"相談 {case.number}"
    assert str(event["LOCATION"]) == "オンライン"
    assert (event.decoded("DTSTART"), event.decoded("DTEND")) == (at("10:00"), at("11:00"))
    assert (str(event["UID"]), event["SEQUENCE"], str(event["STATUS"])) == (str(row.uid), 0, "CONFIRMED")
    told = {str(value) for value in event.values()}
    for secret in (company.name, case.gist, desk.owner.name, desk.colleague.email, str(case.get_category_display())):
        assert not any(secret in value for value in told)


def test_calendars_learn_of_a_change_and_of_a_cancellation_by_the_same_uid(at_desk, desk):
    row = desk.book()
    actions.change(
        appointment=row, starts_at=at("14:00"), ends_at=at("15:00"), place=Place.OFFICE, people=[desk.owner],
        by=desk.owner, at=NOW,
    )  # fmt: skip
    [event] = events(at_desk.get(reverse("appointments:my_calendar")))
    assert (str(event["UID"]), event["SEQUENCE"], event.decoded("DTSTART")) == (str(row.uid), 1, at("14:00"))
    actions.cancel(appointment=row, by=desk.owner, at=NOW)
    [event] = events(at_desk.get(reverse("appointments:my_calendar")))
    assert (str(event["UID"]), event["SEQUENCE"], str(event["STATUS"])) == (str(row.uid), 2, "CANCELLED")


def test_my_calendar_holds_my_coming_appointments_only(at_desk, desk):
    mine = desk.book()
    desk.book("14:00", "15:00", people=[desk.colleague])
    appointment(desk.case, desk.owner, starts_at=at("09:00", 16))
    walled = consultations.consultation(office=desk.office, owner=desk.colleague)
    appointment(walled, desk.owner, starts_at=at("16:00"))
    consultations.wall(walled, person=desk.owner, by=desk.colleague)
    assert [str(event["UID"]) for event in events(at_desk.get(reverse("appointments:my_calendar")))] == [str(mine.uid)]


DEEDS = {
    "finish": lambda row, by, at: actions.finish(appointment=row, by=by, at=at),
    "cancel": lambda row, by, at: actions.cancel(appointment=row, by=by, at=at),
    "change": lambda row, by, now: actions.change(
        appointment=row, starts_at=at("15:00", 25), ends_at=at("16:00", 25), place=Place.OFFICE,
        people=[by], by=by, at=now,
    ),
}  # fmt: skip


@pytest.mark.parametrize("has_begun", [False, True])
@pytest.mark.parametrize("is_open", [False, True])
@pytest.mark.parametrize("state", AppointmentState)
@pytest.mark.parametrize("standing", ["owner", "colleague", "manager", "expert"])
@pytest.mark.parametrize("code", DEEDS)
def test_each_deed_offered_succeeds_and_each_not_offered_is_refused(desk, code, standing, state, is_open, has_begun):
    actor = _standing(desk, standing)
    row = appointment(desk.case, desk.owner, starts_at=at("10:00"), state=state)
    if not is_open:
        Consultation.objects.filter(pk=desk.case.pk).update(state=State.CLOSED, closed_at=NOW)
    now = at("10:30") if has_begun else NOW
    row = Appointment.objects.get(pk=row.pk)
    offered = {deed.code for deed in access.deeds(actor, row, at=now)}
    try:
        DEEDS[code](row, actor, now)
    except (Refusal, PermissionDenied):
        assert code not in offered
    else:
        assert code in offered


def _standing(desk, standing):
    if standing == "expert":
        expert = people.member(Role.EXPERT, desk.office)
        return consultations.member_of(desk.case, expert, MemberKind.EXPERT, until_date=at("10:00", 30).date()).person
    if standing == "manager":
        return people.member(Role.MANAGER, desk.office)
    return getattr(desk, standing)


@pytest.mark.parametrize("state", [State.RECEIVED, State.WORKING, State.CLOSED])
@pytest.mark.parametrize("standing", ["owner", "colleague", "manager", "expert"])
def test_booking_is_offered_exactly_where_it_succeeds(desk, standing, state):
    closed_at = NOW if state == State.CLOSED else None
    Consultation.objects.filter(pk=desk.case.pk).update(state=state, closed_at=closed_at)
    actor, case = _standing(desk, standing), Consultation.objects.get(pk=desk.case.pk)
    offered = access.may_book(actor, case)
    try:
        desk.book(by=actor)
    except (Refusal, PermissionDenied):
        assert not offered
    else:
        assert offered
