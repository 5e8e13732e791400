"""版の画面 — one version read as a page, compared, handed out, and brought a step further."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from madoguchi.company.documents import access, actions, comparing, pages, queries
from madoguchi.company.documents.assembling import NO_ADVICE
from madoguchi.company.documents.forms import InForceForm
from madoguchi.company.documents.models import Document, Version
from madoguchi.foundation.access.doors import reads, visible_or_404, writes, written_look
from madoguchi.foundation.access.forms import done, form_page, stamp, typed
from madoguchi.foundation.core.errors import Refusal
from madoguchi.foundation.papers.blocks import Paper
from madoguchi.foundation.papers.pdf import PDF, pdf
from madoguchi.foundation.vault.downloads import hand_out
from madoguchi.foundation.vault.errors import KeyringClosed


@reads(access.READ)
def version(request: HttpRequest, room: int, document: int, version: int) -> HttpResponse:
    """読む — as far as the reader's keys and part go."""
    row = _row(request, room, document, version)
    shown = pages.of_version(row, request.user)
    if shown["blocks"]:
        written_look(queries.READ_FILE, row, request.user)
    return render(request, "documents/version.html", shown)


@reads(access.FILES)
def compare(request: HttpRequest, room: int, document: int, version: int) -> HttpResponse:
    """見比べる — with the version before, or the one chosen by ?with=."""
    row = _row(request, room, document, version)
    access.FILES.require(request.user, within=room)
    other = pages.other_of(row, request.GET.get("with", ""), request.user)
    shown: dict[str, Any] = {
        "room": row.document.organisation,
        "document": row.document,
        "version": row,
        "other": other,
    }
    shown["versions"] = queries.versions(row.document, actor=request.user).rows
    if other:
        try:
            blocks = [queries.blocks_of(one, actor=request.user) for one in (other, row)]
            written_look(queries.READ_FILE, row, request.user)
            shown["changes"] = comparing.changes(*blocks)
            shown["is_same"] = comparing.is_same(shown["changes"])
        except Refusal as refusal:
            shown |= {"refusal": str(refusal), "is_closed": isinstance(refusal, KeyringClosed)}
    return render(request, "documents/compare.html", shown)


@reads(access.FILES)
def word_file(request: HttpRequest, room: int, document: int, version: int) -> HttpResponseBase:
    row = _row(request, room, document, version)
    access.FILES.require(request.user, within=room)
    answer = queries.download_of(row, actor=request.user)
    written_look(queries.READ_FILE, row, request.user)
    return answer


@reads(access.READ)
def pdf_file(request: HttpRequest, room: int, document: int, version: int) -> HttpResponseBase:
    """PDF — of what the reader may read."""
    row = _row(request, room, document, version)
    blocks = queries.blocks_of(row, actor=request.user)
    written_look(queries.READ_FILE, row, request.user)
    paper = Paper(row.document.title, blocks, NO_ADVICE, is_landscape=pages.is_wide(row.document))
    answer = hand_out(iter([pdf(paper)]), f"{row.document.title}_{row.label}.pdf")
    answer["Content-Type"] = PDF
    return answer


@writes(access.WRITE)
def review(request: HttpRequest, room: int, document: int, version: int) -> HttpResponse:
    said = _("確認済みにしました。次は、代表者が承認します。")
    return _step(request, _row(request, room, document, version), access.WRITE, actions.review, said)


@writes(access.APPROVE)
def approve(request: HttpRequest, room: int, document: int, version: int) -> HttpResponse:
    said = _("承認しました。施行すると、読む人のページに載ります。")
    return _step(request, _row(request, room, document, version), access.APPROVE, actions.approve, said)


@writes(access.WRITE)
def put_in_force(request: HttpRequest, room: int, document: int, version: int) -> HttpResponse:
    row = _row(request, room, document, version)
    access.WRITE.require(request.user, within=room)
    form = InForceForm(typed(request), initial={"effective_date": timezone.localdate()})
    if done(form, lambda: actions.put_in_force(version=row, **form.cleaned_data, **stamp(request))):
        messages.success(request, _("施行しました。前の版は旧版として残ります。"))
        return redirect(row)
    page = {"room": row.document.organisation, "document": row.document, "version": row}
    return form_page(request, "documents/in_force.html", form, **page)


def _step(request: HttpRequest, row: Version, rule: Any, action: Callable[..., Any], said: str) -> HttpResponse:
    rule.require(request.user, within=row.document.organisation_id)
    if request.method == "POST":
        try:
            partial(action, version=row)(**stamp(request))
            messages.success(request, said)
        except Refusal as refusal:
            messages.error(request, str(refusal))
    return redirect(row)


def _row(request: HttpRequest, room: int, document: int, version: int) -> Version:
    paper = visible_or_404(Document, request.user, along="with_company", pk=document, organisation=room)
    return queries.version_or_404(paper, version, actor=request.user)
