"""画面に出すもの — what the pages of the papers show."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from madoguchi.company.documents import access, queries
from madoguchi.company.documents.actions import Fate, Outcome
from madoguchi.company.documents.clauses import outline_of
from madoguchi.company.documents.facts import facts_of, interview_of
from madoguchi.company.documents.forms import RedoForm
from madoguchi.company.documents.merging import Part
from madoguchi.company.documents.models import Document, Version
from madoguchi.company.documents.redoing import Redo
from madoguchi.company.documents.words import Kind, Made
from madoguchi.foundation.accounts.models import Organisation
from madoguchi.foundation.core.errors import Refusal
from madoguchi.foundation.vault.errors import KeyringClosed


def of_family(room: Organisation, actor: Any) -> dict[str, Any]:
    """書類の一式."""
    rows = queries.family(room, actor=actor)
    return {
        "room": room,
        "rows": rows,
        "is_whole": queries.sees_whole(actor, room),
        "has_none": not any(one.document for one in rows),
        "old_count": sum(bool(one.old) for one in rows),
        "deeds": access.room_deeds(actor, room, is_waiting=any(one.is_waiting for one in rows)),
    }


def of_generating(room: Organisation, actor: Any) -> dict[str, Any]:
    """まとめて作る前に — what the papers are made from."""
    facts = facts_of(room, actor=actor, on=timezone.localdate())
    chosen = interview_of(room, actor=actor)
    return {
        "room": room,
        "levels": facts.slots["levels"],
        "officer": facts.slots["officer"],
        "has_table": facts.has_table,
        "is_answered": chosen.pk is not None,
    }


def told(made: Iterable[Outcome]) -> str:
    """どうなったか — in one sentence each."""
    count = Counter(one.fate for one in made)
    said = [
        ngettext("%(count)d件の下書きを作りました。", "%(count)d件の下書きを作りました。", count[Fate.MADE])
        % {"count": count[Fate.MADE]}
    ]
    if count[Fate.SAME]:
        said.append(_("%(count)d件は前と同じなので、そのままです。") % {"count": count[Fate.SAME]})
    if count[Fate.OWN]:
        said.append(
            _("%(count)d件には会社で直した文があるので、書類ごとに作り直してください。") % {"count": count[Fate.OWN]}
        )
    if count[Fate.BROUGHT]:
        said.append(_("%(count)d件は前からある書類なので、そのままです。") % {"count": count[Fate.BROUGHT]})
    if count[Fate.WAITS]:
        said.append(_("運用表は、使う表を決めてから作ります。"))
    if count[Fate.TOO_LONG]:
        said.append(_("情報台帳は件数が多いため、台帳のページからExcelに書き出してください。"))
    return "".join(said)


def of_document(row: Document, actor: Any) -> dict[str, Any]:
    """一つの書類."""
    latest = queries.latest_of(row, actor=actor)
    is_made = queries.has_generated(row, actor=actor)
    in_force = queries.in_force_number(row, actor=actor)
    return {
        "room": row.organisation,
        "document": row,
        "latest": latest,
        "old": queries.old_clauses(latest),
        "deeds": access.deeds(actor, row, has_generated=is_made),
        "steps": access.version_deeds(actor, latest, in_force=in_force),
        "may_compare": access.FILES.admits(actor, within=row.organisation_id),
    }


def of_version(row: Version, actor: Any) -> dict[str, Any]:
    """一つの版 — its text, or why it is not shown."""
    document = row.document
    earlier = queries.before(row, actor=actor)
    shown = {
        "room": document.organisation,
        "document": document,
        "version": row,
        "earlier": earlier,
        "why": queries.why_new(row, earlier),
        "may_open": access.FILES.admits(actor, within=document.organisation_id),
        "deeds": access.version_deeds(actor, row, in_force=queries.in_force_number(document, actor=actor)),
        "blocks": (),
        "is_closed": False,
        "refusal": "",
        "gaps": [],
        "may_read": queries.may_read(row, actor=actor),
    }
    if shown["may_read"]:
        shown |= _text_of(row, actor)
    return shown


def other_of(row: Version, asked: str, actor: Any) -> Version | None:
    """比べる相手 — the one asked for, else the one before."""
    if asked.isdecimal() and int(asked) != row.number and len(asked) < 8:
        return queries.version_or_404(row.document, int(asked), actor=actor)
    return queries.before(row, actor=actor)


def of_redo(row: Document, found: Redo, form: RedoForm) -> dict[str, Any]:
    """作り直しの下見 — clause by clause: what is replaced, new or gone, and what is kept for choosing."""
    titles = {one.code: one.title for one in outline_of(row.kind).clauses}
    shown = [
        _part(one, found, form, titles)
        for one in found.parts
        if (one.is_touched or one.has_news) and not one.is_theirs_alone
    ]
    return {
        "room": row.organisation,
        "document": row,
        "parts": shown,
        "present": found.present,
        "has_news": found.is_new,
        "has_own": bool(form.codes),
    }


def is_wide(row: Document) -> bool:
    return row.kind in (Kind.TABLE, Kind.REGISTER)


def _text_of(row: Version, actor: Any) -> dict[str, Any]:
    try:
        blocks = queries.blocks_of(row, actor=actor)
    except KeyringClosed:
        return {"is_closed": True}
    except Refusal as refusal:
        return {"refusal": str(refusal)}
    gaps = queries.gaps_in(blocks, row.document.kind) if row.made == Made.BROUGHT_ALONG else []
    return {"blocks": [(type(one).__name__.lower(), one) for one in blocks], "gaps": gaps}


def _part(part: Part, found: Redo, form: RedoForm, titles: dict[str, str]) -> dict[str, Any]:
    return {
        "title": titles.get(part.code) or _("番号のない部分"),
        "is_touched": part.is_touched,
        "has_news": part.has_news,
        "is_gone": part.ours is None,
        "is_new": part.yours is None,
        "why": found.why(part),
        "changes": found.changes(part),
        "field": form[part.code] if part.code in form.fields else None,
    }
