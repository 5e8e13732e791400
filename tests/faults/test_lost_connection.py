"""PostgreSQL drops a connection while it is at work."""

import threading
import time

import psycopg
import pytest

from tests.faults.desk import Caller, Server, a_call
from tests.faults.installation import EMAIL

pytestmark = pytest.mark.slow
WAITING = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


@pytest.fixture
def server(own_database, tmp_path):
    made = Server(tmp_path, own_database)
    made.run("-m", "tests.faults.installation", "prepare")
    made.start()
    yield made
    made.kill()


def test_the_request_says_so_writes_nothing_and_the_next_one_works(server, own_database):
    caller = Caller(server, EMAIL)
    form = a_call(caller.form("/consultations/log/"), "接続が切れた相談")
    status, page = cut_while_writing(own_database, lambda: caller.post("/consultations/log/", form))
    assert status == 500
    assert "システムに問題が起きました" in page
    assert server.records() == {}
    for _again in range(4):  # each of the server's threads keeps a connection of its own
        assert caller.get("/today/")[0] == 200
    assert caller.post("/consultations/log/", form)[0] == 302
    ((row,),) = server.records().values()
    assert row["deeds"] == ["consultations.log"]


def cut_while_writing(database, send):
    """The request waits for a table that is held; then its connection is ended from outside."""
    answers = []
    sending = threading.Thread(target=lambda: answers.append(send()))
    with psycopg.connect(database) as holder, psycopg.connect(database, autocommit=True) as watcher:
        holder.execute("LOCK TABLE consultations_statechange IN ACCESS EXCLUSIVE MODE")
        sending.start()
        watcher.execute("SELECT pg_terminate_backend(%s)", [the_one_that_waits(watcher)])
        sending.join(timeout=20)
    return answers[0]


def the_one_that_waits(watcher):
    for _look in range(200):
        if found := watcher.execute(WAITING).fetchone():
            return found[0]
        time.sleep(0.05)
    raise TimeoutError("nobody waits")
