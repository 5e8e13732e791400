"""What every page may say of the desk; asked only when a page says it, and then with one query."""

from functools import cache
from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from madoguchi.foundation.accounts import queries


def desk(request: HttpRequest) -> dict[str, Any]:
    """`desk` is the centre's profile (desk.hours in words), `is_demo` whether everything here is fictional."""
    house = cache(queries.house)
    return {
        "desk": SimpleLazyObject(lambda: house().profile),
        "is_demo": SimpleLazyObject(lambda: house().is_demo),
    }
