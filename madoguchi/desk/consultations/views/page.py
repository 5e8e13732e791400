"""The one page on which every deed is done."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from madoguchi.desk.consultations import access, queries
from madoguchi.desk.consultations.models import Consultation
from madoguchi.foundation.access.doors import visible_or_404
from madoguchi.foundation.access.rules import Rule
from madoguchi.foundation.core.errors import Refusal


def case_for(request: HttpRequest, number: str, rule: Rule) -> Consultation:
    """The case, looked at; 404 out of sight, 403 where the rule does not admit to this very case."""
    row = visible_or_404(Consultation, request.user, number=number)
    access.require(request.user, row, rule)
    return row


def typed(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def try_deed(request: HttpRequest, form: Any, deed: Callable[..., Any], arguments: dict[str, Any]) -> bool:
    """Did it succeed? A refusal becomes an error of the form."""
    try:
        deed(**arguments, by=request.user, at=timezone.now())
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


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
    if form.is_bound and form.is_valid():
        given = arguments() if arguments else form.cleaned_data
        if try_deed(request, form, deed, given):
            return back_to_case(request, row)
    page = {"case": row, "form": form, "title": title, "button": button or title} | shown
    return render(request, "consultations/deed.html", page, status=422 if form.is_bound else 200)


def back_to_case(request: HttpRequest, row: Consultation) -> HttpResponse:
    if queries.is_in_sight(row, actor=request.user):
        return redirect(row)
    messages.info(request, _("保存しました。この相談は、あなたには表示されなくなりました。"))
    return redirect("consultations:index")
