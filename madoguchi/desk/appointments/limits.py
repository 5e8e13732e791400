"""混み合い — how often one caller, and one address of a calendar, may be asked in a minute."""

from django.http import HttpRequest

from madoguchi.foundation.access import crowds

MOST = 120  # a whole desk, or a service that fetches for many, stands behind one caller
MOST_OF_ONE = 20


def is_crowded(request: HttpRequest) -> bool:
    return crowds.is_crowded(f"appointments:{crowds.address_of(request)}", most=MOST)


def is_one_crowded(link: str) -> bool:
    """By the hash of the address."""
    return crowds.is_crowded(f"appointments:{link}", most=MOST_OF_ONE)
