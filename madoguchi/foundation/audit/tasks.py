"""日課 — the daily checkpoint."""

from datetime import datetime

from madoguchi.foundation.audit import checkpoint
from madoguchi.foundation.jobs.due import daily


@daily("audit.checkpoint")
def checkpoint_daily(*, at: datetime) -> None:
    """確認点を作る — safe to run twice: one moment has one checkpoint."""
    checkpoint.make(at=at)
