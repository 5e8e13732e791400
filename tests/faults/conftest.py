"""A desk with a real server, on SQLite always, on PostgreSQL too where the suite has one."""

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
