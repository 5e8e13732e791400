"""段階 — fitted to the company, and rolled out department by department."""

import pytest
from django.utils import timezone

from madoguchi.desk.consultations.models import Consultation
from madoguchi.desk.consultations.words import State as CaseState
from madoguchi.desk.engagements import actions
from madoguchi.desk.engagements.models import Stage
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


def test_in_a_case_that_has_ended_nothing_goes_on(desk, row):
    Consultation.objects.filter(pk=desk.case.pk).update(state=CaseState.CLOSED, closed_at=timezone.now())
    with pytest.raises(Refusal, match="先に相談を再開"):
        actions.begin_stage(stage=row.stages.first(), **desk.by())
