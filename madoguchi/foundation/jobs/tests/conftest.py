import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.conf import settings
from django.db import connection
from django.db.models import Model
from django_tasks import TaskResult

from madoguchi.foundation.jobs.models import Job


class Workshop:
    """Real worker processes on the test database; SQLite's, which lives in memory, is copied to a file for them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder / "madoguchi.sqlite3"
        self.processes: list[subprocess.Popen[bytes]] = []

    def open(self) -> None:
        if connection.vendor == "sqlite":
            with closing(sqlite3.connect(self.file)) as copy:
                connection.connection.backup(copy)

    def look(self) -> None:
        if connection.vendor == "sqlite":
            with closing(sqlite3.connect(self.file)) as copy:
                copy.backup(connection.connection)

    def job(self, result: TaskResult) -> Job:
        self.look()
        return Job.objects.get(pk=result.id)

    def count(self, model: type[Model]) -> int:
        self.look()
        return model.objects.count()

    def close(self) -> None:
        for process in self.processes:
            with suppress(ProcessLookupError):
                process.kill()
            process.wait()

    @property
    def environment(self) -> dict[str, str]:
        url = ""
        if connection.vendor == "postgresql":
            wire = {key: str(value) for key, value in connection.get_connection_params().items()}
            where = urlencode({key: wire[key] for key in ("host", "port") if key in wire})
            who = quote(wire["user"], safe="") + ":" + quote(wire.get("password", ""), safe="")
            url = f"postgres://{who}@/{wire['dbname']}?{where}"
        return {**os.environ, "DATA_DIR": str(self.folder), "ERRANDS": str(self.folder), "DATABASE_URL": url}

    def run(self, words: list[str], **options: Any) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(words, cwd=settings.BASE_DIR, env=self.environment, **options)
        self.processes.append(process)
        return process

    def manage(self, *words: str, **options: Any) -> subprocess.Popen[bytes]:
        return self.run([sys.executable, "manage.py", *words], **options)

    def start(self, *options: str) -> subprocess.Popen[bytes]:
        return self.manage("worker", "--poll", "0.1", *options)

    def stop(self, process: subprocess.Popen[bytes]) -> int:
        process.send_signal(signal.SIGTERM)
        return process.wait(timeout=20)

    @property
    def traces(self) -> list[str]:
        paper = self.folder / "trace"
        return paper.read_text().splitlines() if paper.exists() else []

    def wait_for(self, *traces: str, seconds: float = 30) -> None:
        end = time.monotonic() + seconds
        while not set(traces) <= set(self.traces):
            assert time.monotonic() < end, f"waited for {traces}, saw {self.traces}"
            time.sleep(0.02)


@pytest.fixture
def workshop(transactional_db, tmp_path):
    shop = Workshop(tmp_path)
    yield shop
    shop.close()
