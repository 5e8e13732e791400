"""締め出し — how guesses of passwords are counted, and what the log may say of it: nothing about persons."""

from typing import Any

from allauth.account.adapter import get_adapter
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """The caller's address: behind a proxy (BEHIND_PROXY) the one it vouches for, never what a caller claims."""
    return str(get_adapter().get_client_ip(request))


def nobody(*_client: Any) -> str:
    """Mail addresses and IP addresses stay out of the log; the database keeps what the lock needs."""
    return "a client"
