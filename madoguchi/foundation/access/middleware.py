"""合鍵を書かない — an address that opens something by itself stands in no line of the log, living or dead."""

import re
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponseBase

KEY = re.compile(r"[A-Za-z0-9_-]{32,}")  # as `token_urlsafe` makes them; no other word of an address is that long
MASK = "***"


class NoKeysInLogsMiddleware:
    """Django's log names the `path` of whatever is refused, so keys leave it; `path_info`, which finds doors, stays.

    As soon as a door that takes a `token` is known, because it, the check of forms and a fault in it write to the log;
    when any door fails; and when the answer is there, as a door may not have been found at all.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        answer = self.get_response(request)
        _mask(request)
        return answer

    def process_view(self, request: HttpRequest, _view: Any, _args: Any, kwargs: dict[str, Any]) -> None:
        key = kwargs.get("token") or ("" if request.method in ("GET", "HEAD") else kwargs.get("key"))
        if key:
            request.path = request.path.replace(key, MASK)

    def process_exception(self, request: HttpRequest, _error: Exception) -> None:
        _mask(request)


def _mask(request: HttpRequest) -> None:
    request.path = KEY.sub(MASK, request.path)
