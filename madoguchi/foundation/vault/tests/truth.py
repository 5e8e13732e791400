"""真 — the rules of keyrings, boxes and seats said once more over plain sets: no query, no key, no cryptography.

A holder of a generation is a keyring (its id) or a generation of another box.
"""

from dataclasses import dataclass, field


class NobodyCan(Exception):
    """Nobody seated has a keyring: nothing can be put in."""


@dataclass(eq=False)
class Seat:
    since: int
    is_whole: bool
    taken: int


@dataclass(eq=False)
class Generation:
    box: "Box"
    number: int
    given: dict = field(default_factory=dict)  # holder: the step in which it got the key

    @property
    def key(self):
        return self.box.pk, self.number


@dataclass(eq=False)
class Box:
    pk: int
    seats: dict = field(default_factory=dict)  # a person's id or a Box: Seat
    generations: list = field(default_factory=list)

    def persons(self):
        return [who for who in self.seats if not isinstance(who, Box)]

    def boxes(self):
        return [who for who in self.seats if isinstance(who, Box)]

    def __lt__(self, other):
        return self.pk < other.pk


class Truth:
    """What should be: who sits where, which generations there are, and who has been given which key."""

    def __init__(self):
        self.step = 0
        self.boxes = []
        self.keyrings = {}  # of each person, the current one last
        self.owners = {}

    def box(self, pk):
        self.boxes.append(Box(pk))
        return self.boxes[-1]

    def keyring(self, person, pk):
        self.keyrings.setdefault(person, []).append(pk)
        self.owners[pk] = person

    def current(self, person):
        return self.keyrings.get(person, [None])[-1]

    def reseat(self, box, wanted, *, keyring=None, from_now_on=()):
        for gone in set(box.seats) - set(wanted):
            del box.seats[gone]
        coming = len(box.generations) + 1
        for new in set(wanted) - set(box.seats):
            whole = new not in from_now_on
            box.seats[new] = Seat(1 if whole else coming, whole, self.step)
        self.settle(box, keyring)

    def settle(self, box, keyring):
        if self.can_take(box):
            self.writing(box)
        if keyring is not None and self.waiting_at(box):
            self._hand_over(box, keyring)
        for generation in box.generations:
            if any(self.is_in_use(generation, holder) for holder in generation.given):
                kept = {h: step for h, step in generation.given.items() if self.is_of_seated(generation, h)}
                generation.given = kept

    def _hand_over(self, box, keyring):
        ready = self._ready(box)
        for generation in box.generations:
            if self.reaches(keyring, generation):
                lacking = self.lacking(generation)
                missing = [holder for holder in ready if self._seat_of(holder) in lacking]
                if missing:
                    self._leave_behind(generation)
                generation.given |= dict.fromkeys(missing, self.step)

    def _leave_behind(self, handed):
        """What its box has left, those keep who have it; who is handed the generation now gets none of it."""
        for generation in [one for box in self.boxes for one in box.generations]:
            if handed in generation.given and not self.is_of_seated(generation, handed):
                del generation.given[handed]
                for keyring in filter(is_keyring, handed.given):
                    generation.given.setdefault(keyring, self.step)

    def writing(self, box):
        """The newest generation if nobody else than the seated has its key, or a new one."""
        if not self._is_fresh(box):
            holders = self._ready(box)
            if not holders:
                raise NobodyCan
            box.generations.append(Generation(box, len(box.generations) + 1, dict.fromkeys(holders, self.step)))
        return box.generations[-1]

    def can_take(self, box):
        return any(map(self.current, box.persons())) or any(map(self.can_take, box.boxes()))

    def _ready(self, box):
        keyrings = [self.current(person) for person in box.persons() if self.current(person)]
        return keyrings + [self.writing(one) for one in box.boxes() if self.can_take(one)]

    def _is_fresh(self, box):
        newest = box.generations[-1] if box.generations else None
        return (
            newest is not None
            and all(seat.since <= newest.number for seat in box.seats.values())
            and all(self.is_of_seated(newest, holder) for holder in newest.given)
            and all(h is h.box.generations[-1] and self._is_fresh(h.box) for h in newest.given if not is_keyring(h))
        )

    def _seat_of(self, holder):
        return self.owners[holder] if is_keyring(holder) else holder.box

    def is_of_seated(self, generation, holder):
        seat = generation.box.seats.get(self._seat_of(holder))
        is_replaced = is_keyring(holder) and self.current(self.owners[holder]) != holder
        return seat is not None and seat.since <= generation.number and not is_replaced

    def is_in_use(self, generation, holder):
        if not self.is_of_seated(generation, holder):
            return False
        return is_keyring(holder) or any(is_keyring(h) and self.is_of_seated(holder, h) for h in holder.given)

    def lacking(self, generation):
        """Of the seats entitled to a generation those whose person or box can't open it."""
        having = {self._seat_of(holder) for holder in generation.given if self.is_in_use(generation, holder)}
        return {who for who, seat in generation.box.seats.items() if seat.since <= generation.number} - having

    def waiting_at(self, box):
        return set().union(*map(self.lacking, box.generations))

    def reaches(self, keyring, generation):
        return keyring in generation.given or any(keyring in h.given for h in generation.given if not is_keyring(h))

    def is_entitled(self, person, generation, put):
        """To a message put into the generation in that step."""
        seat = generation.box.seats.get(person)
        if seat is not None and (seat.is_whole or put > seat.taken):
            return True
        return any(self._comes_along(person, box, generation, put) for box in generation.box.boxes())

    def _comes_along(self, person, through, generation, put):
        """Who came to the office from now on gets what comes to the office from then on."""
        seat = through.seats.get(person)
        given = [step for h, step in generation.given.items() if not is_keyring(h) and h.box is through]
        return seat is not None and (seat.is_whole or put > seat.taken or not given or max(given) > seat.taken)


def is_keyring(holder):
    return isinstance(holder, int)
