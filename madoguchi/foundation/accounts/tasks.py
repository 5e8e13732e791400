"""日課 — the boxes of offices and companies follow the memberships of the day."""

from datetime import datetime

from madoguchi.foundation.accounts.actions.office_boxes import reseat_offices
from madoguchi.foundation.jobs.due import daily


@daily("accounts.office_boxes")
def reseat_offices_daily(*, at: datetime) -> None:
    """席を改める — with public halves only: keys are handed over at the next unlock of somebody who has them."""
    reseat_offices(at=at)
