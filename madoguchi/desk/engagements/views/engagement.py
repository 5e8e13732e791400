from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from madoguchi.desk.engagements import access, actions, queries
from madoguchi.desk.engagements.forms import (
    AnswersForm,
    CloseForm,
    CorrectForm,
    FilterForm,
    OpenForm,
    TemplateForm,
    WhyForm,
    said_of,
)
from madoguchi.desk.engagements.models import Engagement
from madoguchi.desk.engagements.views.page import at_once, case_to_lead, deed_page, engagement_for
from madoguchi.foundation.access.doors import reads, writes, written_look
from madoguchi.foundation.access.forms import done, form_page, stamp, typed
from madoguchi.foundation.accounts.models import Organisation
from madoguchi.foundation.accounts.queries import desks_of, profile_of
from madoguchi.foundation.core.paging import neighbours
from madoguchi.foundation.papers.pdf import PDF, pdf
from madoguchi.foundation.papers.word import DOCX, word
from madoguchi.foundation.vault.downloads import hand_out

WRITTEN = {"docx": (word, DOCX), "pdf": (pdf, PDF)}


@reads(access.READ)
def index(request: HttpRequest) -> HttpResponse:
    actor, now = request.user, timezone.now()
    form = FilterForm(request.GET, titles=queries.titles(actor=actor), advisers=queries.advisers(actor=actor))
    filters = queries.Filters(**form.chosen())
    page = queries.listed(actor=actor, filters=filters, at=now, after=request.GET.get("after", ""))
    asked = {name: request.GET.get(name, "") for name in form.fields}
    shown = {
        "form": form,
        "lines": queries.lines(page.rows, at=now),
        "is_filtered": any(asked.values()),
        "pager": neighbours(page, **asked),
        "desks": desks_of(actor) if access.TEMPLATE.admits(actor) else [],
    }
    return render(request, "engagements/index.html", shown)


@writes(access.TEMPLATE)
def template(request: HttpRequest, code: str) -> HttpResponse:
    office = get_object_or_404(desks_of(request.user), code=code)
    rows = queries.template_of(office.pk)
    stages = said_of(rows) or queries.stages_said(office.pk)
    form = TemplateForm(typed(request), stages=stages, initial={"seen": actions.mark_of(rows)})
    if done(form, lambda: _set_template(request, office, form)):
        messages.success(request, _("段階のひな形を改めました。これから始める訪問支援に使われます。"))
        return redirect("engagements:index")
    return form_page(request, "engagements/template.html", form, office=office)


def _set_template(request: HttpRequest, office: Organisation, form: TemplateForm) -> None:
    seen = form.cleaned_data["seen"]
    actions.set_template(office=office, stages=form.stages(), seen=seen, **stamp(request))


@writes(access.LEAD)
def open_engagement(request: HttpRequest, number: str) -> HttpResponse:
    case = case_to_lead(request, number)
    form = OpenForm(typed(request), initial={"consent_date": timezone.localdate()})
    made: list[Engagement] = []
    deed = partial(actions.open_engagement, consultation=case)
    if done(form, lambda: made.append(deed(**form.opening(), **stamp(request)))):
        messages.success(request, _("訪問支援を始めました。段階を会社に合わせ、最初の訪問を予約してください。"))
        return redirect(made[0])
    return form_page(request, "engagements/open.html", form, case=case)


@reads(access.READ)
def detail(request: HttpRequest, number: str, engagement: int) -> HttpResponse:
    row = engagement_for(request, number, engagement)
    shown = {
        "engagement": row,
        "case": row.consultation,
        "detail": queries.detail_of(row, actor=request.user, at=timezone.now()),
        "deeds": access.deeds(request.user, row) or access.anew(request.user, row),
    }
    return render(request, "engagements/detail.html", shown)


@reads(access.READ)
def report(request: HttpRequest, number: str, engagement: int) -> HttpResponse:
    """支援報告書 — to print."""
    row = engagement_for(request, number, engagement)
    page = {"engagement": row, "case": row.consultation, "report": _report(request, row)}
    return render(request, "engagements/report.html", page | {"profile": profile_of(row.consultation.office)})


@reads(access.READ)
def report_file(request: HttpRequest, number: str, engagement: int, suffix: str) -> HttpResponseBase:
    """支援報告書 — as Word or PDF."""
    row = engagement_for(request, number, engagement)
    paper, (write, kind) = queries.paper_of(_report(request, row), row.consultation.office), WRITTEN[suffix]
    answer = hand_out(iter([write(paper)]), f"{paper.title}_{number}.{suffix}")
    answer["Content-Type"] = kind
    return answer


def _report(request: HttpRequest, row: Engagement) -> queries.Report:
    """That a visit's report was opened for it is written down."""
    told = queries.report_of(row, actor=request.user, at=timezone.now())
    if told.was_opened:
        written_look(queries.READ_PAPERS, row, request.user)
    return told


@writes(access.LEAD)
def stall(request: HttpRequest, number: str, engagement: int) -> HttpResponse:
    row = engagement_for(request, number, engagement, is_led=True)
    deed, form = partial(actions.stall, engagement=row), WhyForm(typed(request))
    text = _("一覧の初めに並び、いつでも再開できます。予約してある訪問は、そのまま残ります。")
    return deed_page(request, row, form, deed, title=_("停滞にする"), case=row.consultation, text=text)


@writes(access.LEAD)
def call_off(request: HttpRequest, number: str, engagement: int) -> HttpResponse:
    row = engagement_for(request, number, engagement, is_led=True)
    deed, form = partial(actions.call_off, engagement=row), WhyForm(typed(request))
    text = _("予約してある訪問も取り消されます。あとから再開できます。")
    page: dict[str, Any] = {"title": _("中止する"), "case": row.consultation, "text": text, "style": "danger"}
    return deed_page(request, row, form, deed, **page)


@writes(access.LEAD)
def resume(request: HttpRequest, number: str, engagement: int) -> HttpResponse:
    row = engagement_for(request, number, engagement, is_led=True)
    return at_once(request, row, partial(actions.resume, engagement=row))


@writes(access.LEAD)
def close(request: HttpRequest, number: str, engagement: int) -> HttpResponse:
    row = engagement_for(request, number, engagement, is_led=True)
    form = CloseForm(typed(request), initial={"review_date": row.review_date})
    deed = partial(actions.close, engagement=row)
    text = _("会社が自分で続けられるかを確かめます。6か月後と12か月後に、いまも使われているものを尋ねます。")
    page: dict[str, Any] = {"title": _("自走に移す"), "case": row.consultation, "text": text}
    page |= {"warning": queries.hindrance(row)}
    return deed_page(request, row, form, deed, arguments=form.closing, **page)


@writes(access.LEAD)
def answer(request: HttpRequest, number: str, engagement: int, months: int) -> HttpResponse:
    row = engagement_for(request, number, engagement, is_led=True)
    found = get_object_or_404(row.follow_ups.all(), months=months)
    earlier = queries.earlier_answers(queries.follow_ups_of(row))
    form, deed = AnswersForm(typed(request), earlier=earlier), partial(actions.answer, follow_up=found)
    title = _("%(round)sの確認") % {"round": found.get_months_display()}
    page: dict[str, Any] = {"title": title, "button": _("答えを記録する"), "case": row.consultation}
    return deed_page(request, row, form, deed, arguments=lambda: {"answers": form.answers()}, **page)


@writes(access.LEAD)
def correct(request: HttpRequest, number: str, engagement: int, months: int) -> HttpResponse:
    row = engagement_for(request, number, engagement, is_led=True)
    found = get_object_or_404(row.follow_ups.all(), months=months)
    form = CorrectForm(typed(request), initial=queries.as_answered(found))
    title = _("%(round)sの答えを訂正する") % {"round": found.get_months_display()}
    text = _(
        "聞き違いや書き間違いを直します。前の答えと、だれがいつ直したかが残ります。前に作った支援報告書は変わりません。"
    )
    page: dict[str, Any] = {"title": title, "button": _("訂正する"), "case": row.consultation, "text": text}
    deed = partial(actions.correct, follow_up=found)
    return deed_page(request, row, form, deed, arguments=form.correction, **page)
