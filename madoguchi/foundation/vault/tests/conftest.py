import pytest
from django.utils import timezone

from madoguchi.foundation.vault import boxes, factories
from madoguchi.foundation.vault.errors import NoKeyYet, NotYours
from madoguchi.foundation.vault.handing import identity_of
from madoguchi.foundation.vault.models import BoxKind
from madoguchi.foundation.vault.tests import people


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def person(db):
    """Makes a person with a keyring, open."""
    return lambda: factories.unlocked(people.person())


@pytest.fixture
def box(db, now):
    return boxes.box_of("test:1", BoxKind.CASE, at=now)


@pytest.fixture
def seat(now):
    """Seats exactly these people and boxes; the keys of `by` are handed to who came."""

    def reseat(box, *persons, through=(), by=None, from_now_on=()):
        wanted = boxes.Seated(frozenset(p.pk for p in persons), frozenset(b.pk for b in through))
        keys = by.open_keyring if by else None
        boxes.reseat(box, wanted, keys=keys, from_now_on=[p.pk for p in from_now_on], at=now)

    return reseat


@pytest.fixture
def opens(now):
    """Which generations of the box a person opens."""

    def opened(person, box):
        keys = factories.unlocked(person).open_keyring
        return [g.number for g in box.generations.order_by("number") if _opens(g, keys)]

    return opened


def _opens(generation, keys):
    try:
        return str(identity_of(generation, keys).to_public()) == generation.public
    except (NotYours, NoKeyYet):
        return False
