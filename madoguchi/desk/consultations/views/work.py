from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from madoguchi.desk.consultations import access, actions, queries
from madoguchi.desk.consultations.forms import deeds as forms
from madoguchi.desk.consultations.models import Consultation
from madoguchi.desk.consultations.views.page import case_for, deed_page
from madoguchi.foundation.access.doors import visible_or_404, writes
from madoguchi.foundation.access.forms import ConfirmForm, typed
from madoguchi.foundation.core.errors import Conflict


@writes(access.WRITE)
def correct(request: HttpRequest, number: str) -> HttpResponse:
    row = case_for(request, number, access.WRITE)
    form = forms.CorrectForm(typed(request), initial=forms.as_read(row))
    return _versioned(request, row, form, actions.correct, title=_("内容を訂正"), as_changes=True)


@writes(access.WRITE)
def answer(request: HttpRequest, number: str) -> HttpResponse:
    row = case_for(request, number, access.WRITE)
    form = forms.AnswerForm(typed(request), initial={"answer_gist": row.answer_gist, "seen_version": row.version})
    return _versioned(request, row, form, actions.answer, title=_("回答を記録"))


def _versioned(
    request: HttpRequest, row: Consultation, form: Any, deed: Any, *, title: str, as_changes: bool = False
) -> HttpResponse:
    """A deed on what somebody else may be changing too: both versions are shown, nothing typed is lost."""
    shown: dict[str, Any] = {}

    def attempt(**said: Any) -> None:
        try:
            deed(consultation=row, **said)
        except Conflict:
            shown["conflict"] = _conflict(row, form)
            raise

    def arguments() -> dict[str, Any]:
        seen = {"seen_version": form.cleaned_data["seen_version"]}
        return seen | ({"changes": form.changes()} if as_changes else form.changes())

    return deed_page(request, row, form, attempt, title=title, arguments=arguments, versions=shown)


def _conflict(row: Consultation, form: Any) -> dict[str, Any]:
    """The row anew (it stays in sight: it was locked a moment ago), who saved it when, and both versions."""
    row.refresh_from_db()
    form.overwriting(row.version)
    at = timezone.localtime(row.changed_at) if row.changed_at else None
    by = row.changed_by.name if row.changed_by else ""
    return {"by": by, "at": at, "rows": form.beside(forms.saved(row))}


@writes(access.WORK)
def move(request: HttpRequest, number: str) -> HttpResponse:
    row = case_for(request, number, access.WORK)
    form = forms.MoveForm(typed(request), row=row)
    return deed_page(request, row, form, partial(actions.move, consultation=row), title=_("状態を進める"))


@writes(access.WORK)
def close(request: HttpRequest, number: str) -> HttpResponse:
    row = case_for(request, number, access.WORK)
    form = forms.CloseForm(typed(request))
    return deed_page(request, row, form, partial(actions.close, consultation=row), title=_("終了する"))


@writes(access.WORK)
def withdraw(request: HttpRequest, number: str) -> HttpResponse:
    row = case_for(request, number, access.WORK)
    form = ConfirmForm(typed(request))
    return deed_page(request, row, form, partial(actions.withdraw, consultation=row), title=_("取下げにする"))


@writes(access.WORK)
def reopen(request: HttpRequest, number: str) -> HttpResponse:
    row = case_for(request, number, access.WORK)
    form = ConfirmForm(typed(request))
    return deed_page(request, row, form, partial(actions.reopen, consultation=row), title=_("再開する"))


@writes(access.WRITE)
def restrict(request: HttpRequest, number: str) -> HttpResponse:
    row = case_for(request, number, access.WRITE)
    form = forms.RestrictForm(typed(request), initial={"is_restricted": "no" if row.is_restricted else "yes"})
    return deed_page(
        request, row, form, partial(actions.restrict, consultation=row), title=_("限定の設定"), button=_("設定する")
    )


@writes(access.WORK)
def consent(request: HttpRequest, number: str) -> HttpResponse:
    row = case_for(request, number, access.WORK)
    form = forms.ConsentForm(typed(request))
    deed = partial(actions.consent, consultation=row)
    return deed_page(request, row, form, deed, title=_("同意を記録"), consents=queries.latest_consents(row))


@writes(access.CONTACT)
def contact(request: HttpRequest, number: str) -> HttpResponse:
    row = case_for(request, number, access.CONTACT)
    form = forms.ContactForm(typed(request), initial={"channel": row.channel})
    return deed_page(request, row, form, partial(actions.record_contact, consultation=row), title=_("対応を記録"))


@writes(access.CONTACT)
def finish_next(request: HttpRequest, number: str, contact: int) -> HttpResponse:
    row = case_for(request, number, access.CONTACT)
    held = get_object_or_404(queries.contacts_of(row), pk=contact)
    form = ConfirmForm(typed(request))
    deed = partial(actions.finish_next, contact=held)
    return deed_page(request, row, form, deed, title=_("済みにする"), text=held.get_next_action_display())


@writes(access.WORK)
def link(request: HttpRequest, number: str) -> HttpResponse:
    row = case_for(request, number, access.WORK)
    form = forms.LinkForm(typed(request), row=row, actor=request.user)
    linked = queries.links_of(actor=request.user, row=row)
    return deed_page(
        request,
        row,
        form,
        partial(actions.link, consultation=row),
        title=_("関連づけ"),
        button=_("関連づける"),
        linked=linked,
    )


@writes(access.WORK)
def unlink(request: HttpRequest, number: str, other: str) -> HttpResponse:
    row = case_for(request, number, access.WORK)
    second = visible_or_404(Consultation, request.user, number=other)
    form = ConfirmForm(typed(request))
    deed = partial(actions.unlink, consultation=row, other=second)
    return deed_page(request, row, form, deed, title=_("関連づけを外す"), text=second.number)
