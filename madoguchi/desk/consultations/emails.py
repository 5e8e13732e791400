"""Mails of this room."""

from collections.abc import Iterable
from datetime import datetime

from madoguchi.foundation.core.letters import post


def something_new(to: Iterable[str]) -> None:
    """新着の知らせ — it names nothing and nobody, and leads to the front page."""
    post("consultations/email/something_new", to)


def glass_broken(to: Iterable[str], *, name: str, at: datetime) -> None:
    """緊急閲覧の知らせ — by whom and when; which case, the log of the case says to its people."""
    post("consultations/email/glass_broken", to, name=name, at=at)
