"""Somebody who may have a keyring; the vault stands below the room of accounts and knows nothing more of people."""

import itertools

from django.contrib.auth import get_user_model
from django.utils import timezone

_count = itertools.count(1)


def person():
    number = next(_count)
    return get_user_model().objects.create(
        name=f"架空 鍵子{number}", email=f"keys{number}@example.jp", joined_at=timezone.now()
    )
