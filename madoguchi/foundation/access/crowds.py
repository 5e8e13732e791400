"""混み合い — how often one caller may come in a minute to doors that ask nobody to sign in."""

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest

WINDOW = 60  # seconds


def address_of(request: HttpRequest) -> str:
    """The caller's address: behind a proxy (BEHIND_PROXY) the one it vouches for, never what a caller claims."""
    return str(get_adapter().get_client_ip(request))


def is_crowded(what: str, *, most: int) -> bool:
    """Counts this time, too; each process of the server counts for itself."""
    key = f"crowd:{what}"
    if cache.add(key, 1, WINDOW):
        return False
    try:
        return cache.incr(key) > most
    except ValueError:  # the minute was over in between
        return False
