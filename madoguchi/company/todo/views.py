from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from madoguchi.company.todo import access, actions, queries
from madoguchi.company.todo.forms import AskForm, PostponeForm
from madoguchi.company.todo.models import Task
from madoguchi.foundation.access.doors import reads, visible_or_404, writes
from madoguchi.foundation.access.forms import ConfirmForm, done, form_page, stamp, typed
from madoguchi.foundation.access.rules import Rule
from madoguchi.foundation.accounts.models import Organisation
from madoguchi.foundation.accounts.queries import companies_of
from madoguchi.foundation.core.errors import Refusal
from madoguchi.foundation.core.paging import neighbours


@reads(access.READ)
def home(request: HttpRequest) -> HttpResponse:
    """会社を選ぶ — straight on where there is one only."""
    found = list(companies_of(request.user)[:100])
    if len(found) == 1:
        return redirect("todo:index", found[0].pk)
    return render(request, "todo/home.html", {"rooms": found})


@reads(access.READ)
def index(request: HttpRequest, room: int) -> HttpResponse:
    here = _room(request, room)
    shown = "ended" if request.GET.get("shown") == "ended" else ""
    page = queries.listed(here, actor=request.user, are_ended=bool(shown), after=request.GET.get("after", ""))
    day = timezone.localdate()
    told = {
        "room": here,
        "rows": [(row, row.is_overdue(day), access.deeds(request.user, row)) for row in page.rows],
        "are_ended": bool(shown),
        "deeds": access.room_deeds(request.user, here),
        "pager": neighbours(page, shown=shown),
    }
    return render(request, "todo/index.html", told)


@writes(access.ASK)
def ask(request: HttpRequest, room: int) -> HttpResponse:
    here = _room(request, room)
    access.ASK.require(request.user, within=here.pk)
    form = AskForm(typed(request))
    if done(form, lambda: actions.ask(organisation=here, **form.cleaned_data, **stamp(request))):
        messages.success(request, _("やることを加えました。"))
        return redirect("todo:index", here.pk)
    page = {"room": here, "title": _("やることを加える"), "button": _("加える")}
    return form_page(request, "todo/deed.html", form, **page)


@writes(access.CHANGE)
def postpone(request: HttpRequest, room: int, task: int) -> HttpResponse:
    row = _task(request, room, task, access.CHANGE)
    form = PostponeForm(typed(request), initial={"due_date": row.due_date})
    return _deed(request, row, form, actions.postpone, title=_("期日を変える"))


@writes(access.CHANGE)
def drop(request: HttpRequest, room: int, task: int) -> HttpResponse:
    row = _task(request, room, task, access.CHANGE)
    return _deed(request, row, ConfirmForm(typed(request)), actions.drop, title=_("取りやめる"))


@writes(access.FINISH)
def finish(request: HttpRequest, room: int, task: int) -> HttpResponse:
    return _at_once(request, _task(request, room, task, access.FINISH), actions.finish)


@writes(access.CHANGE)
def take_up(request: HttpRequest, room: int, task: int) -> HttpResponse:
    return _at_once(request, _task(request, room, task, access.CHANGE), actions.take_up)


def _at_once(request: HttpRequest, row: Task, deed: Any) -> HttpResponse:
    if request.method == "POST":
        try:
            deed(task=row, **stamp(request))
            messages.success(request, _("やることの記録を改めました。"))
        except Refusal as refusal:
            messages.error(request, str(refusal))
    return redirect("todo:index", row.organisation_id)


def _deed(request: HttpRequest, row: Task, form: Form, deed: Any, *, title: str) -> HttpResponse:
    if done(form, lambda: deed(task=row, **form.cleaned_data, **stamp(request))):
        messages.success(request, _("やることの記録を改めました。"))
        return redirect("todo:index", row.organisation_id)
    page = {"room": row.organisation, "task": row, "title": title, "button": title}
    return form_page(request, "todo/deed.html", form, **page)


def _room(request: HttpRequest, room: int) -> Organisation:
    return visible_or_404(Organisation, request.user, within="lived_in_by", pk=room)


def _task(request: HttpRequest, room: int, task: int, rule: Rule) -> Task:
    row = visible_or_404(Task, request.user, pk=task, organisation=room)
    rule.require(request.user, within=row.organisation_id)
    return row
