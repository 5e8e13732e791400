"""訪問の予約 — whoever comes by the address of the appointment is led to the visit, and changes nothing there."""

import pytest

from madoguchi.desk.appointments import steps
from madoguchi.desk.appointments.factories import appointment
from madoguchi.desk.appointments.models import Appointment, AppointmentState
from madoguchi.desk.engagements import actions
from madoguchi.desk.engagements.tests.conftest import moment


@pytest.fixture
def visit(desk):
    """With an invited expert, who belongs to the case until its day."""
    made = desk.book(desk.open(), travel_minutes=50)
    actions.invite(visit=made, person=desk.expert, **desk.by())
    return made


@pytest.mark.parametrize("code", ["change", "cancel", "finish"])
def test_the_address_of_its_appointment_leads_to_the_visit(client, desk, visit, code):
    client.force_login(desk.owner)
    before = Appointment.objects.filter(pk=visit.appointment_id).values().get()
    typed = {"date": "2026-11-20", "starts": "10:00", "ends": "11:00", "place": "online", "people": [desk.owner.pk]}
    address = f"/appointments/{visit.appointment_id}/{code}/"

    for answer in (client.get(address), client.post(address, typed)):
        assert answer.headers["Location"] == visit.get_absolute_url()
    assert Appointment.objects.filter(pk=visit.appointment_id).values().get() == before
    assert visit.guests.get().member.until_date == moment().date()


def test_who_may_not_see_it_is_led_nowhere(client, desk, visit):
    client.force_login(desk.stranger)
    assert client.get(f"/appointments/{visit.appointment_id}/change/").status_code == 404


def test_an_appointment_that_is_no_visit_is_changed_where_it_stands(client, desk, visit):
    client.force_login(desk.owner)
    row = appointment(desk.case, desk.owner, starts_at=moment("15:00"))

    assert client.get(f"/appointments/{row.pk}/change/").status_code == 200
    assert client.post(f"/appointments/{row.pk}/cancel/").headers["Location"] == desk.case.get_absolute_url()
    row.refresh_from_db()
    assert row.state == AppointmentState.CANCELLED


def test_the_room_of_appointments_is_told_the_way_and_asks_once_for_all(desk, visit, django_assert_num_queries):
    row = appointment(desk.case, desk.owner, starts_at=moment("15:00"))
    with django_assert_num_queries(1):
        kept = steps.kept([visit.appointment_id, row.pk])

    assert {pk: (one.deed.url, one.travel_minutes) for pk, one in kept.items()} == {
        visit.appointment_id: (visit.get_absolute_url(), 50)
    }
