"""書類の中身 — what a paper says, whatever it is written on: the same blocks become Word, PDF and a page."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Align = Literal["left", "center", "right"]


@dataclass(frozen=True)
class Title:
    """表題."""

    text: str


@dataclass(frozen=True)
class Heading:
    """見出し — of level 1 (章) to 3."""

    text: str
    level: int = 1


@dataclass(frozen=True)
class Text:
    """段落 — a line break within it is "\\n"."""

    text: str
    align: Align = "left"


@dataclass(frozen=True)
class Item:
    """項・号 — indented by its depth, 1 to 3; its number (２, （１）) stands in the text, for every program."""

    text: str
    depth: int = 1


@dataclass(frozen=True)
class Table:
    """表 — `widths` are shares of the line; they are how it looks, not what it says."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...] = field(default=(), compare=False)


@dataclass(frozen=True)
class Break:
    """改ページ."""


Block = Title | Heading | Text | Item | Table | Break


@dataclass(frozen=True)
class Paper:
    """書類 — `footer` stands at the foot of every page, before the page's number."""

    title: str
    blocks: tuple[Block, ...]
    footer: str = ""
    is_landscape: bool = False
