"""What the header says of one's keys."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from madoguchi.foundation.vault import pocket


def keyring(request: HttpRequest) -> dict[str, object]:
    """`keyring`: "open", "closed", or nothing for whoever has none."""
    return {"keyring": SimpleLazyObject(lambda: pocket.state(request))}
