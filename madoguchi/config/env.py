"""環境変数 — every setting an operator may turn, read in one place; docs/SETTINGS.md is printed from this list."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from typing import Any, TypeVar

from pyrage.x25519 import Identity

T = TypeVar("T")


@dataclass(frozen=True)
class Variable:
    """One environment variable: its name, how it is read, what holds without it, and what it is for."""

    name: str
    read: Callable[[str], Any]
    default: str
    meaning: str


VARIABLES: dict[str, Variable] = {}


def setting(name: str, read: Callable[[str], T], default: str, meaning: str) -> T:
    """Read a variable and remember it for the settings page."""
    VARIABLES[name] = Variable(name, read, default, meaning)
    return read(os.environ.get(name) or default)


def words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def is_on(text: str) -> bool:
    return text.strip().lower() in {"1", "true", "yes", "on"}


def folder(text: str) -> Path:
    return Path(text).expanduser().resolve()


def kept(place: Path, make: Callable[[], str]) -> str:
    """A secret of this installation: made once, whole, and readable by its owner only."""
    if not place.exists():
        _made(place, make())
    return place.read_text()


def new_glass_key() -> str:
    return str(Identity.generate())


def _made(place: Path, secret: str) -> None:
    """Linked when it is written: of two processes that start at once both read the key of the first."""
    place.parent.mkdir(parents=True, exist_ok=True)
    draft = place.with_name(f"{place.name}.{token_hex(4)}")
    draft.touch(mode=0o600)
    draft.write_text(secret)
    try:
        os.link(draft, place)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
