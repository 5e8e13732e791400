"""デモの鍵 — the logins that are confided in have keyrings from the start, locked with the demo's password."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from madoguchi.config.demo.people import Cast
from madoguchi.foundation.accounts.actions import office_box
from madoguchi.foundation.accounts.passwords import DEMO_PASSWORD
from madoguchi.foundation.vault import keyrings, lock
from madoguchi.foundation.vault.opened import carry

LOGINS = ("adviser", "manager", "window", "expert", "company-a", "company-b")


def cut() -> dict[str, keyrings.Cut]:
    """Two seconds each: done before the demo's transaction begins."""
    with ThreadPoolExecutor(lock.AT_ONCE) as pool:
        return dict(zip(LOGINS, pool.map(keyrings.cut, [DEMO_PASSWORD] * len(LOGINS)), strict=True))


def give_out(keys: dict[str, keyrings.Cut], cast: Cast, at: datetime) -> None:
    """Everybody's keyring is open while the stories are told, and the offices have their boxes."""
    for login, new in keys.items():
        carry(cast.people[login], keyrings.keep(cast.people[login], new, at=at))
    office_box(office=cast.centre, at=at)
    office_box(office=cast.window, at=at)
