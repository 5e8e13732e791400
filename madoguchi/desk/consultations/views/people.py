from functools import partial
from typing import TypeVar

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from madoguchi.desk.consultations import access, actions, queries
from madoguchi.desk.consultations.forms import deeds as forms
from madoguchi.desk.consultations.models import Consultation, Member, Wall
from madoguchi.desk.consultations.views.page import case_for, deed_page, typed
from madoguchi.foundation.access.doors import writes

Row = TypeVar("Row", Member, Wall)


@writes(access.ASSIGN)
def assign(request: HttpRequest, number: str) -> HttpResponse:
    row = case_for(request, number, access.ASSIGN)
    form = forms.AssignForm(typed(request), row=row)
    return deed_page(request, row, form, partial(actions.assign, consultation=row), title=_("担当を決める"))


@writes(access.WORK)
def members(request: HttpRequest, number: str) -> HttpResponse:
    row = case_for(request, number, access.WORK)
    form = forms.MemberForm(typed(request), row=row, initial={"from_date": timezone.localdate()})
    deed = partial(actions.add_member, consultation=row)
    held = queries.people_of(row)
    return deed_page(
        request, row, form, deed, title=_("関係者"), button=_("加える"), arguments=form.joining, members=held
    )


@writes(access.WORK)
def remove_member(request: HttpRequest, number: str, member: int) -> HttpResponse:
    row = case_for(request, number, access.WORK)
    held = _member_of(row, member)
    form = forms.SureForm(typed(request))
    deed = partial(actions.remove_member, member=held)
    return deed_page(request, row, form, deed, title=_("関係者から外す"), text=held.person.name)


@writes(access.WALL)
def wall(request: HttpRequest, number: str) -> HttpResponse:
    row = case_for(request, number, access.WALL)
    form = forms.WallForm(typed(request), row=row)
    deed = partial(actions.set_wall, consultation=row)
    held = queries.walls_of(row)
    return deed_page(
        request, row, form, deed, title=_("利益相反の壁"), button=_("壁を設ける"), arguments=form.side, walls=held
    )


@writes(access.WALL)
def lift_wall(request: HttpRequest, number: str, wall: int) -> HttpResponse:
    row = case_for(request, number, access.WALL)
    held = _wall_of(row, wall)
    form = forms.SureForm(typed(request))
    name = held.person.name if held.person else str(held.office)
    return deed_page(request, row, form, partial(actions.lift_wall, wall=held), title=_("壁を取り除く"), text=name)


def _member_of(row: Consultation, pk: int) -> Member:
    return _one({member.pk: member for member in queries.people_of(row)}, pk)


def _wall_of(row: Consultation, pk: int) -> Wall:
    return _one({wall.pk: wall for wall in queries.walls_of(row)}, pk)


def _one(rows: dict[int, Row], pk: int) -> Row:
    if pk not in rows:
        raise Http404
    return rows[pk]
