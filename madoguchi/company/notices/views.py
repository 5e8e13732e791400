from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from madoguchi.company.notices import access, actions, pages, queries
from madoguchi.company.notices.forms import BeginForm, ChooseForm, LinkForm
from madoguchi.company.notices.models import Notice, Recipient
from madoguchi.foundation.access.doors import reads, visible_or_404, writes
from madoguchi.foundation.access.forms import ConfirmForm, done, form_page, stamp, typed
from madoguchi.foundation.accounts.models import Organisation
from madoguchi.foundation.core.paging import neighbours
from madoguchi.foundation.papers.sheets import XLSX, xlsx_book


@reads(access.READ)
def home(request: HttpRequest) -> HttpResponse:
    """会社を選ぶ — straight on where there is one only."""
    found = list(queries.rooms(request.user)[:100])
    if len(found) == 1:
        return redirect("notices:index", found[0].pk)
    return render(request, "notices/home.html", {"rooms": found})


@reads(access.READ)
def index(request: HttpRequest, room: int) -> HttpResponse:
    """All of them for who runs the company, counts for a guest, one's own for everybody else."""
    here = queries.room_or_404(request.user, room)
    runs, is_guest = access.WRITE.admits(request.user, within=here.pk), queries.is_guest(request.user, here)
    table = queries.row_of(here, actor=request.user, on=timezone.localdate())
    shown: dict[str, Any] = {"room": here, "table": table, "runs": runs, "is_guest": is_guest}
    shown |= {"today": timezone.localdate(), "deeds": access.room_deeds(request.user, here, has_table=bool(table))}
    if runs or is_guest:
        page = queries.listed(here, actor=request.user, after=request.GET.get("after", ""))
        shown |= {"notices": page.rows, "pager": neighbours(page)}
    shown["mine"] = [] if is_guest else queries.mine(here, actor=request.user)
    return render(request, "notices/index.html", shown)


@writes(access.WRITE)
def begin(request: HttpRequest, room: int) -> HttpResponse:
    here, today = _own_room(request, room), timezone.localdate()
    members = queries.members_of(here, today)
    form = BeginForm(typed(request), members=members, initial={"due_date": today + pages.USUAL})
    made: list[Notice] = []
    if done(form, lambda: made.append(actions.begin(organisation=here, **form.facts(), **stamp(request)))):
        messages.success(request, _("周知を始めました。サインインしない人には、リンクの用紙を作って渡してください。"))
        return redirect(made[0])
    table = queries.row_of(here, actor=request.user, on=today)
    return form_page(request, "notices/begin.html", form, room=here, table=table)


@reads(access.READ)
def detail(request: HttpRequest, room: int, notice: int) -> HttpResponse:
    """How far it got; with everybody it went to for who runs the company."""
    row = _row(request, room, notice)
    runs, is_guest = access.WRITE.admits(request.user, within=room), queries.is_guest(request.user, row.organisation)
    if not runs and not is_guest:
        return redirect("notices:answer", room, notice)
    today = timezone.localdate()
    table = queries.row_of(row.organisation, actor=request.user, on=today)
    shown = {
        "room": row.organisation,
        "notice": row,
        "runs": runs,
        "today": today,
        "newer": table if table and table.pk != row.table_id else None,
        "deeds": access.deeds(request.user, row, has_waiting=queries.has_waiting(row)),
    }
    return render(request, "notices/detail.html", shown | (pages.people(request, row) if runs else {}))


@writes(access.WRITE)
def add(request: HttpRequest, room: int, notice: int) -> HttpResponse:
    row = _row(request, room, notice)
    form = ChooseForm(typed(request), members=queries.members_of(row.organisation, timezone.localdate()))
    if done(form, lambda: actions.add(notice=row, chosen=form.chosen(), **stamp(request))):
        messages.success(request, _("相手を加えました。"))
        return redirect(row)
    return form_page(request, "notices/add.html", form, room=row.organisation, notice=row)


@writes(access.WRITE)
def link(request: HttpRequest, room: int, notice: int) -> HttpResponse:
    """リンクの用紙 — the answer to the deed is the sheet itself: nobody can open it a second time."""
    row, form = _row(request, room, notice), LinkForm(typed(request))
    made: list[actions.Linked] = []
    if done(form, lambda: made.extend(actions.link(notice=row, **form.cleaned_data, **stamp(request)))):
        return pages.slip_page(request, row, made)
    return form_page(request, "notices/link.html", form, room=row.organisation, notice=row)


@writes(access.WRITE)
def relink(request: HttpRequest, room: int, notice: int, recipient: int) -> HttpResponse:
    row, one = _both(request, room, notice, recipient)
    form = ConfirmForm(typed(request))
    made: list[actions.Linked] = []
    if done(form, lambda: made.extend(actions.relink(recipient=one, **stamp(request)))):
        return pages.slip_page(request, row, made)
    return _about(request, "notices/relink.html", form, row, one)


@writes(access.WRITE)
def revoke(request: HttpRequest, room: int, notice: int, recipient: int) -> HttpResponse:
    row, one = _both(request, room, notice, recipient)
    form = ConfirmForm(typed(request))
    if done(form, lambda: actions.revoke(recipient=one, **stamp(request))):
        messages.success(request, _("取り消しました。この人のリンクは、もう使えません。"))
        return redirect(row)
    return _about(request, "notices/revoke.html", form, row, one)


@writes(access.WRITE)
def close(request: HttpRequest, room: int, notice: int) -> HttpResponse:
    row = _row(request, room, notice)
    form = ConfirmForm(typed(request))
    if done(form, lambda: actions.close(notice=row, **stamp(request))):
        messages.success(request, _("締め切りました。配ったリンクは、もう使えません。"))
        return redirect(row)
    return form_page(request, "notices/close.html", form, room=row.organisation, notice=row)


@reads(access.WRITE)
def evidence(request: HttpRequest, room: int) -> HttpResponse:
    here = _own_room(request, room)
    page = queries.proof_page(here, actor=request.user, after=request.GET.get("after", ""))
    proofs = queries.proofs(page.rows, actor=request.user)
    names = queries.names_in(proofs)
    pages.told(here, names, actor=request.user)
    shown = {
        "room": here,
        "progress": queries.progress(here, actor=request.user),
        "proofs": proofs,
        "pager": neighbours(page),
        "today": timezone.localdate(),
        "is_closed": any(one.is_closed for one in names),
    }
    return render(request, "notices/evidence.html", shown)


@reads(access.WRITE)
def sheet(request: HttpRequest, room: int) -> FileResponse:
    """Excel — everybody ever told; names where the keys are open."""
    here = _own_room(request, room)
    proofs = list(queries.every_proof(here, actor=request.user))
    pages.told(here, queries.names_in(proofs), actor=request.user)
    book = pages.evidence_sheets(queries.progress(here, actor=request.user), proofs)
    answer = FileResponse(xlsx_book(book), content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="notices-{here.pk}.xlsx"'
    return answer


def _own_room(request: HttpRequest, room: int) -> Organisation:
    here = queries.room_or_404(request.user, room)
    access.WRITE.require(request.user, within=here.pk)
    return here


def _row(request: HttpRequest, room: int, notice: int) -> Notice:
    return visible_or_404(Notice, request.user, along="with_counts", pk=notice, organisation=room)


def _both(request: HttpRequest, room: int, notice: int, recipient: int) -> tuple[Notice, Recipient]:
    row = _row(request, room, notice)
    access.WRITE.require(request.user, within=row.organisation_id)
    return row, visible_or_404(Recipient, request.user, along="with_people", pk=recipient, notice=notice)


def _about(request: HttpRequest, template: str, form: ConfirmForm, row: Notice, one: Recipient) -> HttpResponse:
    name = pages.called(row.organisation, [one], actor=request.user)[one.pk]
    return form_page(request, template, form, room=row.organisation, notice=row, recipient=one, called=name)
