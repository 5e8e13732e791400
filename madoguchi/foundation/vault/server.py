"""サーバーの鍵 — what only this server opens: its key lies outside the database, beside the files."""

from base64 import b64decode, b64encode
from functools import cache

import pyrage
from django.conf import settings
from pyrage.x25519 import Identity


def identity() -> Identity:
    return _identity(settings.GLASS_KEY)


def public() -> str:
    return str(identity().to_public())


def seal(text: str) -> str:
    """For a text column."""
    return b64encode(pyrage.encrypt(text.encode(), [identity().to_public()])).decode()


def unseal(sealed: str) -> str:
    """Raises pyrage.DecryptError where it was sealed for another server's key."""
    return bytes(pyrage.decrypt(b64decode(sealed), [identity()])).decode()


@cache
def _identity(secret: str) -> Identity:
    return Identity.from_str(secret)
