"""締め出し — how guesses of passwords are counted, and what the log may say of it: nothing about persons."""

from typing import Any

from madoguchi.foundation.access.crowds import address_of as address_of


def nobody(*_client: Any) -> str:
    """Mail addresses and IP addresses stay out of the log; the database keeps what the lock needs."""
    return "a client"
