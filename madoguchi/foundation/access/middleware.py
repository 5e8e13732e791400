"""合鍵を書かない — an address that opens something by itself stands in no line of the log, living or dead."""

import re
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponseBase

KEY = re.compile(r"[A-Za-z0-9_-]{32,}")  # as `token_urlsafe` makes them; no other word of an address is that long
MASK = "***"


class NoKeysInLogsMiddleware:
    """Django's log names the `path` of whatever is refused, so keys leave it; `path_info`, which finds doors, stays.

    As soon as the door is known, because it, the check of forms and a fault in it write to the log; and once more
    when the answer is there, as a door may not have been found at all.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        answer = self.get_response(request)
        request.path = KEY.sub(MASK, request.path)
        return answer

    def process_view(self, request: HttpRequest, _view: Any, _args: Any, kwargs: dict[str, Any]) -> None:
        if token := kwargs.get("token"):
            request.path = request.path.replace(token, MASK)
