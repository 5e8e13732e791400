"""書くこと — what is said of one item, before it is a row: columns, and places and people by what they are called."""

import re
from dataclasses import dataclass, field
from typing import Any

COLUMNS = (
    "title",
    "kind",
    "origin",
    "agreement",
    "level",
    "unit",
    "is_named_only",
    "is_on_paper",
    "is_digital",
    "is_object",
    "is_in_heads",
    "is_personal",
    "is_export_controlled",
    "is_limited_data",
    "score_value",
    "score_damage",
    "score_rival",
    "score_partner",
    "score_sanction",
    "secrecy",
    "usefulness",
    "nonpublicity",
    "checked_date",
    "release",
    "review_date",
)
SCORES = tuple(name for name in COLUMNS if name.startswith("score_"))
VERDICTS = ("secrecy", "usefulness", "nonpublicity")
_SEPARATORS = re.compile("[;；]")


@dataclass(frozen=True)
class PlaceNamed:
    """場所の呼び名."""

    kind: str
    name: str


@dataclass(frozen=True)
class HolderNamed:
    """人の呼び名 — one that is known, a person with a login, a function or group, or a name to be sealed."""

    holder: int | None = None
    person: int | None = None
    title: str = ""
    name: str = ""


@dataclass
class Facts:
    """一件分 — `columns` are COLUMNS, those left out keep what the row has; `number` where it has one already."""

    columns: dict[str, Any]
    department: str
    places: list[PlaceNamed] = field(default_factory=list)
    owner: HolderNamed | None = None
    deputy: HolderNamed | None = None
    holders: list[HolderNamed] = field(default_factory=list)
    number: int | None = None


def one_line(text: str) -> str:
    """一行 — what can be printed, its blanks single."""
    return "".join(sign for sign in " ".join(text.split()) if sign.isprintable())


def called(text: str) -> str:
    """呼び名 — one line without the signs that part names in a cell."""
    return one_line(_SEPARATORS.sub(" ", text))
