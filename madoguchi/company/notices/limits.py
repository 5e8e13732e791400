"""混み合い — how often one address may open links in a minute; there is nothing to guess, but a look writes a line."""

from django.http import HttpRequest

from madoguchi.foundation.access import crowds

MOST = 120  # a whole factory stands behind one address


def is_crowded(request: HttpRequest) -> bool:
    return crowds.is_crowded(f"notices:{crowds.address_of(request)}", most=MOST)
