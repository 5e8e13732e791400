"""Mails of this room. They say that there is something to look at, whose keys or which case never."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override


def officers_changed(people: Iterable[Any]) -> None:
    """To all officers, whoever came among them: nobody is named in silence."""
    _send("officers_changed", people, "vault:sheet")


def sheet_wanted(people: Iterable[Any]) -> None:
    _send("sheet_wanted", people, "vault:recoveries")


def complete(person: Any) -> None:
    _send("complete", [person], "vault:recovery")


def restored(people: Iterable[Any], *, officers: str, at: datetime) -> None:
    """`officers`: the names of the two."""
    _send("restored", people, "vault:recoveries", officers=officers, at=at)


def handed_over(people: Iterable[Any], *, officers: str, at: datetime) -> None:
    _send("handed_over", people, "vault:recoveries", officers=officers, at=at)


def _send(letter: str, people: Iterable[Any], page: str, **words: Any) -> None:
    """To each alone: who else is told is nobody's business."""
    with override("ja"):
        words["link"] = settings.SITE_URL.rstrip("/") + reverse(page)
        subject = render_to_string(f"vault/email/{letter}_subject.txt", words).strip()
        body = render_to_string(f"vault/email/{letter}_message.txt", words)
    get_connection().send_messages([EmailMessage(subject, body, None, [one.email]) for one in people])
