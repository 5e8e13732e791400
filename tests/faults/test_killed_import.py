"""取り込みの途中で — killed -9 anywhere, an import run again ends with the same desk as one that was left in peace."""

import json
import os
import signal
import subprocess
import sys
import time
from datetime import date, timedelta

import pytest

from madoguchi.desk.logbooks.tests.books import logbook, row
from tests.faults.desk import ROOT, Server

pytestmark = pytest.mark.slow
ROWS = 1_200
MOMENTS = (1.3, 2.4, 4, 8)  # seconds after the start, whatever it is doing then


@pytest.fixture
def book(tmp_path):
    days = [date(2016, 4, 1) + timedelta(days=place % 300) for place in range(ROWS)]
    plain = {"corporate_number": None, "closed": None}
    rows = [
        row(number=f"H28-{place:05}", date=day, company=f"架空{place % 400}株式会社", **plain)
        for place, day in enumerate(days)
    ]
    return logbook(tmp_path / "h28.xlsx", rows)


@pytest.fixture(params=["sqlite", "postgresql"])
def office(request, tmp_path, socket_enabled):
    """Migrated, and without anybody's key: the free text is left out."""
    made = Server(tmp_path, request.getfixturevalue("own_database") if request.param == "postgresql" else "")
    made.run("-m", "tests.faults.installation", "prepare")
    return made


def command(book):
    return ["manage.py", "import_logbook", str(book), "--open", "要旨", "--format", "json"]


def desk(office):
    """What the desk holds: how many rows of each table, and the cases by number."""
    return json.loads(office.run("-m", "tests.faults.installation", "size"))


def kill_after(office, book, seconds):
    process = subprocess.Popen(
        [sys.executable, *command(book)], cwd=ROOT, env=office.environment, start_new_session=True
    )
    time.sleep(seconds)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def test_killed_again_and_again_it_ends_with_the_same_desk(office, book):
    for seconds in MOMENTS:
        kill_after(office, book, seconds)
        assert desk(office)["seen"] in (0, ROWS)
    counts = json.loads(office.run(*command(book)))

    assert counts["taken"] + counts["repeated"] == ROWS
    assert desk(office) == {"seen": ROWS, "hidden": 0, "companies": 400, "rows": ROWS, "search": ROWS, "states": ROWS}
    assert json.loads(office.run(*command(book)))["repeated"] == ROWS
