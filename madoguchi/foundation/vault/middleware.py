"""The open keyring comes along with whoever is signed in."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from madoguchi.foundation.vault import pocket


class KeyringMiddleware:
    """Sets `request.user.open_keyring`; behind sessions and authentication."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        keys = pocket.look_into(request, at=timezone.now())
        if keys is not None:
            request.user.open_keyring = keys  # type: ignore[union-attr]
        response = self.get_response(request)
        pocket.send_cookie(request, response)
        return response
