"""鍵の復旧の画面 — the person's own request, and what officers do with it."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from madoguchi.foundation.access.doors import reads, visible_or_404, writes
from madoguchi.foundation.access.forms import ConfirmForm, done, form_page, refusals_on, stamp, typed
from madoguchi.foundation.access.rules import SIGNED_IN
from madoguchi.foundation.vault import access, keyrings, pocket, queries
from madoguchi.foundation.vault.actions import recovery as actions
from madoguchi.foundation.vault.forms import PasswordForm, SheetForm
from madoguchi.foundation.vault.models import Keyring, Purpose, Recovery, SheetEntry
from madoguchi.foundation.vault.opened import open_keyring

# One's own keyring


@writes(SIGNED_IN)
def recovery(request: HttpRequest) -> HttpResponse:
    """鍵の復旧 — POST asks."""
    form = PasswordForm(typed(request))
    if done(form, lambda: actions.ask_recovery(**form.cleaned_data, **stamp(request))):
        messages.success(request, _("鍵の復旧を依頼しました。保管責任者にメールで知らせました。"))
        return redirect("vault:recovery")
    return _own_page(request, form)


@writes(SIGNED_IN)
def finish_recovery(request: HttpRequest) -> HttpResponse:
    form, stamped = PasswordForm(typed(request)), stamp(request)
    if form.is_valid():
        with refusals_on(form):
            keys = actions.finish_recovery(**form.cleaned_data, **stamped)
            pocket.put(request, keys, at=stamped["at"])
            messages.success(request, _("鍵が戻りました。これまでの記録を読めます。"))
            return redirect("vault:recovery")
    return _own_page(request, form)


def _own_page(request: HttpRequest, form: PasswordForm) -> HttpResponse:
    now = timezone.now()
    asked = queries.own_recovery(request.user, now=now)
    shown = {
        "asked": asked,
        "entered_count": asked.entries.count() if asked else 0,
        "has_keyring": keyrings.current(request.user) is not None,
        "is_open": open_keyring(request.user) is not None,
        "deeds": access.recovery_deeds(request.user, asked, at=now) if asked else [],
    }
    return form_page(request, "vault/recovery.html", form, **shown)


# What officers do


@reads(SIGNED_IN)
def recoveries(request: HttpRequest) -> HttpResponse:
    """鍵の復旧の一覧 — what waits, for officers; what was done, for whom it concerns."""
    actor, now = request.user, timezone.now()
    is_officer = access.is_officer(actor)
    may_start = is_officer or access.OFFICERS.admits(actor)
    left = queries.hand_overs(now=now) if may_start else []
    shown = {
        "is_officer": is_officer,
        "waiting": queries.waiting_recoveries(actor=actor, now=now),
        "may_start": may_start,
        "to_hand_over": [(row, access.hand_over_deeds(row)) for row in left],
        "done": queries.done_recoveries(actor=actor),
    }
    return render(request, "vault/recoveries.html", shown)


@writes(access.KEEP)
def recovery_request(request: HttpRequest, recovery: int) -> HttpResponse:
    row = visible_or_404(Recovery, request.user, within="kept_by", pk=recovery)
    entries = list(queries.entries_of(row))
    form = SheetForm(typed(request), needs_word=row.purpose == Purpose.HAND_OVER and bool(entries))
    if form.is_valid():
        with refusals_on(form):
            word = actions.enter_sheet(recovery=row, **form.cleaned_data, **stamp(request))
            return _entered(request, row, word)
    shown = {"recovery": row, "entries": entries, "state": _state(request, row, entries)}
    shown["deeds"] = access.recovery_deeds(request.user, row, at=timezone.now())
    return form_page(request, "vault/recovery_request.html", form, **shown)


@writes(SIGNED_IN)
def withdraw_recovery(request: HttpRequest, recovery: int) -> HttpResponse:
    row = visible_or_404(Recovery, request.user, within="withdrawn_by", pk=recovery)
    form = ConfirmForm(typed(request))
    back = "vault:recovery" if row.keyring.person_id == request.user.pk else "vault:recoveries"
    if done(form, partial(actions.withdraw_recovery, recovery=row, **stamp(request))):
        messages.success(request, _("鍵の復旧の依頼を取り下げました。"))
        return redirect(back)
    return form_page(request, "vault/withdraw_recovery.html", form, recovery=row, back=back)


@writes(access.KEEP)
def ask_hand_over(request: HttpRequest, keyring: int) -> HttpResponse:
    row = visible_or_404(Keyring, request.user, within="handed_over_by", pk=keyring)
    form = ConfirmForm(typed(request))
    if done(form, lambda: actions.ask_hand_over(keyring=row, **stamp(request))):
        messages.success(request, _("鍵の引き継ぎを始めました。保管責任者にメールで知らせました。"))
        return redirect("vault:recoveries")
    box_count = queries.boxes_to_hand_over(row).count()
    return form_page(request, "vault/ask_hand_over.html", form, keyring=row, box_count=box_count)


def _state(request: HttpRequest, row: Recovery, entries: list[SheetEntry]) -> str:
    """What the page says: "over", "complete", "entered" by this officer, or "" where a sheet is awaited."""
    if not row.is_open(timezone.now()):
        return "over"
    if len(entries) >= access.SHEETS_NEEDED:
        return "complete"
    return "entered" if request.user.pk in [entry.officer.person_id for entry in entries] else ""


def _entered(request: HttpRequest, row: Recovery, word: str) -> HttpResponse:
    """The word is shown once, in the answer itself."""
    if word:
        return render(request, "vault/word.html", {"word": word, "recovery": row})
    messages.success(request, _("用紙を確かめました。"))
    return redirect("vault:recoveries")
