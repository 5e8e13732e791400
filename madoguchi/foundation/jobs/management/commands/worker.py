"""作業者 — runs background jobs; any number of workers may run at once."""

import signal
from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand

from madoguchi.foundation.jobs.leases import LEASE
from madoguchi.foundation.jobs.running import drain, run_next, worker_name
from madoguchi.foundation.jobs.worker import Worker


class Command(BaseCommand):
    help = "Runs background jobs until SIGTERM or Ctrl-C; the running job is finished first."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        extent = parser.add_mutually_exclusive_group()
        extent.add_argument("--once", action="store_true", help="run at most one job and end")
        extent.add_argument("--drain", action="store_true", help="run whatever is ripe and end")
        extent.add_argument("--parent", type=int, metavar="PID", help="the process that started it; end with it")
        parser.add_argument("--lease", type=float, default=LEASE.total_seconds(), help="seconds without a heartbeat")
        parser.add_argument("--poll", type=float, default=1.0, help="seconds between looks when nothing is ripe")

    def handle(self, **options: Any) -> None:
        lease = timedelta(seconds=options["lease"])
        if options["once"]:
            run_next(by=worker_name(), lease=lease)
        elif options["drain"]:
            drain(lease=lease)
        else:
            self._work(Worker(lease, options["poll"], options["parent"]))

    def _work(self, worker: Worker) -> None:
        for sign in (signal.SIGTERM, signal.SIGINT):
            signal.signal(sign, worker.stop)
        worker.work()
