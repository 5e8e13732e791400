"""The door to the web server."""

import os
from collections.abc import Callable, Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "madoguchi.config.settings")


class WholeBody:
    """What is sent, or an error where the line broke: the server hands over half a form as if it were all of it."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def read(self, size: int) -> bytes:
        """Django asks for no more than is still to come."""
        return self._whole(self._stream.read(size), size)

    def readline(self, size: int) -> bytes:
        return self._whole(self._stream.readline(size), 1)

    def _whole(self, piece: bytes, least: int) -> bytes:
        if len(piece) < least:
            raise OSError("the body ended before its announced length")
        return piece


def with_whole_bodies(serve: Callable[..., Iterable[bytes]]) -> Callable[..., Iterable[bytes]]:
    def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        return serve(environ | {"wsgi.input": WholeBody(environ["wsgi.input"])}, start_response)

    return application


application = with_whole_bodies(get_wsgi_application())
