"""作り直し — three-way by clause: what we wrote last, what the company has now, what we would write today.

What the company did not touch is replaced, what it edited is kept and shown beside our new words, to choose from.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Any, NamedTuple

from madoguchi.company.documents.assembling import Section, paper_of
from madoguchi.company.documents.clauses import outline_of
from madoguchi.company.documents.numbers import BEGUN, plain, unresolved
from madoguchi.company.documents.text import text_of
from madoguchi.foundation.papers.blocks import Block, Paper

NOTHING = ("", "")


class Held(NamedTuple):
    """条項の指紋 — what a version says of one of its clauses: `digest` of our words, `block_count` of its blocks."""

    code: str
    rule_version: str
    digest: str
    block_count: int
    is_own: bool


@dataclass(frozen=True)
class Part:
    """一条 — as it would stand in the next version. `ours` None: we have no such clause today."""

    code: str
    yours: Section | None
    ours: Section | None
    is_touched: bool
    is_chosen: bool
    was: Held | None

    @property
    def is_own(self) -> bool:
        """Do the company's words stay?"""
        return self.is_touched and not self.is_chosen

    @property
    def stays(self) -> Section | None:
        return self.yours if self.is_own else self.ours

    @property
    def is_theirs_alone(self) -> bool:
        """Is there nothing of ours to choose?"""
        return self.ours is None and not (self.was and self.was.digest)

    @property
    def has_news(self) -> bool:
        """Do we say something else than last time, or say it by a newer rule?"""
        return _ours(self.ours) != ((self.was.rule_version, self.was.digest) if self.was else NOTHING)


def held_in(told: Iterable[Sequence[Any]]) -> list[Held]:
    return [Held(*one) for one in told]


def fingerprint(sections: Iterable[Section], *, own: Mapping[str, Held] | None = None) -> list[list[Any]]:
    """指紋 — of the sections of a version; `own`: what is kept of the company's, and what we said of it."""
    kept = own or {}
    return [list(kept.get(one.code) or _held(one)) for one in sections]


def parts_of(
    held: Sequence[Held],
    base: Sequence[Block],
    present: Sequence[Block],
    now: Sequence[Section],
    *,
    kind: str,
    chosen: Collection[str] = (),
) -> list[Part]:
    """一条ずつ — `base`: the blocks we generated last; `chosen`: codes for which our words are to replace theirs."""
    stood, stands = aligned(held, base, present)
    known, ours = {one.code: one for one in held}, {one.code: one for one in now}
    made = {one.code: Part(one.code, None, one, False, False, None) for one in now}
    cut = _cut(unresolved(list(stands.items()), outline_of(kind).numbering))
    for code, blocks in cut:
        was = known.get(code)
        touched = was is None or was.is_own or _said(stood[code]) != _said(blocks)
        made[code] = Part(code, Section(code, blocks), ours.get(code), touched, code in chosen, was)
    return [made[code] for code in _order([one.code for one in now], [code for code, _blocks in cut])]


def merged(parts: Iterable[Part], *, kind: str) -> tuple[Paper, list[list[Any]]]:
    """次の版 — the paper and its fingerprint."""
    staying = [(one, one.stays) for one in parts]
    sections = [section for _part, section in staying if section is not None]
    titles = {one.code: f"「{one.title}」の定め" for one in outline_of(kind).clauses if one.title}
    own = {one.code: _kept(one, section) for one, section in staying if section is not None and one.is_own}
    return paper_of(kind, sections, missing=titles), fingerprint(sections, own=own)


def aligned(
    held: Sequence[Held], base: Sequence[Block], present: Sequence[Block]
) -> tuple[dict[str, list[Block]], dict[str, list[Block]]]:
    """対応を取る — both papers cut by clause: a paragraph that is new belongs to the clause it stands in."""
    owners = [one.code for one in held for _ in range(one.block_count)]
    stood: dict[str, list[Block]] = {one.code: [] for one in held}
    stands: dict[str, list[Block]] = {one.code: [] for one in held}
    for owner, block in zip(owners, base, strict=True):
        stood[owner].append(block)
    for place, block in zip(_places(base, present), present, strict=True):
        stands[owners[place]].append(block)
    return stood, stands


def _cut(parts: Iterable[tuple[str, tuple[Block, ...]]]) -> list[tuple[str, tuple[Block, ...]]]:
    """An article the company put in is a part of its own."""
    found: list[tuple[str, tuple[Block, ...]]] = []
    for code, blocks in parts:
        found.append((code, ()))
        for block in blocks:
            begun = BEGUN.match(text_of(block))
            if begun and begun[1] != code:
                found.append((begun[1], ()))
            last, held = found.pop()
            found.append((last, (*held, block)))
    return found


def _places(base: Sequence[Block], present: Sequence[Block]) -> list[int]:
    """For each block of the present paper the place in the base to which it belongs; they never run backwards."""
    before, after = ([plain(text_of(one)) for one in blocks] for blocks in (base, present))
    places: list[int] = []
    for what, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        last = i2 - 1 if what != "insert" else i1 - 1
        places += [max(0, min(i1 + step, last)) for step in range(j2 - j1)]
    return places


def _said(blocks: Iterable[Block]) -> list[str]:
    return [plain(text_of(one)) for one in blocks]


def _order(now: Sequence[str], held: Sequence[str]) -> list[str]:
    """Ours in our order; what we no longer have, after what stood before it."""
    order = list(now)
    for before, code in pairwise(["", *held]):
        if code not in order:
            order.insert(order.index(before) + 1 if before in order else 0, code)
    return order


def _held(section: Section) -> Held:
    return Held(section.code, *_ours(section), len(section.blocks), False)


def _ours(section: Section | None) -> tuple[str, str]:
    if section is None:
        return NOTHING
    return section.rule_version.isoformat() if section.rule_version else "", section.digest


def _kept(part: Part, section: Section) -> Held:
    """Our words of today are noted beside theirs, so that the same choice is not put again."""
    return Held(section.code, *_ours(part.ours), len(section.blocks), True)
