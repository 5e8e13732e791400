"""歩幅 — as many rows at a time as keep the database for a moment; then others have their turn."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from time import monotonic, sleep
from typing import TypeVar

from django.db import connection

Item = TypeVar("Item")
PAUSES = {"sqlite": 1.0, "postgresql": 0.6}  # of what the rows before took
MOMENTS = {"sqlite": 0.015, "postgresql": 0.25}  # seconds that others may have to wait: for every writer, or a row
FEWEST, MOST = 4, 400


class Pace:
    """`size` rows come next; it follows how long the last ones took."""

    def __init__(self, size: int = 4 * FEWEST) -> None:
        self.size = size

    @contextmanager
    def step(self) -> Iterator[None]:
        """One transaction, and the pause after it."""
        began = monotonic()
        yield
        took = monotonic() - began
        self.size = max(FEWEST, min(MOST, int(self.size * min(2.0, MOMENTS[connection.vendor] / took))))
        sleep(PAUSES[connection.vendor] * took)

    def parts(self, items: Iterable[Item]) -> Iterator[list[Item]]:
        rest = iter(items)
        while part := list(islice(rest, self.size)):
            yield part
