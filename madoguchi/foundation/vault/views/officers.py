"""鍵の保管責任者の画面 — the list, naming and ending, and one's own sheet."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from madoguchi.foundation.access.doors import reads, visible_or_404, writes
from madoguchi.foundation.access.forms import ConfirmForm, done, form_page, refusals_on, stamp, typed
from madoguchi.foundation.vault import access, queries, sheets
from madoguchi.foundation.vault.actions import officers as actions
from madoguchi.foundation.vault.forms import MakeSheetForm, NameOfficerForm
from madoguchi.foundation.vault.models import Officer


@reads(access.OFFICERS)
def officers(request: HttpRequest) -> HttpResponse:
    rows = list(queries.officers())
    shown = {
        "officers": [(row, access.officer_deeds(request.user, row, count=len(rows))) for row in rows],
        "deeds": access.officers_deeds(request.user),
        "with_a_sheet": sum(bool(row.public) for row in rows),
        "coverage": queries.coverage(),
    }
    return render(request, "vault/officers.html", shown)


@writes(access.OFFICERS)
def name_officer(request: HttpRequest) -> HttpResponse:
    candidates = queries.candidates(actor=request.user, on=timezone.localdate())
    form = NameOfficerForm(typed(request), candidates=candidates)
    if done(form, lambda: actions.name_officer(**form.cleaned_data, **stamp(request))):
        messages.success(request, _("保管責任者に加えました。用紙を作るよう、メールで知らせました。"))
        return redirect("vault:officers")
    return form_page(request, "vault/name_officer.html", form)


@writes(access.OFFICERS)
def end_officer(request: HttpRequest, officer: int) -> HttpResponse:
    row = visible_or_404(Officer, request.user, within="managed_by", pk=officer)
    form = ConfirmForm(typed(request))
    if done(form, lambda: actions.end_officer(officer=row, **stamp(request))):
        messages.success(request, _("保管責任者から外しました。この方の用紙は使えなくなりました。"))
        return redirect("vault:officers")
    return form_page(request, "vault/end_officer.html", form, officer=row, lost=queries.lost_without(row))


@writes(access.KEEP)
def sheet(request: HttpRequest) -> HttpResponse:
    """用紙 — made by POST and shown in its answer, once; the page itself only says what there is."""
    officer = queries.officer_of(request.user)
    form = MakeSheetForm(typed(request), initial={"replacing": officer.public if officer else ""})
    if form.is_valid():
        with refusals_on(form):
            row, secret = actions.make_sheet(**form.cleaned_data, **stamp(request))
            return render(request, "vault/sheet_made.html", {"officer": row, "groups": sheets.groups(secret)})
    return form_page(request, "vault/sheet.html", form, officer=officer)
