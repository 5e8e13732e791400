"""引っ越し — what stood open is sealed by the upgrade, is nowhere in the clear afterwards, and reaches its people."""

import json
import os
from pathlib import Path

import psycopg
import pytest

from madoguchi.foundation.vault import moving
from tests.faults.desk import Server
from tests.moving.desk_of_before import COMPANY, DRAFT, MARKERS, OPEN, RESTRICTED

pytestmark = pytest.mark.slow
KEY = "migration-key.txt"


@pytest.fixture(params=["sqlite", "postgresql"])
def desk(request, tmp_path_factory, socket_enabled):
    """An installation of before, filled; not upgraded yet. On PostgreSQL another database of the server is at work."""
    if request.param == "sqlite":
        yield filled(tmp_path_factory.mktemp("desk"), "")
        return
    url = request.getfixturevalue("own_database")
    with psycopg.connect(os.environ["DATABASE_URL"]) as neighbour:
        neighbour.execute("SELECT pg_current_xact_id()")
        yield filled(tmp_path_factory.mktemp("desk"), url)


def filled(at, url):
    made = Server(at, url)
    made.run("-m", "tests.moving.desk_of_before", "fill")
    return made


def folder(desk):
    return Path(desk.environment["DATA_DIR"])


def content(desk):
    """Every byte of the database: SQLite's file and its log; PostgreSQL's tables, indexes and statistics on disk."""
    url = desk.environment["DATABASE_URL"]
    return _files(url) if url else b"".join(path.read_bytes() for path in folder(desk).glob("madoguchi.sqlite3*"))


def _files(url):
    stored = "SELECT pg_relation_filepath(oid) FROM pg_class WHERE pg_relation_filenode(oid) IS NOT NULL"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CHECKPOINT")
        paths = connection.execute(stored).fetchall()
        read = [connection.execute("SELECT pg_read_binary_file(%s)", path).fetchone()[0] for path in paths]
    return b"".join(read)


def found(desk):
    told = content(desk)
    return {marker for marker in MARKERS if marker.encode() in told}


def test_nothing_that_stood_open_is_left_and_its_people_read_it_when_they_come(desk):
    assert found(desk) == set(MARKERS)

    desk.run("manage.py", "migrate", "-v", "0")

    assert found(desk) == set()
    key = folder(desk) / KEY
    assert key.stat().st_mode & 0o777 == 0o600
    assert key.read_bytes().strip() not in content(desk)

    told = json.loads(desk.run("-m", "tests.moving.desk_of_before", "come"))
    read = {"callers": [f"open:{OPEN}:052-{OPEN}"], "contacts": [COMPANY], "drafts": [DRAFT]}
    assert told["adviser"] == {**read, "file": True}
    assert told["keeper"]["callers"] == ["None::", f"open:{RESTRICTED}:052-{RESTRICTED}"]
    assert told["colleague"] == {"callers": ["None::"], "contacts": [COMPANY], "drafts": [], "file": False}
    assert not key.exists()
    assert found(desk) == set()


def test_an_upgrade_without_anything_to_seal_leaves_no_key(tmp_path_factory, socket_enabled):
    empty = Server(tmp_path_factory.mktemp("desk"))
    empty.run("manage.py", "migrate", "-v", "0")
    assert not (folder(empty) / KEY).exists()


def test_an_upgrade_beside_another_process_says_so_instead_of_leaving_traces(own_database, monkeypatch):
    monkeypatch.setattr(moving, "PATIENCE", 1)
    with psycopg.connect(own_database) as other, psycopg.connect(own_database, autocommit=True) as upgrade:
        moving._wait_until_alone(upgrade.cursor())
        other.execute("SELECT 1")
        with pytest.raises(RuntimeError, match="Another process"):
            moving._wait_until_alone(upgrade.cursor())
