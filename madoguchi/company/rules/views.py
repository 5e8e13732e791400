from datetime import date
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from madoguchi.company.assets.queries import zones_by_level
from madoguchi.company.rules import access, actions, measures, papers, queries, sources
from madoguchi.company.rules.forms import StartForm
from madoguchi.company.rules.models import HandlingTable
from madoguchi.foundation.access.doors import reads, visible_or_404, writes
from madoguchi.foundation.access.forms import ConfirmForm, done, form_page, stamp, typed
from madoguchi.foundation.accounts.models import Organisation
from madoguchi.foundation.core.errors import Refusal
from madoguchi.foundation.core.paging import neighbours
from madoguchi.foundation.papers.sheets import XLSX, xlsx_book


@reads(access.READ)
def home(request: HttpRequest) -> HttpResponse:
    """会社を選ぶ — straight on where there is one only."""
    found = list(queries.rooms(request.user)[:100])
    if len(found) == 1:
        return redirect("rules:index", found[0].pk)
    return render(request, "rules/home.html", {"rooms": found})


@reads(access.READ)
def index(request: HttpRequest, room: int) -> HttpResponse:
    """The table in force; where there is none, the one question with which it begins."""
    here, today = queries.room_or_404(request.user, room), timezone.localdate()
    row = queries.row_of(here, actor=request.user, on=today)
    draft = queries.draft_of(here, actor=request.user)
    shown = _around(request, here, row, today) | {
        "draft": draft,
        "coming": queries.coming(here, actor=request.user, after=today),
        "form": StartForm(),
        "may_begin": access.WRITE.admits(request.user, within=here.pk) and draft is None,
        "may_review": access.REVIEW.admits(request.user),
        "again": access.room_deeds(request.user, here, has_draft=draft is not None, has_table=row is not None),
    }
    return render(request, "rules/index.html", shown)


@writes(access.WRITE)
def begin(request: HttpRequest, room: int) -> HttpResponse:
    here = _own_room(request, room)
    form = StartForm(typed(request))
    made: list[HandlingTable] = []
    if done(form, lambda: made.append(actions.begin(organisation=here, **form.cleaned_data, **stamp(request)))):
        messages.success(request, _("表ができました。確かめて、よければそのまま使い始められます。"))
        return redirect(made[0])
    return form_page(request, "rules/begin.html", form, room=here)


@reads(access.READ)
def history(request: HttpRequest, room: int) -> HttpResponse:
    here = queries.room_or_404(request.user, room)
    page = queries.versions(here, actor=request.user, after=request.GET.get("after", ""))
    shown = {"room": here, "versions": page.rows, "pager": neighbours(page), "today": timezone.localdate()}
    return render(request, "rules/history.html", shown)


@reads(access.READ)
def catalogue(request: HttpRequest, room: int) -> HttpResponse:
    """対策の一覧とよりどころ — of the table in force, else those a new table would take."""
    here, today = queries.room_or_404(request.user, room), timezone.localdate()
    row = queries.row_of(here, actor=request.user, on=today)
    edition = row.edition if row else measures.edition_on(today)
    shown = {"room": here, "edition": edition, "groups": sources.catalogue(edition)}
    return render(request, "rules/catalogue.html", shown)


@reads(access.READ)
def table(request: HttpRequest, room: int, handling: int) -> HttpResponse:
    row = _row(request, room, handling)
    return render(request, "rules/table.html", _around(request, row.organisation, row, timezone.localdate()))


@writes(access.WRITE)
def revise(request: HttpRequest, room: int, handling: int) -> HttpResponse:
    row = _row(request, room, handling)
    access.WRITE.require(request.user, within=row.organisation_id)
    if request.method == "POST":
        try:
            return redirect(actions.revise(table=row, **stamp(request)))
        except Refusal as refusal:
            messages.error(request, str(refusal))
    return redirect("rules:index", room)


@writes(access.WRITE)
def recall(request: HttpRequest, room: int, handling: int) -> HttpResponse:
    row = _row(request, room, handling)
    access.WRITE.require(request.user, within=row.organisation_id)
    if row.from_date is None or row.from_date <= timezone.localdate():
        return redirect(row)
    form = ConfirmForm(typed(request))
    if done(form, lambda: actions.recall(table=row, **stamp(request))):
        messages.success(request, _("予定を取り消し、下書きに戻しました。"))
        return redirect("rules:draft", room, row.pk)
    return form_page(request, "rules/recall.html", form, room=row.organisation, row=row)


@reads(access.READ)
def print_table(request: HttpRequest, room: int, handling: int) -> HttpResponse:
    return render(request, "rules/print.html", _paper(request, room, handling))


@reads(access.READ)
def labels(request: HttpRequest, room: int, handling: int) -> HttpResponse:
    shown = _paper(request, room, handling)
    zones = zones_by_level(shown["room"], actor=request.user)
    shown |= {"labels": papers.labels(shown["table"]), "signs": papers.signs(shown["table"], zones)}
    return render(request, "rules/labels.html", shown | {"copies": range(papers.COPIES)})


@reads(access.READ)
def training(request: HttpRequest, room: int, handling: int) -> HttpResponse:
    shown = _paper(request, room, handling)
    return render(request, "rules/training.html", shown | {"lessons": papers.lessons(shown["table"])})


@reads(access.READ)
def sheet(request: HttpRequest, room: int, handling: int) -> FileResponse:
    row = _row(request, room, handling)
    answer = FileResponse(xlsx_book(papers.sheets(queries.read(row))), content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="rules-{row.organisation_id}-{row.number}.xlsx"'
    return answer


def _row(request: HttpRequest, room: int, handling: int) -> HandlingTable:
    along = "with_people"
    return visible_or_404(HandlingTable, request.user, along=along, pk=handling, organisation=room)


def _own_room(request: HttpRequest, room: int) -> Organisation:
    here = queries.room_or_404(request.user, room)
    access.WRITE.require(request.user, within=here.pk)
    return here


def _paper(request: HttpRequest, room: int, handling: int) -> dict[str, Any]:
    row = _row(request, room, handling)
    return {"room": row.organisation, "row": row, "table": queries.read(row)}


def _around(request: HttpRequest, here: Organisation, row: HandlingTable | None, today: date) -> dict[str, Any]:
    """The table with what may be done and printed beside it."""
    shown: dict[str, Any] = {"room": here, "row": row, "today": today}
    if row:
        has_draft = queries.draft_of(here, actor=request.user) is not None
        deeds = access.deeds(request.user, row, on=today, has_draft=has_draft)
        table = queries.read(row)
        shown |= {"table": table, "sources": sources.used(table), "papers": access.papers(row), "deeds": deeds}
    return shown
