"""訪問 — nobody is in two places; experts come for one visit; papers are sealed; homework is the company's own."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from madoguchi.company.companies import factories as companies
from madoguchi.company.todo import actions as todo
from madoguchi.company.todo import factories as tasks
from madoguchi.company.todo.models import Task, TaskState
from madoguchi.desk.appointments import actions as appointments
from madoguchi.desk.appointments.models import AppointmentState
from madoguchi.desk.consultations import factories as consultations
from madoguchi.desk.consultations.models import Consultation, Contact
from madoguchi.desk.consultations.queries import contents_of, possible_attendees
from madoguchi.desk.engagements import access, actions, queries
from madoguchi.desk.engagements import factories as make
from madoguchi.desk.engagements.models import Homework, VisitPaper
from madoguchi.desk.engagements.tests.conftest import again, moment
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.core.errors import Conflict, Refusal
from madoguchi.foundation.vault.factories import unlocked
from madoguchi.foundation.vault.looks import Look


@pytest.fixture
def row(desk):
    return desk.open()


def numbers(row):
    return [(one.number, one.row.appointment.starts_at.day) for one in queries.visits_of(again(row))]


def test_nobody_is_booked_for_two_visits_at_one_time(desk, row):
    desk.book(row)
    case = consultations.consultation(office=desk.office, company=companies.company(), owner=desk.owner)
    with pytest.raises(Refusal, match="別の予約"):
        desk.book(desk.open(case), "11:00")


def test_a_visit_and_an_appointment_do_not_overlap_either(desk, row):
    desk.book(row)
    told = {"starts_at": moment("11:00"), "ends_at": moment("12:30"), "place": "office", "people": [desk.owner]}
    with pytest.raises(Refusal, match="別の予約"):
        appointments.book(consultation=desk.case, **told, **desk.by())


def test_visits_are_numbered_in_the_order_of_time_without_a_gap(desk, row):
    second, _first, third = (desk.book(row, day=day) for day in (25, 18, 26))
    assert numbers(row) == [(1, 18), (2, 25), (3, 26)]
    appointments.cancel(appointment=second.appointment, **desk.by())  # from the page of the case
    assert numbers(row) == [(1, 18), (0, 25), (2, 26)]
    told = {"starts_at": moment(day=17, clock="13:00"), "ends_at": moment(day=17, clock="14:00"), "place": "company"}
    actions.postpone(visit=third, **told, people=[desk.owner], **desk.by())
    assert numbers(row)[:2] == [(1, 17), (2, 18)]


def test_a_visit_that_was_held_counts_among_the_contacts(desk, row, time_machine):
    visit = desk.book(row)
    with pytest.raises(Refusal, match="開始時刻より前"):
        actions.hold(visit=visit, **desk.by())
    time_machine.move_to(moment("13:00"), tick=False)
    actions.hold(visit=visit, travel_minutes=90, **desk.by())
    contact = Contact.objects.get()
    assert (contact.kind, contact.channel, contact.consultation) == ("VISIT", "VISIT_OUT", desk.case)


def test_an_expert_belongs_to_the_case_until_the_day_of_the_visit(desk, row):
    visit = desk.book(row)
    actions.invite(visit=visit, person=desk.expert, **desk.by())
    member = desk.case.members.get(person=desk.expert)
    assert (member.from_date, member.until_date) == (date(2026, 11, 17), date(2026, 11, 18))
    assert numbers(row) == [(1, 18)]
    assert desk.expert.name in queries.visits_of(again(row))[0].people
    told = {"starts_at": moment(day=20), "ends_at": moment("12:00", day=20), "place": "company"}
    actions.postpone(visit=visit, **told, people=[desk.owner, desk.expert], **desk.by())
    assert desk.case.members.get(person=desk.expert, removed_at=None).until_date == date(2026, 11, 20)


def test_an_expert_leaves_with_the_visit_that_is_called_off(desk, row):
    visit = desk.book(row)
    actions.invite(visit=visit, person=desk.expert, **desk.by())
    actions.cancel(visit=visit, **desk.by())
    assert not Consultation.objects.visible_to(desk.expert).exists()


def test_a_window_that_took_the_case_on_comes_along(desk, row):
    consultations.referral(desk.case, people.office(code="23"), by=desk.owner, partner=desk.stranger)
    assert desk.stranger in possible_attendees(desk.case)
    desk.book(row, people=[desk.owner, desk.stranger])
    assert queries.detail_of(again(row), actor=desk.owner, at=timezone.now()).windows


def test_papers_are_read_by_the_people_of_the_case_alone(desk, row):
    visit = desk.book(row)
    member = unlocked(consultations.member_of(desk.case, people.member(Role.ADVISER, desk.office)).person)
    made = make.paper(visit, by=desk.owner, text="鋳型の温度")
    assert "鋳型" not in str(VisitPaper.objects.values().get())
    for who, expected in ((desk.owner, Look.OPEN), (member, Look.OPEN), (desk.colleague, None)):
        papers = queries.papers_of([visit], desk.case, actor=who).get(visit.pk, [])
        assert next((one.look for one in papers if one.row == made), None) == expected
    del desk.owner.open_keyring
    closed = queries.papers_of([visit], desk.case, actor=desk.owner)[visit.pk]
    assert [(one.look, one.text) for one in closed if one.row] == [(Look.CLOSED, "")]


def test_the_buttons_of_a_visit_tell_the_truth(desk, row, time_machine):
    visit, told = desk.book(row), {"starts_at": moment(day=20), "ends_at": moment("12:00", day=20), "place": "company"}
    doing = {
        "hold": actions.hold,
        "give": lambda **said: actions.give(title="一覧", due_date=date(2026, 12, 1), **said),
        "invite": lambda **said: actions.invite(person=desk.expert, **said),
        "postpone": lambda **said: actions.postpone(**told, people=[desk.owner], **said),
        "cancel": actions.cancel,
    }
    for clock in ("09:00", "13:00"):
        time_machine.move_to(moment(clock), tick=False)
        for state in AppointmentState:
            type(visit.appointment).objects.update(state=state)
            shown = queries.visits_of(again(row))[0].row
            offered = {deed.code for deed in access.visit_deeds(desk.owner, shown, at=timezone.now())}
            assert {code for code, deed in doing.items() if succeeds(deed, visit, desk)} == offered, (clock, state)
    assert access.visit_deeds(desk.colleague, shown, at=timezone.now()) == []


def succeeds(deed, visit, desk):
    """Tries the deed and takes it back."""
    try:
        with transaction.atomic():
            deed(visit=visit, **desk.by())
            raise TakenBack
    except TakenBack:
        return True
    except Refusal:
        return False


class TakenBack(Exception):
    pass


def test_on_the_page_of_the_case_a_visit_leads_to_its_own(desk, row, client):
    visit = desk.book(row)
    client.force_login(desk.owner)
    told = client.get(desk.case.get_absolute_url()).text
    assert (visit.get_absolute_url() in told, f"appointments/{visit.appointment.pk}/cancel" in told) == (True, False)


def test_papers_leave_together_with_their_case(desk, row):
    made = make.paper(desk.book(row), by=desk.owner)
    contents = contents_of(desk.case, actor=desk.owner)
    assert [one.place.row for one in contents.payloads] == [str(made.pk)]


def test_a_colleague_writes_no_paper(desk, row):
    with pytest.raises(PermissionDenied):
        make.paper(desk.book(row), by=unlocked(desk.colleague))


def test_two_who_write_one_paper_meet(desk, row):
    visit = desk.book(row)
    make.paper(visit, by=desk.owner)
    said = {"visit": visit, "kind": "notes", "text": "ほかのこと"}
    with pytest.raises(Conflict):
        actions.write_paper(**said, seen_version=0, **desk.by())
    assert actions.write_paper(**said, seen_version=1, **desk.by()).version == 2


def test_homework_is_the_company_s_own_task_and_the_desk_sees_no_other(desk, row):
    steward = people.member(Role.STEWARD, companies.room_of(desk.company))
    own = tasks.task(companies.room_of(desk.company), by=steward, title="社内だけのこと")
    visit = desk.book(row)
    made = actions.give(
        visit=visit, title="図面の一覧を作る", due_date=date(2026, 12, 1), for_whom="設計", **desk.by()
    )
    assert set(Task.objects.visible_to(steward)) == {own, made.task}
    assert not Task.objects.visible_to(desk.owner).exists()
    assert [one.task for one in Homework.objects.visible_to(desk.owner)] == [made.task]
    assert not Homework.objects.visible_to(desk.stranger).exists()
    todo.finish(task=made.task, by=steward, at=timezone.now())
    assert queries.homework_of([row], at=timezone.now(), is_led=True)[0].row.task.state == TaskState.DONE


def test_the_desk_ends_what_it_asked_and_nothing_else(desk, row):
    visit = desk.book(row)
    made = make.homework(visit, by=desk.owner)
    actions.postpone_homework(homework=made, due_date=date(2026, 12, 24), **desk.by())
    actions.finish_homework(homework=made, **desk.by())
    with pytest.raises(Refusal):
        actions.drop_homework(homework=made, **desk.by())
    own = tasks.task(companies.room_of(desk.company), by=desk.owner)
    with pytest.raises(PermissionDenied):
        todo.finish(task=own, as_asker=True, **desk.by())


def test_homework_has_a_day_to_come(desk, row):
    visit = desk.book(row)
    with pytest.raises(Refusal) as refused:
        actions.give(visit=visit, title="一覧", due_date=timezone.localdate() - timedelta(days=1), **desk.by())
    assert refused.value.field == "due_date"
