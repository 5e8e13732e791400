"""支援の同意の画面 — for the company: to whom it shows what, and who looked; for the desk: what companies show."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from madoguchi.company.grants import access, actions, queries
from madoguchi.company.grants.forms import GrantForm
from madoguchi.company.grants.models import Grant
from madoguchi.company.grants.words import PAGES
from madoguchi.foundation.access.doors import reads, visible_or_404, writes, written_look
from madoguchi.foundation.access.forms import ConfirmForm, done, form_page, stamp, typed
from madoguchi.foundation.accounts.models import Organisation
from madoguchi.foundation.core.paging import neighbours


@reads(access.GRANT)
def index(request: HttpRequest, organisation: int) -> HttpResponse:
    room, today = _own_room(request, organisation), timezone.localdate()
    given = queries.in_force(room, actor=request.user, on=today)
    past = queries.ended(room, actor=request.user, on=today, after=request.GET.get("after", ""))
    shown = {
        "room": room,
        "given": [(one, access.grant_deeds(request.user, one, on=today)) for one in given],
        "ended": past.rows,
        "page": neighbours(past),
        "deeds": access.deeds(request.user, room),
    }
    return render(request, "grants/index.html", shown)


@writes(access.GRANT)
def grant(request: HttpRequest, organisation: int) -> HttpResponse:
    room = _own_room(request, organisation)
    form = GrantForm(typed(request), today=timezone.localdate())
    if done(form, lambda: actions.grant(organisation=room, **form.cleaned_data, **stamp(request))):
        messages.success(request, _("見せることにしました。いつでもやめられます。"))
        return redirect("grants:index", room.pk)
    return form_page(request, "grants/grant.html", form, room=room)


@writes(access.GRANT)
def revoke(request: HttpRequest, grant: int) -> HttpResponse:
    row = visible_or_404(Grant, request.user, within="given_by", pk=grant)
    form = ConfirmForm(typed(request))
    if done(form, lambda: actions.revoke(grant=row, **stamp(request))):
        messages.success(request, _("見せるのをやめました。相手の画面からは、もう見えません。"))
        return redirect("grants:index", row.organisation_id)
    return form_page(request, "grants/revoke.html", form, grant=row, room=row.organisation)


@reads(access.READ_LOG)
def log(request: HttpRequest, organisation: int) -> HttpResponse:
    """だれが見たか."""
    room, everybody = _own_room(request, organisation), "everybody" in request.GET
    found = queries.log_of(room, everybody=everybody, after=request.GET.get("after", ""))
    asked = {"everybody": "1"} if everybody else {}
    shown = {"room": room, "log": found, "everybody": everybody, "page": neighbours(found, **asked)}
    return render(request, "grants/log.html", shown)


@reads(access.SHOWN)
def shown(request: HttpRequest) -> HttpResponse:
    """支援先の企業 — which companies show the reader something."""
    companies = queries.shown_to(request.user, on=timezone.localdate())
    return render(request, "grants/shown.html", {"companies": companies})


@reads(access.SHOWN)
def company(request: HttpRequest, organisation: int) -> HttpResponse:
    """支援先の企業の一社 — the company reads that it was opened."""
    found = queries.shown_to(request.user, on=timezone.localdate(), organisation=organisation)
    if not found:
        raise Http404
    written_look(queries.READ_SHOWN, found[0].organisation, request.user)
    parts = [(one, PAGES[one.part](organisation) if one.part in PAGES else "") for one in found[0].grants]
    return render(request, "grants/company.html", {"room": found[0].organisation, "parts": parts})


def _own_room(request: HttpRequest, organisation: int) -> Organisation:
    return visible_or_404(Organisation, request.user, within="run_by", pk=organisation)
