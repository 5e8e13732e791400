"""Mails of this room."""

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils.translation import override


def something_new(address: str) -> None:
    """新着の知らせ — in Japanese; it names nothing and nobody, and leads to the front page."""
    with override("ja"):
        words = {"link": settings.SITE_URL.rstrip("/") + "/"}
        subject = render_to_string("consultations/email/something_new_subject.txt", words).strip()
        body = render_to_string("consultations/email/something_new_message.txt", words)
    send_mail(subject, body, None, [address])
