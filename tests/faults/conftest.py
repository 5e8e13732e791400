"""A desk with a real server, on SQLite always, on PostgreSQL too where the suite has one."""

import os
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from tests.faults.desk import Server


@pytest.fixture(params=["sqlite", "postgresql"])
def server(request, tmp_path_factory, socket_enabled):
    """An installation with two advisers; its server runs, and is gone in the end."""
    url = request.getfixturevalue("own_database") if request.param == "postgresql" else ""
    made = Server(tmp_path_factory.mktemp("desk"), url)
    made.run("-m", "tests.faults.installation", "prepare")
    made.start()
    yield made
    made.kill()


@pytest.fixture
def own_database(socket_enabled):
    """A fresh database beside the one of the suite."""
    suite = os.environ.get("DATABASE_URL", "")
    if not suite.startswith("postgres"):
        pytest.skip("no PostgreSQL")
    name = f"faults_{os.getpid()}"
    with psycopg.connect(suite, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}"')
    yield urlunsplit(urlsplit(suite)._replace(path=f"/{name}"))
    with psycopg.connect(suite, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
