"""作り直しの下調べ — opens what the company has and what we wrote last, and says what would become of it today."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from madoguchi.company.documents import files
from madoguchi.company.documents.assembling import sections_of
from madoguchi.company.documents.clauses import outline_of
from madoguchi.company.documents.comparing import Change, changes
from madoguchi.company.documents.facts import LABELS, facts_of
from madoguchi.company.documents.merging import Part, held_in, merged, parts_of
from madoguchi.company.documents.models import Document, Version
from madoguchi.company.documents.numbers import numbers_of, put
from madoguchi.company.documents.text import text_of
from madoguchi.foundation.core.errors import Refusal
from madoguchi.foundation.papers.blocks import Block, Paper


@dataclass(frozen=True)
class Redo:
    """作り直し — `paper` and `clauses` are what would be the next version."""

    base: Version
    present: Version
    parts: list[Part]
    paper: Paper
    clauses: list[list[Any]]
    facts: dict[str, str]
    is_new: bool

    def changes(self, part: Part) -> list[Change]:
        """その条の違い — what stands there now, and what we would write today."""
        yours, ours = (put(one.blocks, self.numbers) if one else [] for one in (part.yours, part.ours))
        return changes(yours, ours)

    @cached_property
    def numbers(self) -> dict[str, str]:
        standing = [block for part in self.parts if part.stays for block in part.stays.blocks]
        return numbers_of(standing, outline_of(self.present.document.kind).numbering)

    def why(self, part: Part) -> list[str]:
        """変わる理由 — the facts that are different now, or a newer rule."""
        return reasons(part, self.base.facts, self.facts)


def redo(document: Document, *, actor: Any, on: date, chosen: Collection[str] = ()) -> Redo:
    """下調べをする — for a paper that was once generated. Raises KeyringClosed, NoKeyYet, FileLost or Unreadable."""
    rows = Version.objects.visible_to(actor).filter(document=document).select_related("document").order_by("-number")
    present = rows[0]
    base = rows.generated().first()
    if base is None:
        raise Refusal(_("文案から作った版がありません。先に、文案から新しく作ってください。"))
    facts = facts_of(document.organisation, actor=actor, on=on)
    stood, stands = files.blocks_in(base, actor=actor), files.blocks_in(present, actor=actor)
    now = sections_of(document.kind, facts)
    parts = parts_of(held_in(base.clauses), stood, stands, now, kind=document.kind, chosen=chosen)
    paper, clauses = merged(parts, kind=document.kind)
    is_new = _texts(paper.blocks) != _texts(stands) or any(one.has_news for one in parts)
    return Redo(base, present, parts, paper, clauses, facts.hashes(), is_new)


def reasons(part: Part, before: dict[str, str], now: dict[str, str]) -> list[str]:
    if part.ours is None or part.was is None:
        return []
    found = {str(LABELS[one]): None for one in sorted(part.ours.uses) if one in now and before.get(one) != now[one]}
    return list(found)


def _texts(blocks: Iterable[Block]) -> list[str]:
    return [text_of(one) for one in blocks]
