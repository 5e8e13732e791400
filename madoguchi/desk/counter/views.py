from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from madoguchi.company.companies.queries import size_on, size_unstated
from madoguchi.desk.appointments import access as appointment_access
from madoguchi.desk.appointments import queries as appointment_queries
from madoguchi.desk.appointments.steps import kept as appointments_kept
from madoguchi.desk.consultations import access as consultation_access
from madoguchi.desk.consultations import queries as consultations
from madoguchi.desk.consultations.models import Consultation
from madoguchi.desk.counter import access, actions, log, panels, queries
from madoguchi.desk.counter.forms import HandOverForm
from madoguchi.foundation.access.doors import reads, visible_or_404, writes, written_look
from madoguchi.foundation.access.forms import done, form_page, stamp, typed
from madoguchi.foundation.accounts.models import Person
from madoguchi.foundation.accounts.queries import profile_of
from madoguchi.foundation.core.calendar import day_of
from madoguchi.foundation.core.paging import neighbours


@reads(access.STAND)
def today(request: HttpRequest) -> HttpResponse:
    day = timezone.localdate()
    found = queries.today(actor=request.user, day=day)
    may_log = consultation_access.LOG.admits(request.user)
    page = {"today": found, "counts": panels.counts(found), "day": day, "may_log": may_log}
    page["mine_query"] = urlencode({"state": "open", "owner": request.user.pk})
    return render(request, "counter/today.html", page)


@reads(access.READ)
def case(request: HttpRequest, number: str) -> HttpResponse:
    found = visible_or_404(Consultation, request.user, along="whole_for", number=number)
    story = queries.story_of(found, actor=request.user)
    page = {
        "deeds": panels.deeds(request.user, found),
        "card": panels.card(found, story),
        "size_reason": panels.size_reason(found, _judged(found, request.user)),
        "appointments": _appointments(found, request.user),
        "may_contact": consultation_access.may(request.user, found, consultation_access.CONTACT),
        "may_wall": consultation_access.may(request.user, found, consultation_access.WALL),
        "caller": _caller(found, request.user),
        "waiting": consultations.waiting_for_keys(found),
        "referrals": consultations.shown_referrals(found, actor=request.user),
        "may_refer": consultation_access.may(request.user, found, consultation_access.REFER),
        "has_past": consultations.has_past(found, actor=request.user),
    }
    return render(
        request, "counter/case.html", page | _told(found, story, request.user) | _confided(found, request.user)
    )


@reads(access.READ)
def case_sheet(request: HttpRequest, number: str) -> HttpResponse:
    found = visible_or_404(Consultation, request.user, along="whole_for", number=number)
    story = queries.story_of(found, actor=request.user)
    caller = _caller(found, request.user) if "caller" in request.GET else None
    page = {"sheet": panels.sheet(found, story), "profile": profile_of(found.office), "caller": caller}
    return render(request, "counter/case_sheet.html", page | _told(found, story, request.user))


def _told(found: Consultation, story: queries.Story, actor: Any) -> dict[str, Any]:
    return {"case": found, "story": story, "gist_is_open": queries.gist_is_open(found, actor=actor)}


def _confided(found: Consultation, actor: Any) -> dict[str, Any]:
    """対話 — for the people of the case, or through broken glass; that it was opened is written down."""
    held = consultation_access.granted(actor, found)
    is_told, sees_files = consultation_access.HEAR in held, consultation_access.FILES in held
    if not (is_told or sees_files):
        return {"thread": None}
    thread = consultations.thread_of(found, actor=actor, is_told=is_told, sees_files=sees_files)
    if thread.is_read:
        written_look(consultations.READ_THREAD if thread.is_told else consultations.READ_FILES, found, actor)
    return {
        "thread": thread,
        "outside": _outside(found, actor),
        "may_send": consultation_access.SEND in held,
        "may_write": consultation_access.CONFIDE in held,
        "may_attach": consultation_access.ATTACH in held,
        "may_trace": consultation_access.TRACE in held,
        "glasses": consultations.broken_glass(found, actor=actor, at=timezone.now()) if thread.is_told else [],
        "needs_officers": thread.is_waiting and consultations.needs_officers(found),
    }


def _outside(found: Consultation, actor: Any) -> list[consultations.ShownOutside]:
    """他機関への紹介 — as for the conversation."""
    outside = consultations.outside_of(found, actor=actor)
    if any(one.is_open for one in outside):
        written_look(consultations.READ_OUTSIDE, found, actor)
    return outside


@reads(access.TRACE)
def access_log(request: HttpRequest, number: str) -> HttpResponse:
    """閲覧の記録 — for owner and members; this look stands in it, too."""
    found = visible_or_404(Consultation, request.user, number=number)
    consultation_access.require(request.user, found, consultation_access.TRACE)
    written_look(log.READ_LOG, found, request.user)
    read = log.of_case(found, after=request.GET.get("after", ""))
    glasses = consultations.broken_glass(found, actor=request.user, at=timezone.now())
    page = {"case": found, "log": read, "page": neighbours(read), "glasses": glasses}
    return render(request, "counter/access_log.html", page)


def _caller(found: Consultation, actor: Any) -> consultations.ShownCaller | None:
    """連絡先 — as for the conversation: that it was opened is written down."""
    caller = consultations.caller_of(found, actor=actor)
    if caller and caller.is_open:
        written_look(consultations.READ_CALLER, found, actor)
    return caller


def _judged(found: Any, actor: Any) -> Any:
    day = day_of(found.received_at)
    if found.company_id is None:
        return None
    if not found.has_size_facts:
        return size_unstated(day)
    return size_on(found.company, day, actor=actor, office=found.office)


def _appointments(found: Consultation, actor: Any) -> list[tuple[Any, Any]]:
    now, rows = timezone.now(), appointment_queries.of_case(found)
    kept = appointments_kept([row.pk for row in rows]) if rows else {}
    return [
        (row, [kept[row.pk].deed] if row.pk in kept else appointment_access.deeds(actor, row, at=now)) for row in rows
    ]


@reads(access.HAND_OVER)
def leavers(request: HttpRequest) -> HttpResponse:
    return render(request, "counter/leavers.html", {"people": queries.leavers(actor=request.user)})


@writes(access.HAND_OVER)
def hand_over(request: HttpRequest, person: int) -> HttpResponse:
    leaver = visible_or_404(Person, request.user, within="managed_by", pk=person)
    holding = queries.held(leaver, actor=request.user, at=timezone.now())
    people = queries.possible_successors(leaver, actor=request.user, day=timezone.localdate())
    form = HandOverForm(typed(request), people=people, cases=holding.by_case)
    if done(form, lambda: _hand_over(request, leaver, form)):
        return redirect("counter:hand_over", leaver.pk)
    return form_page(request, "counter/hand_over.html", form, leaver=leaver, held=holding)


def _hand_over(request: HttpRequest, leaver: Person, form: HandOverForm) -> None:
    successor = form.cleaned_data["successor"]
    moved = actions.hand_over(leaver=leaver, successor=successor, instead=form.instead(), **stamp(request))
    numbers = {"cases": len(moved.cases), "seats": len(moved.memberships), "appointments": len(moved.appointments)}
    text = _("引き継ぎました：担当%(cases)d件、関係者としての参加%(seats)d件、予約%(appointments)d件。") % numbers
    messages.success(request, text)
