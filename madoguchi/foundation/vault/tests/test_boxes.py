"""Who opens which generation of a box, as people come and go."""

import pytest

from madoguchi.foundation.vault import boxes, factories
from madoguchi.foundation.vault.boxes import writing_generation
from madoguchi.foundation.vault.errors import NobodyHasAKey, NotYours
from madoguchi.foundation.vault.handing import boxes_waiting_for, identity_of, is_waiting
from madoguchi.foundation.vault.models import BoxKind, Wrap
from madoguchi.foundation.vault.tests import people

pytestmark = pytest.mark.django_db


def test_who_is_seated_opens_and_nobody_else(box, person, seat, opens):
    inside, outside = person(), person()
    seat(box, inside)
    assert (opens(inside, box), opens(outside, box)) == ([1], [])


def test_without_anybody_who_has_a_keyring_nothing_is_sealed(box, seat, now):
    seat(box, people.person())
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


def test_a_member_without_keyring_waits_until_a_member_hands_the_key_over(box, person, seat, opens, now):
    first, late = person(), people.person()
    seat(box, first, late, by=first)
    assert is_waiting(late, box)
    assert list(boxes_waiting_for(first.open_keyring)) == []
    factories.keyring(late)
    assert list(boxes_waiting_for(first.open_keyring)) == [box]
    boxes.settle(box, first.open_keyring, at=now)
    assert not is_waiting(late, box)
    assert opens(late, box) == [1]


def test_the_only_member_who_leaves_hands_over_to_the_successor_and_reads_nothing(box, person, seat, opens, now):
    leaver, successor = person(), person()
    seat(box, leaver)
    seat(box, successor)
    assert (opens(leaver, box), opens(successor, box)) == ([], [2])
    assert list(boxes_waiting_for(leaver.open_keyring)) == [box]
    boxes.settle(box, leaver.open_keyring, at=now)
    assert (opens(leaver, box), opens(successor, box)) == ([], [1, 2])
    assert not Wrap.objects.filter(keyring=leaver.open_keyring.keyring_id).exists()


def test_the_last_keys_stay_until_somebody_seated_has_them(box, person, seat):
    leaver = person()
    seat(box, leaver)
    seat(box, people.person())
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
    boxes.settle(box, old, at=now)
    assert opens(other, box) == [1, 2]


def test_a_new_text_goes_to_the_new_keyring_at_once(box, person, seat, opens, now):
    alone = person()
    seat(box, alone)
    alone.keyrings.update(replaced_at=now)
    factories.keyring(alone)
    assert writing_generation(box, at=now).number == 2


def test_the_next_text_has_a_new_key_after_the_last_key_was_handed_over(box, person, seat, now):
    """When the successor has no keyring yet, nothing begins; the leaver knows the newest key and must not read on."""
    leaver, successor = person(), people.person()
    seat(box, leaver)
    seat(box, successor)
    factories.keyring(successor)
    boxes.settle(box, leaver.open_keyring, at=now)
    assert writing_generation(box, at=now).number == 2


def test_an_office_whose_key_a_leaver_has_is_given_nothing_with_that_key(box, office, person, seat, now):
    """The office's newest generation is known to who left it; the case goes to a new one, or waits."""
    owner, leaver, late = person(), person(), people.person()
    seat(office, leaver)
    seat(box, owner)
    seat(office, late)
    seat(box, owner, through=[office], by=owner)
    assert not Wrap.objects.filter(holder__box=office).exists()
    factories.keyring(late)
    boxes.settle(box, owner.open_keyring, at=now)
    assert set(Wrap.objects.filter(holder__box=office).values_list("holder__number", flat=True)) == {2}


def test_the_leavers_keys_stay_while_nobody_in_the_office_opens_its_box(box, office, person, seat, opens, now):
    """The office holds the case's key, but its own key is lost with a keyring that no password opens any more."""
    colleague, leaver, successor = person(), person(), person()
    seat(office, colleague)
    seat(box, leaver, through=[office])
    colleague.keyrings.update(replaced_at=now)
    seat(box, through=[office])
    seat(office, successor)
    assert opens(successor, box) == []
    boxes.settle(box, leaver.open_keyring, at=now)
    assert opens(successor, box) == [1, 2]


def test_a_member_helps_an_office_that_lost_its_key(box, office, person, seat, opens, now):
    colleague, owner = person(), person()
    seat(office, colleague)
    seat(box, owner, through=[office])
    colleague.keyrings.update(replaced_at=now)
    factories.keyring(colleague)
    assert opens(colleague, box) == []
    assert list(boxes_waiting_for(owner.open_keyring)) == [box]
    boxes.settle(box, owner.open_keyring, at=now)
    assert opens(colleague, box) == [1, 2]


def test_who_came_to_the_office_from_now_on_is_not_waiting_for_older_cases(box, office, person, seat):
    first, second = person(), person()
    seat(office, first)
    seat(box, through=[office])
    seat(office, first, second, by=first, from_now_on=[second])
    with pytest.raises(NotYours):
        identity_of(box.generations.get(), second.open_keyring)


def test_who_leaves_no_longer_opens_with_what_the_open_keyring_held(box, person, seat):
    stays, goes = person(), person()
    seat(box, stays, goes)
    identity_of(box.generations.get(), goes.open_keyring)
    seat(box, stays, by=goes)
    with pytest.raises(NotYours):
        identity_of(box.generations.get(number=1), goes.open_keyring)


def test_an_office_without_any_keyring_is_not_waited_for_at_each_unlock(box, office, person, seat):
    owner = person()
    seat(office, people.person())
    seat(box, owner, through=[office])
    assert list(boxes_waiting_for(owner.open_keyring)) == []


def test_when_the_office_gets_its_key_its_cases_wait_no_longer(box, office, person, seat):
    """The office box comes first, although the case box is older: a thousand cases are not handed over one by one."""
    leaver, successor = person(), person()
    seat(office, leaver)
    seat(box, through=[office])
    seat(office, successor)
    assert box.pk < office.pk
    waiting = boxes_waiting_for(leaver.open_keyring)
    assert next(waiting) == office
    boxes.settle(office, leaver.open_keyring, at=office.made_at)
    assert list(waiting) == []


def test_ones_own_box_is_opened_by_nobody_else(person, opens, now):
    owner, other = person(), person()
    own = boxes.own_box(owner, at=now)
    assert boxes.own_box(owner, at=now) == own
    assert (own.kind, opens(owner, own), opens(other, own)) == (BoxKind.PERSON, [1], [])


def test_ones_own_box_waits_for_the_first_keyring(now):
    late = people.person()
    with pytest.raises(NobodyHasAKey):
        writing_generation(boxes.own_box(late, at=now), at=now)
    factories.keyring(late)
    assert writing_generation(boxes.own_box(late, at=now), at=now).number == 1
