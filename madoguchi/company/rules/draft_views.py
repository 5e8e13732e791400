"""下書きの頁 — writing a table row by row, looking it over, bringing it into force."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from madoguchi.company.rules import access, actions, checking, impact, queries, sources
from madoguchi.company.rules.forms import BringForm, RowForm
from madoguchi.company.rules.models import HandlingTable
from madoguchi.company.rules.words import Action
from madoguchi.foundation.access.doors import reads, visible_or_404, writes
from madoguchi.foundation.access.forms import ConfirmForm, done, form_page, stamp, typed


@reads(access.REVIEW)
def draft(request: HttpRequest, room: int, draft: int) -> HttpResponse:
    """点検 — the draft, what is wrong with it, and what it would change."""
    row, today = _draft(request, room, draft), timezone.localdate()
    table, known = queries.read(row), impact.touched(row, actor=request.user, day=today)
    touched = known if queries.sees_register(row.organisation, actor=request.user) else []
    changes = impact.changes(row.organisation, table, actor=request.user, day=today)
    coming = queries.coming(row.organisation, actor=request.user, after=today)
    may_come = table.is_complete and bool(table.secret) and coming is None
    shown = {
        "room": row.organisation,
        "row": row,
        "table": table,
        "groups": checking.groups(table, actor=request.user, known=known),
        "sources": sources.used(table),
        "added": impact.added(table, touched) if touched else [],
        "touched": touched,
        "changes": changes,
        "revised": {one.level for one in changes},
        "may_write": access.may_write(request.user, row),
        "papers": access.papers(row),
        "coming": coming,
        "deeds": access.deeds(request.user, row, on=today, has_draft=True, may_come=may_come),
    }
    return render(request, "rules/draft.html", shown)


@writes(access.WRITE)
def say(request: HttpRequest, room: int, draft: int, action: str) -> HttpResponse:
    row = own_draft(request, room, draft)
    if action not in Action.values:
        raise Http404
    table, which = queries.read(row), Action(action)
    version = queries.version_of(row, which)
    form = RowForm(typed(request), table=row, shown=table, action=which, initial={"seen_version": version})
    shown: dict[str, Any] = {"room": row.organisation, "row": row, "action": which}
    if done(form, lambda: _say(request, row, form, shown)):
        messages.success(request, _("「%(row)s」を保存しました。") % {"row": which.label})
        following = _after(which) if "next" in request.POST else None
        return redirect("rules:say", room, row.pk, following) if following else redirect(row)
    shown |= {"following": _after(which), "measures": sources.of_row(row.edition, which)}
    shown |= {"place": list(Action).index(which) + 1, "count": len(Action)}
    return form_page(request, "rules/say.html", form, **shown)


@writes(access.WRITE)
def bring(request: HttpRequest, room: int, draft: int) -> HttpResponse:
    row, today = own_draft(request, room, draft), timezone.localdate()
    table = queries.read(row)
    gone = [one for one in impact.touched(row, actor=request.user, day=today) if not one.stays]
    form = BringForm(typed(request), today=today, gone=gone, levels=table.levels)
    if done(form, lambda: actions.bring_into_force(table=row, **form.chosen(), **stamp(request))):
        messages.success(request, _("表を使い始めることにしました。一枚の表を印刷して、みなさんに知らせてください。"))
        return redirect("rules:index", room)
    return form_page(request, "rules/bring.html", form, room=row.organisation, row=row, gone=gone)


@writes(access.WRITE)
def discard(request: HttpRequest, room: int, draft: int) -> HttpResponse:
    row = own_draft(request, room, draft)
    form = ConfirmForm(typed(request))
    if done(form, lambda: actions.discard(table=row, **stamp(request))):
        messages.success(request, _("下書きをやめました。"))
        return redirect("rules:index", room)
    return form_page(request, "rules/discard.html", form, room=row.organisation, row=row)


def _draft(request: HttpRequest, room: int, draft: int) -> HandlingTable:
    facts: dict[str, Any] = {"pk": draft, "organisation": room, "from_date": None}
    return visible_or_404(HandlingTable, request.user, along="with_people", **facts)


def own_draft(request: HttpRequest, room: int, draft: int) -> HandlingTable:
    row = _draft(request, room, draft)
    access.WRITE.require(request.user, within=row.organisation_id)
    return row


def _say(request: HttpRequest, row: HandlingTable, form: RowForm, shown: dict[str, Any]) -> None:
    try:
        seen = form.cleaned_data["seen_version"]
        actions.say(table=row, action=shown["action"], said=form.said(), seen=seen, **stamp(request))
    except actions.WrittenMeanwhile:
        form.overwriting(queries.version_of(row, shown["action"]))
        shown["differences"] = form.beside(form.saved(queries.read(row)))
        raise


def _after(action: Action) -> str:
    """The row below; "" after the last one."""
    following = list(Action)[list(Action).index(action) + 1 :]
    return following[0].value if following else ""
