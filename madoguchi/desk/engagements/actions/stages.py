"""段階 — fitted to the company: begun, finished, skipped, added, put in order; rolled out by departments."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from madoguchi.desk.consultations.words import State as CaseState
from madoguchi.desk.engagements.actions.rows import AtField, going_on, move_case
from madoguchi.desk.engagements.models import Engagement, Rollout, Stage
from madoguchi.desk.engagements.words import SkipWhy, StageKind
from madoguchi.foundation.accounts.models import Person
from madoguchi.foundation.audit import diary
from madoguchi.foundation.core.calendar import day_of
from madoguchi.foundation.core.errors import Refusal

MOST_STAGES = 20
MOST_ROLLOUTS = 50


@transaction.atomic
def add_stage(*, engagement: Engagement, title: str, asks: str, kind: str, by: Person, at: datetime) -> Stage:
    """段階を加える — after the others, before the follow-up."""
    row = going_on(engagement, by=by)
    if row.stages.count() >= MOST_STAGES:
        raise Refusal(_("段階は%(most)dまでです。") % {"most": MOST_STAGES})
    if kind not in (StageKind.WORK, StageKind.ROLL_OUT):
        raise AtField("kind", _("段階の性質を選んでください。"))
    made = Stage.objects.create(engagement=row, position=MOST_STAGES, title=title, asks=asks, kind=kind)
    _put_in_order([*_others(row, made), made])
    diary.record("engagements.add_stage", row, by=by, at=at)
    return made


@transaction.atomic
def begin_stage(*, stage: Stage, by: Person, at: datetime) -> Stage:
    """段階を始める — a roll-out takes the case along."""
    row = _held(stage, by)
    if row.is_begun or row.is_settled:
        raise Refusal(_("この段階は、すでに始まっているか、片付いています。"))
    row.begun_date = day_of(at)
    row = _kept("engagements.begin_stage", row, "begun_date", by=by, at=at)
    if row.kind == StageKind.ROLL_OUT:
        move_case(row.engagement.consultation, CaseState.ROLLING_OUT, by=by, at=at)
    return row


@transaction.atomic
def finish_stage(*, stage: Stage, by: Person, at: datetime) -> Stage:
    """段階を終える — a roll-out when every department is through."""
    row = _held(stage, by)
    if not row.is_begun:
        raise Refusal(_("始まっている段階だけを終えられます。"))
    if row.rollouts.filter(done_date=None).exists():
        raise Refusal(_("まだ終わっていない部署があります。部署ごとに終えてから、この段階を終えてください。"))
    row.done_date = day_of(at)
    return _kept("engagements.finish_stage", row, "done_date", by=by, at=at)


@transaction.atomic
def skip_stage(*, stage: Stage, why: str, by: Person, at: datetime) -> Stage:
    """段階を飛ばす — with a reason, before it has begun."""
    row = _held(stage, by)
    if row.is_begun or row.is_settled:
        raise Refusal(_("まだ始まっていない段階だけを飛ばせます。"))
    row.skipped_why = SkipWhy(why)
    return _kept("engagements.skip_stage", row, "skipped_why", by=by, at=at)


@transaction.atomic
def take_up_stage(*, stage: Stage, by: Person, at: datetime) -> Stage:
    """段階を戻す — what was finished goes on, what was skipped may begin."""
    row = _held(stage, by)
    if not row.is_settled:
        raise Refusal(_("終えたか、飛ばした段階だけを戻せます。"))
    row.done_date, row.skipped_why = None, ""
    return _kept("engagements.take_up_stage", row, "done_date", "skipped_why", by=by, at=at)


@transaction.atomic
def move_stage(*, stage: Stage, position: int, by: Person, at: datetime) -> Stage:
    """段階の順を変える — to that place, the others close ranks; the follow-up stays last."""
    row = _held(stage, by)
    others = _others(row.engagement, row)
    others.insert(max(0, min(position - 1, len(others))), row)
    _put_in_order(others)
    diary.record("engagements.move_stage", row.engagement, by=by, at=at)
    return row


@transaction.atomic
def roll_out(*, stage: Stage, department: str, by: Person, at: datetime) -> Rollout:
    """部署に広げる — one more department, from today."""
    row = _held(stage, by)
    if row.kind != StageKind.ROLL_OUT or not row.is_begun:
        raise Refusal(_("部署に広げられるのは、始まっている社内展開の段階だけです。"))
    if row.rollouts.count() >= MOST_ROLLOUTS:
        raise Refusal(_("部署は%(most)dまでです。") % {"most": MOST_ROLLOUTS})
    if row.rollouts.filter(department=department).exists():
        raise AtField("department", _("この部署は、すでに加えられています。"))
    made = Rollout.objects.create(stage=row, department=department, begun_date=day_of(at))
    diary.record("engagements.roll_out", row.engagement, by=by, at=at)
    return made


@transaction.atomic
def finish_rollout(*, rollout: Rollout, by: Person, at: datetime) -> Rollout:
    """部署への展開を終える."""
    stage = _held(rollout.stage, by)
    row = stage.rollouts.get(pk=rollout.pk)
    if row.done_date:
        raise Refusal(_("この部署は、すでに終わっています。"))
    row.done_date = day_of(at)
    row.save(update_fields=["done_date"])
    diary.record("engagements.finish_rollout", stage.engagement, by=by, at=at)
    return row


def _held(stage: Stage, by: Person) -> Stage:
    engagement = going_on(stage.engagement, by=by)
    row = engagement.stages.get(pk=stage.pk)
    if row.kind == StageKind.FOLLOW:
        raise Refusal(_("見守りの段階は、自走に移すと始まり、最後の確認で終わります。"))
    row.engagement = engagement
    return row


def _kept(deed: str, row: Stage, *names: str, by: Person, at: datetime) -> Stage:
    row.save(update_fields=names)
    diary.record(deed, row.engagement, by=by, at=at)
    return row


def _others(engagement: Engagement, row: Stage) -> list[Stage]:
    return [one for one in engagement.stages.order_by("position", "pk") if one.pk != row.pk and not _is_last(one)]


def _is_last(stage: Stage) -> bool:
    return stage.kind == StageKind.FOLLOW


def _put_in_order(stages: list[Stage]) -> None:
    engagement = stages[0].engagement
    last = [one for one in engagement.stages.order_by("position", "pk") if _is_last(one)]
    for number, one in enumerate([*stages, *last], start=1):
        one.position = number
    Stage.objects.bulk_update([*stages, *last], ["position"])
