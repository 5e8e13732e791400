from functools import partial
from typing import TypeVar

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from madoguchi.desk.consultations import access, actions, queries
from madoguchi.desk.consultations.forms import deeds as forms
from madoguchi.desk.consultations.models import Member, Wall
from madoguchi.desk.consultations.views.page import case_for, deed_page
from madoguchi.foundation.access.doors import writes
from madoguchi.foundation.access.forms import ConfirmForm, typed

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
    held = _one(queries.people_of(row), member)
    form = ConfirmForm(typed(request))
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
    held = _one(queries.walls_of(row), wall)
    form = ConfirmForm(typed(request))
    name = held.person.name if held.person else str(held.office)
    return deed_page(request, row, form, partial(actions.lift_wall, wall=held), title=_("壁を取り除く"), text=name)


def _one(rows: list[Row], pk: int) -> Row:
    for row in rows:
        if row.pk == pk:
            return row
    raise Http404
