from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from madoguchi.company.agreements import access, actions, queries
from madoguchi.company.agreements.forms import AgreementForm, CorrectForm, EndForm, FileForm, RenewForm, as_typed
from madoguchi.company.agreements.models import Agreement, AgreementFile
from madoguchi.foundation.access.doors import reads, receives, visible_or_404, writes, written_look
from madoguchi.foundation.access.forms import done, form_page, stamp, typed
from madoguchi.foundation.accounts.actions import company_box
from madoguchi.foundation.accounts.models import Organisation
from madoguchi.foundation.core.paging import neighbours
from madoguchi.foundation.vault.looks import Look
from madoguchi.foundation.vault.opened import open_keyring
from madoguchi.foundation.vault.uploads import SealingReceiver


@reads(access.READ)
def index(request: HttpRequest, room: int) -> HttpResponse:
    here = queries.room_or_404(request.user, room)
    page = queries.listed(here, actor=request.user, after=request.GET.get("after", ""))
    shown = {
        "room": here,
        "agreements": page.rows,
        "today": timezone.localdate(),
        "pager": neighbours(page),
        "deeds": access.room_deeds(request.user, here),
    }
    return render(request, "agreements/index.html", shown)


@reads(access.READ)
def detail(request: HttpRequest, room: int, agreement: int) -> HttpResponse:
    row = _row(request, room, agreement)
    files = queries.files_of(row, actor=request.user)
    if any(one.look is Look.OPEN for one in files):
        written_look(queries.READ_FILE, row, request.user)
    changes = row.changes.select_related("by").order_by("-at", "-pk")
    shown = {
        "room": row.organisation,
        "agreement": row,
        "is_over": row.is_over(timezone.localdate()),
        "files": files,
        "file_count": row.files.count(),
        "may_open": access.FILES.admits(request.user, within=row.organisation_id),
        "is_closed": any(one.look is Look.CLOSED for one in files),
        "history": queries.history(changes, Agreement),
        "deeds": access.deeds(request.user, row),
    }
    return render(request, "agreements/detail.html", shown)


@writes(access.WRITE)
def add(request: HttpRequest, room: int) -> HttpResponse:
    here = _room_to_write(request, room)
    form = AgreementForm(typed(request), initial={"from_date": timezone.localdate()})
    made: list[Agreement] = []
    deed = partial(actions.add, organisation=here)
    if done(form, lambda: made.append(deed(**form.cleaned_data, **stamp(request)))):
        messages.success(request, _("契約を登録しました。"))
        return redirect(made[0])
    names = queries.counterparties_of(here, actor=request.user)
    page = {"room": here, "title": _("契約の登録"), "button": _("登録する"), "names": names}
    return form_page(request, "agreements/deed.html", form, **page)


@writes(access.WRITE)
def correct(request: HttpRequest, room: int, agreement: int) -> HttpResponse:
    row = _row_to_write(request, room, agreement)
    form = CorrectForm(typed(request), initial=as_typed(row))
    return _deed(request, row, form, actions.correct, title=_("契約の訂正"), button=_("訂正する"))


@writes(access.WRITE)
def renew(request: HttpRequest, room: int, agreement: int) -> HttpResponse:
    row = _row_to_write(request, room, agreement)
    form = RenewForm(typed(request))
    return _deed(request, row, form, actions.renew, title=_("契約の更新"), button=_("更新する"))


@writes(access.WRITE)
def end(request: HttpRequest, room: int, agreement: int) -> HttpResponse:
    row = _row_to_write(request, room, agreement)
    form = EndForm(typed(request), initial={"until_date": timezone.localdate()})
    return _deed(request, row, form, actions.end, title=_("契約の終了"), button=_("終わらせる"))


def _into(request: HttpRequest, room: int, agreement: int) -> SealingReceiver:
    row, now = _row_to_write(request, room, agreement), timezone.now()
    box = company_box(organisation=row.organisation, keys=open_keyring(request.user), at=now)
    return SealingReceiver(AgreementFile, box, at=now)


@receives(access.WRITE, into=_into)
def attach(request: HttpRequest, room: int, agreement: int) -> HttpResponse:
    row = _row_to_write(request, room, agreement)
    form = FileForm(typed(request), request.FILES or None)
    page = {"title": _("契約書のファイルを加える"), "button": _("加える"), "has_file": True}
    return _deed(request, row, form, actions.attach, **page)


@reads(access.FILES)
def download(request: HttpRequest, room: int, agreement: int, file: UUID) -> StreamingHttpResponse:
    row = _row(request, room, agreement)
    answer = queries.file_of(row, file, actor=request.user)
    written_look(queries.READ_FILE, row, request.user)
    return answer


def _deed(request: HttpRequest, row: Agreement, form: Form, action: Any, **page: Any) -> HttpResponse:
    if done(form, lambda: action(agreement=row, **form.cleaned_data, **stamp(request))):
        messages.success(request, _("契約の記録を改めました。"))
        return redirect(row)
    return form_page(request, "agreements/deed.html", form, room=row.organisation, agreement=row, **page)


def _row(request: HttpRequest, room: int, agreement: int) -> Agreement:
    return visible_or_404(Agreement, request.user, pk=agreement, organisation=room)


def _row_to_write(request: HttpRequest, room: int, agreement: int) -> Agreement:
    row = _row(request, room, agreement)
    access.WRITE.require(request.user, within=row.organisation_id)
    return row


def _room_to_write(request: HttpRequest, room: int) -> Organisation:
    here = queries.room_or_404(request.user, room)
    access.WRITE.require(request.user, within=here.pk)
    return here
