"""Mails of this room. They say that there is something to do, and nothing that could be held against anybody."""

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override

from madoguchi.foundation.accounts.models import Invitation


def invitation(row: Invitation, token: str) -> None:
    """招待状 — in Japanese; the link is the only secret in it and works once."""
    with override("ja"):
        link = settings.SITE_URL.rstrip("/") + reverse("accounts:invitation", args=[token])
        words = {"link": link, "office": row.organisation.name, "expires_at": row.expires_at}
        subject = render_to_string("accounts/email/invitation_subject.txt", words).strip()
        body = render_to_string("accounts/email/invitation_message.txt", words)
    send_mail(subject, body, None, [row.email])
