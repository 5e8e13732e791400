"""Who opens which generation of a box, as people come and go."""

import pytest

from madoguchi.foundation.vault import boxes, factories
from madoguchi.foundation.vault.boxes import writing_generation
from madoguchi.foundation.vault.errors import NobodyHasAKey
from madoguchi.foundation.vault.handing import boxes_waiting_for, is_waiting
from madoguchi.foundation.vault.models import BoxKind, Wrap
from madoguchi.foundation.vault.tests.conftest import somebody

pytestmark = pytest.mark.django_db


def test_who_is_seated_opens_and_nobody_else(box, person, seat, opens):
    inside, outside = person(), person()
    seat(box, inside)
    assert (opens(inside, box), opens(outside, box)) == ([1], [])


def test_without_anybody_who_has_a_keyring_nothing_is_sealed(box, seat, now):
    seat(box, somebody())
    with pytest.raises(NobodyHasAKey):
        writing_generation(box, at=now)


def test_the_newcomer_gets_everything(box, person, seat, opens):
    first, second = person(), person()
    seat(box, first)
    seat(box, first, second, by=first)
    assert (opens(second, box), box.generations.count()) == ([1], 1)


def test_the_newcomer_from_now_on_opens_nothing_older(box, person, seat, opens):
    first, second = person(), person()
    seat(box, first)
    seat(box, first, second, by=first, from_now_on=[second])
    assert (opens(first, box), opens(second, box)) == ([1, 2], [2])


def test_who_is_removed_opens_nothing_and_a_new_generation_begins(box, person, seat, opens, now):
    stays, goes = person(), person()
    seat(box, stays, goes)
    seat(box, stays)
    assert (opens(stays, box), opens(goes, box)) == ([1, 2], [])
    assert writing_generation(box, at=now).number == 2
    assert not Wrap.objects.filter(keyring=goes.open_keyring.keyring_id).exists()


def test_a_member_without_keyring_waits_until_a_member_hands_the_key_over(box, person, seat, opens):
    first, late = person(), somebody()
    seat(box, first, late, by=first)
    assert is_waiting(late, box)
    assert list(boxes_waiting_for(first.open_keyring)) == []
    factories.keyring(late)
    assert list(boxes_waiting_for(first.open_keyring)) == [box]
    boxes.settle(box, first.open_keyring)
    assert not is_waiting(late, box)
    assert opens(late, box) == [1]


def test_the_only_member_who_leaves_hands_over_to_the_successor_and_reads_nothing(box, person, seat, opens):
    leaver, successor = person(), person()
    seat(box, leaver)
    seat(box, successor)
    assert (opens(leaver, box), opens(successor, box)) == ([], [2])
    assert list(boxes_waiting_for(leaver.open_keyring)) == [box]
    boxes.settle(box, leaver.open_keyring)
    assert (opens(leaver, box), opens(successor, box)) == ([], [1, 2])
    assert not Wrap.objects.filter(keyring=leaver.open_keyring.keyring_id).exists()


def test_the_last_keys_stay_until_somebody_seated_has_them(box, person, seat):
    leaver = person()
    seat(box, leaver)
    seat(box, somebody())
    assert Wrap.objects.filter(keyring=leaver.open_keyring.keyring_id).count() == 1


@pytest.fixture
def office(now):
    return boxes.box_of("office:1", BoxKind.OFFICE, at=now)


def test_whoever_opens_the_office_box_opens_the_case_through_it(box, office, person, seat, opens):
    colleague = person()
    seat(office, colleague)
    seat(box, through=[office])
    assert opens(colleague, box) == [1]


def test_who_comes_to_the_office_later_opens_its_cases(box, office, person, seat, opens):
    first, second = person(), person()
    seat(office, first)
    seat(box, through=[office])
    seat(office, first, second, by=first)
    assert opens(second, box) == [1]


def test_who_leaves_the_office_opens_no_case_and_its_next_text_has_a_new_key(box, office, person, seat, opens, now):
    stays, goes = person(), person()
    seat(office, stays, goes)
    seat(box, through=[office])
    seat(office, stays)
    assert opens(goes, box) == []
    assert writing_generation(box, at=now).number == 2
    assert opens(stays, box) == [1, 2]


def test_a_case_that_becomes_restricted_is_taken_from_the_office(box, office, person, seat, opens):
    owner, colleague = person(), person()
    seat(office, owner, colleague)
    seat(box, owner, through=[office], by=owner)
    seat(box, owner, by=owner)
    assert (opens(owner, box), opens(colleague, box)) == ([1, 2], [])


def test_a_case_that_is_opened_again_is_given_to_the_office(box, office, person, seat, opens):
    owner, colleague = person(), person()
    seat(office, owner, colleague)
    seat(box, owner)
    seat(box, owner, through=[office], by=owner)
    assert opens(colleague, box) == [1]


def test_a_keyring_made_anew_waits_and_the_old_one_still_hands_over(box, person, seat, opens, now):
    other = person()
    seat(box, other)
    old = other.open_keyring
    other.keyrings.update(replaced_at=now)
    factories.keyring(other)
    assert opens(other, box) == []
    boxes.settle(box, old)
    assert opens(other, box) == [1]
