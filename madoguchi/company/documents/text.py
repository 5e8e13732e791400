"""文字 — wide digits, fingerprints, and blocks as plain text."""

import hashlib
from collections.abc import Iterable
from typing import Any

from madoguchi.foundation.papers import blocks as kinds
from madoguchi.foundation.papers.blocks import Block, Break, Table

_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
_NARROW = str.maketrans("０１２３４５６７８９", "0123456789")
_LENGTH = 16


def wide(number: int) -> str:
    """３０."""
    return str(number).translate(_WIDE)


def narrow(digits: str) -> int:
    return int(digits.translate(_NARROW))


def digest(texts: Iterable[str]) -> str:
    """指紋 — of texts in their order."""
    return hashlib.sha256("\x00".join(texts).encode()).hexdigest()[:_LENGTH]


def lines_of(block: Block) -> list[str]:
    """行 — what a block says, line by line; each row of a table is a line."""
    if isinstance(block, Break):
        return []
    if isinstance(block, Table):
        return ["｜".join(row) for row in (block.head, *block.rows)]
    return [block.text]


def text_of(block: Block) -> str:
    return "\n".join(lines_of(block))


def as_json(blocks: Iterable[Block]) -> list[list[Any]]:
    """開いた形 — for a posting."""
    return [[type(one).__name__, {name: getattr(one, name) for name in one.__dataclass_fields__}] for one in blocks]


def from_json(told: Iterable[Any]) -> tuple[Block, ...]:
    return tuple(getattr(kinds, name)(**{key: _frozen(value) for key, value in said.items()}) for name, said in told)


def _frozen(value: Any) -> Any:
    return tuple(_frozen(one) for one in value) if isinstance(value, list) else value
