"""見比べ — two versions paragraph by paragraph: what went, what came, and what changed within a sentence."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from madoguchi.company.documents.text import lines_of
from madoguchi.foundation.papers.blocks import Block

What = Literal["same", "added", "removed", "changed"]
LONGEST = 2_000  # letters of a paragraph that is compared letter by letter
SHORTEST = 5  # letters that stand between two changes as unchanged
ALIKE = 0.4


@dataclass(frozen=True)
class Piece:
    """かけら — of a paragraph: "same", "removed" or "added"."""

    what: What
    text: str


@dataclass(frozen=True)
class Change:
    """違い — of one paragraph; `count` of those left out where nothing changed."""

    what: What
    pieces: tuple[Piece, ...] = ()
    count: int = 0


def changes(before: Sequence[Block], after: Sequence[Block]) -> list[Change]:
    """違い — in the order of the newer paper; what is the same is counted, not shown."""
    old, new = ([line for block in blocks for line in lines_of(block)] for blocks in (before, after))
    found: list[Change] = []
    for what, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            found.append(Change("same", count=i2 - i1))
        else:
            found += _between(old[i1:i2], new[j1:j2])
    return found


def is_same(found: Iterable[Change]) -> bool:
    return all(one.what == "same" for one in found)


def within(old: str, new: str) -> tuple[Piece, ...]:
    """一文の中の違い."""
    if max(len(old), len(new)) > LONGEST:
        return (Piece("removed", old), Piece("added", new))
    pieces: list[Piece] = []
    for is_same, before, after in _runs(old, new):
        if is_same:
            pieces.append(Piece("same", before))
            continue
        pieces += [Piece("removed", before)] * bool(before) + [Piece("added", after)] * bool(after)
    return tuple(pieces)


def _runs(old: str, new: str) -> list[tuple[bool, str, str]]:
    """A few letters that happen to be the same between two changes are read as changed with them."""
    runs: list[tuple[bool, str, str]] = []
    opcodes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for place, (what, i1, i2, j1, j2) in enumerate(opcodes):
        is_inside = 0 < place < len(opcodes) - 1
        is_same = what == "equal" and (i2 - i1 >= SHORTEST or not is_inside)
        if runs and not is_same and not runs[-1][0]:
            _is, before, after = runs.pop()
            runs.append((False, before + old[i1:i2], after + new[j1:j2]))
        else:
            runs.append((is_same, old[i1:i2], new[j1:j2]))
    return runs


def _between(old: list[str], new: list[str]) -> list[Change]:
    """Paragraphs that are alike are one that changed; each of the others went or came."""
    found: list[Change] = []
    while old and new:
        if _are_alike(old[0], new[0]):
            found.append(Change("changed", within(old.pop(0), new.pop(0))))
        elif any(_are_alike(old[0], one) for one in new[1:4]):
            found.append(_only("added", new.pop(0)))
        else:
            found.append(_only("removed", old.pop(0)))
    return found + [_only("removed", one) for one in old] + [_only("added", one) for one in new]


def _only(what: What, text: str) -> Change:
    return Change(what, (Piece(what, text),))


def _are_alike(old: str, new: str) -> bool:
    matcher = SequenceMatcher(None, old[:LONGEST], new[:LONGEST], autojunk=False)
    return matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE
