from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from madoguchi.desk.consultations.queries import possible_attendees
from madoguchi.desk.engagements import access, actions, queries
from madoguchi.desk.engagements.forms import (
    DayForm,
    HoldForm,
    HomeworkForm,
    InviteForm,
    PaperForm,
    VisitForm,
    as_booked,
)
from madoguchi.desk.engagements.models import Engagement, Visit
from madoguchi.desk.engagements.views.page import (
    at_once,
    deed_page,
    engagement_for,
    homework_for,
    require_confided,
    visit_for,
)
from madoguchi.desk.engagements.words import Paper
from madoguchi.foundation.access.doors import reads, writes, written_look
from madoguchi.foundation.access.forms import ConfirmForm, done, form_page, stamp, typed
from madoguchi.foundation.accounts.queries import hours_of, profile_of
from madoguchi.foundation.core.templatetags.japanese import moment


@writes(access.LEAD)
def book(request: HttpRequest, number: str, engagement: int) -> HttpResponse:
    row = engagement_for(request, number, engagement, is_led=True)
    form = _visit_form(request, row, {"people": [row.consultation.owner_id or request.user.pk]})
    made: list[Visit] = []
    deed = partial(actions.book, engagement=row)
    if done(form, lambda: made.append(deed(**form.booking(), **stamp(request)))):
        messages.success(request, _("訪問を予約しました。"))
        return redirect(made[0])
    shown = {
        "case": row.consultation,
        "back_url": row.get_absolute_url(),
        "title": _("訪問を予約する"),
        "button": _("予約する"),
    }
    return form_page(request, "engagements/book.html", form, **shown | _hours(row))


@writes(access.LEAD)
def postpone(request: HttpRequest, number: str, visit: int) -> HttpResponse:
    row = visit_for(request, number, visit, is_led=True)
    form = _visit_form(request, row.engagement, as_booked(row))
    page: dict[str, Any] = {
        "title": _("日時を変える"),
        "text": _("いまの予定：%(moment)s") % {"moment": moment(row.appointment.starts_at)},
        "case": row.engagement.consultation,
        "template": "engagements/book.html",
    }
    deed = partial(actions.postpone, visit=row)
    return deed_page(request, row, form, deed, arguments=form.booking, **page | _hours(row.engagement))


@reads(access.READ)
def visit(request: HttpRequest, number: str, visit: int) -> HttpResponse:
    return _visit_page(request, number, visit, "engagements/visit.html")


@reads(access.READ)
def sheet(request: HttpRequest, number: str, visit: int) -> HttpResponse:
    """訪問の準備票 — one page to print."""
    return _visit_page(request, number, visit, "engagements/sheet.html")


@writes(access.LEAD)
def cancel(request: HttpRequest, number: str, visit: int) -> HttpResponse:
    row = visit_for(request, number, visit, is_led=True)
    text = _("%(moment)sの訪問を取り消します。書いたものと宿題は残ります。会社には、別に知らせてください。")
    page: dict[str, Any] = {"title": _("訪問を取り消す"), "style": "danger"}
    page |= {"text": text % {"moment": moment(row.appointment.starts_at)}}
    return _deed(request, number, visit, ConfirmForm(typed(request)), actions.cancel, **page)


@writes(access.LEAD)
def hold(request: HttpRequest, number: str, visit: int) -> HttpResponse:
    row = visit_for(request, number, visit, is_led=True)
    form = HoldForm(typed(request), initial={"travel_minutes": row.travel_minutes})
    return _deed(request, number, visit, form, actions.hold, title=_("実施を記録する"))


@writes(access.LEAD)
def invite(request: HttpRequest, number: str, visit: int) -> HttpResponse:
    row = visit_for(request, number, visit, is_led=True)
    form = InviteForm(typed(request), people=queries.possible_guests(row))
    text = _("専門家は、今日から訪問の日まで、この相談の要旨・対話・ファイル・相手方を読めます。")
    page: dict[str, Any] = {"title": _("専門家を招く"), "text": text, "arguments": form.invitation}
    return _deed(request, number, visit, form, actions.invite, **page)


@writes(access.LEAD)
def give(request: HttpRequest, number: str, visit: int) -> HttpResponse:
    form = HomeworkForm(typed(request))
    return _deed(request, number, visit, form, actions.give, title=_("宿題を頼む"))


@writes(access.CONFIDE)
def paper(request: HttpRequest, number: str, visit: int, kind: str) -> HttpResponse:
    row = visit_for(request, number, visit)
    case = row.engagement.consultation
    require_confided(request, case)
    if kind not in Paper.values:
        raise Http404
    held = _held_paper(request, row, kind)
    form = PaperForm(typed(request), kind=Paper(kind), initial=_as_written(held))
    page: dict[str, Any] = {
        "title": _("%(paper)sを書く") % {"paper": Paper(kind).label},
        "button": _("封をして保存する"),
    }
    if held.row and not held.text:
        return render(
            request, "engagements/closed.html", {"case": case, "back": row, "title": page["title"], "held": held}
        )
    deed = partial(actions.write_paper, visit=row, kind=kind)
    return deed_page(request, row, form, deed, case=case, is_sealed=True, **page)


@writes(access.LEAD)
def finish_homework(request: HttpRequest, number: str, homework: int) -> HttpResponse:
    row = homework_for(request, number, homework)
    return at_once(request, row.visit.engagement, partial(actions.finish_homework, homework=row))


@writes(access.LEAD)
def postpone_homework(request: HttpRequest, number: str, homework: int) -> HttpResponse:
    row = homework_for(request, number, homework)
    form = DayForm(typed(request), initial={"due_date": row.task.due_date})
    return _homework_deed(request, row, form, actions.postpone_homework, _("期日を変える"))


@writes(access.LEAD)
def drop_homework(request: HttpRequest, number: str, homework: int) -> HttpResponse:
    row = homework_for(request, number, homework)
    return _homework_deed(request, row, ConfirmForm(typed(request)), actions.drop_homework, _("宿題を取りやめる"))


def _homework_deed(request: HttpRequest, row: Any, form: Any, deed: Callable[..., Any], title: str) -> HttpResponse:
    engagement = row.visit.engagement
    page: dict[str, Any] = {"title": title, "text": row.task.title, "case": engagement.consultation}
    return deed_page(request, engagement, form, partial(deed, homework=row), **page)


def _deed(request: HttpRequest, number: str, visit: int, form: Any, deed: Any, **page: Any) -> HttpResponse:
    row = visit_for(request, number, visit, is_led=True)
    return deed_page(request, row, form, partial(deed, visit=row), case=row.engagement.consultation, **page)


def _visit_form(request: HttpRequest, row: Engagement, initial: dict[str, Any]) -> VisitForm:
    stages = [one.row for one in queries.stages_of(row) if not one.row.is_settled]
    return VisitForm(typed(request), people=possible_attendees(row.consultation), stages=stages, initial=initial)


def _hours(row: Engagement) -> dict[str, str]:
    return {"hours": hours_of(profile_of(row.consultation.office))}


def _visit_page(request: HttpRequest, number: str, visit: int, template: str) -> HttpResponse:
    row = visit_for(request, number, visit)
    engagement, now = row.engagement, timezone.now()
    shown = next(one for one in queries.visits_of(engagement) if one.row.pk == row.pk)
    papers = queries.papers_of([row], engagement.consultation, actor=request.user)
    if queries.were_opened(papers):
        written_look(queries.READ_PAPERS, row, request.user)
    may_write = access.paper_deeds(request.user, shown.row)
    is_led = access.leads(request.user, engagement.consultation) and engagement.consultation.is_open
    page: dict[str, Any] = {
        "engagement": engagement,
        "case": engagement.consultation,
        "shown": shown,
        "papers": [(one, may_write.get(one.kind, [])) for one in papers.get(row.pk, [])],
        "homework": queries.homework_of([engagement], at=now, is_led=is_led),
        "deeds": access.visit_deeds(request.user, shown.row, at=now),
        "profile": profile_of(engagement.consultation.office),
    }
    return render(request, template, page)


def _held_paper(request: HttpRequest, row: Visit, kind: str) -> queries.ShownPaper:
    """What stands there so far, opened to be written on; that it was is written down."""
    papers = queries.papers_of([row], row.engagement.consultation, actor=request.user)
    held = next(one for one in papers[row.pk] if one.kind == kind)
    if held.row and held.text:
        written_look(queries.READ_PAPERS, row, request.user)
    return held


def _as_written(held: queries.ShownPaper) -> dict[str, Any]:
    return {"text": held.text, "seen_version": held.row.version if held.row else 0}
