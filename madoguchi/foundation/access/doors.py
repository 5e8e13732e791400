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


def _door(rule: Rule, methods: list[str]) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        @require_http_methods(methods)
        @wraps(view)
        def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if rule.roles and getattr(request.user, "must_add_second_factor", False):
                return redirect("accounts:second_factor")
            rule.require(request.user)
            answer = (
                _do(view, request, *args, **kwargs)
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


def reads(rule: Rule) -> Callable[[View], View]:
    """閲覧 — GET only; the database refuses to change."""
    return _door(rule, ["GET", "HEAD"])


def writes(rule: Rule) -> Callable[[View], View]:
    """実行 — GET shows the form (read-only), POST does the deed in one transaction."""
    return _door(rule, ["GET", "HEAD", "POST"])


def visible_or_404(model: type[Row], actor: Any, *, within: str = "visible_to", along: str = "", **key: Any) -> Row:
    """Out of sight answers 404, never 403: that a case exists is itself a secret. In sight, the look is written down.

    `within` names the queryset method that says what the actor may see; `along` one that says what comes with the row.
    """
    rows: models.QuerySet[Row] = getattr(model._default_manager.all(), within)(actor)
    if along:
        rows = getattr(rows, along)(actor)
    found = next(iter(rows.filter(**key)[:1]), None)
    if found is None:
        raise Http404
    diary.record("look", found, by=actor, at=timezone.now())
    return found
