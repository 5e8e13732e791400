from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from madoguchi.desk.engagements import access, actions
from madoguchi.desk.engagements.forms import MoveForm, RolloutForm, SkipForm, StageForm
from madoguchi.desk.engagements.models import Rollout, Stage
from madoguchi.desk.engagements.views.page import at_once, deed_page, engagement_for
from madoguchi.foundation.access.doors import visible_or_404, writes
from madoguchi.foundation.access.forms import typed


@writes(access.LEAD)
def add_stage(request: HttpRequest, number: str, engagement: int) -> HttpResponse:
    row = engagement_for(request, number, engagement, is_led=True)
    form, deed = StageForm(typed(request)), partial(actions.add_stage, engagement=row)
    return deed_page(request, row, form, deed, title=_("段階を加える"), case=row.consultation)


@writes(access.LEAD)
def begin_stage(request: HttpRequest, number: str, stage: int) -> HttpResponse:
    return _at_once(request, number, stage, actions.begin_stage)


@writes(access.LEAD)
def finish_stage(request: HttpRequest, number: str, stage: int) -> HttpResponse:
    return _at_once(request, number, stage, actions.finish_stage)


@writes(access.LEAD)
def take_up_stage(request: HttpRequest, number: str, stage: int) -> HttpResponse:
    return _at_once(request, number, stage, actions.take_up_stage)


@writes(access.LEAD)
def skip_stage(request: HttpRequest, number: str, stage: int) -> HttpResponse:
    return _deed(request, number, stage, SkipForm(typed(request)), actions.skip_stage, _("段階を飛ばす"))


@writes(access.LEAD)
def move_stage(request: HttpRequest, number: str, stage: int) -> HttpResponse:
    row = _stage(request, number, stage)
    form = MoveForm(typed(request), initial={"position": row.position})
    return _deed(request, number, stage, form, actions.move_stage, _("段階の順を変える"))


@writes(access.LEAD)
def roll_out(request: HttpRequest, number: str, stage: int) -> HttpResponse:
    return _deed(request, number, stage, RolloutForm(typed(request)), actions.roll_out, _("部署を加える"))


@writes(access.LEAD)
def finish_rollout(request: HttpRequest, number: str, rollout: int) -> HttpResponse:
    row = visible_or_404(Rollout, request.user, pk=rollout, stage__engagement__consultation__number=number)
    engagement = row.stage.engagement
    access.require_lead(request.user, engagement.consultation)
    return at_once(request, engagement, partial(actions.finish_rollout, rollout=row))


def _stage(request: HttpRequest, number: str, pk: int) -> Stage:
    row = visible_or_404(Stage, request.user, pk=pk, engagement__consultation__number=number)
    access.require_lead(request.user, row.engagement.consultation)
    return row


def _at_once(request: HttpRequest, number: str, stage: int, deed: Callable[..., Any]) -> HttpResponse:
    row = _stage(request, number, stage)
    return at_once(request, row.engagement, partial(deed, stage=row))


def _deed(
    request: HttpRequest, number: str, stage: int, form: Any, deed: Callable[..., Any], title: str
) -> HttpResponse:
    row = _stage(request, number, stage)
    page: dict[str, Any] = {"title": title, "case": row.engagement.consultation, "text": row.title}
    return deed_page(request, row.engagement, form, partial(deed, stage=row), **page)
