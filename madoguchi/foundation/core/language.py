"""表示言語 — which language the page in hand speaks."""

from typing import Any

from django.db.models import Choices
from django.utils.translation import get_language


def is_japanese() -> bool:
    """Japanese unless another language is chosen: jobs and commands without a request speak Japanese."""
    return (get_language() or "ja").startswith("ja")


def labels(kind: type[Choices]) -> dict[Any, str]:
    """選択肢の言葉 — in the language of the page, looked up once for a table and not once for each cell."""
    return {value: str(label) for value, label in kind.choices}


def word(kind: type[Choices], value: Any) -> str:
    """選択肢の言葉 for one value, in the language of the page; nothing for none."""
    return "" if value in ("", None) else str(kind(value).label)
