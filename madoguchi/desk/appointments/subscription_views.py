"""予定の購読の扉 — one's own address: made, renewed, ended; and the address itself, which a calendar program opens."""

from hashlib import sha256
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _

from madoguchi.desk.appointments import access, actions, limits, queries
from madoguchi.desk.appointments.models import Subscription
from madoguchi.desk.appointments.subscribed import subscribed as told
from madoguchi.foundation.access.doors import reads, writes, written_look
from madoguchi.foundation.access.forms import ConfirmForm, done, form_page, stamp, typed
from madoguchi.foundation.access.rules import ANYONE

CROWDED = 429


@reads(access.SUBSCRIBE)
def subscription(request: HttpRequest) -> HttpResponse:
    """予定の購読."""
    row = queries.subscription_of(request.user)
    shown = {
        "row": row,
        "is_living": bool(row and queries.is_living(row)),
        "fetched_at": queries.fetched_at(row) if row else None,
        "deeds": access.subscription_deeds(row),
    }
    return render(request, "appointments/subscription.html", shown)


@writes(access.SUBSCRIBE)
def subscribe(request: HttpRequest) -> HttpResponse:
    return _made(request, actions.subscribe, "appointments/subscribe.html")


@writes(access.SUBSCRIBE)
def renew(request: HttpRequest) -> HttpResponse:
    return _made(request, actions.renew, "appointments/renew.html")


@writes(access.SUBSCRIBE)
def unsubscribe(request: HttpRequest) -> HttpResponse:
    form = ConfirmForm(typed(request))
    if done(form, lambda: actions.unsubscribe(**stamp(request))):
        messages.success(request, _("購読をやめました。前のアドレスは、もう使えません。"))
        return redirect("appointments:subscription")
    return form_page(request, "appointments/unsubscribe.html", form)


@reads(ANYONE)
def subscribed(request: HttpRequest, token: str) -> HttpResponseBase:
    """Unknown, renewed and ended addresses look alike, and the same for whoever has left."""
    row = None if (is_crowded := limits.is_crowded(request)) else queries.living_by(queries.fingerprint(token))
    if is_crowded or (row and limits.is_one_crowded(row)):
        return _plain(_("混み合っています。1分ほど待ってください。"), CROWDED)
    if row is None:
        return _plain(_("この予定表はありません。"), 404)
    now = timezone.now()
    if queries.is_newly_fetched(row, at=now):
        written_look(queries.FETCHED, row, request.user)
    return _calendar(request, row)


def _calendar(request: HttpRequest, row: Subscription) -> HttpResponseBase:
    content = told(row, queries.times_of(row.person, at=timezone.now()))
    etag = f'"{sha256(content).hexdigest()}"'
    headers = {"ETag": etag, "Cache-Control": "private, no-cache", "Content-Language": "ja"}
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)
    return get_conditional_response(request, etag=etag, response=answer) or answer


def _plain(text: str, status: int) -> HttpResponse:
    headers = {"Cache-Control": "private, no-store"} | ({"Retry-After": "60"} if status == CROWDED else {})
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8", headers=headers)


def _made(request: HttpRequest, deed: Any, template: str) -> HttpResponse:
    """The only page on which the address stands."""
    form, made = ConfirmForm(typed(request)), []
    if done(form, lambda: made.append(deed(**stamp(request)))):
        [(_row, token)] = made
        address = request.build_absolute_uri(reverse("appointments:subscribed", args=[token]))
        return render(request, "appointments/subscription_made.html", {"address": address})
    return form_page(request, template, form)
