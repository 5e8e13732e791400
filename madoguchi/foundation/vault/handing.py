"""鍵渡し — opening a generation with a keyring, and handing its key to who waits."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Exists, Min, OuterRef, Q
from pyrage.x25519 import Identity

from madoguchi.foundation.vault import sealing
from madoguchi.foundation.vault.errors import NoKeyYet, NotYours
from madoguchi.foundation.vault.models import Box, Generation, Keyring, Seat, Wrap
from madoguchi.foundation.vault.opened import OpenKeyring


def identity_of(generation: Generation, keys: OpenKeyring) -> Identity:
    """世代を開く — for whoever is seated, directly or through a box. Raises NotYours, or NoKeyYet while waiting."""
    if generation.pk not in keys.held:
        if not _is_entitled(generation, keys.person_id):
            raise NotYours(str(generation))
        found = _unwrapped(generation, keys)
        if found is None:
            raise NoKeyYet(_seated_since(generation, keys.person_id))
        keys.held[generation.pk] = found
    return keys.held[generation.pk]


def hand_over(box: Box, keys: OpenKeyring) -> None:
    """Wraps what `keys` can open for everybody entitled who has a keyring and lacks the key.

    Who left may still hand over (and only that): so a successor gets what nobody else can give.
    """
    for generation in box.generations.all():
        missing: list[Keyring | Generation] = [*_keyrings_without(generation), *_boxes_without(generation)]
        identity = _unwrapped(generation, keys) if missing else None
        if identity is not None:
            Wrap.objects.bulk_create([wrapped_for(holder, generation, identity) for holder in missing])


def wrapped_for(holder: Keyring | Generation, generation: Generation, identity: Identity) -> Wrap:
    """包む — the key of a generation for one keyring, or for one generation of another box."""
    wrapped = sealing.wrap(str(identity), [holder.public])
    if isinstance(holder, Keyring):
        return Wrap(generation=generation, keyring=holder, wrapped=wrapped)
    return Wrap(generation=generation, holder=holder, wrapped=wrapped)


def tidy(box: Box) -> None:
    """Takes the keys from who is not seated, where somebody who is seated has them."""
    for generation in box.generations.all():
        staying = generation.wraps.filter(_seated(generation))
        if staying.exists():
            generation.wraps.exclude(pk__in=staying.values("pk")).delete()


def _is_entitled(generation: Generation, person: int) -> bool:
    seats = Seat.objects.entitled_to(generation)
    along = Seat.objects.taken().filter(person=person, box=OuterRef("through"))
    return seats.filter(Q(person=person) | Exists(along)).exists()


def _seated_since(generation: Generation, person: int) -> datetime | None:
    through = Seat.objects.entitled_to(generation).boxes()
    seats = Seat.objects.taken().filter(Q(box=generation.box_id) | Q(box__in=through), person=person)
    since: datetime | None = seats.aggregate(since=Min("taken_at"))["since"]
    return since


def _unwrapped(generation: Generation, keys: OpenKeyring) -> Identity | None:
    own = generation.wraps.filter(keyring=keys.keyring_id).first()
    if own is not None:
        return sealing.unwrap(own.wrapped, keys.identity)
    through = generation.wraps.filter(holder__wraps__keyring=keys.keyring_id).select_related("holder").first()
    if through is None or through.holder is None:
        return None
    holder = _unwrapped(through.holder, keys)
    return sealing.unwrap(through.wrapped, holder) if holder else None


def _seated(generation: Generation) -> Q:
    seats = Seat.objects.entitled_to(generation)
    of_person = Q(keyring__person__in=seats.persons(), keyring__replaced_at=None)
    return of_person | Q(holder__box__in=seats.boxes())


def _keyrings_without(generation: Generation) -> list[Keyring]:
    have = generation.wraps.exclude(keyring=None).values("keyring")
    rows = Keyring.objects.current().filter(person__in=Seat.objects.entitled_to(generation).persons())
    return list(rows.exclude(pk__in=have))


def _boxes_without(generation: Generation) -> list[Generation]:
    """The newest generation of each box seated that holds none of this one's keys yet."""
    have = generation.wraps.exclude(holder=None).values("holder__box")
    boxes = Box.objects.filter(pk__in=Seat.objects.entitled_to(generation).boxes()).exclude(pk__in=have)
    return [newest for box in boxes if (newest := box.newest_generation())]


def boxes_waiting_for(keys: OpenKeyring) -> Iterator[Box]:
    """Boxes of which `keys` open some generation and somebody waits."""
    mine = Q(generations__wraps__keyring=keys.keyring_id) | Q(
        generations__wraps__holder__wraps__keyring=keys.keyring_id
    )
    waiting = Seat.objects.waiting().with_a_key().filter(box=OuterRef("pk"))
    yield from Box.objects.filter(mine).filter(Exists(waiting)).distinct().order_by("pk")


def is_waiting(person: Any, box: Box) -> bool:
    """鍵待ち — seated, and still without the key of something."""
    return Seat.objects.waiting().filter(box=box, person=person.pk).exists()
