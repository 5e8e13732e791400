"""デモの鍵 — the logins that are confided in have keyrings from the start, locked with the demo's password."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from madoguchi.config.demo.people import Cast
from madoguchi.foundation.accounts.actions import company_box, office_box
from madoguchi.foundation.accounts.passwords import DEMO_PASSWORD
from madoguchi.foundation.vault import keyrings, lock
from madoguchi.foundation.vault.actions import officers
from madoguchi.foundation.vault.opened import carry

OFFICERS = ("adviser", "manager", "analyst")  # any two of them are enough for a keyring that is not their own
LOGINS = ("adviser", "manager", "window", "expert", "owner-a", "company-a", "company-b")


def cut() -> dict[str, keyrings.Cut]:
    """Two seconds each: done before the demo's transaction begins."""
    with ThreadPoolExecutor(lock.AT_ONCE) as pool:
        return dict(zip(LOGINS, pool.map(keyrings.cut, [DEMO_PASSWORD] * len(LOGINS)), strict=True))


def name_officers(cast: Cast, at: datetime) -> None:
    """鍵の保管責任者 — named, each with a sheet that nobody has printed: on their page they make another."""
    named, made = at - timedelta(days=60), at - timedelta(days=58)
    for login in OFFICERS:
        officers.name_officer(person=cast.people[login], by=cast.people["manager"], at=named)
        officers.make_sheet(replacing="", by=cast.people[login], at=made)


def give_out(keys: dict[str, keyrings.Cut], cast: Cast, at: datetime) -> None:
    """Everybody's keyring is open while the stories are told, and the offices have their boxes."""
    for login, new in keys.items():
        carry(cast.people[login], keyrings.keep(cast.people[login], new, at=at))
    office_box(office=cast.centre, at=at)
    office_box(office=cast.window, at=at)
    for company in cast.companies:
        if company.organisation:
            company_box(organisation=company.organisation, at=at)
