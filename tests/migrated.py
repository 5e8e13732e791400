"""移行済み — a database with every migration applied, made once for the migrations as they stand, then copied.

Migrating takes as long as hundreds of tests.
"""

import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit, urlunsplit

import psycopg

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / ".pytest_cache" / "migrated"
IN_MEMORY = "file:memorydb_default?mode=memory&cache=shared"  # where Django keeps the tests' SQLite


def migrate() -> None:
    """移行する — the database of the settings; an SQLite file that is not there yet begins as a copy."""
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    path = Path(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite" and not path.exists():
        shutil.copy(sqlite_file(), path)
    call_command("migrate", verbosity=0)


def sqlite_file() -> Path:
    """One file, whichever worker asks first."""
    path = FOLDER / f"{_fingerprint()}.sqlite3"
    with _alone():
        if not path.exists():
            for old in FOLDER.glob("*.sqlite3"):
                old.unlink()
            with TemporaryDirectory(dir=FOLDER) as folder:
                _run_migrate(DATA_DIR=folder, DATABASE_URL="")
                Path(folder, "madoguchi.sqlite3").rename(path)
    return path


@contextmanager
def in_memory() -> Iterator[None]:
    """Before Django opens the tests' SQLite, everything stands in it already."""
    held, file = sqlite3.connect(IN_MEMORY, uri=True), sqlite3.connect(sqlite_file())
    file.backup(held)
    file.close()
    try:
        yield
    finally:
        held.close()


def postgres_template(url: str) -> str:
    """The name of a database on that server to copy."""
    name = f"migrated_{_fingerprint()}"
    with _alone(), psycopg.connect(url, autocommit=True) as server:
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            server.execute(f'CREATE DATABASE "{name}_new"')
            _run_migrate(DATABASE_URL=urlunsplit(urlsplit(url)._replace(path=f"/{name}_new")))
            server.execute(f'ALTER DATABASE "{name}_new" RENAME TO "{name}"')
    return name


def _fingerprint() -> str:
    """Of all migrations, and of what is installed."""
    files = sorted([*ROOT.glob("madoguchi/*/*/migrations/0*.py"), ROOT / "requirements" / "run.txt"])
    return hashlib.sha256(b"".join(path.name.encode() + path.read_bytes() for path in files)).hexdigest()[:16]


@contextmanager
def _alone() -> Iterator[None]:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _run_migrate(**environment: str) -> None:
    known = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    command = [sys.executable, "manage.py", "migrate", "-v", "0"]
    subprocess.run(command, cwd=ROOT, env=known | environment, check=True)
