"""引っ越しのあと — a keyring that belongs to nobody hands its keys over, and opens nothing."""

import pytest
from django.apps import apps
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from pyrage.x25519 import Identity

from madoguchi.foundation.vault import boxes, factories, keyfile, keyrings, migration
from madoguchi.foundation.vault.boxes import writing_generation
from madoguchi.foundation.vault.errors import NobodyHasAKey, NotYours
from madoguchi.foundation.vault.handing import identity_of, is_waiting
from madoguchi.foundation.vault.models import Box, Generation, Keyring, Wrap
from madoguchi.foundation.vault.moving import Moving
from madoguchi.foundation.vault.tests import people

pytestmark = pytest.mark.django_db


@pytest.fixture
def moving(db):
    """A move in the making: the models of today serve as those of that moment."""
    return Moving(apps, connection.alias)


@pytest.fixture
def moved(moving):
    """The box of somebody who has no keyring yet, with a generation that nobody opens."""

    def move(*people):
        return Box.objects.get(pk=moving.target("test:moved", "case", persons=[one.pk for one in people]).box)

    return move


@pytest.fixture
def hand_over(now, django_capture_on_commit_callbacks):
    def come():
        with django_capture_on_commit_callbacks(execute=True):
            migration.hand_over(at=now)

    return come


def nobodys():
    return keyrings.opened(Keyring.objects.get(person=None), keyfile.read())


def test_the_key_lies_in_a_file_for_its_owner_only_and_not_in_the_database(moved):
    moved(people.person())
    row = Keyring.objects.get(person=None)
    path = settings.DATA_DIR / keyfile.NAME
    assert path.stat().st_mode & 0o777 == 0o600
    assert str(Identity.from_str(keyfile.read()).to_public()) == row.public
    assert bytes(row.locked) == b""


def test_nobodys_keyring_is_no_current_one_and_opens_nothing(moved):
    box = moved(people.person())
    assert not Keyring.objects.current().exists()
    with pytest.raises(NotYours):
        identity_of(box.newest_generation(), nobodys())


def test_nothing_is_written_into_what_it_holds(moved, now):
    late = people.person()
    box = moved(late)
    with pytest.raises(NobodyHasAKey):
        writing_generation(box, at=now)
    factories.keyring(late)
    assert writing_generation(box, at=now).number == 2


def test_who_comes_gets_the_key_and_the_file_goes(moved, hand_over, opens):
    late = people.person()
    box = moved(late)
    factories.keyring(late)
    assert is_waiting(late, box)
    hand_over()
    assert opens(late, box) == [1, 2]
    assert keyfile.read() is None
    assert Keyring.objects.get(person=None).replaced_at
    assert not Wrap.objects.filter(keyring__person=None).exists()


def test_a_file_that_outlived_its_last_key_goes_the_next_time(moved, hand_over):
    late = people.person()
    moved(late)
    factories.keyring(late)
    secret = keyfile.read()
    hand_over()
    keyfile.write(secret)  # as if the machine had stopped between the database and the file
    hand_over()
    assert keyfile.read() is None


def test_until_somebody_has_come_the_key_stays(moved, hand_over):
    moved(people.person())
    hand_over()
    assert keyfile.read()
    assert Wrap.objects.filter(keyring__person=None).count() == 1


def test_the_second_who_comes_is_served_by_the_first(moved, hand_over, opens, now):
    first, second = people.person(), people.person()
    box = moved(first, second)
    factories.keyring(first)
    hand_over()
    factories.keyring(second)
    boxes.settle(box, factories.keyring(first), at=now)
    assert (opens(first, box), opens(second, box)) == ([1, 2], [1, 2])


def test_who_is_no_longer_seated_gets_nothing(moved, seat, hand_over, opens):
    gone, successor = people.person(), people.person()
    box = moved(gone)
    factories.keyring(gone)
    seat(box, successor)
    hand_over()
    assert opens(gone, box) == []
    factories.keyring(successor)
    hand_over()
    assert opens(successor, box) == [1, 2]


def test_what_is_seated_through_a_box_comes_with_the_key_of_that_box(moving, hand_over, opens):
    late = people.person()
    office = moving.target("test:office", "office", persons=[late.pk])
    case = moving.target("test:case", "case", persons=[], through=office)
    factories.keyring(late)
    hand_over()
    assert opens(late, Box.objects.get(pk=case.box)) == [1]
    assert keyfile.read() is None


def test_a_box_that_was_there_keeps_its_seats_and_what_it_holds(moving, box, person, seat, hand_over, opens):
    member = person()
    seat(box, member)
    target = moving.target(box.subject, box.kind, persons=[people.person().pk])
    assert (target.box, target.number) == (box.pk, 2)
    assert list(box.seats.taken().values_list("person", flat=True)) == [member.pk]
    hand_over()
    assert opens(member, box) == [1, 2, 3]


def test_a_later_migration_of_the_same_upgrade_goes_on_with_the_same_key(moving, moved, db):
    late = people.person()
    first = moved(late)
    again = Moving(apps, connection.alias).target("test:moved", "case", persons=[late.pk])
    assert (again.box, again.number) == (first.pk, 1)
    assert (Keyring.objects.filter(person=None).count(), Generation.objects.count()) == (1, 1)


def test_without_a_file_there_is_nothing_to_hand_over(hand_over, django_assert_max_num_queries):
    with django_assert_max_num_queries(2):  # the savepoint of the test
        hand_over()


def test_a_keyring_with_a_lock_belongs_to_somebody(now):
    with pytest.raises(IntegrityError), transaction.atomic():
        Keyring.objects.create(public="x", locked=b"x", made_at=now, locked_at=now)
