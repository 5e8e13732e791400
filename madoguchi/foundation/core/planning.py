"""計画 — how PostgreSQL goes about a question that it was asked before. SQLite plans each anew."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def planned_by_what_is_asked() -> Iterator[None]:
    """条件ごとに計画する — for lists with filters: one filter finds nearly all, another next to nothing, and the plan
    that a prepared statement gets for both sorts what it could walk.
    """
    if connection.vendor != "postgresql":
        yield
        return
    _plan("force_custom_plan")
    yield
    _plan("auto")


def _plan(mode: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('plan_cache_mode', %s, false)", [mode])
