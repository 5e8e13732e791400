"""手紙 — mails go out when a deed is done; one that fails undoes nothing and keeps nobody waiting."""

import logging
from collections.abc import Callable
from functools import partial
from typing import Any

from django.db import transaction

logger = logging.getLogger(__name__)


def post(letter: Callable[..., None], *words: Any, **more: Any) -> None:
    """投函する — after the commit; that a mail server failed is logged, without what was to be sent or to whom."""
    transaction.on_commit(partial(_send, partial(letter, *words, **more)))


def _send(letter: Callable[[], None]) -> None:
    try:
        letter()
    except OSError:  # that of smtplib, too
        logger.exception("a mail was not sent")
