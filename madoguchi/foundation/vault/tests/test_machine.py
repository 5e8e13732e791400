"""Whatever people do with keyrings, boxes and seats: who should open a message opens it, and nobody else does."""

from dataclasses import dataclass, field
from unittest.mock import patch

import pyrage
import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from pyrage.x25519 import Identity

from madoguchi.foundation.vault import boxes, keyrings, sealing
from madoguchi.foundation.vault.errors import Misplaced, NobodyHasAKey, NoKeyYet, NotYours
from madoguchi.foundation.vault.handing import boxes_waiting_for, identity_of
from madoguchi.foundation.vault.models import BoxKind, Generation, Seat, Wrap
from madoguchi.foundation.vault.opened import OpenKeyring
from madoguchi.foundation.vault.sealing import Place
from madoguchi.foundation.vault.tests import people
from madoguchi.foundation.vault.tests.truth import NobodyCan, Truth, is_keyring

pytestmark = pytest.mark.django_db

PERSONS, OFFICES, CASES = 4, 2, 2
PERSON, OFFICE, CASE = (st.integers(0, many - 1) for many in (PERSONS, OFFICES, CASES))
BOX = st.integers(0, OFFICES + CASES - 1)
SOMEBODY = st.none() | PERSON
NOW = timezone.now()


@dataclass(eq=False)
class Message:
    """`readers`: everybody who was entitled to it at any time since it was put."""

    generation: object
    put: int
    place: Place
    sealed: bytes
    readers: set = field(default_factory=set)

    @property
    def text(self):
        return self.place.row.encode()


class Keys(RuleBasedStateMachine):
    """The database, and beside it the truth; after every step they have to agree."""

    def __init__(self):
        super().__init__()
        self.world = transaction.atomic()
        self.world.__enter__()
        self.truth = Truth()
        self.persons = [people.person().pk for _ in range(PERSONS)]
        kinds = [BoxKind.OFFICE] * OFFICES + [BoxKind.CASE] * CASES
        self.boxes = [boxes.box_of(f"machine:{n}", kind, at=NOW) for n, kind in enumerate(kinds)]
        self.true = [self.truth.box(box.pk) for box in self.boxes]
        self.secrets, self.identities, self.checked = {}, {}, set()
        self.known = {person: set() for person in self.persons}
        self.disabled = set()
        self.messages, self.rows = [], {}

    def teardown(self):
        try:
            self.everybody_unlocks()
            self.nobody_breaks_in()
        finally:
            transaction.set_rollback(True)
            self.world.__exit__(None, None, None)

    # Who does what

    @initialize(
        keyrings=st.sets(PERSON, min_size=2),
        seats=st.lists(st.sets(PERSON, min_size=1, max_size=3), min_size=OFFICES + CASES, max_size=OFFICES + CASES),
        offices=st.lists(st.sets(OFFICE, max_size=1), min_size=CASES, max_size=CASES),
    )
    def a_town(self, keyrings, seats, offices):
        """Something lies in every box that takes it."""
        for who in sorted(keyrings):
            self.a_keyring_is_made(who)
        for which, (members, through) in enumerate(zip(seats, [()] * OFFICES + offices, strict=True)):
            self._reseat(which, {self.persons[who] for who in members} | {self.true[office] for office in through})
            self.something_is_put_in(which)

    @rule(who=PERSON)
    def a_keyring_is_made(self, who):
        """The first one, or anew after a forgotten password."""
        if self.persons[who] not in self.disabled:
            keys = keyrings.make(Person(self.persons[who]), "", at=NOW)
            self.truth.keyring(keys.person_id, keys.keyring_id)
            self.secrets[keys.keyring_id] = keys.secret

    @rule(which=BOX, who=PERSON, by=SOMEBODY, from_now_on=st.booleans())
    def somebody_joins(self, which, who, by, from_now_on):
        for person in picked(self._free(which), who):
            self._reseat(which, {*self.true[which].seats, person}, by, {person} if from_now_on else ())

    @rule(which=BOX, who=PERSON, by=SOMEBODY)
    def somebody_leaves(self, which, who, by):
        for person in picked(self.true[which].persons(), who):
            self._reseat(which, {*self.true[which].seats} - {person}, by)

    @rule(which=BOX, who=PERSON, successor=PERSON, by=SOMEBODY)
    def somebody_succeeds(self, which, who, successor, by):
        for person in picked(self.true[which].persons(), who):
            for coming in picked(self._free(which), successor):
                self._reseat(which, {*self.true[which].seats} - {person} | {coming}, by)

    @rule(case=CASE, office=OFFICE, by=SOMEBODY)
    def a_case_is_opened_to_an_office(self, case, office, by):
        self._reseat(OFFICES + case, {*self.true[OFFICES + case].seats, self.true[office]}, by)

    @rule(case=CASE, by=SOMEBODY)
    def a_case_becomes_restricted(self, case, by):
        self._reseat(OFFICES + case, self.true[OFFICES + case].persons(), by)

    @rule(who=PERSON)
    def somebody_is_disabled(self, who):
        """Two always stay."""
        person = self.persons[who]
        if len(self.disabled) < PERSONS - 2:
            self.disabled.add(person)
            for which, true in enumerate(self.true):
                if person in true.seats:
                    self._reseat(which, {*true.seats} - {person})

    @rule(who=PERSON, back=st.integers(0, 2))
    def somebody_unlocks(self, who, back):
        """With the keyring of today, or an old one whose password came to mind: every box that waits is settled."""
        held = self.truth.keyrings.get(self.persons[who], [])
        if held and self.persons[who] not in self.disabled:
            self._unlock(held[-1 - back % len(held)])

    @rule(case=CASE)
    def a_case_is_written_to(self, case):
        self.something_is_put_in(OFFICES + case)

    @rule(which=BOX)
    def something_is_put_in(self, which):
        self.truth.step += 1
        box = self.boxes[which]
        try:
            true = self.truth.writing(self.true[which])
        except NobodyCan:
            with pytest.raises(NobodyHasAKey):
                boxes.writing_generation(box, at=NOW)
            return
        generation = boxes.writing_generation(box, at=NOW)
        place = Place("machine.Row.text", str(len(self.messages)), box.pk, generation.number)
        sealed = sealing.seal(place.row.encode(), place, generation.public)
        self.rows[true.key] = generation
        self.messages.append(Message(true, self.truth.step, place, sealed))

    def _free(self, which):
        return [one for one in self.persons if one not in self.true[which].seats and one not in self.disabled]

    def _reseat(self, which, wanted, by=None, from_now_on=()):
        self.truth.step += 1
        keys = self._keys_of(by)
        through = {one.pk for one in wanted if not isinstance(one, int)}
        seated = boxes.Seated(frozenset(one for one in wanted if isinstance(one, int)), frozenset(through))
        boxes.reseat(self.boxes[which], seated, keys=keys, from_now_on=from_now_on, at=NOW)
        self.truth.reseat(self.true[which], wanted, keyring=keys and keys.keyring_id, from_now_on=from_now_on)

    def _unlock(self, keyring):
        self.truth.step += 1
        keys = self._open(keyring)
        before = set(Wrap.objects.values_list("pk", flat=True))
        for box in boxes_waiting_for(keys):
            boxes.settle(box, keys, at=NOW)
            self.truth.settle(next(true for true in self.true if true.pk == box.pk), keyring)
        return set(Wrap.objects.values_list("pk", flat=True)) != before

    def _keys_of(self, who):
        """The open keys of the person who does it, if there are any."""
        keyring = None if who is None or self.persons[who] in self.disabled else self.truth.current(self.persons[who])
        return keyring and self._open(keyring)

    def _open(self, keyring):
        secret = self.secrets[keyring]
        return OpenKeyring(person_id=self.truth.owners[keyring], keyring_id=keyring, reveal=lambda: secret)

    # What has to be true after each step

    @invariant()
    def every_key_lies_where_it_should(self):
        """And is the right key: each wrap is opened once with what it was wrapped for."""
        true = {
            (*generation.key, holder if is_keyring(holder) else holder.key)
            for box in self.true
            for generation in box.generations
            for holder in generation.given
        }
        wraps = Wrap.objects.select_related("generation", "holder").order_by("generation__box__kind", "pk")
        assert {self._label(wrap) for wrap in wraps} == true
        for wrap in sorted(wraps, key=lambda one: one.holder_id is not None):
            self._check(wrap)

    def _label(self, wrap):
        holder = wrap.keyring_id or (wrap.holder.box_id, wrap.holder.number)
        return wrap.generation.box_id, wrap.generation.number, holder

    def _check(self, wrap):
        if wrap.pk in self.checked:
            return
        self.checked.add(wrap.pk)
        holder = self.identities[self._label(wrap)[2]] if wrap.holder_id else self._open(wrap.keyring_id).identity
        identity = sealing.unwrap(wrap.wrapped, holder)
        assert str(identity.to_public()) == wrap.generation.public
        self.identities[wrap.generation.box_id, wrap.generation.number] = identity

    @invariant()
    def those_wait_who_should(self):
        waiting = Seat.objects.waiting().values_list("box", "person", "through")
        true = {(box.pk, who) for box in self.true for who in self.truth.waiting_at(box)}
        assert {(box, person or through) for box, person, through in waiting} == {
            (box, who if isinstance(who, int) else who.pk) for box, who in true
        }

    @invariant()
    def who_should_opens_and_nobody_else_does(self):
        for person in self.persons:
            if self.truth.current(person):
                self._compare(person, self.truth.current(person))

    def _compare(self, person, keyring):
        keys = self._open(keyring)
        answers = {key: self._ask(key, keys) for key in {message.generation.key for message in self.messages}}
        for message in self.messages:
            answer = answers[message.generation.key]
            if isinstance(answer, Identity):
                answer = sealing.unseal(message.sealed, message.place, answer)
            assert answer == self._true_answer(message, keyring, person)

    def _true_answer(self, message, keyring, person):
        if not self.truth.is_entitled(person, message.generation, message.put):
            return NotYours
        return message.text if self.truth.reaches(keyring, message.generation) else NoKeyYet

    def _ask(self, key, keys):
        try:
            return identity_of(self.rows[key], keys)
        except (NotYours, NoKeyYet) as refusal:
            return type(refusal)

    @invariant()
    def no_key_is_lost_for_all(self):
        reached = self._reached(self.secrets, ())
        assert reached == set(self.identities) == set(Generation.objects.values_list("box", "number"))

    @invariant()
    def who_left_reads_nothing_that_came_after(self):
        """Nor before: with all their keyrings, the whole database, and every key they could ever have noted down."""
        self._note_readers()
        for person, known in self.known.items():
            known |= self._reached(self.truth.keyrings.get(person, ()), known)
            for message in self.messages:
                assert person in message.readers or message.generation.key not in known

    def _note_readers(self):
        for message in self.messages:
            message.readers |= {p for p in self.persons if self.truth.is_entitled(p, message.generation, message.put)}

    def _reached(self, keyrings, known):
        """Every generation whose key comes out, wrap after wrap."""
        found, wraps = {*keyrings, *known}, [self._label(wrap) for wrap in self._wraps()]
        while more := {(box, number) for box, number, holder in wraps if holder in found} - found:
            found |= more
        return found - set(keyrings)

    def _wraps(self):
        return Wrap.objects.select_related("generation", "holder")

    @invariant()
    def nothing_opens_in_another_place(self):
        for message, other in zip(self.messages[-2:], self.messages[-1:] * 2, strict=False):
            if message is not other:
                with pytest.raises(Misplaced):
                    sealing.unseal(message.sealed, other.place, self.identities[message.generation.key])

    # What has to be true at the end

    def everybody_unlocks(self):
        """Then nobody waits for what any keyring in use can still open; keyrings of before are heard too."""
        alive = [keyring for keyring, person in self.truth.owners.items() if person not in self.disabled]
        while True in [self._unlock(keyring) for keyring in alive]:
            pass
        self.every_key_lies_where_it_should()
        for keyring, person in self.truth.owners.items():
            self._compare(person, keyring)
        for message in self.messages:
            if any(self.truth.reaches(keyring, message.generation) for keyring in alive):
                assert not self._waiting_for(message)

    def _waiting_for(self, message):
        entitled = [p for p in self.persons if self.truth.is_entitled(p, message.generation, message.put)]
        current = [self.truth.current(person) for person in entitled]
        return [keyring for keyring in current if keyring and not self.truth.reaches(keyring, message.generation)]

    def nobody_breaks_in(self):
        """Trying every key on everything, without knowing for whom it was wrapped."""
        self._note_readers()
        wraps = [bytes(wrapped) for wrapped in Wrap.objects.values_list("wrapped", flat=True)]
        for person in self.persons:
            secrets = {self.secrets[keyring] for keyring in self.truth.keyrings.get(person, ())}
            while more := set(tried([Identity.from_str(s) for s in secrets], wraps)) - secrets:
                secrets |= more
            opened = [m for m in self.messages if tried([Identity.from_str(s) for s in secrets], [m.sealed])]
            assert all(person in message.readers for message in opened)


@dataclass
class Person:
    pk: int


def picked(among, number):
    """One of them, if there are any."""
    return sorted(among)[number % len(among) :][:1] if among else []


def tried(identities, sealed):
    return [text for one in sealed if identities and (text := opened_or_none(one, identities))]


def opened_or_none(sealed, identities):
    try:
        return pyrage.decrypt(sealed, identities).decode()
    except pyrage.DecryptError:
        return None


def run(*, max_examples):
    """Without shrinking, which takes minutes: fifteen steps are short enough to read."""
    effort = hypothesis_settings(
        max_examples=max_examples,
        stateful_step_count=15,
        deadline=None,
        phases=(Phase.reuse, Phase.generate),
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
        print_blob=True,
    )
    with patch.object(keyrings.lock, "lock", lambda secret, password: b""):
        run_state_machine_as_test(Keys, settings=effort)


@pytest.mark.thorough
def test_who_should_opens_and_nobody_else_whatever_happens():
    run(max_examples=2)


@pytest.mark.slow
def test_who_should_opens_and_nobody_else_in_hundreds_of_towns():
    run(max_examples=40)
