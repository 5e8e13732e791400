"""鍵渡し — opening a generation with a keyring, and handing its key to who waits."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from pyrage.x25519 import Identity

from madoguchi.foundation.vault import glass, sealing
from madoguchi.foundation.vault.errors import NoKeyYet, NotYours
from madoguchi.foundation.vault.models import Box, Generation, Keyring, Seat, Wrap
from madoguchi.foundation.vault.opened import OpenKeyring


def identity_of(generation: Generation, keys: OpenKeyring) -> Identity:
    """世代を開く — for whoever is seated, directly or through a box. Raises NotYours, or NoKeyYet while waiting."""
    if generation.pk not in keys.held:
        if not _is_entitled(generation, keys):
            raise NotYours(str(generation))
        found = _unwrapped(generation, keys) or _through_glass(generation, keys)
        if found is None:
            raise NoKeyYet
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
    wrapped = glass.wrapped(generation, str(identity), holder.public)
    if isinstance(holder, Keyring):
        return Wrap(generation=generation, keyring=holder, wrapped=wrapped)
    return Wrap(generation=generation, holder=holder, wrapped=wrapped)


def tidy(box: Box) -> None:
    """Takes the keys from who is not seated, where somebody who is seated has them; a key behind glass is none."""
    for generation in box.generations.all():
        staying = generation.wraps.filter(_seated(generation))
        if staying.exclude(glass.HELD_BEHIND).exists():
            generation.wraps.exclude(pk__in=staying.values("pk")).delete()


def _is_entitled(generation: Generation, keys: OpenKeyring) -> bool:
    seats = Seat.objects.entitled_to(generation)
    if generation.box_id not in keys.broken:
        seats = seats.exclude(glass.SEATED_BEHIND)
    along = Seat.objects.taken().filter(person=keys.person_id, box=OuterRef("through"))
    return seats.filter(Q(person=keys.person_id) | Exists(along)).exists()


def _unwrapped(generation: Generation, keys: OpenKeyring) -> Identity | None:
    own = generation.wraps.filter(keyring=keys.keyring_id).select_related("generation__box").first()
    if own is not None:
        return glass.opened(own, keys.identity)
    return _through(generation.wraps.exclude(glass.HELD_BEHIND), keys)


def _through_glass(generation: Generation, keys: OpenKeyring) -> Identity | None:
    """緊急閲覧 — what the glass was broken for is read, and never handed on."""
    return _through(generation.wraps.filter(glass.HELD_BEHIND), keys) if generation.box_id in keys.broken else None


def _through(wraps: QuerySet[Wrap], keys: OpenKeyring) -> Identity | None:
    through = wraps.filter(holder__wraps__keyring=keys.keyring_id).select_related("holder").first()
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
    mine = Q(keyring=keys.keyring_id) | Q(holder__wraps__keyring=keys.keyring_id)
    opened = Wrap.objects.filter(mine, generation__box=OuterRef("pk")).exclude(glass.HELD_BEHIND)
    waiting = Seat.objects.waiting().with_a_key().filter(box=OuterRef("pk"))
    yield from Box.objects.filter(Exists(opened), Exists(waiting)).order_by("pk")


def is_waiting(person: Any, box: Box) -> bool:
    """鍵待ち — seated, and still without the key of something."""
    return Seat.objects.waiting().filter(box=box, person=person.pk).exists()
