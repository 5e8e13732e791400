"""扉 — the only ways into the house: `reads` opens a page, `writes` does a deed, `receives` takes files."""

from collections.abc import Callable
from contextlib import closing
from functools import partial, wraps
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db import OperationalError, connection, models, transaction
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from madoguchi.foundation.access.files import Receiver
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


def receives(rule: Rule, *, into: Callable[..., Receiver]) -> Callable[[View], View]:
    """受領 — like `writes`, and what is sent may carry files, up to 2 GB each.

    `into(request, …)`, called with what the view is called with, in a transaction of its own and before a byte is
    read, raises what the view would raise (out of sight, not allowed) and says where the files go. They are taken
    in before the view's transaction begins: nobody waits for an upload. The view asks everything again.
    """
    if rule is ANYONE:
        raise ValueError("files are taken from known people only")
    door = _door(rule, ["GET", "HEAD", "POST"], partial(_receive, rule, into))
    return lambda view: csrf_exempt(door(view))  # `_receive` protects it, once the receiver stands ready


def _receive(
    rule: Rule, into: Callable[..., Receiver], view: View, request: HttpRequest, *args: Any, **kwargs: Any
) -> HttpResponseBase:
    if _announced(request) > settings.UPLOAD_MOST:
        return render(request, "413.html", status=413)
    with transaction.atomic():
        receiver = into(request, *args, **kwargs)
    with closing(receiver):
        request.upload_handlers = [receiver]
        return csrf_protect(partial(_take_in, rule, view))(request, *args, **kwargs)


def _announced(request: HttpRequest) -> int:
    length = request.META.get("CONTENT_LENGTH") or ""
    return int(length) if length.isdecimal() else 0


def _take_in(rule: Rule, view: View, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
    _ = request.FILES
    _ask_again(rule, request)
    return _do(view, request, *args, **kwargs)


def _ask_again(rule: Rule, request: HttpRequest) -> None:
    """An upload takes its time: whoever was removed, disabled or signed out meanwhile leaves nothing behind."""
    keys = getattr(request.user, "open_keyring", None)
    request.user = get_user(request)
    if not request.session.exists(request.session.session_key or ""):
        raise PermissionDenied(rule.code)
    rule.require(request.user)
    request.user.open_keyring = keys  # type: ignore[union-attr]


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
    written_look("look", found, actor)
    return found


def written_look(deed: str, row: models.Model, actor: Any) -> None:
    """見たことを書く — one line for what was looked at, beyond the row itself: what was opened on its page."""
    diary.record(deed, row, by=actor, at=timezone.now())
