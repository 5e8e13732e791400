"""条番号 — numbers run through a paper and references follow them, also after the company has moved articles.

While a paper is put together its numbers stand as marks: {no:code} where an article begins, {ref:code} where another
speaks of it.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from madoguchi.company.documents.text import narrow, text_of, wide
from madoguchi.company.documents.words import Numbering
from madoguchi.foundation.papers.blocks import Block, Break, Table

BEGUN = re.compile(r"\{no:([\w-]+)\}")
MARK = re.compile(r"\{(no|ref):([\w-]+)\}")
_FORMS = {Numbering.ARTICLES: "第{}条", Numbering.POINTS: "{}"}
_BEGINS = {
    Numbering.ARTICLES: re.compile(r"^第([0-9０-９]{1,3})条(?=[（(　 ]|$)"),
    Numbering.POINTS: re.compile(r"^([0-9０-９]{1,3})(?=[　 ])"),
}
_NAMED = re.compile(r"(?<![法令則律典）)])第([0-9０-９]{1,3})条(?!の[0-9０-９])")  # not an article of a statute


class NoSuchClause(LookupError):
    """行き先のない参照 — a clause refers to one its paper does not have."""


def resolved(blocks: Sequence[Block], numbering: Numbering, missing: Mapping[str, str] | None = None) -> list[Block]:
    """番号を入れる — in the order in which {no:code} stands. Raises NoSuchClause.

    With `missing`, which says what stands for clauses that are gone, whatever else leads nowhere stays as it is.
    """
    return put(blocks, {**(missing or {}), **numbers_of(blocks, numbering)}, is_strict=missing is None)


def numbers_of(blocks: Sequence[Block], numbering: Numbering) -> dict[str, str]:
    """番号 — by the code of each clause that begins in these blocks."""
    if numbering == Numbering.NONE:
        return {}
    codes = [code for block in blocks for mark, code in MARK.findall(text_of(block)) if mark == "no"]
    return {code: _FORMS[numbering].format(wide(place)) for place, code in enumerate(codes, start=1)}


def put(blocks: Sequence[Block], numbers: Mapping[str, str], *, is_strict: bool = False) -> list[Block]:
    """印を番号にする — what leads nowhere stays as it is, or raises NoSuchClause."""
    return [_marked(block, numbers, is_strict=is_strict) for block in blocks]


def unresolved(
    parts: Sequence[tuple[str, Sequence[Block]]], numbering: Numbering
) -> list[tuple[str, tuple[Block, ...]]]:
    """番号を外す — of a paper cut by clause (code, blocks): the first number in a part is its clause's.

    An article the company put in gets a code of its own. A number that no article bears stays as it was typed.
    """
    if numbering == Numbering.NONE:
        return [(code, tuple(blocks)) for code, blocks in parts]
    begun = [(code, list(_begun(code, blocks, numbering))) for code, blocks in parts]
    known = {number: own for _code, found in begun for _block, number, own in found if number}
    return [
        (code, tuple(_unmarked(block, own, known, numbering) for block, _no, own in found)) for code, found in begun
    ]


def plain(text: str) -> str:
    """番号を除いた文 — by which a paragraph is known again after articles have moved."""
    for begins in _BEGINS.values():
        text = begins.sub("＃", text)
    return MARK.sub("＃", _NAMED.sub("＃", text))


def mapped(block: Block, change: Callable[[str], str]) -> Block:
    """文を変える — of whatever a block says."""
    if isinstance(block, Break):
        return block
    if isinstance(block, Table):
        rows = tuple(tuple(change(cell) for cell in row) for row in block.rows)
        return replace(block, head=tuple(change(cell) for cell in block.head), rows=rows)
    return replace(block, text=change(block.text))


def _marked(block: Block, numbers: Mapping[str, str], *, is_strict: bool) -> Block:
    def number(found: re.Match[str]) -> str:
        if is_strict and found[2] not in numbers:
            raise NoSuchClause(found[2])
        return numbers.get(found[2], found[0])

    return mapped(block, lambda text: MARK.sub(number, text))


def _begun(code: str, blocks: Sequence[Block], numbering: Numbering) -> list[tuple[Block, int, str]]:
    """Each block with the number that begins it and whose that is; 0 and "" where none does."""
    made: list[tuple[Block, int, str]] = []
    count = 0
    for block in blocks:
        found = None if isinstance(block, Break | Table) else _BEGINS[numbering].match(block.text)
        if found is None:
            made.append((block, 0, ""))
            continue
        made.append((block, narrow(found[1]), f"{code}-own-{count}" if count else code))
        count += 1
    return made


def _unmarked(block: Block, own: str, known: Mapping[int, str], numbering: Numbering) -> Block:
    def mark(found: re.Match[str]) -> str:
        code = known.get(narrow(found[1]))
        return f"{{ref:{code}}}" if code else found[0]

    def change(text: str) -> str:
        begun = f"{{no:{own}}}" if own else ""
        rest = _BEGINS[numbering].sub("", text) if own else text
        return begun + (_NAMED.sub(mark, rest) if numbering == Numbering.ARTICLES else rest)

    return mapped(block, change)
