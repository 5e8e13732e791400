"""手紙 — mails go out when a deed is done; one that fails undoes nothing and keeps nobody waiting."""

import logging
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import override

logger = logging.getLogger(__name__)


def post(letter: str, to: Iterable[str], path: str = "/", **words: Any) -> None:
    """投函する — after the commit, in Japanese, to each address alone: who else is told is nobody's business.

    `letter`: "room/email/name", of which there are a subject and a message; `link` in them leads to `path`.
    """
    transaction.on_commit(partial(_send, letter, list(to), path, words))


def _send(letter: str, to: list[str], path: str, words: dict[str, Any]) -> None:
    """That a mail server failed is logged, without what was to be sent or to whom."""
    try:
        get_connection().send_messages(list(_written(letter, to, path, words)))
    except OSError:  # that of smtplib, too
        logger.exception("a mail was not sent")


def _written(letter: str, to: list[str], path: str, words: dict[str, Any]) -> Iterator[EmailMessage]:
    with override("ja"):
        told = {**words, "link": settings.SITE_URL.rstrip("/") + path}
        subject = render_to_string(f"{letter}_subject.txt", told).strip()
        body = render_to_string(f"{letter}_message.txt", told)
    for address in to:
        yield EmailMessage(subject, body, None, [address])
