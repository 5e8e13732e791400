"""Mails of this room. They say that there is something to look at, whose keys or which case never."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse

from madoguchi.foundation.core.letters import post


def officers_changed(people: Iterable[Any]) -> None:
    """To all officers, whoever came among them: nobody is named in silence."""
    _post("officers_changed", people, "vault:sheet")


def sheet_wanted(people: Iterable[Any]) -> None:
    _post("sheet_wanted", people, "vault:recoveries")


def complete(person: Any) -> None:
    _post("complete", [person], "vault:recovery")


def restored(people: Iterable[Any], *, officers: str, at: datetime) -> None:
    """`officers`: the names of the two."""
    _post("restored", people, "vault:recoveries", officers=officers, at=at)


def handed_over(people: Iterable[Any], *, officers: str, at: datetime) -> None:
    _post("handed_over", people, "vault:recoveries", officers=officers, at=at)


def _post(letter: str, people: Iterable[Any], page: str, **words: Any) -> None:
    post(f"vault/email/{letter}", [one.email for one in people], reverse(page), **words)
