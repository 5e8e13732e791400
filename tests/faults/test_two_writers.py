"""Two people write into one consultation at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from tests.faults.desk import Caller, a_call
from tests.faults.installation import EMAIL, SECOND_EMAIL

pytestmark = pytest.mark.slow
ROUNDS = 5


def test_the_second_is_told_and_keeps_what_was_typed(server):
    first, second = Caller(server, EMAIL), Caller(server, SECOND_EMAIL)
    address = a_shared_case(first)
    for number in range(ROUNDS):
        answers = at_once([first, second], address, number)
        (kept,), (told,) = ([one for one in answers if one[1] == status] for status in (302, 422))
        assert told[0] in told[2], "what the second typed stands in the page"
        assert kept[0] in told[2], "and so does what the first wrote"
    ((row,),) = server.records().values()
    assert row["answer"] == kept[0]
    assert row["version"] == ROUNDS
    assert row["deeds"] == ["consultations.log", *["consultations.answer"] * ROUNDS]


def a_shared_case(caller):
    """Without an owner, so that both advisers of the office may answer it."""
    form = a_call(caller.form("/consultations/log/"), "二人が同時に書く相談")
    status, where = caller.post("/consultations/log/", form | {"is_for_another": "on"})
    assert status == 302
    number = where.strip("/").split("/")[-1]
    return f"/consultations/{number}/answer/"


def at_once(callers, address, number):
    """(text, status, page) of each; both have seen the same version before either sends."""
    ready = Barrier(len(callers))

    def write(caller, name):
        text = f"回答{number}は{name}が書いた"
        form = caller.form(address) | {"answer_gist": text}
        ready.wait()
        return text, *caller.post(address, form)

    with ThreadPoolExecutor() as pool:
        return list(pool.map(write, callers, ("一人目", "二人目")))
