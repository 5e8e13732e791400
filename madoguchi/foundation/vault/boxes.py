"""箱と席 — who is seated, which generation is written into, who still waits for a key.

Called by actions that write their own audit line and have locked what the box belongs to. Seating and putting in need
public halves only; handing keys over needs the open keyring of somebody who has them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pyrage.x25519 import Identity

from madoguchi.foundation.vault.errors import NobodyHasAKey
from madoguchi.foundation.vault.handing import hand_over, tidy, wrapped_for
from madoguchi.foundation.vault.models import Box, BoxKind, Generation, Keyring, Seat, Wrap
from madoguchi.foundation.vault.opened import OpenKeyring


@dataclass(frozen=True)
class Seated:
    """着席 — who should sit at a box: persons by id, and boxes whose seated come along."""

    persons: frozenset[int] = frozenset()
    boxes: frozenset[int] = frozenset()


def box_of(subject: str, kind: str, *, at: datetime) -> Box:
    """The box of that subject; the same one when asked again."""
    made, _new = Box.objects.get_or_create(subject=subject, defaults={"kind": kind, "made_at": at})
    return made


def own_box(person: Any, *, at: datetime) -> Box:
    """本人の箱 — what one person writes for nobody else."""
    box = box_of(f"person:{person.pk}", BoxKind.PERSON, at=at)
    if not box.seats.taken().exists():
        reseat(box, Seated(persons=frozenset({person.pk})), at=at)
    return box


def reseat(
    box: Box,
    wanted: Seated,
    *,
    keys: OpenKeyring | None = None,
    from_now_on: Iterable[int] = (),
    at: datetime,
) -> None:
    """席を改める — exactly the wanted sit afterwards; who left opens nothing more, who came gets what `keys` can open.

    `from_now_on`: persons who get no generation that exists today. A new generation begins when somebody left or
    joined from now on, as soon as one of the seated has a keyring; until then nothing can be put in.
    """
    Box.objects.select_for_update().get(pk=box.pk)
    seats = list(box.seats.taken())
    _let_go([seat for seat in seats if not _is_wanted(seat, wanted)], at)
    _welcome(box, _missing(seats, wanted), frozenset(from_now_on), at)
    settle(box, keys, at=at)


def writing_generation(box: Box, *, at: datetime) -> Generation:
    """いまの世代 — the one to put into: everybody who can open it is seated today. Raises NobodyHasAKey."""
    return _fresh(box) or _begin(box, at)


def settle(box: Box, keys: OpenKeyring | None, *, at: datetime) -> None:
    """鍵を渡す — everybody entitled who has a keyring gets what `keys` can open; then the keys of who left go.

    A generation that is due begins first: by the keys of who left one knows that the newest is not to be written into.
    """
    Box.objects.select_for_update().get(pk=box.pk)
    if _can_take(box):
        writing_generation(box, at=at)
    if keys is not None:
        keys.held.clear()
        if box.seats.waiting().exists():
            hand_over(box, keys, _opened_boxes(box, at))
    tidy(box)


def _is_wanted(seat: Seat, wanted: Seated) -> bool:
    return seat.person_id in wanted.persons or seat.through_id in wanted.boxes


def _missing(seats: Sequence[Seat], wanted: Seated) -> Seated:
    return Seated(
        wanted.persons - {seat.person_id for seat in seats if seat.person_id},
        wanted.boxes - {seat.through_id for seat in seats if seat.through_id},
    )


def _let_go(seats: Sequence[Seat], at: datetime) -> None:
    Seat.objects.filter(pk__in=[seat.pk for seat in seats]).update(left_at=at)


def _welcome(box: Box, missing: Seated, from_now_on: frozenset[int], at: datetime) -> None:
    coming = _next_number(box)
    made = [
        Seat(box=box, person_id=person, since=coming if person in from_now_on else 1, taken_at=at)
        for person in missing.persons
    ]
    made += [Seat(box=box, through_id=through, taken_at=at) for through in missing.boxes]
    Seat.objects.bulk_create(made)


def _fresh(box: Box) -> Generation | None:
    newest = box.newest_generation()
    return newest if newest and not _is_stale(box, newest) else None


def _is_stale(box: Box, generation: Generation) -> bool:
    """Does somebody who is not seated have its key, or is somebody seated for what comes after it only?"""
    if box.seats.taken().filter(since__gt=generation.number).exists() or generation.wraps.of_outsiders().exists():
        return True
    holders = Generation.objects.filter(wraps_held__generation=generation).select_related("box")
    return any(_fresh(holder.box) != holder for holder in holders)


def _keyrings(box: Box) -> list[Keyring]:
    return list(Keyring.objects.current().filter(person__in=box.seats.taken().persons()).order_by("pk"))


def _boxes(box: Box) -> list[Box]:
    """The seated boxes that somebody can open."""
    seated = Box.objects.filter(pk__in=box.seats.taken().boxes()).order_by("pk")
    return [one for one in seated if _can_take(one)]


def _opened_boxes(box: Box, at: datetime) -> list[Generation]:
    return [writing_generation(one, at=at) for one in _boxes(box)]


def _can_take(box: Box) -> bool:
    """Not by managers behind the glass alone: what only they could open, nobody would ever be handed."""
    return bool(_keyrings(box) or any(one.kind != BoxKind.GLASS for one in _boxes(box)))


def _begin(box: Box, at: datetime) -> Generation:
    """A new age identity, wrapped at once for everybody seated who has a keyring, and then forgotten.

    Behind the lock it is asked again whether one is due: of two writers at once the second takes what the first began.
    """
    Box.objects.select_for_update().get(pk=box.pk)
    if begun_meanwhile := _fresh(box):
        return begun_meanwhile
    if not _can_take(box):
        raise NobodyHasAKey
    holders: list[Keyring | Generation] = [*_keyrings(box), *_opened_boxes(box, at)]
    secret = Identity.generate()
    public = str(secret.to_public())
    made = Generation.objects.create(box=box, number=_next_number(box), public=public, made_at=at)
    Wrap.objects.bulk_create([wrapped_for(holder, made, secret) for holder in holders])
    return made


def _next_number(box: Box) -> int:
    newest = box.newest_generation()
    return newest.number + 1 if newest else 1
