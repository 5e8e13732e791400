"""The server is killed with -9 while calls are logged. (The worker's death is tried in `foundation/jobs/tests`.)"""

import random
import threading
import time

import pytest

from tests.faults.desk import NO_ANSWER, Caller, a_call
from tests.faults.installation import EMAIL

pytestmark = pytest.mark.slow
KILLS = 4
CALL_PAGE = "/consultations/log/"
LONGEST_LIFE = 0.8  # seconds between its first page and its end


class Killer(threading.Thread):
    """Ends the server and starts it again: at any moment, and every other time in the middle of a sending."""

    def __init__(self, server):
        super().__init__(daemon=True)
        self.server, self.is_over, self.sending = server, threading.Event(), threading.Event()

    def run(self):
        chance = random.Random()
        for number in range(KILLS):
            if number % 2:
                time.sleep(chance.uniform(0, LONGEST_LIFE))
            else:
                self.sending.clear()
                self.sending.wait(timeout=10)
                time.sleep(chance.uniform(0, 0.03))
            self.server.kill()
            self.server.start()
        self.is_over.set()


def insistently(attempt):
    """As people do: the same button again until there is an answer."""
    for _attempt in range(400):
        try:
            return attempt()
        except NO_ANSWER:
            time.sleep(0.05)
    raise TimeoutError("never answered")


def log_calls(caller, killer):
    """Calls one after the other until the killing is over: by 要旨 where each answer led, and how many went astray."""
    accepted, astray = {}, 0
    while not killer.is_over.is_set():
        gist = f"止まっても残る相談{len(accepted):04}"
        form = a_call(insistently(lambda: caller.form(CALL_PAGE)), gist)
        tries = []

        def send(form=form, tries=tries):
            tries.append(form)
            killer.sending.set()
            return caller.post(CALL_PAGE, form)

        status, where = insistently(send)
        assert status == 302, (status, where)
        accepted[gist], astray = where, astray + len(tries) - 1
    return accepted, astray


def test_every_accepted_call_is_there_once_with_its_lines_whenever_the_server_was_killed(server):
    caller = Caller(server, EMAIL)
    killer = Killer(server)
    killer.start()
    accepted, astray = log_calls(caller, killer)
    killer.join()
    found = server.records()
    assert astray > 0, "no sending was ever cut: the server dies too politely"
    assert found.keys() == accepted.keys()
    for gist, (row, *doubles) in found.items():
        assert not doubles, gist
        assert row["number"] in accepted[gist]
        assert (row["deeds"], row["states"], row["search_rows"]) == (["consultations.log"], 1, 1)
    server.run("manage.py", "audit", "verify")
