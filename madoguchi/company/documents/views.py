"""書類の画面 — the family, the interview, one paper, and the ways a version comes in."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from madoguchi.company.documents import access, actions, pages, queries
from madoguchi.company.documents.actions import Outcome
from madoguchi.company.documents.facts import interview_of
from madoguchi.company.documents.files import WordFile
from madoguchi.company.documents.forms import AdoptForm, BringForm, InterviewForm, RedoForm, WordForm
from madoguchi.company.documents.models import Document, Version
from madoguchi.company.documents.redoing import redo
from madoguchi.foundation.access.doors import reads, receives, visible_or_404, writes, written_look
from madoguchi.foundation.access.forms import ConfirmForm, done, form_page, stamp, typed
from madoguchi.foundation.accounts.models import Organisation
from madoguchi.foundation.core.errors import Refusal
from madoguchi.foundation.core.paging import neighbours
from madoguchi.foundation.vault.errors import KeyringClosed


@reads(access.READ)
def home(request: HttpRequest) -> HttpResponse:
    """会社を選ぶ — straight on where there is one only."""
    found = list(queries.rooms(request.user)[:100])
    if len(found) == 1:
        return redirect("documents:index", found[0].pk)
    return render(request, "documents/home.html", {"rooms": found})


@reads(access.READ)
def index(request: HttpRequest, room: int) -> HttpResponse:
    here = queries.room_or_404(request.user, room)
    return render(request, "documents/index.html", pages.of_family(here, request.user))


@writes(access.WRITE)
def interview(request: HttpRequest, room: int) -> HttpResponse:
    here = _room_to_write(request, room)
    form = InterviewForm(typed(request), instance=interview_of(here, actor=request.user))
    if done(form, lambda: actions.answer(organisation=here, **form.cleaned_data, **stamp(request))):
        messages.success(request, _("答えを保存しました。書類に入れるには、まとめて作るか、書類ごとに作り直します。"))
        return redirect("documents:index", here.pk)
    return form_page(request, "documents/interview.html", form, room=here)


@writes(access.WRITE, at_one_go=False)
def generate(request: HttpRequest, room: int) -> HttpResponse:
    """まとめて作る — says first what the papers are made from."""
    here = _room_to_write(request, room)
    form = ConfirmForm(typed(request))
    made: list[Outcome] = []
    if done(form, lambda: made.extend(actions.generate(organisation=here, **stamp(request)))):
        messages.success(request, pages.told(made))
        return redirect("documents:index", here.pk)
    return form_page(request, "documents/generate.html", form, **pages.of_generating(here, request.user))


@writes(access.WRITE, at_one_go=False)
def generate_one(request: HttpRequest, room: int, document: int) -> HttpResponse:
    """文案から新しく作る — beside what the company brought along."""
    row = _row_to_write(request, room, document)
    form = ConfirmForm(typed(request))
    deed = partial(actions.generate, organisation=row.organisation, kinds=[row.kind], anew=True)
    if done(form, lambda: deed(**stamp(request))):
        messages.success(request, _("文案から新しい版を作りました。前の版は残っています。"))
        return redirect(row)
    return form_page(request, "documents/generate_one.html", form, document=row, room=row.organisation)


@writes(access.APPROVE, at_one_go=False)
def adopt(request: HttpRequest, room: int) -> HttpResponse:
    """まとめて施行する — what a principal has read, in one go."""
    here = _room_to_write(request, room)
    access.APPROVE.require(request.user, within=here.pk)
    waiting = queries.waiting(here, actor=request.user)
    form = AdoptForm(typed(request), waiting=waiting, initial={"effective_date": timezone.localdate()})
    if done(form, lambda: _adopt(request, here, form)):
        messages.success(request, _("施行しました。前の版は旧版として残ります。"))
        return redirect("documents:index", here.pk)
    return form_page(request, "documents/adopt.html", form, room=here, waiting=waiting)


def _adopt(request: HttpRequest, here: Organisation, form: AdoptForm) -> list[Version]:
    asked = form.cleaned_data
    day = asked["effective_date"]
    return actions.adopt(organisation=here, versions=asked["chosen"], effective_date=day, **stamp(request))


@reads(access.READ_WHOLE)
def older(request: HttpRequest, room: int) -> HttpResponse:
    """古い決まりによる条項."""
    here = queries.room_or_404(request.user, room)
    return render(request, "documents/older.html", {"room": here, "rows": queries.older(here, actor=request.user)})


@reads(access.READ)
def detail(request: HttpRequest, room: int, document: int) -> HttpResponse:
    row = _row(request, room, document)
    page = queries.versions(row, actor=request.user, after=request.GET.get("after", ""))
    shown = pages.of_document(row, request.user) | {"versions": page.rows, "pager": neighbours(page)}
    return render(request, "documents/detail.html", shown)


def _into(request: HttpRequest, room: int, document: int) -> WordFile:
    _row_to_write(request, room, document)
    return WordFile(request)


@receives(access.WRITE, into=_into)
def take_back(request: HttpRequest, room: int, document: int) -> HttpResponse:
    row = _row_to_write(request, room, document)
    form = WordForm(typed(request), request.FILES or None)
    made: list[Version] = []
    if done(form, lambda: made.append(actions.take_back(document=row, **form.content(), **stamp(request)))):
        messages.success(request, _("新しい版として読み込みました。前の版との違いを確かめてください。"))
        return redirect("documents:compare", row.organisation_id, row.pk, made[0].number)
    return form_page(request, "documents/upload.html", form, document=row, room=row.organisation)


def _into_room(request: HttpRequest, room: int) -> WordFile:
    _room_to_write(request, room)
    return WordFile(request)


@receives(access.WRITE, into=_into_room)
def bring_along(request: HttpRequest, room: int) -> HttpResponse:
    here = _room_to_write(request, room)
    form = BringForm(typed(request), request.FILES or None)
    made: list[Version] = []
    if done(form, lambda: made.append(actions.bring_along(organisation=here, **form.content(), **stamp(request)))):
        messages.success(request, _("第0版として入れました。書き換えずに、このまま確認できます。"))
        return redirect("documents:version", here.pk, made[0].document_id, 0)
    return form_page(request, "documents/upload.html", form, room=here)


@writes(access.WRITE, at_one_go=False)
def regenerate(request: HttpRequest, room: int, document: int) -> HttpResponse:
    """作り直す — what would change and why, and a choice for each clause that holds the company's words."""
    row = _row_to_write(request, room, document)
    try:
        found = redo(row, actor=request.user, on=timezone.localdate())
    except Refusal as refusal:
        page: dict[str, Any] = {"document": row, "room": row.organisation, "refusal": str(refusal)}
        page["is_closed"] = isinstance(refusal, KeyringClosed)
        return render(request, "documents/closed.html", page, status=422 if request.method == "POST" else 200)
    written_look(queries.READ_FILE, found.present, request.user)
    form = RedoForm(typed(request), parts=found.parts, initial={"seen_number": found.present.number})
    made: list[Version | None] = []
    if done(form, lambda: made.append(_redo(request, row, form))):
        messages.success(request, _("作り直しました。") if made[0] else _("変わるところはありませんでした。"))
        return redirect(made[0] or row)
    return form_page(request, "documents/regenerate.html", form, **pages.of_redo(row, found, form))


def _redo(request: HttpRequest, row: Document, form: RedoForm) -> Version | None:
    seen: dict[str, Any] = {"chosen": form.chosen(), "seen_number": form.cleaned_data["seen_number"]}
    return actions.regenerate(document=row, **seen, **stamp(request))


def _row(request: HttpRequest, room: int, document: int) -> Document:
    return visible_or_404(Document, request.user, along="with_company", pk=document, organisation=room)


def _row_to_write(request: HttpRequest, room: int, document: int) -> Document:
    row = _row(request, room, document)
    access.WRITE.require(request.user, within=row.organisation_id)
    return row


def _room_to_write(request: HttpRequest, room: int) -> Organisation:
    here = queries.room_or_404(request.user, room)
    access.WRITE.require(request.user, within=here.pk)
    return here
