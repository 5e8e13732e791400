"""区分の頁 — the levels of a draft: how many, what they are called, which is stricter, and where items go."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from madoguchi.company.rules import access, actions, impact, queries
from madoguchi.company.rules.draft_views import own_draft
from madoguchi.company.rules.forms import LevelForm, NamesForm, RemoveForm
from madoguchi.company.rules.impact import Touched
from madoguchi.company.rules.models import HandlingTable
from madoguchi.company.rules.queries import LevelOf, Table
from madoguchi.foundation.access.doors import writes
from madoguchi.foundation.access.forms import done, form_page, stamp, typed
from madoguchi.foundation.core.errors import Refusal


@writes(access.WRITE)
def levels(request: HttpRequest, room: int, draft: int) -> HttpResponse:
    row = own_draft(request, room, draft)
    table = queries.read(row)
    known = {one.code: one for one in impact.touched(row, actor=request.user)}
    order, secret = [one.code for one in table.levels], {one.code for one in table.secret}
    shown = [
        (one, known.get(one.code), access.level_deeds(request.user, row, one.code, order=order, secret=secret))
        for one in table.levels
    ]
    page = {"gone": [one for one in known.values() if not one.stays], "levels": shown, "room": row.organisation}
    deeds = access.levels_deeds(request.user, row, len(order))
    return render(request, "rules/levels.html", {**page, "row": row, "deeds": deeds})


@writes(access.WRITE)
def add_level(request: HttpRequest, room: int, draft: int) -> HttpResponse:
    row = own_draft(request, room, draft)
    table = queries.read(row)
    form = LevelForm(typed(request), levels=table.levels)
    if done(form, lambda: actions.add_level(table=row, **form.chosen(), **stamp(request))):
        words = {"name": form.cleaned_data["name"], "pattern": form.pattern}
        told = _(
            "「%(name)s」を加え、「%(pattern)s」と同じ決まりを入れました。違う所を、行の名前を選んで直してください。"
        )
        messages.success(request, told % words)
        return redirect(row)
    return form_page(request, "rules/add_level.html", form, room=row.organisation, row=row)


@writes(access.WRITE)
def name(request: HttpRequest, room: int, draft: int) -> HttpResponse:
    row = own_draft(request, room, draft)
    form = NamesForm(typed(request), levels=queries.read(row).levels)
    if done(form, lambda: actions.name_levels(table=row, names=form.cleaned_data, **stamp(request))):
        messages.success(request, _("区分の名前を変えました。"))
        return redirect("rules:levels", room, row.pk)
    return form_page(request, "rules/name.html", form, room=row.organisation, row=row)


@writes(access.WRITE)
def raise_level(request: HttpRequest, room: int, draft: int, level: str) -> HttpResponse:
    return _moved(request, room, draft, level, actions.raise_level)


@writes(access.WRITE)
def lower_level(request: HttpRequest, room: int, draft: int, level: str) -> HttpResponse:
    return _moved(request, room, draft, level, actions.lower_level)


@writes(access.WRITE)
def remove_level(request: HttpRequest, room: int, draft: int, level: str) -> HttpResponse:
    row = own_draft(request, room, draft)
    table = queries.read(row)
    here = _level_or_404(table, level)
    known = impact.touched(row, actor=request.user)
    coming = [one for one in known if one.to == here.code and one.items]
    touched = next((one for one in known if one.code == here.code), Touched(here.code, here.name, 0, 0, ()))
    left = [one for one in table.levels if one != here]
    form = RemoveForm(typed(request), levels=left, is_needed=bool(touched.items or coming))
    if done(form, lambda: actions.remove_level(table=row, level=here.code, **form.cleaned_data, **stamp(request))):
        messages.success(request, _("「%(name)s」を下書きからなくしました。") % {"name": here.name})
        return redirect("rules:levels", room, row.pk)
    page: dict[str, Any] = {"room": row.organisation, "row": row, "level": here, "touched": touched, "coming": coming}
    return form_page(request, "rules/remove_level.html", form, **page)


def _level_or_404(table: Table, code: str) -> LevelOf:
    found = next((one for one in table.levels if one.code == code), None)
    if found is None:
        raise Http404
    return found


def _moved(request: HttpRequest, room: int, draft: int, level: str, deed: Callable[..., None]) -> HttpResponse:
    """A button: pressed, it is done; opened as an address, it leads back."""
    row: HandlingTable = own_draft(request, room, draft)
    here = _level_or_404(queries.read(row), level)
    if request.method == "POST":
        try:
            deed(table=row, level=here.code, **stamp(request))
            messages.success(request, _("「%(name)s」を動かしました。") % {"name": here.name})
        except Refusal as refusal:
            messages.error(request, str(refusal))
    return redirect("rules:levels", room, row.pk)
