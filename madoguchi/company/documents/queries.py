"""What pages ask about a company's papers. Everything here is narrowed by `visible_to`."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404

from madoguchi.company.documents import access, files
from madoguchi.company.documents.assembling import uses_of
from madoguchi.company.documents.clauses import outline_of
from madoguchi.company.documents.facts import LABELS
from madoguchi.company.documents.models import Document, Posting, Version
from madoguchi.company.documents.text import from_json, text_of
from madoguchi.company.documents.words import BEFORE_FORCE, Kind, Source, State
from madoguchi.company.grants import queries as grants
from madoguchi.company.grants.models import Part
from madoguchi.foundation.accounts.models import Organisation
from madoguchi.foundation.core.paging import Page, page_by_key
from madoguchi.foundation.papers.blocks import Block
from madoguchi.foundation.vault import downloads
from madoguchi.foundation.vault.opened import keys_of

READ_ROOM = "documents.read_room"
READ_FILE = "documents.read_file"


@dataclass(frozen=True)
class Old:
    """古い条項 — a clause of a version that follows an older rule than ours of today."""

    title: str
    held: str
    source: Source


@dataclass(frozen=True)
class Shown:
    """一覧の一行 — one kind; `document` None where the company has none yet."""

    kind: Kind
    document: Document | None = None
    in_force: Version | None = None
    latest: Version | None = None
    old: tuple[Old, ...] = ()

    @property
    def current(self) -> Version | None:
        return self.in_force or self.latest

    @property
    def is_waiting(self) -> bool:
        """Is its newest version not in force yet?"""
        return self.latest is not None and self.latest.state in BEFORE_FORCE

    @property
    def is_ahead(self) -> bool:
        """Is a newer version on its way?"""
        return bool(self.in_force and self.latest and self.latest.number > self.in_force.number)


def rooms(actor: Any) -> QuerySet[Organisation]:
    """開ける会社の部屋 — one's own, and those that show the actor their papers."""
    return grants.rooms(actor, Part.PAPERS)


def room_or_404(actor: Any, pk: int) -> Organisation:
    """会社の部屋."""
    return grants.room_or_404(actor, pk, part=Part.PAPERS, deed=READ_ROOM)


def sees_whole(actor: Any, room: Organisation) -> bool:
    """全部見えるか — who runs the company, and its guests."""
    return access.WRITE.admits(actor, within=room.pk) or grants.is_guest(actor, room)


def family(room: Organisation, *, actor: Any) -> list[Shown]:
    """書類の一式 — every kind for who sees the whole, else what is posted for them. Two statements."""
    found = {one.kind: one for one in Document.objects.visible_to(actor).filter(organisation=room)}
    rows = Version.objects.visible_to(actor).filter(document__organisation=room)
    rows = rows.filter(Q(state=State.IN_FORCE) | Q(number=_newest())).order_by("number")
    told: dict[str, list[Version]] = {}
    for row in rows.select_related("document__organisation"):
        told.setdefault(row.document.kind, []).append(row)
    kinds = [kind for kind in Kind if kind in found or sees_whole(actor, room)]
    return [_shown(kind, found.get(kind), told.get(kind, [])) for kind in kinds]


def versions(document: Document, *, actor: Any, after: str = "") -> Page[Version]:
    """版の履歴 — newest first, one page."""
    rows = Version.objects.visible_to(actor).filter(document=document).with_document(actor)
    return page_by_key(rows, keys=("-number",), after=after)


def version_or_404(document: Document, number: int, *, actor: Any) -> Version:
    rows = Version.objects.visible_to(actor).with_document(actor).filter(document=document)
    return get_object_or_404(rows, number=number)


def in_force_number(document: Document, *, actor: Any) -> int | None:
    rows = Version.objects.visible_to(actor).in_force().filter(document=document)
    return rows.values_list("number", flat=True).first()


def latest_of(document: Document, *, actor: Any) -> Version:
    return Version.objects.visible_to(actor).with_document(actor).filter(document=document).order_by("-number")[0]


def has_generated(document: Document, *, actor: Any) -> bool:
    return Version.objects.visible_to(actor).generated().filter(document=document).exists()


def blocks_of(version: Version, *, actor: Any) -> tuple[Block, ...]:
    """読む — the file for who may open it, else what is posted.

    Raises KeyringClosed, NoKeyYet, FileLost or Unreadable.
    """
    if access.FILES.admits(actor, within=version.document.organisation_id):
        return files.blocks_in(version, actor=actor)
    return posted(version, actor=actor)


def posted(version: Version, *, actor: Any) -> tuple[Block, ...]:
    """掲示された文 — 404 where nothing is posted for this reader."""
    row = get_object_or_404(Posting.objects.visible_to(actor), version=version)
    return from_json(row.blocks)


def may_read(version: Version, *, actor: Any) -> bool:
    """読めるか — the keys aside."""
    if access.FILES.admits(actor, within=version.document.organisation_id):
        return True
    return Posting.objects.visible_to(actor).filter(version=version).exists()


def download_of(version: Version, *, actor: Any) -> HttpResponseBase:
    """Wordのファイル — byte by byte as it was kept. Raises KeyringClosed, NoKeyYet or FileLost."""
    return downloads.download(version, keys_of(actor))


def before(version: Version, *, actor: Any) -> Version | None:
    """一つ前の版."""
    rows = Version.objects.visible_to(actor).filter(document=version.document_id, number__lt=version.number)
    return rows.order_by("-number").first()


def why_new(version: Version, earlier: Version | None) -> list[str]:
    """作り直した理由 — the facts that changed since an earlier generated version, of clauses that changed too."""
    if earlier is None or not (version.facts and earlier.facts):
        return []
    before = {code: held for code, _day, held, *_rest in earlier.clauses}
    changed = {code for code, _day, held, *_rest in version.clauses if before.get(code) != held}
    used = {name for one in outline_of(version.document.kind).clauses if one.code in changed for name in uses_of(one)}
    names = [one for one in LABELS if one in used and earlier.facts.get(one) != version.facts.get(one)]
    return list(dict.fromkeys(str(LABELS[one]) for one in names))


def old_clauses(version: Version) -> tuple[Old, ...]:
    """古い条項 — those that follow an older rule than ours of today."""
    now = {one.code: one for one in outline_of(version.document.kind).clauses}
    title = outline_of(version.document.kind).title
    found = [
        Old(now[code].title or title, rule_version, now[code].source)
        for code, rule_version, *_rest in version.clauses
        if code in now and rule_version and rule_version < now[code].rule_version.isoformat()
    ]
    return tuple(found)


def waiting(room: Organisation, *, actor: Any) -> list[Version]:
    """施行を待つ版 — the newest of each paper, where it is not in force yet."""
    rows = Version.objects.visible_to(actor).with_document(actor).filter(document__organisation=room)
    newest = rows.filter(number=_newest(), state__in=BEFORE_FORCE)
    order = {kind: place for place, kind in enumerate(Kind.values)}
    return sorted(newest, key=lambda one: order[one.document.kind])


def older(room: Organisation, *, actor: Any) -> list[Shown]:
    """古い書類 — those of the family that follow an older rule somewhere."""
    return [one for one in family(room, actor=actor) if one.old]


def older_than(day: str) -> Iterable[tuple[int, str, int, list[str]]]:
    """その日より前の決まりによる版 — of every company, in force or else the newest: room, kind, version, codes."""
    rows = Version.objects.filter(Q(state=State.IN_FORCE) | Q(number=_newest()))
    for row in rows.select_related("document").order_by("document__organisation", "document__kind", "number"):
        codes = [code for code, rule_version, *_rest in row.clauses if rule_version and rule_version < day]
        if codes:
            yield row.document.organisation_id, row.document.kind, row.number, codes


def naming_levels(room: int, *, actor: Any) -> int:
    """区分を書いた書類 — in force, of kinds that name the levels or carry the handling table."""
    rows = Version.objects.visible_to(actor).in_force().filter(document__organisation=room)
    return rows.filter(document__kind__in=_kinds_naming_levels()).count()


def gaps_in(blocks: Iterable[Block], kind: str) -> list[str]:
    """見当たらないもの — articles of ours of which a paper the company brought along has no word."""
    said = "".join(text_of(one) for one in blocks)
    clauses = [one for one in outline_of(kind).clauses if one.hints and one.title]
    return [one.title for one in clauses if not any(hint in said for hint in one.hints)]


@cache
def _kinds_naming_levels() -> list[str]:
    speaking = {"levels", "handling"}
    return [kind.value for kind in Kind if any(uses_of(one) & speaking for one in outline_of(kind).clauses)]


def _newest() -> Subquery:
    return Subquery(Version.objects.filter(document=OuterRef("document")).order_by("-number").values("number")[:1])


def _shown(kind: Kind, document: Document | None, rows: list[Version]) -> Shown:
    in_force = next((row for row in rows if row.state == State.IN_FORCE), None)
    latest = rows[-1] if rows else None
    current = in_force or latest
    return Shown(kind, document, in_force, latest, old_clauses(current) if current else ())
