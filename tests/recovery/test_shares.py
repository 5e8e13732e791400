"""割符 — what a copy of the database and one sheet, or two, open."""

from itertools import permutations

import pyrage
import pytest
from django.utils import timezone
from pyrage.x25519 import Identity

from madoguchi.foundation.vault import factories, keyrings, shares
from madoguchi.foundation.vault.actions import officers
from madoguchi.foundation.vault.errors import Misplaced
from madoguchi.foundation.vault.models import Keyring, Officer, Pair, Share

pytestmark = pytest.mark.django_db
PASSWORD = "tadashii-aikotoba"


@pytest.fixture
def owner(person):
    return person()


def unlock(owner):
    """As at sign-in."""
    keys = owner.open_keyring
    shares.renew(Keyring.objects.get(pk=keys.keyring_id), keys)
    return keys


def officer_of(keeper):
    return Officer.objects.get(person=keeper.person)


def pairs_of(owner):
    rows = Pair.objects.filter(first__keyring__person=owner).values_list("first__officer", "second__officer")
    return {frozenset(couple) for couple in rows}


def everything_stored():
    """Every secret-bearing payload of the recovery tables, as a thief has them."""
    return [bytes(row.wrapped) for row in Share.objects.all()] + [bytes(row.sealed) for row in Pair.objects.all()]


def all_that_opens(identities):
    """Whatever these keys open, and what that opens in turn, until nothing more does."""
    keys, texts, seen = list(identities), everything_stored(), set()
    while texts:
        text = texts.pop()
        for key in keys:
            try:
                opened = pyrage.decrypt(text, [key])
            except pyrage.DecryptError:
                continue
            payload = opened.split(b"\x00", 1)[1]
            if payload in seen:
                continue
            seen.add(payload)
            if payload.startswith(b"AGE-SECRET-KEY-1"):
                keys.append(Identity.from_str(payload.decode()))
                texts = everything_stored() + [one for one in seen if one.startswith(b"age-encryption.org")]
            else:
                texts.append(payload)
    return {str(key) for key in keys}


def test_two_sheets_and_a_copy_of_the_database_open_the_keyring(owner, keeper):
    first, second = keeper(), keeper()
    keys = unlock(owner)
    assert keys.secret in all_that_opens([first.sheet, second.sheet])


def test_one_sheet_and_a_copy_of_the_database_open_nothing(owner, keeper):
    keepers = [keeper(), keeper(), keeper()]
    keys = unlock(owner)
    for one in keepers:
        assert keys.secret not in all_that_opens([one.sheet])


def test_the_peeling_works_in_either_order(owner, keeper):
    keepers = keeper(), keeper()
    keys = unlock(owner)
    row = Keyring.objects.get(person=owner)
    for order in permutations(keepers):
        opened = {
            officer_of(one).pk: shares.of_officer(Share.objects.get(officer__person=one.person), one.sheet)
            for one in order
        }
        assert shares.together(row, opened) == keys.secret
        assert shares.together(row, dict([opened.popitem()])) is None


def test_every_couple_of_officers_is_a_pair(owner, keeper):
    a, b, c = (officer_of(keeper()).pk for _one in range(3))
    unlock(owner)
    assert pairs_of(owner) == {frozenset({a, b}), frozenset({a, c}), frozenset({b, c})}


def test_an_officer_without_a_sheet_has_no_share(owner, keeper, named):
    keeper(), named()
    unlock(owner)
    assert (Share.objects.count(), pairs_of(owner)) == (1, set())


def test_an_officer_has_no_share_of_the_own_keyring(keeper, person):
    own, _one, _two = keeper(person()), keeper(), keeper()
    unlock(own.person)
    assert officer_of(own).pk not in set().union(*pairs_of(own.person))
    assert len(pairs_of(own.person)) == 1


def test_who_ended_has_lost_the_pairs_at_once(owner, keeper, chief, now):
    a, b, c = keeper(), keeper(), keeper()
    unlock(owner)
    officers.end_officer(officer=officer_of(c), by=chief, at=now)
    assert pairs_of(owner) == {frozenset({officer_of(a).pk, officer_of(b).pk})}
    assert not Share.objects.filter(officer__person=c.person).exists()


def test_who_came_has_pairs_after_the_next_unlock_and_not_before(owner, keeper):
    keeper(), keeper()
    unlock(owner)
    new = officer_of(keeper()).pk
    assert not any(new in couple for couple in pairs_of(owner))
    unlock(owner)
    assert sum(new in couple for couple in pairs_of(owner)) == 2


def test_a_new_sheet_makes_the_old_one_worthless(owner, keeper, now):
    a, b = keeper(), keeper()
    keys = unlock(owner)
    officers.make_sheet(replacing=officer_of(a).public, by=a.person, at=now)
    assert pairs_of(owner) == set()
    unlock(owner)
    assert len(pairs_of(owner)) == 1
    assert keys.secret not in all_that_opens([a.sheet, b.sheet])


def test_a_keyring_is_ready_for_recovery_as_soon_as_it_is_made_or_unlocked(people_with_sheets, person):
    made = keyrings.make(person(), PASSWORD, at=timezone.now())
    assert Keyring.objects.restorable().filter(pk=made.keyring_id).exists()
    Share.objects.all().delete()
    keyrings.unlock(Keyring.objects.get(pk=made.keyring_id), PASSWORD)
    assert Keyring.objects.restorable().filter(pk=made.keyring_id).exists()


@pytest.fixture
def people_with_sheets(keeper):
    return keeper(), keeper()


def test_unlocking_again_asks_one_question_only(owner, people_with_sheets, django_assert_num_queries):
    keys = unlock(owner)
    row = Keyring.objects.get(pk=keys.keyring_id)
    with django_assert_num_queries(1):
        shares.renew(row, keys)


def test_rows_copied_to_another_persons_keyring_restore_nothing(owner, people_with_sheets):
    """A thief who writes into the database puts the victim's shares under the own keyring."""
    first, second = people_with_sheets
    unlock(owner)
    thief = Keyring.objects.get(pk=factories.keyring(first.person).keyring_id)
    Share.objects.all().update(keyring=thief)
    for one in (first, second):
        with pytest.raises(Misplaced):
            shares.of_officer(Share.objects.get(officer__person=one.person), one.sheet)


def test_no_secret_stands_in_a_row(owner, people_with_sheets):
    keys = unlock(owner)
    stored = b"".join(everything_stored())
    assert keys.secret.encode() not in stored
    assert all(str(one.sheet).encode() not in stored for one in people_with_sheets)
