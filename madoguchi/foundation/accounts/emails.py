"""Mails of this room. They say that there is something to do, and nothing that could be held against anybody."""

from datetime import datetime

from django.urls import reverse

from madoguchi.foundation.accounts.models import Invitation, Person
from madoguchi.foundation.core.letters import post


def invitation(row: Invitation, token: str) -> None:
    """招待状 — the link is the only secret in it and works once. That a company has a room is in no mail."""
    path = reverse("accounts:invitation", args=[token])
    post("accounts/email/invitation", [row.email], path, within=row.organisation, expires_at=row.expires_at)


def sign_in_changed(person: Person, *, at: datetime) -> None:
    """サインインの設定の変更 — a password, an app or a passkey; to whom it belongs, whoever changed it."""
    post("accounts/email/sign_in_changed", [person.email], reverse("accounts:settings"), at=at)
