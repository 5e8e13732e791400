"""歩幅 — as many rows at a time as keep the database for a moment; then others have it for as long."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from time import monotonic, sleep
from typing import TypeVar

Item = TypeVar("Item")
MOMENT = 0.04  # seconds that others may have to wait
FEWEST, MOST = 10, 400
LONGEST_PAUSE = 0.5


class Pace:
    """`size` rows come next; it follows how long the last ones took."""

    def __init__(self) -> None:
        self.size = 4 * FEWEST

    @contextmanager
    def step(self) -> Iterator[None]:
        """One transaction, and the pause after it."""
        began = monotonic()
        yield
        took = monotonic() - began
        self.size = max(FEWEST, min(MOST, int(self.size * min(2.0, MOMENT / took))))
        sleep(min(took, LONGEST_PAUSE))

    def parts(self, items: Iterable[Item]) -> Iterator[list[Item]]:
        rest = iter(items)
        while part := list(islice(rest, self.size)):
            yield part
