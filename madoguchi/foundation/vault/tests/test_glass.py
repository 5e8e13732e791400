"""緊急のガラス — what managers open in an emergency: not from a copy, nothing else, for nobody else."""

import pyrage
import pytest
from django.utils import timezone

from madoguchi.foundation.vault import boxes, factories, handing
from madoguchi.foundation.vault.errors import NobodyHasAKey, NoKeyYet, NotYours
from madoguchi.foundation.vault.models import BoxKind, Generation, Wrap
from madoguchi.foundation.vault.tests import people

pytestmark = pytest.mark.django_db


@pytest.fixture
def glass(now):
    return boxes.box_of("glass:1", BoxKind.GLASS, at=now)


@pytest.fixture
def manager(person, seat, glass):
    made = person()
    seat(glass, made)
    return made


@pytest.fixture
def member(person, seat, box, glass, manager):
    """The one member of the box; the manager sits behind the glass."""
    made = person()
    seat(box, made, through=[glass])
    return made


@pytest.fixture
def breaks(opens):
    def broken(person, box):
        keys = factories.unlocked(person).open_keyring
        keys.broken.add(box.pk)
        return [g.number for g in box.generations.order_by("number") if _opens(g, keys)]

    return broken


def _opens(generation, keys):
    try:
        return str(handing.identity_of(generation, keys).to_public()) == generation.public
    except (NotYours, NoKeyYet):
        return False


def openable(identities, wraps):
    """Generations an attacker gets at with these raw identities and all wraps, however often they are tried."""
    known, found = list(identities), set()
    for _round in range(4):
        for wrap in wraps:
            try:
                secret = pyrage.decrypt(bytes(wrap.wrapped), known).decode()
                known.append(pyrage.x25519.Identity.from_str(secret))
            except (pyrage.DecryptError, pyrage.IdentityError, UnicodeDecodeError):
                continue
            found.add(wrap.generation)
    return found


def test_behind_the_glass_one_opens_what_it_was_broken_for_and_nothing_else(box, member, manager, opens, breaks):
    assert (opens(member, box), opens(manager, box), breaks(manager, box)) == ([1], [], [1])


def test_who_does_not_sit_behind_the_glass_breaks_nothing(box, member, person, breaks):
    assert breaks(person(), box) == []


def test_a_manager_with_a_copy_of_the_database_opens_nothing(box, member, manager):
    assert openable([manager.open_keyring.identity], Wrap.objects.all()) == set()


def test_the_server_with_its_database_opens_nothing(box, member, settings):
    server = pyrage.x25519.Identity.from_str(settings.GLASS_KEY)
    assert openable([server], Wrap.objects.all()) == set()


def test_the_attack_of_these_tests_does_open_what_is_open(box, member, glass):
    assert openable([member.open_keyring.identity], Wrap.objects.all()) == set(Generation.objects.filter(box=box))


def test_with_another_key_of_the_server_the_glass_opens_nothing_and_says_that_one_waits(
    box, member, manager, settings, breaks
):
    settings.GLASS_KEY = str(pyrage.x25519.Identity.generate())
    assert breaks(manager, box) == []


def test_without_broken_glass_a_manager_has_no_seat_and_does_not_wait(box, member, manager):
    with pytest.raises(NotYours):
        handing.identity_of(box.generations.get(), manager.open_keyring)
    assert not handing.is_waiting(manager, box)


def test_through_the_glass_no_key_is_ever_handed_on(box, member, manager, glass, person, seat, opens, now):
    """Not to oneself, not to a newcomer, not even while it is broken."""
    newcomer = person()
    manager.open_keyring.broken.add(box.pk)
    seat(box, member, newcomer, manager, through=[glass], by=manager)
    assert (opens(newcomer, box), opens(manager, box)) == ([], [])
    assert list(handing.boxes_waiting_for(manager.open_keyring)) == []


def test_a_text_is_not_sealed_for_managers_alone(box, glass, manager, seat, now):
    seat(box, people.person(), through=[glass])
    with pytest.raises(NobodyHasAKey):
        boxes.writing_generation(box, at=now)


def test_the_last_members_keys_stay_although_the_glass_has_them(box, member, glass, person, seat, opens):
    heir = person()
    seat(box, heir, through=[glass])
    boxes.settle(box, factories.unlocked(member).open_keyring, at=box.made_at)
    assert opens(heir, box) == [1, 2]


def test_a_box_gets_its_glass_when_a_member_unlocks(box, glass, manager, person, seat, breaks):
    member = person()
    seat(box, member)
    seat(box, member, through=[glass])
    assert breaks(manager, box) == []
    assert list(handing.boxes_waiting_for(member.open_keyring)) == [box]
    boxes.settle(box, member.open_keyring, at=box.made_at)
    assert breaks(manager, box) == [1]


def test_a_manager_who_leaves_breaks_nothing_and_the_next_text_has_a_new_key(
    box, member, manager, glass, person, seat, breaks
):
    after = person()
    seat(glass, manager, after, by=manager)
    seat(glass, after)
    assert (breaks(manager, box), breaks(after, box)) == ([], [1])
    assert boxes.writing_generation(box, at=timezone.now()).number == 2
    assert (breaks(manager, box), breaks(after, box)) == ([], [1, 2])


def test_a_box_that_goes_to_the_office_leaves_the_glass(box, member, manager, glass, seat, breaks):
    seat(box, member, by=member)
    assert breaks(manager, box) == []
    assert not Wrap.objects.filter(holder__box=glass).exclude(generation__box=glass).exists()
