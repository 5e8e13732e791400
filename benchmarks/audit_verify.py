"""Verifies a diary of 1,000,000 lines on a temporary SQLite file; prints the time and the peak memory of verifying.

    .venv/bin/python benchmarks/audit_verify.py [LINES] [STREAMS]

The lines are made by one process and verified by a fresh one, so that the peak is that of verifying alone.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "madoguchi.config.settings")

AT = datetime(2026, 5, 1, tzinfo=UTC)


def main(line_count: int, stream_count: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "DATA_DIR": folder, "DATABASE_URL": ""}
        for step in ("make", "verify"):
            words = [sys.executable, __file__, step, str(line_count), str(stream_count)]
            subprocess.run(words, env=environment, check=True)


def make(line_count: int, stream_count: int) -> None:
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import transaction  # noqa: PLC0415

    from madoguchi.foundation.audit import checkpoint, factories  # noqa: PLC0415

    started = time.perf_counter()
    call_command("migrate", "audit", verbosity=0)
    for first in range(0, stream_count, 100):
        with transaction.atomic():
            for number in range(first, min(first + 100, stream_count)):
                factories.stream(f"case:{number}", count=line_count // stream_count, at=AT)
    print(f"made {line_count:,} lines in {stream_count:,} streams: {time.perf_counter() - started:.1f} s")
    started = time.perf_counter()
    path = checkpoint.make(at=AT)
    print(f"checkpoint: {time.perf_counter() - started:.2f} s, {path.stat().st_size / 1e6:.1f} MB")


def verify() -> None:
    from madoguchi.foundation.audit.verification import verify as read  # noqa: PLC0415

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    started = time.perf_counter()
    report = read()
    took = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"verified {report.line_count:,} lines, {len(report.findings)} faults: {took:.1f} s")
    print(f"peak memory {peak:.0f} MB, of which {before:.0f} MB before reading began")


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["make" | "verify" as step, lines, streams]:
            import django

            django.setup()
            make(int(lines), int(streams)) if step == "make" else verify()
        case numbers:
            given = [int(number) for number in numbers]
            main(*(given + [1_000_000, 10_000][len(given) :]))
