"""The rows a page stands on, and the one page on which every deed is done."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from madoguchi.desk.consultations.models import Consultation
from madoguchi.desk.engagements import access
from madoguchi.desk.engagements.models import Engagement, Homework, Visit
from madoguchi.foundation.access.doors import visible_or_404
from madoguchi.foundation.access.forms import done, form_page, stamp
from madoguchi.foundation.core.errors import Refusal


def case_to_lead(request: HttpRequest, number: str) -> Consultation:
    case = visible_or_404(Consultation, request.user, number=number)
    access.require_lead(request.user, case)
    return case


def engagement_for(request: HttpRequest, number: str, pk: int, *, is_led: bool = False) -> Engagement:
    row = visible_or_404(Engagement, request.user, pk=pk, consultation__number=number)
    if is_led:
        access.require_lead(request.user, row.consultation)
    return row


def visit_for(request: HttpRequest, number: str, pk: int, *, is_led: bool = False) -> Visit:
    row = visible_or_404(Visit, request.user, pk=pk, engagement__consultation__number=number)
    if is_led:
        access.require_lead(request.user, row.engagement.consultation)
    return row


def homework_for(request: HttpRequest, number: str, pk: int) -> Homework:
    key = {"visit__engagement__consultation__number": number}
    row = visible_or_404(Homework, request.user, pk=pk, **key)
    access.require_lead(request.user, row.visit.engagement.consultation)
    return row


def require_confided(request: HttpRequest, case: Consultation) -> None:
    if not access.confides(request.user, case):
        raise PermissionDenied(access.CONFIDE.code)


def deed_page(
    request: HttpRequest,
    back: Any,
    form: Form,
    deed: Callable[..., Any],
    *,
    title: str,
    case: Consultation,
    arguments: Callable[[], dict[str, Any]] | None = None,
    template: str = "engagements/deed.html",
    **shown: Any,
) -> HttpResponse:
    """Shows the form, or does the deed and goes back to the row."""

    def attempt() -> None:
        deed(**(arguments() if arguments else form.cleaned_data), **stamp(request))

    if done(form, attempt):
        messages.success(request, _("訪問支援の記録を改めました。"))
        return redirect(back)
    page = {"case": case, "back_url": back.get_absolute_url(), "title": title, "button": title}
    return form_page(request, template, form, **page | shown)


def at_once(request: HttpRequest, back: Any, deed: Callable[..., Any]) -> HttpResponse:
    """A button without a form: pressed, it is done; opened as an address, it leads back."""
    if request.method == "POST":
        try:
            deed(**stamp(request))
            messages.success(request, _("訪問支援の記録を改めました。"))
        except Refusal as refusal:
            messages.error(request, str(refusal))
    return redirect(back)
