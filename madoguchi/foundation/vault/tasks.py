"""日課 — requests that nobody has finished."""

from datetime import datetime

from madoguchi.foundation.jobs.due import daily
from madoguchi.foundation.vault.actions import recovery


@daily("vault.expire_recoveries")
def expire_recoveries(*, at: datetime) -> None:
    recovery.expire_recoveries(at=at)
