"""予定の購読 — one secret address, which tells when its person is busy and nothing else."""

import logging
import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.test import Client
from icalendar import Calendar

from madoguchi.desk.appointments import actions, limits, steps
from madoguchi.desk.appointments.factories import appointment
from madoguchi.desk.appointments.models import AppointmentState, Place, Subscription
from madoguchi.desk.appointments.tests.conftest import NOW, at
from madoguchi.desk.consultations import factories as consultations
from madoguchi.desk.consultations.models import Consultation
from madoguchi.desk.consultations.words import MemberKind
from madoguchi.foundation.access.deeds import Deed
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import actions as accounts
from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.accounts.models import Installation, Membership, Person
from madoguchi.foundation.audit.models import Line
from madoguchi.foundation.core.errors import Refusal

DAY = timedelta(days=1)
PAGE = "/appointments/subscription/"


def subscribed(person):
    return f"/appointments/subscribed/{actions.subscribe(by=person, at=NOW)[1]}.ics"


def fetch(address, **headers):
    return Client().get(address, headers=headers)


def events(address):
    return Calendar.from_ical(fetch(address).content).walk("VEVENT")


def told(event):
    return str(event["SUMMARY"]), event.decoded("DTSTART"), event.decoded("DTEND")


@pytest.fixture(autouse=True)
def _nobody_has_come_yet():
    cache.clear()


@pytest.fixture
def way():
    """`way(row, 75)`: a room above keeps that appointment, there and back it takes 75 minutes."""
    kept = {}

    def keeper(ids):
        return {pk: kept[pk] for pk in ids if pk in kept}

    steps.keepers.append(keeper)
    yield lambda row, minutes: kept.update(
        {row.pk: steps.Kept(Deed("visit", "訪問を見る", "/visit/"), travel_minutes=minutes)}
    )
    steps.keepers.remove(keeper)


# What it tells


def test_a_calendar_program_reads_start_end_and_kind(desk):
    for hour, place in enumerate(Place, start=9):
        appointment(desk.case, desk.owner, starts_at=at(f"{hour}:00"), minutes=30, place=place)
    found = events(subscribed(desk.owner))

    assert [str(one["SUMMARY"]) for one in found] == ["面談", "訪問", "オンライン", "電話", "面談"]
    assert told(found[0])[1:] == (at("9:00"), at("9:30"))
    assert {str(one["STATUS"]) for one in found} == {"CONFIRMED"}
    assert {str(one["TRANSP"]) for one in found} == {"OPAQUE"}


def test_the_way_to_a_visit_is_busy_too_half_of_it_before_and_half_after(desk, way):
    way(desk.book(place=Place.COMPANY), 75)
    [before, meeting, after] = sorted(events(subscribed(desk.owner)), key=lambda one: one.decoded("DTSTART"))

    assert told(before) == ("移動", at("9:22"), at("10:00"))
    assert told(meeting)[0] == "訪問"
    assert told(after) == ("移動", meeting.decoded("DTEND"), meeting.decoded("DTEND") + timedelta(minutes=38))
    assert len({str(one["UID"]) for one in (before, meeting, after)}) == 3


def test_a_change_keeps_the_uid_counts_up_and_says_when(desk, time_machine):
    row = desk.book()
    address = subscribed(desk.owner)
    [first] = events(address)
    time_machine.move_to(NOW + timedelta(hours=2), tick=False)
    later = NOW + timedelta(hours=2)
    actions.change(
        appointment=row, starts_at=at("14:00"), ends_at=at("15:00"), place=Place.PHONE, people=[desk.owner],
        by=desk.owner, at=later,
    )  # fmt: skip
    [second] = events(address)

    assert (first["UID"], first["SEQUENCE"], first.decoded("LAST-MODIFIED")) == (second["UID"], 0, NOW)
    assert (second["SEQUENCE"], second.decoded("LAST-MODIFIED"), second.decoded("DTSTAMP")) == (1, later, later)
    assert told(second) == ("電話", at("14:00"), at("15:00"))


def test_what_is_called_off_is_told_for_thirty_days_and_keeps_nobody_busy(desk, time_machine):
    row = desk.book(day=18, month=2, year=2027)
    address = subscribed(desk.owner)
    [before] = events(address)
    actions.cancel(appointment=row, by=desk.owner, at=NOW)
    [after] = events(address)
    time_machine.move_to(NOW + 30 * DAY, tick=False)

    assert (after["UID"], after["SEQUENCE"], str(after["STATUS"])) == (before["UID"], 1, "CANCELLED")
    assert str(after["TRANSP"]) == "TRANSPARENT"
    assert events(address) == []


@pytest.mark.parametrize(("days", "is_told"), [(-31, False), (-29, True), (364, True), (366, False)])
def test_it_tells_of_thirty_days_back_and_a_year_ahead(desk, days, is_told):
    state = AppointmentState.DONE if days < 0 else AppointmentState.BOOKED
    appointment(desk.case, desk.owner, starts_at=NOW + days * DAY, state=state)
    assert len(events(subscribed(desk.owner))) == is_told


def test_a_uid_is_no_id_and_another_for_each_who_attends(desk):
    row = desk.book(people=[desk.owner, desk.colleague])
    [mine], [theirs] = events(subscribed(desk.owner)), events(subscribed(desk.colleague))

    assert mine["UID"] != theirs["UID"]
    assert re.fullmatch("[0-9a-f]{64}", str(mine["UID"]))
    assert str(row.uid) not in fetch(subscribed_again(desk.owner)).text


def subscribed_again(person):
    return f"/appointments/subscribed/{actions.renew(by=person, at=NOW)[1]}.ics"


def test_only_what_its_person_attends_and_may_see(desk):
    desk.book()
    desk.book("14:00", "15:00", people=[desk.colleague])
    address = subscribed(desk.colleague)
    for made in ({"is_restricted": True}, {}):
        case = consultations.consultation(office=desk.office, owner=desk.owner, **made)
        appointment(case, desk.colleague, starts_at=at("16:00"))
        if not made:
            consultations.wall(case, person=desk.colleague, by=desk.owner)

    assert [told(one)[1] for one in events(address)] == [at("14:00")]
    Consultation.objects.filter(pk=desk.case.pk).update(is_restricted=True)
    assert events(address) == []
    consultations.member_of(desk.case, desk.colleague, MemberKind.MEMBER)
    assert len(events(address)) == 1


def test_it_costs_the_same_for_one_appointment_and_for_many(desk, way, django_assert_num_queries):
    address = subscribed(desk.owner)
    way(appointment(desk.case, desk.owner, starts_at=at("9:00"), minutes=30), 30)
    fetch(address)
    with django_assert_num_queries(7):
        fetch(address)
    for hour in range(10, 18):
        appointment(desk.case, desk.owner, starts_at=at(f"{hour}:00"), minutes=30)
    with django_assert_num_queries(7):
        assert len(events(address)) == 11


def test_a_language_asked_for_changes_nothing(desk):
    desk.book()
    address = subscribed(desk.owner)
    assert fetch(address, accept_language="en").content == fetch(address).content


# As calendar programs ask


def test_what_has_not_changed_is_not_sent_again(desk):
    row = desk.book()
    address = subscribed(desk.owner)
    first = fetch(address)
    again = fetch(address, if_none_match=first.headers["ETag"])
    actions.cancel(appointment=row, by=desk.owner, at=NOW)
    changed = fetch(address, if_none_match=first.headers["ETag"])

    assert first.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert "private" in first.headers["Cache-Control"]
    assert not first.cookies
    assert (again.status_code, again.content, changed.status_code) == (304, b"", 200)
    assert again.headers["ETag"] == first.headers["ETag"] != changed.headers["ETag"]
    assert Client().head(address).status_code == 200


def test_who_asks_without_end_is_held_up(desk, monkeypatch):
    address = subscribed(desk.owner)
    monkeypatch.setattr(limits, "MOST_OF_ONE", 2)
    assert [fetch(address).status_code for _one in range(3)] == [200, 200, 429]
    monkeypatch.setattr(limits, "MOST", 4)
    assert [fetch("/appointments/subscribed/x.ics").status_code for _one in range(2)] == [404, 429]


# Dead addresses


def test_renewed_ended_and_unknown_addresses_look_alike(desk):
    first = subscribed(desk.owner)
    second = subscribed_again(desk.owner)
    assert (fetch(first).status_code, fetch(second).status_code) == (404, 200)
    actions.unsubscribe(by=desk.owner, at=NOW)
    answers = [fetch(one) for one in (first, second, "/appointments/subscribed/no-such-token.ics")]

    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert not Subscription.objects.exists()


def _disable(desk, person):
    accounts.disable(person=person, by=people.member(Role.MANAGER, desk.office), at=NOW)


def _left(desk, person):
    Membership.objects.filter(person=person).update(until_date=NOW.date() - DAY)


def _gone_to_a_company(desk, person):
    Membership.objects.filter(person=person).update(role=Role.EMPLOYEE)


def _without_second_factor(desk, person):
    Installation.objects.update(is_demo=False)


def _lost_telephone(desk, person):
    people.second_factor(person)
    accounts.clear_second_factor(person=person, by=people.member(Role.MANAGER, desk.office), at=NOW)
    people.second_factor(person)


@pytest.mark.parametrize("end", [_disable, _left, _gone_to_a_company, _without_second_factor, _lost_telephone])
def test_it_is_dead_for_whoever(desk, end):
    desk.book(people=[desk.colleague])
    address = subscribed(desk.colleague)
    assert len(events(address)) == 1
    end(desk, desk.colleague)

    assert fetch(address).status_code == 404


def test_who_comes_back_makes_a_new_one(desk, client):
    address = subscribed(desk.colleague)
    _disable(desk, desk.colleague)
    accounts.enable(person=desk.colleague, by=people.member(Role.MANAGER, desk.office), at=NOW)
    client.force_login(person := Person.objects.get(pk=desk.colleague.pk))

    assert fetch(address).status_code == 404
    assert "いまのアドレスは使えません" in client.get(PAGE).text
    assert fetch(subscribed_again(person)).status_code == 200


# One's own page


def test_an_address_is_made_once_and_shown_once(desk, client):
    client.force_login(desk.owner)
    assert "まだありません" in client.get(PAGE).text
    assert client.get(f"{PAGE}begin/").status_code == 200
    assert not Subscription.objects.exists()
    made = client.post(f"{PAGE}begin/")
    [token] = re.findall(r"http://testserver/appointments/subscribed/([\w-]{43})\.ics", made.text)

    assert fetch(f"/appointments/subscribed/{token}.ics").status_code == 200
    assert "no-store" in made.headers["Cache-Control"]
    assert token not in client.get(PAGE).text
    assert token not in str(Subscription.objects.values().get()) + str(dict(client.session))
    refused = client.post(f"{PAGE}begin/")
    assert refused.status_code == 422
    assert "すでにあります" in refused.text


def test_it_is_renewed_and_ended_on_the_page(desk, client):
    client.force_login(desk.owner)
    first = subscribed(desk.owner)
    assert "subscribed/" in client.post(f"{PAGE}renew/").text
    assert fetch(first).status_code == 404
    assert client.post(f"{PAGE}end/").headers["Location"] == PAGE
    for path in ("renew", "end"):
        assert client.post(f"{PAGE}{path}/").status_code == 422
    deeds = list(Line.objects.filter(stream=f"subscription:{desk.owner.pk}").values_list("deed", flat=True))
    assert deeds == ["appointments.subscribe", "appointments.renew", "appointments.unsubscribe"]


def test_its_person_reads_when_it_was_last_fetched_and_lines_are_written_once_an_hour(desk, client, time_machine):
    client.force_login(desk.owner)
    address = subscribed(desk.owner)
    assert "まだ来ていません" in client.get(PAGE).text
    for minutes in (5, 10, 64, 66):
        time_machine.move_to(NOW + timedelta(minutes=minutes), tick=False)
        fetch(address)

    lines = Line.objects.filter(deed="appointments.fetch")
    assert [(one.by, one.at) for one in lines] == [("anonymous", NOW + timedelta(minutes=m)) for m in (5, 66)]
    assert "10:06" in client.get(PAGE).text
    actions.renew(by=desk.owner, at=NOW + timedelta(minutes=67))
    assert "まだ来ていません" in client.get(PAGE).text


@pytest.mark.parametrize("role", [Role.ANALYST, Role.OPERATOR, Role.STEWARD])
def test_who_attends_nothing_at_a_desk_has_none(desk, client, role):
    client.force_login(person := people.member(role, desk.office))
    assert client.get(PAGE).status_code == 403
    with pytest.raises(PermissionDenied, match="subscribe"):
        actions.subscribe(by=person, at=NOW)


def test_two_windows_of_one_person_make_one_address(desk):
    subscribed(desk.owner)
    with pytest.raises(Refusal, match="すでにあります"):
        actions.subscribe(by=desk.owner, at=NOW)


def test_no_address_living_or_dead_reaches_the_log(desk, caplog):
    living, dead = subscribed(desk.owner), f"/appointments/subscribed/{'d' * 43}.ics"
    with caplog.at_level(logging.DEBUG):
        for address in (living, dead, f"{living}/x", f"{dead}/x"):
            fetch(address)
            Client().put(address)
            Client(enforce_csrf_checks=True).post(address)

    said = "".join(f"{record.getMessage()} {vars(record)}" for record in caplog.records)
    assert "/appointments/subscribed/" in said
    assert not any(address[25:68] in said for address in (living, dead))
