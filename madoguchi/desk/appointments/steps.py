"""ほかの部屋の予約 — a room above that keeps some appointments itself says here which, and where their page is."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from madoguchi.foundation.access.deeds import Deed


@dataclass(frozen=True)
class Kept:
    """ほかの部屋が預かる予約 — the way to its page; `travel_minutes`: there and back, 0 where unknown."""

    deed: Deed
    travel_minutes: int = 0


Keeper = Callable[[Collection[int]], Mapping[int, Kept]]
keepers: list[Keeper] = []


def kept(appointments: Collection[int]) -> dict[int, Kept]:
    """Those of these appointments that another room keeps, by id: one question a room."""
    return {pk: one for keeper in keepers for pk, one in keeper(appointments).items()}
