"""終わりの時刻 — however busy a session is, it ends."""

import time
from collections.abc import Callable

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponseBase


class LastHourMiddleware:
    """Twelve hours after the first proof of who one is one signs in again."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        proofs = get_authentication_records(request, request.user)
        if proofs and time.time() - proofs[0]["at"] > settings.SESSION_COOKIE_AGE:
            logout(request)
        return self.get_response(request)
