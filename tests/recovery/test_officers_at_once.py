"""Two at the same moment: two officers, one officer twice, two unlockings, an officer who ends meanwhile."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, transaction

from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.core.errors import Refusal
from madoguchi.foundation.vault import factories, keyrings, shares, transport
from madoguchi.foundation.vault.actions import officers, recovery
from madoguchi.foundation.vault.actions.sheet_entries import enter_sheet
from madoguchi.foundation.vault.models import Keyring, Officer, Pair, Share, SheetEntry
from tests.recovery.conftest import NEW, again, disabled, ready

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def together(shared_database):
    """Runs the deeds at once; answers what each came to, and then what is stored."""

    def run(*deeds, then):
        barrier = Barrier(len(deeds))
        shared_database()

        def one(deed):
            try:
                barrier.wait()
                deed()
                return "done"
            except Refusal:
                return "refused"
            finally:
                connection.close()

        def read():
            try:
                return then()
            finally:
                connection.close()

        with ThreadPoolExecutor(len(deeds)) as pool:
            came_to = [task.result() for task in [pool.submit(one, deed) for deed in deeds]]
            return sorted(came_to), pool.submit(read).result()

    return run


@pytest.fixture
def asked(owner, now):
    return recovery.ask_recovery(password=NEW, by=owner, at=now)


def sheet_of(keeper, row, now):
    return lambda: enter_sheet(recovery=row, sheet=keeper.sheet, by=keeper.person, at=now)


def test_two_officers_at_once_are_two(asked, keepers, together, now):
    deeds = [sheet_of(one, asked, now) for one in keepers[:2]]
    assert together(*deeds, then=SheetEntry.objects.count) == (["done", "done"], 2)


def test_three_officers_at_once_are_two(asked, keepers, together, now):
    deeds = [sheet_of(one, asked, now) for one in keepers]
    assert together(*deeds, then=SheetEntry.objects.count) == (["done", "done", "refused"], 2)


def test_one_officer_twice_at_once_is_one(asked, keepers, together, now):
    deeds = [sheet_of(keepers[0], asked, now)] * 2
    assert together(*deeds, then=SheetEntry.objects.count) == (["done", "refused"], 1)


def test_two_first_sheets_of_a_hand_over_at_once_are_one(keepers, chief, together, now, box, seat):
    """The later one has no word yet, asks the earlier for it, and nothing is counted as wrong."""
    leaver, heir = people.person(), people.person()
    ready(leaver, now)
    factories.keyring(heir)
    with transaction.atomic():
        seat(box, leaver)
        seat(box, heir)
    row = recovery.ask_hand_over(keyring=disabled(leaver, now).keyrings.get(), by=chief, at=now)
    barrier, real = Barrier(2, timeout=20), transport.locked_by_word
    deeds = [sheet_of(one, row, now) for one in keepers[:2]]

    def both_have_looked():
        barrier.wait()
        return real()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(transport, "locked_by_word", both_have_looked)
        came_to = together(*deeds, then=lambda: (SheetEntry.objects.count(), again(row).wrong_count))
    assert came_to == (["done", "refused"], (1, 0))


def test_asking_twice_at_once_is_one_request(owner, together, now):
    deeds = [lambda: recovery.ask_recovery(password=NEW, by=owner, at=now)] * 2
    assert together(*deeds, then=owner.keyrings.get().recoveries.count) == (["done", "refused"], 1)


def test_unlocking_twice_at_once_makes_every_pair_once(keeper, together):
    keys = factories.keyring(people.person())
    row = Keyring.objects.get(pk=keys.keyring_id)
    for _one in range(3):
        keeper()
    deeds = [lambda: shares.renew(row, keys)] * 2
    assert together(*deeds, then=Pair.objects.count) == (["done", "done"], 3)


def test_an_officer_who_ends_while_somebody_unlocks_has_no_share(keeper, chief, together, now):
    keys = factories.keyring(people.person())
    row = Keyring.objects.get(pk=keys.keyring_id)
    first, _second, _third = keeper(), keeper(), keeper()
    leaving = Officer.objects.get(person=first.person)
    deeds = [
        lambda: shares.renew(row, keys),
        lambda: officers.end_officer(officer=leaving, by=chief, at=now),
    ]
    count = Share.objects.filter(officer=leaving).count
    assert together(*deeds, then=count) == (["done", "done"], 0)


def test_finishing_twice_at_once_restores_once(owner, asked, keepers, enter, together, now):
    enter(asked, keepers[0]), enter(asked, keepers[1])
    deeds = [lambda: recovery.finish_recovery(password=NEW, by=owner, at=now)] * 2
    opens = lambda: bool(keyrings.unlock(Keyring.objects.get(person=owner), NEW))  # noqa: E731
    assert together(*deeds, then=opens) == (["done", "refused"], True)


def test_who_finishes_a_moment_later_is_refused(owner, asked, keepers, enter, now, monkeypatch):
    enter(asked, keepers[0]), enter(asked, keepers[1])
    as_it_was = recovery.queries.own_recovery(owner, now=now)
    recovery.finish_recovery(password=NEW, by=owner, at=now)
    monkeypatch.setattr(recovery.queries, "own_recovery", lambda by, now: as_it_was)
    with pytest.raises(Refusal):
        recovery.finish_recovery(password=NEW, by=owner, at=now)
