"""Mails of this room."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils.translation import override


def something_new(address: str) -> None:
    """新着の知らせ — in Japanese; it names nothing and nobody, and leads to the front page."""
    _send("something_new", address)


def glass_broken(address: str, *, name: str, at: datetime) -> None:
    """緊急閲覧の知らせ — by whom and when; which case, the log of the case says to its people."""
    _send("glass_broken", address, name=name, at=at)


def _send(template: str, address: str, **words: Any) -> None:
    with override("ja"):
        words["link"] = settings.SITE_URL.rstrip("/") + "/"
        subject = render_to_string(f"consultations/email/{template}_subject.txt", words).strip()
        body = render_to_string(f"consultations/email/{template}_message.txt", words)
    send_mail(subject, body, None, [address])
