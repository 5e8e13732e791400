"""A house for every journey: a fresh SQLite file, a server on it, and visitors with a real browser."""

import shutil
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings as house_settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.db import connections
from django.test.testcases import LiveServerThread
from playwright.sync_api import sync_playwright

from tests.journeys.browsers import NoBrowser, launch
from tests.journeys.visitor import Visitor
from tests.journeys.ways import EVERY_WAY, WAYS
from tests.migrated import sqlite_file
from tests.town import Town

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items):
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.enable_socket)


@pytest.fixture(scope="session")
def browser():
    """Playwright keeps a loop running in this thread: Django is told that we know."""
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "yes")
        try:
            started = launch(playwright)
        except NoBrowser as missing:
            pytest.fail(str(missing), pytrace=False)
        yield started
        started.close()


@contextmanager
def _standing_on(path):
    """Whatever connects from now on connects to this file, with the options of a real installation."""
    before, connection = connections.settings["default"], connections["default"]
    connections.settings["default"] = {**before, **house_settings.SQLITE, "NAME": str(path)}
    connections["default"] = connections.create_connection("default")
    try:
        yield
    finally:
        connections["default"].close()
        connections.settings["default"], connections["default"] = before, connection


@pytest.fixture(scope="session")
def server():
    """Serves whatever file the house stands on; a thread for each connection of a browser."""
    thread = LiveServerThread("localhost", StaticFilesHandler)
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    if thread.error:
        raise thread.error
    yield f"http://localhost:{thread.port}"
    thread.terminate()


@pytest.fixture
def house(tmp_path, django_db_blocker):
    """Each test gets a copy, which costs less than sweeping up."""
    path = tmp_path / "house.sqlite3"
    shutil.copy(sqlite_file(), path)
    with django_db_blocker.unblock(), _standing_on(path):
        yield path


@pytest.fixture
def town(house):
    return Town()


@pytest.fixture(params=EVERY_WAY)
def way(request):
    return WAYS[request.param]


@pytest.fixture
def visitor(browser, server, house, way):
    """来訪者 — `visitor(person)` is a browser of its own, signed in as that person."""
    came = []

    def arrive(person=None):
        made = Visitor(browser, server, way)
        came.append(made)
        if person:
            made.comes(person)
        return made

    yield arrive
    for made in came:
        made.leaves()
