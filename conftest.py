"""What every test may ask for. The town is small: two offices that must never learn of each other's cases."""

import os
import sqlite3
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.db import connection, connections
from django.test import SimpleTestCase
from django.utils import translation

from tests import locks, migrated
from tests.town import Town


def pytest_collection_modifyitems(items):
    """What asks no database is asked beside SQLite alone."""
    if os.environ.get("DATABASE_URL", "").startswith("postgres"):
        items[:] = [item for item in items if _may_ask_a_database(item)]


def _may_ask_a_database(item):
    marks = any(item.get_closest_marker(name) for name in ("django_db", "slow"))
    is_case = item.cls is not None and issubclass(item.cls, SimpleTestCase)
    return marks or is_case or not {"db", "transactional_db", "own_database"}.isdisjoint(item.fixturenames)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    """The tests' database begins as a copy; Django then finds nothing left to migrate."""
    if (url := os.environ.get("DATABASE_URL", "")).startswith("postgres"):
        connections.settings["default"]["TEST"]["TEMPLATE"] = migrated.postgres_template(url)
        yield
    else:
        with migrated.in_memory():
            yield


@pytest.fixture
def town(db):
    """町 — one consultation of the centre and everybody who might knock at it."""
    return Town()


@pytest.fixture(autouse=True)
def _data_folder_of_its_own(settings, tmp_path):
    """Nothing a test writes outlives it."""
    settings.DATA_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture(autouse=True)
def _begins_in_japanese():
    """A page that the last test read in English leaves its language behind."""
    translation.deactivate()


@pytest.fixture(autouse=True)
def _locks_at_no_cost(request, monkeypatch):
    """The real lock takes a second or two; tests marked slow use it."""
    if request.node.get_closest_marker("slow") is None:
        monkeypatch.setattr("madoguchi.foundation.vault.lock.lock", locks.lock)
        monkeypatch.setattr("madoguchi.foundation.vault.lock.unlock", locks.unlock)


@pytest.fixture
def shared_database(monkeypatch, tmp_path):
    """Threads with connections of their own need a database on disk; SQLite in memory is copied there when called."""

    def share():
        if connection.vendor != "sqlite":
            return
        path = tmp_path / "shared.sqlite3"
        connection.ensure_connection()
        copy = sqlite3.connect(path)
        connection.connection.backup(copy)
        copy.close()
        monkeypatch.setitem(connections.settings["default"], "NAME", str(path))

    return share


@pytest.fixture
def own_database(socket_enabled):
    """A fresh database beside the one of the suite."""
    suite = os.environ.get("DATABASE_URL", "")
    if not suite.startswith("postgres"):
        pytest.skip("no PostgreSQL")
    name = f"own_{os.getpid()}"
    with psycopg.connect(suite, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}"')
    yield urlunsplit(urlsplit(suite)._replace(path=f"/{name}"))
    with psycopg.connect(suite, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
