"""Mails of this room. They say that there is something to do, and nothing that could be held against anybody."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override

from madoguchi.foundation.accounts.models import Invitation, Person


def invitation(row: Invitation, token: str) -> None:
    """招待状 — in Japanese; the link is the only secret in it and works once."""
    link = reverse("accounts:invitation", args=[token])
    _send("invitation", row.email, link, office=row.organisation.name, expires_at=row.expires_at)


def sign_in_changed(person: Person, *, at: datetime) -> None:
    """サインインの設定の変更 — a password, an app or a passkey; to whom it belongs, whoever changed it."""
    _send("sign_in_changed", person.email, reverse("accounts:settings"), at=at)


def _send(letter: str, address: str, path: str, **words: Any) -> None:
    with override("ja"):
        words["link"] = settings.SITE_URL.rstrip("/") + path
        subject = render_to_string(f"accounts/email/{letter}_subject.txt", words).strip()
        body = render_to_string(f"accounts/email/{letter}_message.txt", words)
    send_mail(subject, body, None, [address])
