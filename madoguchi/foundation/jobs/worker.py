"""作業者 — a process that runs jobs until it is told to stop."""

import logging
import os
import time
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import Error, close_old_connections
from django.utils import timezone

from madoguchi.foundation.jobs.due import call_due
from madoguchi.foundation.jobs.leases import LEASE
from madoguchi.foundation.jobs.running import run_next, worker_name

log = logging.getLogger(__name__)

TICK_SECONDS = 60
PAUSE_WITHOUT_DATABASE = 5.0


@dataclass
class Worker:
    """One job at a time. `poll` is the pause in seconds when nothing is ripe.

    `parent`: the process to end with; a worker started by a server must not outlive it.
    """

    lease: timedelta = LEASE
    poll: float = 1.0
    parent: int | None = None
    name: str = field(default_factory=worker_name)
    is_told_to_stop: bool = False
    next_tick: float = 0.0

    def stop(self, *_signal: object) -> None:
        """A signal handler: the running job is finished first."""
        self.is_told_to_stop = True

    def work(self) -> None:
        while not self._ends():
            close_old_connections()
            pause = self._step()
            if pause and not self._ends():
                time.sleep(pause)

    def _ends(self) -> bool:
        return self.is_told_to_stop or (self.parent is not None and os.getppid() != self.parent)

    def _step(self) -> float:
        """Run one job; answers how long to pause. A database that is away is waited for."""
        try:
            self._tick_each_minute()
            return 0.0 if run_next(by=self.name, lease=self.lease) else self.poll
        except Error as error:
            log.warning("the database does not answer: %s", type(error).__name__)
            return PAUSE_WITHOUT_DATABASE

    def _tick_each_minute(self) -> None:
        if time.monotonic() >= self.next_tick:
            call_due(timezone.now())
            self.next_tick = time.monotonic() + TICK_SECONDS
