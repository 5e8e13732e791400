"""Several people put in, seat and unlock at once: one new generation, each key once, nobody sees an error."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, transaction

from madoguchi.foundation.vault import boxes, factories
from madoguchi.foundation.vault.boxes import writing_generation
from madoguchi.foundation.vault.models import BoxKind, Generation, Wrap
from madoguchi.foundation.vault.tests import people

pytestmark = pytest.mark.django_db(transaction=True)
WRITERS = 4


@pytest.fixture
def seat(seat):
    return transaction.atomic(seat)


@pytest.fixture
def at_once(shared_database):
    """Each of the deeds in a transaction and a connection of its own; what they answer, then what `read` does."""

    def run(deeds, read):
        shared_database()
        barrier = Barrier(len(deeds))

        def do(deed):
            try:
                barrier.wait()
                with transaction.atomic():
                    return deed()
            finally:
                connection.close()

        def look():
            try:
                return read()
            finally:
                connection.close()

        with ThreadPoolExecutor(len(deeds)) as pool:
            answers = [one.result() for one in [pool.submit(do, deed) for deed in deeds]]
            return answers, pool.submit(look).result()

    return run


def test_writers_who_find_a_generation_due_begin_one(box, person, seat, at_once, now):
    alone = person()
    seat(box, alone)
    alone.keyrings.update(replaced_at=now)
    factories.keyring(alone)
    written, numbers = at_once([lambda: writing_generation(box, at=now).number] * WRITERS, lambda: numbers_of(box))
    assert (set(written), numbers) == ({2}, [1, 2])


def test_writers_into_several_cases_begin_one_generation_of_their_office(person, seat, at_once, now):
    office = boxes.box_of("office:1", BoxKind.OFFICE, at=now)
    cases = [boxes.box_of(f"case:{number}", BoxKind.CASE, at=now) for number in range(WRITERS)]
    alone = person()
    seat(office, alone)
    for case in cases:
        seat(case, through=[office])
    alone.keyrings.update(replaced_at=now)
    factories.keyring(alone)
    deeds = [lambda case=case: writing_generation(case, at=now).number for case in cases]
    written, numbers = at_once(deeds, lambda: numbers_of(office))
    assert (written, numbers) == ([2] * WRITERS, [1, 2])


def test_two_who_unlock_hand_the_key_over_once(box, person, seat, at_once, now):
    first, second, late = person(), person(), people.person()
    seat(box, first, second, late)
    keyring = factories.keyring(late).keyring_id
    deeds = [lambda who=who: boxes.settle(box, who.open_keyring, at=now) for who in (first, second)]
    _answers, handed = at_once(deeds, lambda: Wrap.objects.filter(keyring=keyring).count())
    assert handed == 1


def test_a_key_that_two_tidy_up_stays_with_one(box, person, seat, at_once, now):
    """One unlocks and finds the other gone, while the other comes back and the first leaves."""
    first, second = person(), person()
    seat(box, first, second)
    deeds = [
        lambda: boxes.settle(box, first.open_keyring, at=now),
        lambda: seat(box, second),
        lambda: seat(box, first),
    ]
    _answers, keys = at_once(deeds, lambda: Wrap.objects.filter(generation__box=box, generation__number=1).count())
    assert keys >= 1


def numbers_of(box):
    return list(Generation.objects.filter(box=box).order_by("number").values_list("number", flat=True))
