"""訪問支援 — opened with consent, stalled and resumed, called off, closed by a checklist, asked after."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.utils import timezone

from madoguchi.desk.appointments.models import AppointmentState
from madoguchi.desk.consultations import factories as consultations
from madoguchi.desk.consultations.models import Consultation
from madoguchi.desk.consultations.words import State as CaseState
from madoguchi.desk.engagements import access, actions, queries
from madoguchi.desk.engagements import factories as make
from madoguchi.desk.engagements.days import due_after, months_after
from madoguchi.desk.engagements.models import StageTemplate
from madoguchi.desk.engagements.tests.conftest import again, moment
from madoguchi.desk.engagements.words import DEFAULT_STAGES, Item, StageSaid, State
from madoguchi.foundation.core.errors import Conflict, Refusal


def titles(row):
    return list(row.stages.order_by("position").values_list("title", flat=True))


@pytest.mark.parametrize("state", [CaseState.RECEIVED, CaseState.WORKING, CaseState.REOPENED])
def test_opening_copies_the_stages_and_takes_the_case_along(desk, state):
    case = consultations.consultation(office=desk.office, company=desk.company, owner=desk.owner, state=state)
    row = desk.open(case)
    assert titles(row) == [stage.title for stage in DEFAULT_STAGES]
    assert Consultation.objects.get(pk=case.pk).state == CaseState.VISITING


def test_the_office_s_own_stages_are_copied_and_later_changes_leave_them(desk):
    said = {"office": desk.office, "by": desk.manager, "at": timezone.now()}
    made = actions.set_template(stages=[StageSaid("はじめに", "何でも")], seen="", **said)
    row = desk.open()
    actions.set_template(stages=[StageSaid("べつの段階", "")], seen=actions.mark_of(made), **said)
    assert titles(row) == ["はじめに"]


def test_two_who_edit_the_stages_meet(desk):
    said = {"office": desk.office, "by": desk.manager, "at": timezone.now()}
    actions.set_template(stages=[StageSaid("一人目", "")], seen="", **said)
    with pytest.raises(Conflict):
        actions.set_template(stages=[StageSaid("二人目", "")], seen="", **said)
    assert StageTemplate.objects.get().title == "一人目"


def test_an_adviser_does_not_edit_the_stages(desk):
    with pytest.raises(PermissionDenied):
        actions.set_template(office=desk.office, stages=[StageSaid("段階", "")], seen="", **desk.by())


def test_one_engagement_of_a_case_goes_on_at_a_time(desk):
    row = desk.open()
    with pytest.raises(Refusal, match="すでに続いています"):
        desk.open()
    actions.call_off(engagement=row, why="wish", **desk.by())
    second = desk.open()
    assert queries.newest_of(desk.case) == second
    with pytest.raises(Refusal):
        actions.resume(engagement=row, **desk.by())


def test_a_caller_without_a_name_is_not_visited(desk):
    case = consultations.consultation(office=desk.office, owner=desk.owner)
    with pytest.raises(Refusal, match="相談企業のわかっている"):
        desk.open(case)


def test_consent_was_given_before(desk):
    with pytest.raises(Refusal) as refused:
        desk.open(consent_date=timezone.localdate() + timedelta(days=1))
    assert refused.value.field == "consent_date"


def test_a_colleague_without_a_part_in_the_case_does_not_lead(desk):
    with pytest.raises(PermissionDenied):
        actions.open_engagement(
            consultation=desk.case,
            consented_by="head",
            consent_date=timezone.localdate(),
            answers=make.answers(),
            **desk.by(desk.colleague),
        )


def test_what_stalled_goes_on_again(desk):
    row = desk.open()
    actions.stall(engagement=row, why="busy", **desk.by())
    assert again(row).state == State.STALLED
    actions.resume(engagement=row, **desk.by())
    assert [turn.to_state for turn in row.turns.order_by("pk")] == [State.UNDER_WAY, State.STALLED, State.UNDER_WAY]


def test_calling_off_frees_the_time_that_was_booked(desk):
    row = desk.open()
    visit = desk.book(row)
    actions.call_off(engagement=row, why="elsewhere", **desk.by())
    visit.appointment.refresh_from_db()
    assert visit.appointment.state == AppointmentState.CANCELLED
    assert Consultation.objects.get(pk=desk.case.pk).state == CaseState.WORKING


def test_closing_names_the_stages_that_are_left(desk):
    row = desk.open()
    with pytest.raises(Refusal, match="課題整理、情報の棚卸し"):
        desk.close(row)


def test_closing_names_what_is_unanswered(desk):
    row = desk.open()
    desk.settle(row)
    said = make.all_well()
    del said[Item.PLEDGES]
    with pytest.raises(Refusal, match="誓約書を取った") as refused:
        desk.close(row, answers=said)
    assert refused.value.field == Item.PLEDGES


def test_closing_waits_for_visits_that_are_booked(desk):
    row = desk.open()
    desk.settle(row)
    desk.book(row)
    with pytest.raises(Refusal, match="予約のままの訪問"):
        desk.close(row)


def test_a_review_that_is_fixed_has_a_day(desk):
    row = desk.open()
    desk.settle(row)
    with pytest.raises(Refusal) as refused:
        desk.close(row, review_date=None)
    assert refused.value.field == "review_date"


def test_a_closed_engagement_is_asked_after_twice_and_then_runs_by_itself(desk):
    row = desk.open()
    desk.settle(row)
    desk.close(row)
    assert again(row).state == State.FOLLOWING
    later = list(row.follow_ups.exclude(months=0).order_by("months"))
    assert [one.due_date for one in later] == [date(2027, 5, 17), date(2027, 11, 17)]
    for one in later:
        actions.answer(follow_up=one, answers=make.answers("DONE"), **desk.by())
    assert again(row).state == State.SELF_RUNNING
    assert row.stages.get(kind="follow").done_date == timezone.localdate()
    compared = queries.before_after(queries.follow_ups_of(again(row)))
    assert compared.rows[0] == ("規程", ["整備する予定がある", "整備済み", "整備済み"])


def test_the_answers_are_recorded_once_and_after_the_end_of_the_case_too(desk):
    row = desk.open()
    desk.settle(row)
    desk.close(row)
    Consultation.objects.filter(pk=desk.case.pk).update(state=CaseState.CLOSED, closed_at=timezone.now())
    one = row.follow_ups.get(months=6)
    actions.answer(follow_up=one, answers=make.answers("DOING"), **desk.by())
    with pytest.raises(Refusal):
        actions.answer(follow_up=one, answers=make.answers("DONE"), **desk.by())


def test_what_is_due_stands_there_for_its_owner_and_the_manager(desk):
    row = make.engagement(desk.case, by=desk.owner, state=State.FOLLOWING)
    due = make.follow_up(row, due_date=timezone.localdate())
    make.follow_up(row, due_date=timezone.localdate() + timedelta(days=1), months=12)
    found = {who: list(queries.due_on(actor=getattr(desk, who), day=timezone.localdate())) for who in vars(desk)
             if who in ("owner", "colleague", "manager", "stranger")}  # fmt: skip
    assert found == {"owner": [due], "colleague": [], "manager": [due], "stranger": []}


@pytest.mark.parametrize(
    ("day", "months", "after"),
    [
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 12, 31), 6, date(2027, 6, 30)),
        (date(2026, 6, 30), 6, date(2026, 12, 30)),
    ],
)
def test_a_month_without_that_day_ends_earlier(day, months, after):
    assert months_after(day, months) == after


def test_what_falls_on_a_closed_day_is_due_on_the_next_open_one(desk):
    assert due_after(date(2026, 6, 30), 6, office=desk.office) == date(2027, 1, 4)
    desk.office.profile.closed_days.create(date=date(2027, 1, 4))
    assert due_after(date(2026, 6, 30), 6, office=desk.office) == date(2027, 1, 5)


def test_after_sixty_days_without_a_visit_it_is_said(desk):
    old = make.engagement(desk.case, by=desk.owner, opened_at=moment(month=9, day=1))
    said = queries.detail_of(again(old), actor=desk.owner, at=timezone.now()).next_step
    (row,) = queries.listed(actor=desk.owner, filters=queries.Filters(), at=timezone.now()).rows
    assert (queries.is_quiet(row, timezone.now()), "60日以上" in said) == (True, True)


def answered(desk):
    """An engagement that is closed, asked after half a year, and the follow-up."""
    row = desk.open()
    desk.settle(row)
    desk.close(row)
    return row, actions.answer(follow_up=row.follow_ups.get(months=6), answers=make.answers("DOING"), **desk.by())


def correct(desk, one, *, by=None, seen=0, **changed):
    actions.correct(follow_up=one, answers=make.answers("DOING") | changed, seen=seen, **desk.by(by))


def test_answers_are_corrected_and_the_earlier_ones_stay_readable_with_who_and_when(desk, time_machine):
    row, one = answered(desk)
    time_machine.move_to(moment("10:00", day=20), tick=False)

    correct(desk, one, by=desk.manager, regulation="DONE")
    Consultation.objects.filter(pk=desk.case.pk).update(state=CaseState.CLOSED, closed_at=timezone.now())
    correct(desk, one, seen=1, regulation="DONE", setup="PLANNED")

    rounds = queries.follow_ups_of(again(row))
    assert queries.before_after(rounds).rows[0] == ("規程", ["整備する予定がある", "整備済み"])
    assert [(change.by, told) for change, told in queries.corrections_of(rounds[1])] == [
        (desk.manager, "規程（整備中 → 整備済み）"),
        (desk.owner, "体制（整備中 → 整備する予定がある）"),
    ]
    assert timezone.localdate(rounds[1].answered_at) == date(2026, 11, 17)
    assert {change.at for change, _told in queries.corrections_of(rounds[1])} == {timezone.now()}


def test_what_was_answered_before_the_support_is_corrected_as_well(desk):
    row = desk.open()
    actions.correct(follow_up=row.follow_ups.get(months=0), answers=make.answers("DONE"), seen=0, **desk.by())
    assert queries.before_after(queries.follow_ups_of(again(row))).rows[0] == ("規程", ["整備済み"])


def test_a_correction_says_something_else_is_whole_and_comes_after_an_answer(desk):
    row, one = answered(desk)
    with pytest.raises(Refusal, match="前と違う答え"):
        correct(desk, one)
    with pytest.raises(Refusal) as refused:
        correct(desk, one, setup="")
    assert refused.value.field == "setup"
    with pytest.raises(Refusal, match="先に答えを記録"):
        correct(desk, row.follow_ups.get(months=12), setup="DONE")


def test_who_corrects_second_is_told_and_changes_nothing(desk):
    row, one = answered(desk)
    correct(desk, one, setup="DONE")
    with pytest.raises(Conflict):
        correct(desk, one, setup="PLANNED")
    assert row.follow_ups.get(months=6).standings.get(subject="setup").readiness == "DONE"


@pytest.mark.parametrize("who", ["owner", "colleague", "manager", "stranger"])
def test_who_may_answer_a_follow_up_may_correct_it(desk, who):
    row, one = answered(desk)
    one.engagement, person = again(row), getattr(desk, who)
    one.refresh_from_db()
    is_led = access.leads(person, one.engagement.consultation)
    offered = {deed.code for deed in access.follow_up_deeds(one, is_led=is_led, on=timezone.localdate())}
    try:
        correct(desk, one, by=person, setup="DONE")
        done = {"correct"}
    except (PermissionDenied, ObjectDoesNotExist):
        done = set()
    assert done == offered == ({"correct"} if who in ("owner", "manager") else set())
