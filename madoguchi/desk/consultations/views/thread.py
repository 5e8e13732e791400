from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from madoguchi.desk.consultations import access, actions, queries
from madoguchi.desk.consultations.forms.thread import DraftForm, MessageForm, PartyForm, PostForm
from madoguchi.desk.consultations.models import Consultation, Message
from madoguchi.desk.consultations.views.page import case_for, deed_page
from madoguchi.foundation.access.doors import visible_or_404, writes, written_look
from madoguchi.foundation.access.forms import ConfirmForm, done, form_page, stamp, typed
from madoguchi.foundation.core.errors import Conflict


@writes(access.CONFIDE)
def write(request: HttpRequest, number: str) -> HttpResponse:
    row = case_for(request, number, access.CONFIDE)
    form = MessageForm(typed(request), may_send=access.may(request.user, row, access.SEND))
    return deed_page(
        request,
        row,
        form,
        partial(actions.write, consultation=row),
        title=_("対話に書く"),
        button=_("書き込む"),
        arguments=form.message,
        second={"name": "draft", "label": _("下書きとして残す")},
    )


@writes(access.CONFIDE)
def draft_message(request: HttpRequest, number: str, message: UUID) -> HttpResponse:
    """下書き — kept with changes, or sent as it stands on this page."""
    row = case_for(request, number, access.CONFIDE)
    held = _draft(row, message)
    may_send = access.may(request.user, row, access.SEND)
    form = DraftForm(typed(request), kind=held.kind, initial=queries.as_drafted(held, actor=request.user))
    shown: dict[str, Any] = {}

    def attempt(**said: Any) -> None:
        deed = actions.send if "send" in request.POST else actions.revise
        try:
            deed(message=held, **said)
        except Conflict:
            shown["conflict"] = _conflict(form, _draft(row, message), request.user)
            raise

    second = {"name": "send", "label": _("送る")} if may_send else None
    return deed_page(
        request, row, form, attempt, title=_("下書き"), button=_("下書きを保存"), second=second, versions=shown
    )


@writes(access.CONFIDE)
def discard_message(request: HttpRequest, number: str, message: UUID) -> HttpResponse:
    row = case_for(request, number, access.CONFIDE)
    deed = partial(actions.discard, message=_draft(row, message))
    return deed_page(request, row, ConfirmForm(typed(request)), deed, title=_("下書きを捨てる"))


@writes(access.SEND)
def show_message(request: HttpRequest, number: str, message: UUID) -> HttpResponse:
    row = case_for(request, number, access.SEND)
    held = get_object_or_404(queries.messages_of(row).sent(), pk=message)
    deed = partial(actions.show, message=held)
    return deed_page(request, row, ConfirmForm(typed(request)), deed, title=_("相談者に見せる"))


@writes(access.NAME_PARTY)
def parties(request: HttpRequest, number: str) -> HttpResponse:
    """相手方と利益相反 — the names are opened for the people of the case; what collides is pointed out, not told."""
    row = case_for(request, number, access.NAME_PARTY)
    return deed_page(
        request,
        row,
        PartyForm(typed(request)),
        partial(actions.name_party, consultation=row),
        title=_("相手方・利益相反"),
        button=_("加える"),
        parties=queries.parties_of(row, actor=request.user),
        collision=queries.collision_of(row, actor=request.user),
        may_wall=access.may(request.user, row, access.WALL),
    )


@writes(access.NAME_PARTY)
def remove_party(request: HttpRequest, number: str, party: UUID) -> HttpResponse:
    row = case_for(request, number, access.NAME_PARTY)
    held = get_object_or_404(row.parties.all(), pk=party)
    deed = partial(actions.remove_party, party=held)
    return deed_page(request, row, ConfirmForm(typed(request)), deed, title=_("相手方を消す"))


@writes(access.MINE)
def my_case(request: HttpRequest, number: str) -> HttpResponse:
    """自分の相談の一件 — what the desk shows the consulter, and a way to write back."""
    row = visible_or_404(Consultation, request.user, within="confided_by", number=number)
    form = PostForm(typed(request))
    if done(form, lambda: actions.post(consultation=row, body=form.cleaned_data["body"], **stamp(request))):
        messages.success(request, _("窓口に届けました。"))
        return redirect("consultations:my_case", row.number)
    thread = queries.shown_to_consulter(row, actor=request.user)
    if thread.is_read:
        written_look(queries.READ_THREAD, row, request.user)
    return form_page(request, "consultations/my_case.html", form, case=row, thread=thread)


def _draft(row: Consultation, pk: UUID) -> Message:
    found: Message = get_object_or_404(queries.messages_of(row).filter(sent_at=None), pk=pk)
    return found


def _conflict(form: DraftForm, held: Message, actor: Any) -> dict[str, Any]:
    form.overwriting(held.version)
    rows = form.beside(queries.as_drafted(held, actor=actor))
    return {"by": held.revised_by.name, "at": held.revised_at, "rows": rows}
