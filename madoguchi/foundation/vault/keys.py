"""鍵を開いたときに — what this room does whenever somebody's keyring was opened."""

from datetime import datetime
from typing import Any

from madoguchi.foundation.vault import shares
from madoguchi.foundation.vault.actions import unlocking
from madoguchi.foundation.vault.models import Keyring
from madoguchi.foundation.vault.opened import OpenKeyring


@unlocking.at_unlock
def renew_shares(*, person: Any, keys: OpenKeyring, at: datetime) -> None:
    """割符を新しくする — so that any two of today's officers could restore it."""
    shares.renew(Keyring.objects.get(pk=keys.keyring_id), keys)
