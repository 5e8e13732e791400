"""混み合い — how often one address may open links in a minute; there is nothing to guess, but a look writes a line."""

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest

MOST = 120  # a whole factory stands behind one address
WINDOW = 60  # seconds


def is_crowded(request: HttpRequest) -> bool:
    key = f"notices:{get_adapter().get_client_ip(request)}"
    if cache.add(key, 1, WINDOW):
        return False
    try:
        return cache.incr(key) > MOST
    except ValueError:  # the minute was over in between
        return False
