"""様式 — how every room shows a form, does the deed when it is sent, and says a refusal on the form itself."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone

from madoguchi.foundation.core.errors import Refusal


class ConfirmForm(forms.Form):
    """確認 — nothing to type: pressing the button is the answer."""


def typed(request: HttpRequest) -> QueryDict | None:
    """What was sent; None where the page is only opened. An empty form that is sent is sent all the same."""
    return request.POST if request.method == "POST" else None


def stamp(request: HttpRequest) -> dict[str, Any]:
    """Who does the deed, and when: the last two arguments of every action."""
    return {"by": request.user, "at": timezone.now()}


@contextmanager
def refusals_on(form: forms.BaseForm) -> Iterator[None]:
    """A refusal inside becomes an error of the form, at the field it is about where the form has it."""
    try:
        yield
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))


def done(form: forms.BaseForm, deed: Callable[[], object]) -> bool:
    """Does the deed if the form is in order, and says whether it was done."""
    if form.is_valid():
        with refusals_on(form):
            deed()
            return True
    return False


def form_page(request: HttpRequest, template: str, form: forms.BaseForm, **shown: Any) -> HttpResponse:
    """A page with a form; one that was sent and not done answers 422 and keeps what was typed."""
    return render(request, template, {"form": form, **shown}, status=422 if form.is_bound else 200)
