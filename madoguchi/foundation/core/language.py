"""表示言語 — which language the page in hand speaks."""

from django.utils.translation import get_language


def is_japanese() -> bool:
    """Japanese unless another language is chosen: jobs and commands without a request speak Japanese."""
    return (get_language() or "ja").startswith("ja")
