"""段階 — fitted to the company, and rolled out department by department."""

import pytest
from django.db import transaction
from django.utils import timezone

from madoguchi.desk.consultations.models import Consultation
from madoguchi.desk.consultations.words import State as CaseState
from madoguchi.desk.engagements import access, actions
from madoguchi.desk.engagements.models import Stage
from madoguchi.desk.engagements.words import StageKind
from madoguchi.foundation.core.errors import Refusal


@pytest.fixture
def row(desk):
    return desk.open()


def titles(row):
    return list(row.stages.order_by("position").values_list("title", flat=True))


def test_a_stage_is_skipped_with_a_reason_and_taken_up_again(desk, row):
    stage = row.stages.get(title="規程・誓約書")
    actions.skip_stage(stage=stage, why="held", **desk.by())
    with pytest.raises(Refusal):
        actions.begin_stage(stage=stage, **desk.by())
    actions.take_up_stage(stage=stage, **desk.by())
    assert actions.begin_stage(stage=stage, **desk.by()).begun_date == timezone.localdate()


def test_a_stage_that_is_added_stands_before_the_follow_up(desk, row):
    actions.add_stage(engagement=row, title="契約の見直し", asks="", kind="work", **desk.by())
    assert titles(row)[-2:] == ["契約の見直し", "フォロー"]
    assert list(row.stages.order_by("position").values_list("position", flat=True)) == list(range(1, 9))


def test_stages_are_put_in_another_order_and_the_follow_up_stays_last(desk, row):
    actions.move_stage(stage=row.stages.get(title="区分と運用表"), position=1, **desk.by())
    assert titles(row)[:3] == ["区分と運用表", "課題整理", "情報の棚卸し"]
    actions.move_stage(stage=row.stages.get(title="課題整理"), position=20, **desk.by())
    assert titles(row)[-2:] == ["課題整理", "フォロー"]


def test_the_follow_up_is_begun_by_nobody(desk, row):
    with pytest.raises(Refusal, match="自走に移すと始まり"):
        actions.begin_stage(stage=row.stages.get(kind="follow"), **desk.by())


def test_a_roll_out_begins_with_one_department_and_grows(desk, row):
    stage = actions.begin_stage(stage=row.stages.get(kind="roll_out"), **desk.by())
    assert Consultation.objects.get(pk=desk.case.pk).state == CaseState.ROLLING_OUT
    first = actions.roll_out(stage=stage, department="設計部", **desk.by())
    actions.finish_rollout(rollout=first, **desk.by())
    second = actions.roll_out(stage=stage, department="製造部", **desk.by())
    with pytest.raises(Refusal, match="終わっていない部署"):
        actions.finish_stage(stage=stage, **desk.by())
    actions.finish_rollout(rollout=second, **desk.by())
    actions.finish_stage(stage=stage, **desk.by())
    assert Stage.objects.get(pk=stage.pk).done_date


def test_a_department_is_added_once(desk, row):
    stage = actions.begin_stage(stage=row.stages.get(kind="roll_out"), **desk.by())
    actions.roll_out(stage=stage, department="設計部", **desk.by())
    with pytest.raises(Refusal) as refused:
        actions.roll_out(stage=stage, department="設計部", **desk.by())
    assert refused.value.field == "department"


def test_buttons_tell_the_truth(desk, row):
    doing = {
        "begin_stage": actions.begin_stage,
        "finish_stage": actions.finish_stage,
        "skip_stage": lambda **said: actions.skip_stage(why="held", **said),
        "take_up_stage": actions.take_up_stage,
        "move_stage": lambda **said: actions.move_stage(position=1, **said),
        "roll_out": lambda **said: actions.roll_out(department="設計部", **said),
    }
    today = timezone.localdate()
    for kind in StageKind:
        for facts in ({}, {"begun_date": today}, {"begun_date": today, "done_date": today}, {"skipped_why": "held"}):
            stage = row.stages.filter(kind=kind).first()
            Stage.objects.filter(pk=stage.pk).update(**NOTHING | facts)
            stage.refresh_from_db()
            offered = {deed.code for deed in access.stage_deeds(stage, is_led=True)}
            assert {code for code, deed in doing.items() if succeeds(deed, stage, desk)} == offered, (kind, facts)
    assert access.stage_deeds(stage, is_led=False) == []


NOTHING = {"begun_date": None, "done_date": None, "skipped_why": ""}


def succeeds(deed, stage, desk):
    """Tries the deed and takes it back."""
    try:
        with transaction.atomic():
            deed(stage=stage, **desk.by())
            raise TakenBack
    except TakenBack:
        return True
    except Refusal:
        return False


class TakenBack(Exception):
    pass


def test_in_a_case_that_has_ended_nothing_goes_on(desk, row):
    Consultation.objects.filter(pk=desk.case.pk).update(state=CaseState.CLOSED, closed_at=timezone.now())
    with pytest.raises(Refusal, match="先に相談を再開"):
        actions.begin_stage(stage=row.stages.first(), **desk.by())
