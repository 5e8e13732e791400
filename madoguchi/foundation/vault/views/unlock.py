"""鍵の画面 — opening, closing and renewing one's own keyring."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from madoguchi.foundation.access.doors import writes
from madoguchi.foundation.access.forms import ConfirmForm, done, form_page, refusals_on, stamp, typed
from madoguchi.foundation.access.rules import SIGNED_IN
from madoguchi.foundation.audit import diary
from madoguchi.foundation.vault import keyrings, pocket
from madoguchi.foundation.vault.access import TAKE_OUT_KEY
from madoguchi.foundation.vault.actions import unlocking
from madoguchi.foundation.vault.downloads import hand_out
from madoguchi.foundation.vault.errors import KeyringClosed
from madoguchi.foundation.vault.models import Keyring
from madoguchi.foundation.vault.opened import OpenKeyring, keys_of
from madoguchi.foundation.vault.unlock_forms import ProveForm, UnlockForm

KEY_FILE = "my-key.txt"


@writes(SIGNED_IN, at_one_go=False)
def unlock(request: HttpRequest) -> HttpResponse:
    form = UnlockForm(typed(request))
    if done(form, lambda: carry(request, lambda: unlocking.unlock(**form.cleaned_data, **stamp(request)))):
        messages.success(request, _("鍵を開きました。"))
        return redirect(_next(request))
    row = keyrings.current(request.user)
    shown = {"has_keyring": row is not None, "is_open": bool(row and is_open(request, row)), "next": _next(request)}
    return form_page(request, "vault/unlock.html", form, **shown)


@writes(SIGNED_IN, at_one_go=False)
def renew(request: HttpRequest) -> HttpResponse:
    form = ProveForm(typed(request))
    if done(form, lambda: carry(request, lambda: unlocking.renew(**form.cleaned_data, **stamp(request)))):
        messages.success(request, _("鍵を作り直しました。これまでの内容は、鍵を渡してもらうと読めるようになります。"))
        return redirect(_next(request))
    return form_page(request, "vault/renew.html", form, next=_next(request))


@writes(SIGNED_IN)
def lock(request: HttpRequest) -> HttpResponse:
    form = ConfirmForm(typed(request))
    if done(form, lambda: _put_away(request)):
        messages.success(request, _("鍵を閉じました。"))
        return redirect(_next(request))
    return form_page(request, "vault/lock.html", form, next=_next(request))


@writes(TAKE_OUT_KEY)
def take_out_key(request: HttpRequest) -> HttpResponseBase:
    """自分の鍵を持ち出す — the answer to the password is the key file itself; no address leads to it."""
    form = ProveForm(typed(request))
    if form.is_valid():
        with refusals_on(form):
            written = unlocking.take_out_key(**form.cleaned_data, **stamp(request))
            return hand_out(iter([written.encode()]), KEY_FILE)
    public = keys_of(request.user).identity.to_public()
    return form_page(request, "vault/take_out_key.html", form, public=public, name=KEY_FILE)


def carry(request: HttpRequest, opening: Callable[[], OpenKeyring]) -> None:
    """The keyring goes along with the session from now on, and whoever waits for a key of it is served."""
    keys = opening()
    pocket.put(request, keys, at=timezone.now())
    unlocking.serve(keys=keys, **stamp(request))


def is_open(request: HttpRequest, row: Keyring) -> bool:
    """Not if the cookie does not fit, or the keyring was renewed in another session."""
    try:
        keys = keys_of(request.user)
        return keys.keyring_id == row.pk and bool(keys.secret)
    except KeyringClosed:
        return False


def _put_away(request: HttpRequest) -> None:
    pocket.take_out(request)
    diary.record("vault.lock", request.user, **stamp(request))  # type: ignore[arg-type]


def _next(request: HttpRequest) -> str:
    """Where one wanted to go, on this site only."""
    asked = request.POST.get("next", request.GET.get("next", ""))
    is_ours = asked.startswith("/") and url_has_allowed_host_and_scheme(asked, allowed_hosts=None)
    return asked if is_ours else "/"
