"""どの順でも — in whatever order things are done, one engagement of a case goes on, and nothing stays open."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from madoguchi.desk.appointments.models import AppointmentState
from madoguchi.desk.engagements import actions, queries
from madoguchi.desk.engagements import factories as make
from madoguchi.desk.engagements.models import Engagement, FollowUp, Stage, Visit
from madoguchi.desk.engagements.tests.conftest import open_desk
from madoguchi.desk.engagements.words import OPEN, Readiness, State, Subject
from madoguchi.foundation.core.errors import Refusal


def stage_of(row, pick):
    stages = list(row.stages.order_by("position"))
    return stages[pick % len(stages)]


def settle(desk, row):
    for stage in row.stages.all():
        for deed in (actions.begin_stage, actions.finish_stage):
            attempt(lambda stage=stage, deed=deed: deed(stage=stage, **desk.by()))


def answer(desk, row, _pick):
    waiting = FollowUp.objects.filter(engagement=row, answered_at=None).order_by("months").first()
    if waiting:
        actions.answer(follow_up=waiting, answers=make.answers(), **desk.by())


def correct(desk, row, pick):
    told = FollowUp.objects.filter(engagement=row).exclude(answered_at=None).order_by("months").last()
    if told:
        said = make.answers(list(Readiness)[pick % len(Readiness)])
        actions.correct(follow_up=told, answers=said, seen=told.corrections.count(), **desk.by())


def cancel(desk, row, _pick):
    booked = Visit.objects.filter(engagement=row, appointment__state=AppointmentState.BOOKED).first()
    if booked:
        actions.cancel(visit=booked, **desk.by())


DOING = {
    "open": lambda desk, row, pick: desk.open(),
    "stall": lambda desk, row, pick: actions.stall(engagement=row, why="other", **desk.by()),
    "resume": lambda desk, row, pick: actions.resume(engagement=row, **desk.by()),
    "call_off": lambda desk, row, pick: actions.call_off(engagement=row, why="other", **desk.by()),
    "close": lambda desk, row, pick: desk.close(row),
    "settle": lambda desk, row, pick: settle(desk, row),
    "answer": answer,
    "correct": correct,
    "begin": lambda desk, row, pick: actions.begin_stage(stage=stage_of(row, pick), **desk.by()),
    "finish": lambda desk, row, pick: actions.finish_stage(stage=stage_of(row, pick), **desk.by()),
    "skip": lambda desk, row, pick: actions.skip_stage(stage=stage_of(row, pick), why="held", **desk.by()),
    "take_up": lambda desk, row, pick: actions.take_up_stage(stage=stage_of(row, pick), **desk.by()),
    "book": lambda desk, row, pick: desk.book(row, day=18 + pick),
    "cancel": cancel,
}
DEEDS = st.lists(st.tuples(st.sampled_from(list(DOING)), st.integers(0, 9)), max_size=14)


def do(desk, deed, pick):
    rows = list(Engagement.objects.order_by("-pk"))
    if rows or deed == "open":
        DOING[deed](desk, rows[pick % len(rows)] if rows else None, pick)


def attempt(deed):
    try:
        with transaction.atomic():
            deed()
    except (Refusal, PermissionDenied):
        pass


class AnyOrder(TestCase):
    @hypothesis_settings(max_examples=15, deadline=None)
    @given(DEEDS)
    def test_the_state_holds_together(self, deeds):
        desk = open_desk()
        desk.case.received_at = timezone.now()
        for deed, pick in deeds:
            attempt(lambda deed=deed, pick=pick: do(desk, deed, pick))
        assert Engagement.objects.filter(state__in=OPEN).count() <= 1
        for row in Engagement.objects.select_related("consultation"):
            shown = [one.number for one in queries.visits_of(row) if one.is_standing]
            assert shown == list(range(1, len(shown) + 1))
            left = [one for one in Stage.objects.filter(engagement=row) if not one.is_settled]
            booked = row.visits.filter(appointment__state=AppointmentState.BOOKED)
            if row.state == State.FOLLOWING:
                assert {one.kind for one in left} <= {"follow"}
                assert row.follow_ups.filter(answered_at=None).exists()
            for one in row.follow_ups.exclude(answered_at=None):
                assert one.standings.count() == len(Subject)
            if row.state == State.SELF_RUNNING:
                assert (left, list(row.follow_ups.filter(answered_at=None))) == ([], [])
            assert row.is_open or not booked.exists()
