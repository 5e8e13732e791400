from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from madoguchi.desk.consultations import access, actions, queries
from madoguchi.desk.consultations.contact_points import points_for
from madoguchi.desk.consultations.first_aid import report_clock, steps_for
from madoguchi.desk.consultations.forms.call import CallForm, DraftForm, choice_of
from madoguchi.desk.consultations.models import BODY_LENGTH, Consultation
from madoguchi.desk.consultations.words import Urgency
from madoguchi.foundation.access.doors import reads, visible_or_404, writes
from madoguchi.foundation.access.forms import done, form_page, refusals_on, stamp
from madoguchi.foundation.vault.opened import open_keyring


@writes(access.LOG)
def log(request: HttpRequest) -> HttpResponse:
    """電話を受けながら書く — the call page."""
    if request.method != "POST":
        return _open_page(request)
    if "find" in request.POST:
        return _call_page(request, CallForm(actor=request.user, initial=_as_initial(_kept(request.POST))))
    form = CallForm(request.POST, actor=request.user)
    row = queries.logged_before(actor=request.user, submission=request.POST.get("submission", ""))
    row = row or (_logged(request, form) if form.is_valid() else None)
    if row is None:
        return _call_page(request, form)
    messages.success(request, _("受付番号 %(number)s で受け付けました。") % {"number": row.number})
    return redirect("consultations:alarm", row.number) if row.urgency == Urgency.URGENT else redirect(row)


@writes(access.LOG)
def draft(request: HttpRequest) -> HttpResponse:
    """下書き — kept by itself while typing (204), or by the button; thrown away on request."""
    if request.method != "POST":
        return redirect("consultations:log")
    form = DraftForm(request.POST)
    if "discard" in request.POST and form.is_valid():
        actions.discard_draft(**form.cleaned_data, by=request.user)  # type: ignore[arg-type]
        return redirect(f"{reverse('consultations:log')}?draft={queries.NO_DRAFT}")
    is_kept = done(form, lambda: actions.save_draft(**form.cleaned_data, typed=_kept(request.POST), **stamp(request)))
    return _as_kept(request, form, is_kept) if "keep" in request.POST else HttpResponse(status=204 if is_kept else 409)


@reads(access.LOG)
def suggest(request: HttpRequest) -> HttpResponse:
    """企業の候補 — the list under the name box."""
    form = CallForm(actor=request.user, initial={"company_name": request.GET.get("company_name", "")})
    return render(
        request, "consultations/_suggestions.html", {"form": form, "suggestions": _offered(form), "is_searched": True}
    )


@reads(access.READ)
def alarm(request: HttpRequest, number: str) -> HttpResponse:
    row = visible_or_404(Consultation, request.user, number=number)
    if row.urgency != Urgency.URGENT:
        return redirect(row)
    page = {"case": row, "points": list(points_for(row)), "steps": steps_for(row)[:3]}
    return render(request, "consultations/alarm.html", page)


@reads(access.READ)
def first_aid(request: HttpRequest, number: str) -> HttpResponse:
    row = visible_or_404(Consultation, request.user, number=number)
    clock = report_clock(timezone.localdate(row.received_at)) if row.has_personal_data is not False else None
    page = {"case": row, "points": list(points_for(row)), "steps": steps_for(row), "clock": clock}
    return render(request, "consultations/first_aid.html", page)


def _open_page(request: HttpRequest) -> HttpResponse:
    """The draft asked for or the newest, where it opens; else an empty page, whose own draft replaces none."""
    draft = queries.draft_to_open(request.user, request.GET.get("draft", ""))
    typed = queries.as_typed(draft, actor=request.user) if draft else None
    if typed is None:
        draft = None
    page = {"submission": draft.submission} if draft else {}
    form = CallForm(actor=request.user, initial=_as_initial(typed or {}) | page)
    others = [one for one in queries.drafts_of(request.user) if one != draft]
    keys_are_open = open_keyring(request.user) is not None
    return _call_page(request, form, draft=draft, others=others, keys_are_open=keys_are_open)


def _as_kept(request: HttpRequest, form: DraftForm, is_kept: bool) -> HttpResponse:
    """What was typed stays on the page, whether or not its draft could be opened again."""
    if is_kept:
        messages.success(request, _("下書きを保存しました。"))
    for sentence in form.non_field_errors():
        messages.error(request, str(sentence))
    again = CallForm(actor=request.user, initial=_as_initial(_kept(request.POST)))
    return _call_page(request, again)


def _call_page(request: HttpRequest, form: CallForm, **shown: Any) -> HttpResponse:
    page = {"suggestions": _offered(form), "is_searched": request.method == "POST"} | shown
    return form_page(request, "consultations/log.html", form, **page)


def _offered(form: CallForm) -> list[dict[str, Any]]:
    chosen = form["company_choice"].value()
    values = [(one, choice_of(one)) for one in form.suggestions()]
    return [{"company": one, "value": value, "is_chosen": value == chosen} for one, value in values]


def _logged(request: HttpRequest, form: CallForm) -> Consultation | None:
    with refusals_on(form):
        return actions.log_call(**form.call(), **stamp(request))
    return None


def _kept(posted: QueryDict) -> dict[str, list[str]]:
    """What a draft keeps: the fields of the form, as typed."""
    kept = {name: posted.getlist(name)[:50] for name in CallForm.base_fields if name in posted}
    return {name: [value[:BODY_LENGTH].replace("\x00", "") for value in values] for name, values in kept.items()}


def _as_initial(typed: Mapping[str, list[str]]) -> dict[str, Any]:
    several = {"secondary"}
    return {name: values if name in several else values[-1] for name, values in typed.items() if values}
