from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from madoguchi.company.assets import access, nouns, tidying
from madoguchi.company.assets.tidy_forms import MergeForm, RenameForm, SearchForm
from madoguchi.company.assets.views import room_for
from madoguchi.company.assets.words import Sort
from madoguchi.foundation.access.doors import reads, writes
from madoguchi.foundation.access.forms import ConfirmForm, done, form_page, stamp, typed
from madoguchi.foundation.accounts.models import Organisation
from madoguchi.foundation.core.paging import neighbours


@reads(access.TIDY)
def tidy(request: HttpRequest, room: int, sort: str) -> HttpResponse:
    return _listed(request, room_for(request, room, access.TIDY), _sort(sort))


@writes(access.TIDY)
def rename(request: HttpRequest, room: int, sort: str, named: int) -> HttpResponse:
    here, kind, row = _named(request, room, sort, named)
    form = RenameForm(typed(request), row=row, sort=kind)
    if done(form, lambda: tidying.rename(sort=kind, row=row, **form.cleaned_data, **stamp(request))):
        messages.success(request, _("名前を変えました。台帳のどこでも、新しい名前で出ます。"))
        return redirect(f"{_home(here, kind)}?{request.GET.urlencode()}")
    return _listed(request, here, kind, renaming=(row, form))


@writes(access.TIDY)
def merge(request: HttpRequest, room: int, sort: str, named: int) -> HttpResponse:
    """まとめる — first which one stays, then what that moves; nothing is done before one has seen it."""
    here, kind, row = _named(request, room, sort, named)
    asked = request.GET if request.method == "GET" and "into" in request.GET else typed(request)
    form = MergeForm(asked, others=nouns.others(row, kind, actor=request.user))
    page: dict[str, Any] = {"room": here, "sort": kind, "row": row, "label": nouns.label_of(row)}
    if not form.is_valid():
        return form_page(request, "assets/merge.html", form, **page)
    kept, confirm = form.kept, ConfirmForm(typed(request))
    if done(confirm, lambda: tidying.merge(sort=kind, gone=row, kept=kept, **stamp(request))):
        words = {"gone": page["label"], "kept": nouns.label_of(kept)}
        messages.success(request, _("「%(gone)s」を「%(kept)s」にまとめました。") % words)
        return redirect(_home(here, kind))
    page |= {"kept": kept, "kept_label": nouns.label_of(kept), "moves": nouns.moves(kind, kept=kept, gone=row)}
    return form_page(request, "assets/merge_confirm.html", confirm, **page)


@writes(access.TIDY)
def drop(request: HttpRequest, room: int, sort: str, named: int) -> HttpResponse:
    page = {"title": _("消す"), "text": _("何も登録されていない名前です。消しても、台帳の情報は変わりません。")}
    return _confirmed(request, room, sort, named, tidying.drop, said=_("消しました。"), **page)


@writes(access.TIDY)
def forget(request: HttpRequest, room: int, sort: str, named: int) -> HttpResponse:
    page = {
        "title": _("別の呼び名を外す"),
        "text": _("これから同じ名前を書くと、別のものとして登録されます。まとめた情報は、いまの場所から動きません。"),
    }
    return _confirmed(request, room, sort, named, tidying.forget, said=_("呼び名を外しました。"), **page)


@reads(access.TIDY)
def tidied(request: HttpRequest, room: int) -> HttpResponse:
    here = room_for(request, room, access.TIDY)
    history, page = nouns.changes(here, actor=request.user, after=request.GET.get("after", ""))
    shown = {"room": here, "sort": Sort.PLACE, "history": history, "pager": neighbours(page)}
    return render(request, "assets/tidied.html", shown)


def _listed(request: HttpRequest, room: Organisation, sort: Sort, renaming: Any = None) -> HttpResponse:
    """The list; `renaming`: the row whose new name was not taken, and its form."""
    search = SearchForm(request.GET)
    q = search.cleaned_data["q"] if search.is_valid() else ""
    page = nouns.listed(room, sort, actor=request.user, q=q, after=request.GET.get("after", ""))
    row, form = renaming or (None, None)
    rows = page.rows if row is None or row in page.rows else [row, *page.rows]
    is_alone = len(rows) == 1 and not q and not page.next_cursor and not page.previous_cursor
    shown = {
        "room": room,
        "sort": sort,
        "sorts": list(Sort),
        "search": search,
        "is_searched": bool(q),
        "query": request.GET.urlencode(),
        "rows": [
            _told(request, sort, one, form if one.row == row else None, is_alone)
            for one in nouns.shown(rows, sort, actor=request.user)
        ],
        "pager": neighbours(page, q=q),
    }
    return render(request, "assets/tidy.html", shown, status=422 if form and form.errors else 200)


def _told(
    request: HttpRequest, sort: Sort, one: nouns.Shown, form: RenameForm | None, is_alone: bool
) -> dict[str, Any]:
    used = {"is_used": one.counts.is_used, "is_alone": is_alone}
    return {
        "row": one.row,
        "label": nouns.label_of(one.row),
        "counts": one.counts,
        "also": [(other, access.alias_deeds(request.user, sort, other)) for other in one.also],
        "form": form or RenameForm(row=one.row, sort=sort),
        "is_open": form is not None,
        "deeds": access.name_deeds(request.user, sort, one.row, **used),
    }


def _confirmed(
    request: HttpRequest, room: int, sort: str, named: int, deed: Any, *, said: str, **page: str
) -> HttpResponse:
    here, kind, row = _named(request, room, sort, named)
    form = ConfirmForm(typed(request))
    if done(form, lambda: deed(sort=kind, row=row, **stamp(request))):
        messages.success(request, said)
        return redirect(_home(here, kind))
    return form_page(request, "assets/name_deed.html", form, room=here, sort=kind, label=nouns.label_of(row), **page)


def _named(request: HttpRequest, room: int, sort: str, named: int) -> tuple[Organisation, Sort, Any]:
    """The row, without a line in the diary yet: see `tidying` on who waits for whom."""
    here, kind = room_for(request, room, access.TIDY), _sort(sort)
    return here, kind, get_object_or_404(nouns.names(here, kind, actor=request.user), pk=named)


def _sort(sort: str) -> Sort:
    if sort not in Sort.values:
        raise Http404
    return Sort(sort)


def _home(room: Organisation, sort: Sort) -> str:
    return reverse("assets:tidy", args=[room.pk, sort.value])
