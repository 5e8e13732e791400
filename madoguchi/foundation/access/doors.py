"""扉 — the only ways into the house: `reads` opens a page, `writes` does a deed."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.contrib.auth.decorators import login_not_required
from django.db import OperationalError, connection, models, transaction
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_http_methods

from madoguchi.foundation.access.rules import ANYONE, Rule
from madoguchi.foundation.audit import diary

View = Callable[..., HttpResponseBase]
Row = TypeVar("Row", bound=models.Model)

DEADLOCK = "40P01"  # SQLSTATE
_HARMLESS = ("SELECT", "WITH", "SAVEPOINT", "RELEASE SAVEPOINT", "DECLARE", "FETCH", "CLOSE")


class WroteWhileReading(RuntimeError):
    """A page that only looks has tried to change something."""


def _no_writes(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    if not (sql.lstrip(" (").upper().startswith(_HARMLESS) or diary.is_writing()):
        raise WroteWhileReading(sql)
    return execute(sql, params, many, context)


def _door(rule: Rule, methods: list[str], do: View) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        @require_http_methods(methods)
        @wraps(view)
        def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if rule.roles and getattr(request.user, "must_add_second_factor", False):
                return redirect("accounts:second_factor")
            rule.require(request.user)
            answer = (
                do(view, request, *args, **kwargs)
                if request.method == "POST"
                else _look(view, request, *args, **kwargs)
            )
            if rule is not ANYONE:
                add_never_cache_headers(answer)  # a shared machine keeps no page of a case
            return answer

        door.rule, door.methods = rule, methods  # type: ignore[attr-defined]
        return login_not_required(door) if rule is ANYONE else door

    return decorate


def _look(view: View, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
    with connection.execute_wrapper(_no_writes):
        return view(request, *args, **kwargs)


def _do(view: View, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
    """The deed in one transaction; if PostgreSQL had to end it to untie a deadlock, once more."""
    try:
        with transaction.atomic():
            return view(request, *args, **kwargs)
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", "") != DEADLOCK or connection.in_atomic_block:
            raise
    with transaction.atomic():
        return view(request, *args, **kwargs)


def _do_in_steps(view: View, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
    return view(request, *args, **kwargs)


def reads(rule: Rule) -> Callable[[View], View]:
    """閲覧 — GET only; the database refuses to change."""
    return _door(rule, ["GET", "HEAD"], _do)


def writes(rule: Rule, *, at_one_go: bool = True) -> Callable[[View], View]:
    """実行 — GET shows the form (read-only), POST does the deed in one transaction.

    Not `at_one_go`: the deed computes for seconds (the lock of a keyring), while which nobody should wait for the
    database; its actions open transactions of their own.
    """
    return _door(rule, ["GET", "HEAD", "POST"], _do if at_one_go else _do_in_steps)


def visible_or_404(model: type[Row], actor: Any, *, within: str = "visible_to", **key: Any) -> Row:
    """Out of sight answers 404, never 403: that a case exists is itself a secret. In sight, the look is written down.

    `within` names the queryset method that says what the actor may see.
    """
    rows: models.QuerySet[Row] = getattr(model._default_manager.all(), within)(actor)
    found = rows.filter(**key).first()
    if found is None:
        raise Http404
    written_look("look", found, actor)
    return found


def written_look(deed: str, row: models.Model, actor: Any) -> None:
    """見たことを書く — one line for what was looked at, beyond the row itself: what was opened on its page."""
    diary.record(deed, row, by=actor, at=timezone.now())
