from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from madoguchi.company.diagnosis import access, actions, pages, queries, sheets
from madoguchi.company.diagnosis.forms import AnswersForm, BeginForm
from madoguchi.company.diagnosis.models import Diagnosis
from madoguchi.company.diagnosis.words import Block
from madoguchi.foundation.access.doors import reads, visible_or_404, writes, written_look
from madoguchi.foundation.access.forms import ConfirmForm, done, form_page, stamp, typed
from madoguchi.foundation.access.roles import RUNNING_ROLES
from madoguchi.foundation.audit import diary
from madoguchi.foundation.core.errors import Refusal
from madoguchi.foundation.core.paging import neighbours
from madoguchi.foundation.papers.sheets import XLSX, xlsx_file


@reads(access.READ)
def index(request: HttpRequest) -> HttpResponse:
    page = queries.listed(actor=request.user, after=request.GET.get("after", ""))
    for organisation in queries.looked_over(page.rows, actor=request.user):
        stream = queries.stream_of(organisation)
        diary.record(queries.READ_LIST, organisation, by=request.user, at=timezone.now(), stream=stream)
    shown = {
        "diagnoses": page.rows,
        "are_of_several": len({row.organisation_id for row in page.rows}) > 1,
        "pager": neighbours(page),
        "deeds": access.index_deeds(request.user),
        "is_of_desk": not access.ANSWER.admits(request.user),
    }
    return render(request, "diagnosis/index.html", shown)


@writes(access.BEGIN)
def begin(request: HttpRequest) -> HttpResponse:
    ids = request.user.organisation_ids(*RUNNING_ROLES)  # type: ignore[union-attr]
    form = BeginForm(typed(request), organisations=ids)
    made: list[Diagnosis] = []
    if done(form, lambda: made.append(actions.begin(**form.chosen(), **stamp(request)))):
        return redirect("diagnosis:answer", made[0].pk, Block.LEGAL)
    return form_page(request, "diagnosis/begin.html", form)


@reads(access.READ)
def detail(request: HttpRequest, diagnosis: int) -> HttpResponse:
    """進み具合 while it is unfinished, then 結果."""
    row = visible_or_404(Diagnosis, request.user, along="with_company", pk=diagnosis)
    if row.finished_at is None:
        return render(request, "diagnosis/progress.html", pages.of_progress(row, request.user))
    shown = pages.of_result(row, request.user, beside=request.GET.get("beside", ""))
    if queries.were_opened(one.note for one in shown["answered"]):
        written_look(queries.READ_NOTES, row, request.user)
    return render(request, "diagnosis/result.html", shown)


@writes(access.ANSWER)
def answer(request: HttpRequest, diagnosis: int, block: str) -> HttpResponse:
    row, form, shown = _sheet_of(request, diagnosis, block)
    if row.finished_at:
        return redirect(row)
    if done(form, lambda: _save(request, row, form, shown)):
        messages.success(request, _("回答を保存しました。"))
        following = pages.block_after(block)
        return redirect("diagnosis:answer", row.pk, following) if following else redirect(row)
    return form_page(request, "diagnosis/answer.html", form, **shown)


@writes(access.ANSWER)
def keep(request: HttpRequest, diagnosis: int, block: str) -> HttpResponse:
    """途中の保存 — what stands on the page, kept by itself while one answers (204); 409 where it cannot be."""
    if request.method != "POST":
        return redirect("diagnosis:answer", diagnosis, block)
    row, form, _shown = _sheet_of(request, diagnosis, block)
    is_kept = done(form, lambda: actions.answer(diagnosis=row, said=form.said(), **stamp(request)))
    return HttpResponse(status=204 if is_kept else 409)


@writes(access.FINISH)
def finish(request: HttpRequest, diagnosis: int) -> HttpResponse:
    row = visible_or_404(Diagnosis, request.user, pk=diagnosis)
    access.FINISH.require(request.user, within=row.organisation_id)
    if request.method == "POST":
        try:
            actions.finish(diagnosis=row, **stamp(request))
            messages.success(request, _("自己診断を完了しました。"))
        except Refusal as refusal:
            messages.error(request, str(refusal))
    return redirect(row)


@writes(access.DISCARD)
def discard(request: HttpRequest, diagnosis: int) -> HttpResponse:
    row = visible_or_404(Diagnosis, request.user, pk=diagnosis)
    access.DISCARD.require(request.user, within=row.organisation_id)
    form = ConfirmForm(typed(request))
    if done(form, lambda: actions.discard(diagnosis=row, **stamp(request))):
        messages.success(request, _("自己診断を取りやめました。"))
        return redirect("diagnosis:index")
    return form_page(request, "diagnosis/discard.html", form, diagnosis=row)


@reads(access.READ)
def sheet(request: HttpRequest, diagnosis: int) -> HttpResponseBase:
    """Excel — every question with its answer; the notes for who may have them."""
    row = visible_or_404(Diagnosis, request.user, pk=diagnosis)
    with_notes = access.READ_NOTES.admits(request.user, within=row.organisation_id)
    answered = queries.answered(row, actor=request.user, with_notes=with_notes)
    if queries.were_opened(one.note for one in answered):
        written_look(queries.READ_NOTES, row, request.user)
    lines = [sheets.line(one, with_notes=with_notes) for one in answered]
    answer = FileResponse(xlsx_file(sheets.columns(with_notes=with_notes), lines), content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="diagnosis-{row.pk}.xlsx"'
    return answer


def _sheet_of(request: HttpRequest, diagnosis: int, block: str) -> tuple[Diagnosis, AnswersForm, dict[str, Any]]:
    """一まとまりの頁 — its row, its form, and what stands around it."""
    row = visible_or_404(Diagnosis, request.user, along="with_company", pk=diagnosis)
    access.ANSWER.require(request.user, within=row.organisation_id)
    if block not in Block.values:
        raise Http404
    asked = pages.asked(row, Block(block), request.user)
    if queries.were_opened([*(asked["notes"] or {}).values(), *asked["old_notes"].values()]):
        written_look(queries.READ_NOTES, row, request.user)
    form = AnswersForm(typed(request), **asked)
    return row, form, pages.around(row, Block(block), request.user) | {"has_closed_notes": form.has_closed_notes}


def _save(request: HttpRequest, row: Diagnosis, form: AnswersForm, shown: dict[str, Any]) -> None:
    try:
        actions.answer(diagnosis=row, said=form.said(), **stamp(request))
    except actions.AnsweredMeanwhile as crossed:
        held = queries.answers_of(row, actor=request.user)
        shown["differences"] = form.beside(held, crossed.codes)
        form.overwriting(held)
        raise
