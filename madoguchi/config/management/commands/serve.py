"""`manage.py serve` — migrate, then run the web server and one worker; `--demo` fills an empty database first."""

import os
import signal
import subprocess
import sys
import time
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from madoguchi.config.demo import logins
from madoguchi.foundation.accounts.models import Installation
from madoguchi.foundation.jobs.tasks import analyze

MANAGE = str(settings.BASE_DIR / "manage.py")
PAUSE = 1.0  # seconds between looks at the children


class Command(BaseCommand):
    help = "Migrates the database and serves the desk; with --demo fills an empty database first."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--demo", action="store_true")

    def handle(self, *args: Any, demo: bool, **options: Any) -> None:
        settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
        call_command("migrate", verbosity=0)
        if demo and not Installation.objects.exists():
            self.stdout.write("デモを準備しています… / Filling the demo desk…")
            self.stdout.flush()
            call_command("demo", verbosity=0)
        analyze(at=timezone.now())
        self.greet()
        self.serve()

    def greet(self) -> None:
        self.stdout.write(f"\n  madoguchi 窓口   http://{settings.HOST}:{settings.PORT}/\n")
        if Installation.objects.filter(is_demo=True).exists():
            self.stdout.write(logins.table())
        self.stdout.flush()

    def serve(self) -> None:
        """Parent of both: a worker that died is started again; when the server ends, so does the worker."""
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        server, worker = subprocess.Popen(server_command()), subprocess.Popen(worker_command())
        try:
            while server.poll() is None:
                time.sleep(PAUSE)
                if worker.poll() is not None:
                    worker = subprocess.Popen(worker_command())
        except KeyboardInterrupt:
            self.stdout.write("")
        finally:
            for child in (server, worker):
                child.terminate()
                child.wait()


def server_command() -> list[str]:
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--log-level", "warning"]
    command += ["--host", settings.HOST, "--port", str(settings.PORT), "--workers", str(settings.WORKERS)]
    return [*command, "--blocking-threads", "4", settings.WSGI_TARGET]


def worker_command() -> list[str]:
    return [sys.executable, MANAGE, "worker", "--parent", str(os.getpid())]
