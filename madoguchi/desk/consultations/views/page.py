"""The one page on which every deed is done."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from madoguchi.desk.consultations import access, queries
from madoguchi.desk.consultations.models import Consultation
from madoguchi.foundation.access.doors import visible_or_404
from madoguchi.foundation.access.forms import done, form_page, stamp
from madoguchi.foundation.access.rules import Rule


def case_for(request: HttpRequest, number: str, rule: Rule) -> Consultation:
    """The case, looked at; 404 out of sight, 403 where the rule does not admit to this very case."""
    row = visible_or_404(Consultation, request.user, number=number)
    access.require(request.user, row, rule)
    return row


def deed_page(
    request: HttpRequest,
    row: Consultation,
    form: Any,
    deed: Callable[..., Any],
    *,
    title: str,
    button: str = "",
    arguments: Callable[[], dict[str, Any]] | None = None,
    **shown: Any,
) -> HttpResponse:
    """Shows the form, or does the deed and goes back to the case."""

    def attempt() -> None:
        deed(**(arguments() if arguments else form.cleaned_data), **stamp(request))

    if done(form, attempt):
        return back_to_case(request, row)
    page = {"case": row, "title": title, "button": button or title} | shown
    return form_page(request, "consultations/deed.html", form, **page)


def back_to_case(request: HttpRequest, row: Consultation) -> HttpResponse:
    if queries.is_in_sight(row, actor=request.user):
        return redirect(row)
    messages.info(request, _("保存しました。この相談は、あなたには表示されなくなりました。"))
    return redirect("consultations:index")
