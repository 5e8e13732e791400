"""The open keyring comes along with whoever is signed in; a page that needs one leads to where it is opened."""

from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django_htmx.http import HttpResponseClientRedirect

from madoguchi.foundation.core.errors import Refusal
from madoguchi.foundation.vault import pocket
from madoguchi.foundation.vault.errors import FileLost, KeyringClosed, NobodyHasAKey, NoKeyYet, TooBusy
from madoguchi.foundation.vault.opened import OpenKeyring, carry

CONFLICT = 409
HALF_DONE = "account_login"  # where allauth keeps a sign-in that awaits its second step


class KeyringMiddleware:
    """Sets `request.user.open_keyring`; behind sessions and authentication."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        now = timezone.now()
        keys = pocket.look_into(request, at=now)
        if keys is not None:
            _bring(request, keys, now)
        response = self.get_response(request)
        pocket.send_cookie(request, response)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """What does not open is said on a page; forms say it themselves."""
        if isinstance(exception, KeyringClosed) and request.method in ("GET", "HEAD"):
            return _to_the_unlock_page(request)
        if isinstance(exception, KeyringClosed | NoKeyYet | NobodyHasAKey | TooBusy | FileLost):
            return _does_not_open(request, exception)
        return None


def _bring(request: HttpRequest, keys: OpenKeyring, at: datetime) -> None:
    """Whoever was disabled, or gave up before the second step, leaves no keyring in the session."""
    if request.user.pk == keys.person_id:
        carry(request.user, keys)
        pocket.touch(request, at=at)
    elif request.user.is_authenticated or HALF_DONE not in request.session:
        pocket.empty(request)


def _to_the_unlock_page(request: HttpRequest) -> HttpResponseBase:
    pocket.take_out(request)  # a cookie that does not fit is of no use
    htmx = getattr(request, "htmx", None)
    wanted = htmx.current_url_abs_path or "/" if htmx else request.get_full_path()
    page = f"{reverse('vault:unlock')}?{urlencode({'next': wanted})}"
    return HttpResponseClientRedirect(page) if htmx else redirect(page)


def _does_not_open(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    shown = {
        "sentence": str(refusal),
        "since": getattr(refusal, "since", None),
        "is_closed": isinstance(refusal, KeyringClosed),
        "is_waiting": isinstance(refusal, NoKeyYet),
    }
    return render(request, "vault/does_not_open.html", shown, status=CONFLICT)
