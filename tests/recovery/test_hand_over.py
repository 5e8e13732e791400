"""鍵の引き継ぎ — two officers give a leaver's keys to who waits, and nobody reads."""

import pytest
from django.core.exceptions import PermissionDenied

from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.core.errors import Refusal
from madoguchi.foundation.vault import boxes, factories, keyrings, queries
from madoguchi.foundation.vault.actions import recovery
from madoguchi.foundation.vault.boxes import writing_generation
from madoguchi.foundation.vault.errors import WrongSheet
from madoguchi.foundation.vault.handing import identity_of
from madoguchi.foundation.vault.models import BoxKind, Keyring, SheetEntry
from tests.recovery.conftest import NEW, OLD, again, deeds_of, disabled

pytestmark = pytest.mark.django_db


@pytest.fixture
def leaver(keepers, box, seat, chief, now):
    """The only one with the key of a box; the seat went to a successor, and then the account was closed."""
    made = people.member(Role.ADVISER, people.office(code="00"), of=people.person(password=OLD))
    made.open_keyring = keyrings.make(made, OLD, at=now)
    seat(box, made)
    return made


@pytest.fixture
def successor(leaver, box, seat, chief, now):
    made = people.person()
    factories.keyring(made)
    seat(box, made)
    disabled(leaver, now)
    return made


@pytest.fixture
def handing(leaver, successor, chief, now):
    return recovery.ask_hand_over(keyring=Keyring.objects.get(person=leaver), by=chief, at=now)


def test_two_officers_hand_over_a_leavers_keys_to_the_successor(
    handing, keepers, enter, successor, leaver, box, opens, chief
):
    assert opens(successor, box) == [2]
    word = enter(handing, keepers[0])
    assert enter(handing, keepers[1], word=word) == ""
    assert opens(successor, box) == [1, 2]
    assert again(handing).outcome == "handed_over"
    assert not Keyring.objects.get(person=leaver).wraps.exists()
    assert not any(opens(person, box) for person in (keepers[0].person, keepers[1].person, chief))


def test_only_the_boxes_nobody_else_can_hand_over_are_touched(handing, keepers, enter, leaver, seat, now, opens):
    other = boxes.box_of("test:2", "case", at=now)
    colleague, late = factories.unlocked(people.person()), people.person()
    seat(other, colleague)
    seat(other, colleague, late, leaver, by=colleague)
    factories.keyring(late)
    word = enter(handing, keepers[0])
    enter(handing, keepers[1], word=word)
    assert opens(late, other) == []


def test_the_keyring_is_forgotten_again(handing, keepers, enter, leaver):
    before = bytes(Keyring.objects.get(person=leaver).locked)
    word = enter(handing, keepers[0])
    enter(handing, keepers[1], word=word)
    assert bytes(Keyring.objects.get(person=leaver).locked) == before
    assert bytes(again(handing).transport_locked) == b""
    assert {bytes(entry.sealed) for entry in SheetEntry.objects.all()} == {b""}


@pytest.mark.parametrize("word", ["", "2345-6789-ACDE-FGHJ"])
def test_without_the_word_of_the_first_the_second_hands_nothing_over(handing, keepers, enter, word, successor, box):
    enter(handing, keepers[0])
    with pytest.raises(WrongSheet, match="合言葉"):
        enter(handing, keepers[1], word=word)
    assert (again(handing).wrong_count, again(handing).outcome) == (1, "")
    assert SheetEntry.objects.count() == 1


def test_one_officer_alone_hands_nothing_over(handing, keepers, enter):
    word = enter(handing, keepers[0])
    with pytest.raises(Refusal, match="もう一人"):
        enter(handing, keepers[0], word=word)


def test_the_case_page_is_told_that_the_officers_are_the_way(leaver, successor, box, seat, now):
    assert queries.needs_officers(box)
    other = boxes.box_of("test:2", BoxKind.CASE, at=now)
    seat(other, successor)
    assert not queries.needs_officers(other)


def test_a_leaver_who_can_still_sign_in_hands_over_without_officers(leaver, box, seat):
    heir = people.person()
    factories.keyring(heir)
    seat(box, heir)
    assert not queries.needs_officers(box)
    assert not queries.keyrings_to_hand_over().exists()


def test_a_colleague_who_still_has_the_key_hands_over_without_officers(leaver, box, seat, chief, now):
    """Not seated any more, and still to be asked: the keys go at the next unlocking."""
    colleague, heir = people.person(), people.person()
    factories.keyring(colleague)
    seat(box, leaver, colleague, by=leaver)
    factories.keyring(heir)
    seat(box, heir)
    disabled(leaver, now)
    assert not queries.needs_officers(box)
    assert not queries.keyrings_to_hand_over().exists()


def test_a_leaver_of_the_office_box_is_handed_over_with_all_its_cases(
    leaver, box, seat, chief, keepers, enter, opens, now
):
    office = boxes.box_of("office:1", BoxKind.OFFICE, at=now)
    seat(office, leaver)
    seat(box, through=[office], by=None)
    heir = people.person()
    factories.keyring(heir)
    seat(office, heir)
    disabled(leaver, now)
    row = recovery.ask_hand_over(keyring=Keyring.objects.get(person=leaver), by=chief, at=now)
    enter(row, keepers[1], word=enter(row, keepers[0]))
    assert opens(heir, office) == [1, 2]
    assert opens(heir, box) == list(box.generations.order_by("number").values_list("number", flat=True))
    assert not queries.keyrings_to_hand_over().exists()


def test_a_keyring_for_which_nobody_waits_is_not_opened(leaver, chief, now):
    with pytest.raises(Refusal, match="待っている方はいません"):
        recovery.ask_hand_over(keyring=Keyring.objects.get(person=leaver), by=chief, at=now)


def test_whoever_is_neither_officer_nor_manager_of_the_centre_starts_nothing(successor, leaver, now):
    with pytest.raises(PermissionDenied):
        recovery.ask_hand_over(keyring=Keyring.objects.get(person=leaver), by=successor, at=now)


def test_a_request_of_the_leaver_is_no_obstacle(leaver, box, seat, chief, now):
    leaver.set_password(NEW)
    recovery.ask_recovery(password=NEW, by=leaver, at=now)
    heir = people.person()
    factories.keyring(heir)
    seat(box, heir)
    disabled(leaver, now)
    assert recovery.ask_hand_over(keyring=Keyring.objects.get(person=leaver), by=chief, at=now)


def test_an_own_keyring_that_was_given_up_is_handed_over_to_the_new_one(owner, keepers, enter, box, seat, opens, now):
    seat(box, owner)
    writing_generation(box, at=now)
    given_up = Keyring.objects.get(person=owner)
    keys = keyrings.make(owner, NEW, at=now)
    row = recovery.ask_hand_over(keyring=given_up, by=keepers[0].person, at=now)
    word = enter(row, keepers[0])
    enter(row, keepers[1], word=word)
    generation = box.generations.get(number=1)
    assert str(identity_of(generation, keys).to_public()) == generation.public


def test_the_successors_are_told_and_the_line_is_written(handing, keepers, enter, mails, successor):
    word = enter(handing, keepers[0])
    letters = mails(lambda: enter(handing, keepers[1], word=word))
    assert set(letters) == {successor.email}
    assert deeds_of(handing) == [
        "vault.ask_hand_over",
        "vault.enter_first_sheet",
        "vault.enter_second_sheet",
        "vault.hand_over",
    ]
