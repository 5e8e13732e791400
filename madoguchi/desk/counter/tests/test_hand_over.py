"""引き継ぎ — everything a colleague holds goes over in one piece, or nothing does."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from madoguchi.desk.appointments import actions as appointments
from madoguchi.desk.appointments.factories import appointment
from madoguchi.desk.appointments.models import Attendee, Place
from madoguchi.desk.consultations import factories as consultations
from madoguchi.desk.consultations.models import Consultation, Member, StateChange
from madoguchi.desk.consultations.words import MemberKind, State
from madoguchi.desk.counter import actions
from madoguchi.desk.counter.queries import held
from madoguchi.desk.counter.tests.conftest import stand
from madoguchi.foundation.access.doors import visible_or_404
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.accounts.models import Person
from madoguchi.foundation.audit.models import Line
from madoguchi.foundation.core.errors import Refusal

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def hand_over(counter, successor=None, *, by=None, instead=None):
    now = timezone.now()
    return actions.hand_over(
        leaver=counter.adviser, successor=successor or counter.colleague, instead=instead or {},
        by=by or counter.manager, at=now,
    )  # fmt: skip


def still_held(counter):
    return held(counter.adviser, actor=counter.manager, at=timezone.now())


def owner_of(case):
    return Consultation.objects.get(pk=case.pk).owner


def seats(case):
    return {member.person for member in case.members.filter(removed_at=None).select_related("person")}


def attending(row):
    return set(Person.objects.filter(appointments__appointment=row))


@pytest.fixture
def desk_of_the_leaver(counter):
    """One case owned, one joined, one meeting in each."""
    owned, joined = counter.case(state=State.WORKING), counter.case(owner=None)
    consultations.member_of(joined, counter.adviser)
    meetings = [
        appointment(case, counter.adviser, starts_at=timezone.now() + (number + 1) * DAY)
        for number, case in enumerate((owned, joined))
    ]
    return owned, joined, meetings


def test_cases_seats_and_appointments_go_over_together(counter, desk_of_the_leaver):
    owned, joined, meetings = desk_of_the_leaver
    done = hand_over(counter)
    assert (done.cases, len(done.memberships), done.appointments) == ([owned], 1, meetings)
    assert owner_of(owned) == counter.colleague
    assert seats(joined) == {counter.colleague}
    assert [attending(row) for row in meetings] == [{counter.colleague}] * 2
    assert not still_held(counter)


def test_each_step_is_written_down_by_whoever_ordered_it(counter, desk_of_the_leaver):
    owned, _joined, _meetings = desk_of_the_leaver
    hand_over(counter)
    deeds = list(Line.objects.filter(stream=owned.audit_stream()).order_by("seq").values_list("deed", "by"))
    assert [deed for deed, _by in deeds] == ["counter.hand_over", "consultations.assign", "appointments.pass_on"]
    assert {by for _deed, by in deeds} == {str(counter.manager.pk)}
    assert Line.objects.filter(stream=counter.adviser.audit_stream(), deed="counter.hand_over").count() == 1


def test_what_is_over_stays_where_it_was(counter):
    ended = [counter.case(state=state) for state in (State.CLOSED, State.WITHDRAWN, State.MIGRATED)]
    past = consultations.member_of(
        counter.case(owner=None), counter.adviser, from_date=timezone.localdate() - 9 * DAY,
        until_date=timezone.localdate() - DAY,
    )  # fmt: skip
    appointment(counter.case(owner=None), counter.adviser, starts_at=timezone.now() - DAY)
    assert not still_held(counter)
    hand_over(counter)
    assert {owner_of(case) for case in ended} == {counter.adviser}
    past.refresh_from_db()
    assert past.removed_at is None


def test_one_case_may_go_to_somebody_else(counter, desk_of_the_leaver):
    owned, joined, meetings = desk_of_the_leaver
    third = people.member(Role.ADVISER, counter.office)
    hand_over(counter, instead={joined.pk: third})
    assert (owner_of(owned), seats(joined)) == (counter.colleague, {third})
    assert [attending(row) for row in meetings] == [{counter.colleague}, {third}]


def test_a_seat_keeps_its_days(counter):
    case, today = counter.case(owner=None), timezone.localdate()
    consultations.member_of(case, counter.adviser, from_date=today + DAY, until_date=today + 5 * DAY)
    hand_over(counter)
    member = Member.objects.get(person=counter.colleague)
    assert (member.from_date, member.until_date, member.kind) == (today + DAY, today + 5 * DAY, MemberKind.MEMBER)


def test_who_is_in_the_case_already_gets_no_second_seat(counter):
    joined = counter.case(owner=None)
    for person in (counter.adviser, counter.colleague):
        consultations.member_of(joined, person)
    theirs, both = counter.case(owner="colleague"), counter.case()
    for case in (theirs, both):
        consultations.member_of(case, counter.adviser)
    hand_over(counter)
    assert seats(joined) == {counter.colleague}
    assert seats(theirs) == seats(both) == set()
    assert owner_of(both) == counter.colleague


def test_nobody_hands_over_to_the_one_who_leaves(counter, desk_of_the_leaver):
    owned, joined, _meetings = desk_of_the_leaver
    with pytest.raises(Refusal, match="本人"):
        hand_over(counter, counter.adviser)
    with pytest.raises(Refusal, match="本人"):
        hand_over(counter, instead={joined.pk: counter.adviser})
    assert owner_of(owned) == counter.adviser


def test_a_clash_of_appointments_moves_nothing(counter, desk_of_the_leaver):
    owned, joined, meetings = desk_of_the_leaver
    elsewhere = counter.case(owner="colleague")
    appointment(elsewhere, counter.colleague, starts_at=meetings[1].starts_at + HOUR / 2)
    before = (Line.objects.count(), StateChange.objects.count())
    with pytest.raises(Refusal, match=f"{joined.number}.*{counter.colleague.name}.*別の予約"):
        hand_over(counter)
    assert (owner_of(owned), seats(joined)) == (counter.adviser, {counter.adviser})
    assert (Line.objects.count(), StateChange.objects.count()) == before


@pytest.mark.parametrize("number", [0, 1], ids=["owned", "joined"])
def test_a_successor_behind_a_wall_is_refused_and_nothing_moves(counter, desk_of_the_leaver, walls, number):
    owned, joined, _meetings = desk_of_the_leaver
    walls((owned, joined)[number], counter.colleague)
    with pytest.raises(Refusal, match=f"{(owned, joined)[number].number}.*壁"):
        hand_over(counter)
    assert (owner_of(owned), seats(joined)) == (counter.adviser, {counter.adviser})
    third = people.member(Role.ADVISER, counter.office)
    hand_over(counter, instead={(owned, joined)[number].pk: third})
    assert not still_held(counter)


def test_a_successor_without_a_place_in_the_office_is_refused(counter, desk_of_the_leaver):
    outsider = people.member(Role.ADVISER, people.office(code="23"))
    with pytest.raises(Refusal, match=outsider.name):
        hand_over(counter, outsider)
    assert owner_of(desk_of_the_leaver[0]) == counter.adviser


def test_restricted_cases_go_over_without_the_manager_reading_them(counter, client):
    case = counter.case(is_restricted=True, gist="管理者にも見えない要旨")
    joined = counter.case(owner=None, is_restricted=True)
    consultations.member_of(joined, counter.adviser)
    appointment(case, counter.adviser)
    client.force_login(counter.manager)
    page = client.get(reverse("counter:hand_over", args=[counter.adviser.pk])).content.decode()
    assert case.number in page
    assert case.gist not in page
    hand_over(counter)
    assert (owner_of(case), seats(joined)) == (counter.colleague, {counter.colleague})
    assert not Consultation.objects.gist_visible_to(counter.manager).filter(pk=case.pk).exists()
    assert Consultation.objects.gist_visible_to(counter.colleague).filter(pk__in=[case.pk, joined.pk]).count() == 2


def test_a_case_walled_from_the_manager_is_neither_shown_nor_moved(counter, walls):
    walls(case := counter.case(), counter.manager)
    assert not still_held(counter)
    hand_over(counter)
    assert owner_of(case) == counter.adviser


def test_who_manages_here_and_advises_there_hands_over_here_only(counter):
    window = people.office(code="23")
    people.member(Role.ADVISER, window, of=counter.manager)
    people.member(Role.ADVISER, window, of=counter.adviser)
    there, here = consultations.consultation(office=window, owner=counter.adviser), counter.case()
    hand_over(counter)
    assert (owner_of(here), owner_of(there)) == (counter.colleague, counter.adviser)


@pytest.mark.parametrize("gone", ["ended", "disabled"])
def test_who_is_gone_already_can_still_be_relieved(counter, gone):
    case = counter.case()
    appointment(case, counter.adviser)
    if gone == "ended":
        counter.adviser.memberships.update(until_date=timezone.localdate() - DAY)
    else:
        Person.objects.filter(pk=counter.adviser.pk).update(is_active=False, disabled_at=timezone.now())
    hand_over(counter)
    assert owner_of(case) == counter.colleague
    assert not still_held(counter)


def test_only_the_managers_of_that_person_may(counter, desk_of_the_leaver):
    for person in (counter.colleague, people.member(Role.OPERATOR, counter.office)):
        with pytest.raises(PermissionDenied):
            hand_over(counter, by=person)
    with pytest.raises(Person.DoesNotExist):
        hand_over(counter, by=people.member(Role.MANAGER, people.office(code="23")))


@pytest.fixture
def page_of(client):
    def visit(person, actor, **typed):
        client.force_login(actor)
        url = reverse("counter:hand_over", args=[person.pk])
        return client.post(url, typed) if typed else client.get(url)

    return visit


def test_the_page_hands_over_and_says_what_is_next(counter, desk_of_the_leaver, page_of, client):
    answer = page_of(counter.adviser, counter.manager, successor=counter.colleague.pk)
    assert answer.status_code == 302
    page = client.get(answer.headers["Location"]).content.decode()
    assert "担当1件、関係者としての参加1件、予約2件" in page
    assert reverse("accounts:people") in page
    assert not still_held(counter)


def test_a_refused_hand_over_keeps_what_was_chosen(counter, desk_of_the_leaver, page_of, walls):
    owned, joined, _meetings = desk_of_the_leaver
    third = people.member(Role.ADVISER, counter.office)
    walls(owned, counter.colleague)
    chosen = {"successor": counter.colleague.pk, f"case-{joined.pk}": third.pk}
    answer = page_of(counter.adviser, counter.manager, **chosen)
    page = BeautifulSoup(answer.content, "html.parser")
    assert answer.status_code == 422
    assert "壁" in page.select_one("[role=alert]").text
    assert page.select_one("#id_successor option[selected]")["value"] == str(counter.colleague.pk)
    assert page.select_one(f"#id_case-{joined.pk} option[selected]")["value"] == str(third.pk)


def test_the_leaver_is_not_offered_as_successor(counter, desk_of_the_leaver, page_of):
    page = BeautifulSoup(page_of(counter.adviser, counter.manager).content, "html.parser")
    offered = {option["value"] for option in page.select("#id_successor option")}
    assert offered == {"", str(counter.colleague.pk), str(counter.manager.pk)}
    assert page_of(counter.adviser, counter.manager, successor=counter.adviser.pk).status_code == 422


def test_strangers_to_the_person_find_nothing(counter, page_of):
    before = Line.objects.count()
    assert page_of(counter.adviser, people.member(Role.MANAGER, people.office(code="23"))).status_code == 404
    assert page_of(counter.adviser, counter.colleague).status_code == 403
    assert Line.objects.count() == before


def test_the_list_names_those_who_stand_or_stood_at_the_counter(counter, client):
    former = people.member(Role.ADVISER, counter.office, until_date=timezone.localdate() - DAY)
    elsewhere = people.member(Role.ADVISER, people.office(code="23"))
    client.force_login(counter.manager)
    page = client.get(reverse("counter:leavers")).content.decode()
    assert all(reverse("counter:hand_over", args=[p.pk]) in page for p in (counter.adviser, counter.colleague, former))
    assert reverse("counter:hand_over", args=[elsewhere.pk]) not in page


def test_the_page_costs_the_same_for_one_case_and_for_many(counter, page_of):
    def cost():
        with CaptureQueriesContext(connection) as asked:
            assert page_of(counter.adviser, counter.manager).status_code == 200
        return len(asked)

    def add():
        case = counter.case()
        appointment(case, counter.adviser)
        consultations.member_of(counter.case(owner="colleague"), counter.adviser)

    add()
    cost()  # whatever is asked once a process
    few = cost()
    for _ in range(20):
        add()
    assert cost() == few


@pytest.mark.django_db(transaction=True)
def test_two_hand_overs_and_a_booking_at_once_never_wait_in_a_ring(shared_database):
    counter = stand()
    third = people.member(Role.ADVISER, counter.office)
    cases = [counter.case(owner=("adviser", "colleague")[number % 2]) for number in range(6)]
    for number, case in enumerate(cases):
        consultations.member_of(case, (counter.colleague, counter.adviser)[number % 2])
        appointment(case, case.owner, starts_at=timezone.now() + (number + 1) * DAY)
    barrier = Barrier(3)
    shared_database()

    def run(work):
        try:
            barrier.wait()
            return work()
        finally:
            connection.close()

    def relieve(leaver):
        return actions.hand_over(leaver=leaver, successor=third, instead={}, by=counter.manager, at=timezone.now())

    def book():
        for number, case in enumerate(reversed(cases)):
            starts = timezone.now() + timedelta(days=30 + number)
            with transaction.atomic():
                seen = visible_or_404(Consultation, counter.manager, pk=case.pk)  # as every page begins
                appointments.book(
                    consultation=seen, starts_at=starts, ends_at=starts + HOUR, place=Place.PHONE, people=[third],
                    outside_hours=True, by=counter.manager, at=timezone.now(),
                )  # fmt: skip

    def left():
        try:
            return (
                Consultation.objects.exclude(owner=third).count(),
                Attendee.objects.exclude(person=third).count(),
                Attendee.objects.count(),
            )
        finally:
            connection.close()

    works = [lambda: relieve(counter.adviser), lambda: relieve(counter.colleague), book]
    with ThreadPoolExecutor(3) as pool:
        for done in [pool.submit(run, work) for work in works]:
            done.result()
        assert pool.submit(left).result() == (0, 0, 12)
