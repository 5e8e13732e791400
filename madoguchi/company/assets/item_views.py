from functools import partial
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from madoguchi.company.assets import access, actions, queries, sight
from madoguchi.company.assets.forms import (
    AssetForm,
    CorrectForm,
    DiscloseForm,
    NoteForm,
    RetireForm,
    TakeBackForm,
    as_typed,
)
from madoguchi.company.assets.levels import levels_of, names_of
from madoguchi.company.assets.models import Asset, Disclosure
from madoguchi.company.assets.views import room_for
from madoguchi.foundation.access.doors import reads, visible_or_404, writes, written_look
from madoguchi.foundation.access.forms import done, form_page, stamp, typed
from madoguchi.foundation.access.rules import Rule
from madoguchi.foundation.core.errors import Conflict
from madoguchi.foundation.vault.looks import Look


@reads(access.READ)
def detail(request: HttpRequest, room: int, asset: int) -> HttpResponse:
    row, day = _row(request, room, asset), queries.today()
    level = names_of(levels_of(row.organisation, day)).get(row.level, row.level)
    page: dict[str, Any] = {"room": row.organisation, "asset": row}
    if sight.is_brief(request.user, row.organisation_id):
        return render(request, "assets/brief.html", page | {"facts": queries.brief_facts(row, level)})
    note = queries.note_of(row, actor=request.user)
    if note and note.look is Look.OPEN:
        written_look(queries.READ_NOTE, row, request.user)
    given = queries.disclosures_of(row, actor=request.user)
    alerts, accepted = queries.alerts_of(row, day, actor=request.user)
    page |= {
        "facts": queries.facts(row, level, actor=request.user),
        "scores": queries.scores(row),
        "verdicts": queries.verdicts(row),
        "alerts": alerts,
        "accepted": accepted,
        "note": note,
        "may_note": access.NOTES.admits(request.user, within=row.organisation_id) and not row.retired_at,
        "disclosures": [(one, access.disclosure_deeds(request.user, one)) for one in given],
        "history": queries.history_of(row),
        "deeds": access.deeds(request.user, row),
    }
    return render(request, "assets/detail.html", page)


@writes(access.WRITE)
def add(request: HttpRequest, room: int) -> HttpResponse:
    here = room_for(request, room, access.WRITE)
    form = AssetForm(typed(request), room=here, actor=request.user, day=queries.today())
    made: list[Asset] = []
    if done(form, lambda: made.append(actions.add(organisation=here, facts=form.facts(), **stamp(request)))):
        messages.success(request, _("台帳に登録しました。"))
        return redirect(made[0])
    return form_page(request, "assets/form.html", form, room=here)


@writes(access.WRITE)
def correct(request: HttpRequest, room: int, asset: int) -> HttpResponse:
    row = _row_to_write(request, room, asset)
    known: dict[str, Any] = {"room": row.organisation, "actor": request.user, "day": queries.today()}
    form = CorrectForm(typed(request), initial=as_typed(row), **known)

    def deed() -> None:
        said = {"seen_version": form.cleaned_data["seen_version"], "why": form.cleaned_data["why"]}
        try:
            actions.correct(asset=row, facts=form.facts(), **said, **stamp(request))
        except Conflict:
            form.overwriting(row.version)
            raise

    if done(form, deed):
        messages.success(request, _("台帳を書き直しました。"))
        return redirect(row)
    return form_page(request, "assets/form.html", form, room=row.organisation, asset=row)


@writes(access.NOTES)
def note(request: HttpRequest, room: int, asset: int) -> HttpResponse:
    row = _row_to_write(request, room, asset, access.NOTES)
    seen = queries.note_of(row, actor=request.user)
    if seen and seen.look is not Look.OPEN:
        return render(request, "assets/note_closed.html", {"room": row.organisation, "asset": row, "look": seen.look})
    form = NoteForm(typed(request), initial=seen.texts if seen else {})
    page = {"title": _("覚え書き"), "button": _("封をして保存する"), "said": _("覚え書きを保存しました。")}
    return _deed(request, row, form, partial(actions.note, asset=row), **page)


@writes(access.WRITE)
def disclose(request: HttpRequest, room: int, asset: int) -> HttpResponse:
    row = _row_to_write(request, room, asset)
    initial = {"given_date": queries.today()}
    form = DiscloseForm(typed(request), initial=initial, room=row.organisation, actor=request.user)
    page: dict[str, Any] = {
        "title": _("社外に渡した記録"),
        "button": _("記録する"),
        "said": _("渡したことを記録しました。"),
    }
    page |= {"ways": access.add_agreement(request.user, row.organisation_id)}
    return _deed(request, row, form, partial(actions.disclose, asset=row), **page)


@writes(access.WRITE)
def retire(request: HttpRequest, room: int, asset: int) -> HttpResponse:
    row = _row_to_write(request, room, asset)
    page = {"title": _("台帳から外す"), "button": _("外す"), "said": _("台帳から外しました。")}
    return _deed(request, row, RetireForm(typed(request)), partial(actions.retire, asset=row), **page)


@writes(access.WRITE)
def take_back(request: HttpRequest, room: int, asset: int, disclosure: int) -> HttpResponse:
    row = _row_to_write(request, room, asset)
    given = visible_or_404(Disclosure, request.user, pk=disclosure, asset=row.pk)
    form = TakeBackForm(typed(request), initial={"returned_date": queries.today()})
    page = {"title": _("返してもらった記録"), "button": _("記録する"), "said": _("返してもらったことを記録しました。")}
    return _deed(request, row, form, partial(actions.take_back, disclosure=given), **page)


def _deed(request: HttpRequest, row: Asset, form: Form, action: Any, *, said: str, **page: Any) -> HttpResponse:
    if done(form, lambda: action(**form.cleaned_data, **stamp(request))):
        messages.success(request, said)
        return redirect(row)
    return form_page(request, "assets/deed.html", form, room=row.organisation, asset=row, **page)


def _row(request: HttpRequest, room: int, asset: int) -> Asset:
    return visible_or_404(Asset, request.user, pk=asset, organisation=room)


def _row_to_write(request: HttpRequest, room: int, asset: int, rule: Rule = access.WRITE) -> Asset:
    row = _row(request, room, asset)
    rule.require(request.user, within=row.organisation_id)
    return row
