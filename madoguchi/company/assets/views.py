from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from madoguchi.company.agreements.queries import room_or_404, rooms
from madoguchi.company.assets import access, actions, queries, sight
from madoguchi.company.assets.columns import headings
from madoguchi.company.assets.files import SheetFile, read
from madoguchi.company.assets.levels import levels_of, names_of
from madoguchi.company.assets.mapping import picture
from madoguchi.company.assets.pasting import Preview, exported, preview
from madoguchi.company.assets.room_forms import FileForm, FilterForm, InventoryForm, PasteForm
from madoguchi.company.assets.words import Step
from madoguchi.company.grants.queries import is_guest, looked
from madoguchi.foundation.access.doors import reads, receives, writes
from madoguchi.foundation.access.forms import form_page, refusals_on, stamp, typed
from madoguchi.foundation.access.rules import Rule
from madoguchi.foundation.accounts.models import Organisation
from madoguchi.foundation.core.paging import neighbours
from madoguchi.foundation.papers.sheets import XLSX, xlsx_file


@reads(access.READ)
def home(request: HttpRequest) -> HttpResponse:
    """会社を選ぶ — straight on where there is one only."""
    found = list(rooms(request.user)[:100])
    if len(found) == 1:
        return redirect("assets:index", found[0].pk)
    return render(request, "assets/home.html", {"rooms": found})


@reads(access.READ)
def index(request: HttpRequest, room: int) -> HttpResponse:
    here, day = room_for(request, room, access.READ), queries.today()
    is_brief = sight.is_brief(request.user, here.pk)
    form = FilterForm(request.GET, room=here, actor=request.user, day=day, is_brief=is_brief)
    filters = form.filters()
    page = queries.listed(here, filters, actor=request.user, after=request.GET.get("after", ""), day=day)
    shown = {
        "room": here,
        "is_brief": is_brief,
        "form": form,
        "is_filtered": bool(filters.asked()),
        "rows": queries.shown(page.rows, here, day),
        "pager": neighbours(page, **filters.asked()),
        "deeds": access.room_deeds(request.user, here),
        "views": access.room_views(request.user, here),
    }
    return render(request, "assets/index.html", shown)


@writes(access.WRITE)
def inventory(request: HttpRequest, room: int) -> HttpResponse:
    """洗い出し — one step of the business at a time; what was ticked is registered, and the next step comes."""
    here, day = room_for(request, room, access.WRITE), queries.today()
    step = _step(request)
    form = InventoryForm(typed(request), step=step, room=here, actor=request.user, day=day)
    if form.is_valid():
        facts = form.facts(queries.known_titles(here, actor=request.user))
        with refusals_on(form):
            made = actions.take_in(organisation=here, facts=facts, **stamp(request))
            _say_registered(request, len(made), form.warnings)
            return redirect(_after_step(here, step))
    steps = list(Step)
    stood = [
        (one, "current" if one is step else "done" if steps.index(one) < steps.index(step) else "todo")
        for one in steps
    ]
    page = {"room": here, "step": step, "steps": [{"label": one.label, "state": state} for one, state in stood]}
    return form_page(request, "assets/inventory.html", form, **page, next_url=_after_step(here, step))


@writes(access.WRITE)
def paste(request: HttpRequest, room: int) -> HttpResponse:
    """貼り付け — says what would become of each row, as often as one likes; then takes the new ones in."""
    here, day = room_for(request, room, access.WRITE), queries.today()
    form = PasteForm(typed(request), levels=levels_of(here, day))
    seen: Preview | None = None
    if form.is_valid():
        with refusals_on(form):
            said: dict[str, Any] = {"room": here, "defaults": form.defaults(), "actor": request.user, "day": day}
            seen = preview(form.cleaned_data["text"], **said)
            if "take" in request.POST and seen.new_count:
                made = actions.take_in(organisation=here, facts=seen.facts(), **stamp(request))
                _say_registered(request, len(made), [])
                return redirect("assets:index", here.pk)
    shown: dict[str, Any] = {"room": here, "form": form, "preview": seen}
    return render(request, "assets/paste.html", shown, status=422 if form.errors else 200)


def _into(request: HttpRequest, room: int) -> SheetFile:
    room_for(request, room, access.WRITE)
    return SheetFile(request)


@receives(access.WRITE, into=_into)
def paste_file(request: HttpRequest, room: int) -> HttpResponse:
    """ファイルから貼り付ける — its rows stand in the page as if they were pasted."""
    here = room_for(request, room, access.WRITE)
    form = FileForm(typed(request), request.FILES or None)
    if form.is_valid():
        with refusals_on(form):
            text = read(form.cleaned_data["file"].read())
            pasted = PasteForm(levels=levels_of(here, queries.today()), initial={"text": text})
            return render(request, "assets/paste.html", {"room": here, "form": pasted, "is_read": True})
    return form_page(request, "assets/file.html", form, room=here)


@reads(access.WRITE)
def export(request: HttpRequest, room: int) -> FileResponse:
    here = room_for(request, room, access.WRITE)
    looked("assets.export", here, request.user)
    rows = exported(here, actor=request.user, day=queries.today())
    answer = FileResponse(xlsx_file(headings(), rows), content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="register-{here.pk}.xlsx"'
    return answer


@reads(access.CHECK)
def map_page(request: HttpRequest, room: int) -> HttpResponse:
    here, day = room_for(request, room, access.CHECK), queries.today()
    drawn = picture(queries.register(here, actor=request.user), names_of(levels_of(here, day)))
    return render(request, "assets/map.html", {"room": here, "picture": drawn})


def room_for(request: HttpRequest, room: int, rule: Rule) -> Organisation:
    """会社の部屋 — somebody of a desk looks only; the company's own people need the role in this company."""
    here = room_or_404(request.user, room)
    if not is_guest(request.user, here) or rule not in (access.READ, access.CHECK):
        rule.require(request.user, within=here.pk)
    return here


def _step(request: HttpRequest) -> Step:
    asked = request.GET.get("step", "")
    return Step(asked) if asked in Step.values else Step.DEVELOP


def _after_step(room: Organisation, step: Step) -> str:
    """The address of the next step; of the register after the last one."""
    following = list(Step)[list(Step).index(step) + 1 :]
    if not following:
        return reverse("assets:index", args=[room.pk])
    return f"{reverse('assets:inventory', args=[room.pk])}?step={following[0].value}"


def _say_registered(request: HttpRequest, count: int, warnings: list[str]) -> None:
    said = ngettext("%(count)d件を登録しました。", "%(count)d件を登録しました。", count) % {"count": count}
    messages.success(request, said)
    if warnings:
        titles = "、".join(warnings)
        messages.warning(
            request, _("中身のように見える名前があります。確かめてください：%(titles)s") % {"titles": titles}
        )
