"""鍵渡し — opening a generation with a keyring, and handing its key to who waits."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Exists, Min, OuterRef, Q, QuerySet
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
            raise NoKeyYet(_seated_since(generation, keys.person_id))
        keys.held[generation.pk] = found
    return keys.held[generation.pk]


def hand_over(box: Box, keys: OpenKeyring, offices: Sequence[Generation]) -> None:
    """Wraps what `keys` can open for everybody entitled who has a keyring and lacks the key.

    `offices`: of each box seated, the generation that may be written into. Who left may still hand over (and only
    that): so a successor gets what nobody else can give.
    """
    for generation in box.generations.all():
        missing: list[Keyring | Generation] = [*_keyrings_without(generation), *_boxes_without(generation, offices)]
        identity = _unwrapped(generation, keys) if missing else None
        if identity is not None:
            _leave_behind(generation, identity)
            Wrap.objects.bulk_create([wrapped_for(holder, generation, identity) for holder in missing])


def _leave_behind(generation: Generation, identity: Identity) -> None:
    """去った箱の鍵 — keys of boxes this one has left stay with those who have them till somebody seated does: who is
    handed this generation today gets none of them.
    """
    left = (
        Wrap.objects.filter(holder=generation)
        .exclude(glass.HELD_BEHIND)
        .of_outsiders()
        .select_related("generation__box")
    )
    for wrap in left:
        missing = Keyring.objects.filter(wraps__generation=generation).exclude(wraps__generation=wrap.generation)
        key = sealing.unwrap(wrap.wrapped, identity)
        Wrap.objects.bulk_create([wrapped_for(keyring, wrap.generation, key) for keyring in missing])
    Wrap.objects.filter(pk__in=[wrap.pk for wrap in left]).delete()


def wrapped_for(holder: Keyring | Generation, generation: Generation, identity: Identity) -> Wrap:
    """包む — the key of a generation for one keyring, or for one generation of another box."""
    wrapped = glass.wrapped(generation, str(identity), holder.public)
    if isinstance(holder, Keyring):
        return Wrap(generation=generation, keyring=holder, wrapped=wrapped)
    return Wrap(generation=generation, holder=holder, wrapped=wrapped)


def tidy(box: Box) -> None:
    """Takes the keys from who is not seated, where somebody who is seated opens with theirs: not behind glass."""
    wraps = Wrap.objects.filter(generation__box=box)
    outsiders = wraps.of_outsiders()
    if outsiders.exists():
        opened = wraps.in_use().exclude(glass.HELD_BEHIND).values("generation")
        outsiders.filter(generation__in=opened).delete()


def _is_entitled(generation: Generation, keys: OpenKeyring) -> bool:
    seats = Seat.objects.entitled_to(generation)
    if generation.box_id not in keys.broken:
        seats = seats.exclude(glass.SEATED_BEHIND)
    given = generation.wraps.filter(holder__box=OuterRef("box"))
    is_included = ~Exists(given) | Exists(given.filter(holder__number__gte=OuterRef("since")))
    along = Seat.objects.taken().filter(is_included, person=keys.person_id, box=OuterRef("through"))
    return seats.filter(Q(person=keys.person_id) | Exists(along)).exists()


def _seated_since(generation: Generation, person: int) -> datetime | None:
    through = Seat.objects.entitled_to(generation).boxes()
    seats = Seat.objects.taken().filter(Q(box=generation.box_id) | Q(box__in=through), person=person)
    since: datetime | None = seats.aggregate(since=Min("taken_at"))["since"]
    return since


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


def _keyrings_without(generation: Generation) -> list[Keyring]:
    have = generation.wraps.exclude(keyring=None).values("keyring")
    rows = Keyring.objects.current().filter(person__in=Seat.objects.entitled_to(generation).persons())
    return list(rows.exclude(pk__in=have))


def _boxes_without(generation: Generation, offices: Sequence[Generation]) -> list[Generation]:
    have = set(generation.wraps.in_use().exclude(holder=None).values_list("holder__box", flat=True))
    return [office for office in offices if office.box_id not in have]


def boxes_waiting_for(keys: OpenKeyring) -> Iterator[Box]:
    """Boxes of which `keys` open some generation and somebody waits; first those through which others are opened.

    In any order beyond that: where somebody waits for what `keys` do not open, the box stands nobody in the way.
    """
    mine = Wrap.objects.filter(Q(keyring=keys.keyring_id) | Q(holder__wraps__keyring=keys.keyring_id))
    mine = mine.exclude(glass.HELD_BEHIND)
    waiting = Seat.objects.waiting().with_a_key().filter(box=OuterRef("pk"))
    rows = Box.objects.filter(Exists(mine.filter(generation__box=OuterRef("pk"))), Exists(waiting)).order_by("?")
    leads_on = Exists(Seat.objects.taken().filter(through=OuterRef("pk")))
    yield from rows.filter(leads_on)
    yield from rows.filter(~leads_on)


def is_waiting(person: Any, box: Box) -> bool:
    """鍵待ち — seated, and still without the key of something."""
    return Seat.objects.waiting().filter(box=box, person=person.pk).exists()
