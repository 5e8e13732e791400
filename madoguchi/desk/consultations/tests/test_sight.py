"""見える範囲 — over small random towns, everything that shows a case agrees with one plain statement of the rules."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from madoguchi.company.companies import factories as companies
from madoguchi.company.companies.queries import suggest
from madoguchi.desk.consultations import access, queries, sight
from madoguchi.desk.consultations import factories as make
from madoguchi.desk.consultations.models import Consultation
from madoguchi.desk.consultations.queries import Filters
from madoguchi.desk.consultations.words import MemberKind, Part
from madoguchi.foundation.access.roles import COUNTER_ROLES, Role
from madoguchi.foundation.accounts import factories as people

DAY = timedelta(days=1)
HOURS = {"past": timedelta(hours=-2), "now": timedelta(hours=-1), "future": timedelta(hours=1)}
ROLES = st.sampled_from([Role.ADVISER, Role.MANAGER, Role.EXPERT, Role.ANALYST, Role.OPERATOR])
TIMES = st.sampled_from(["past", "now", "future"])
KINDS = st.sampled_from([MemberKind.MEMBER, MemberKind.EXPERT])
PEOPLE, CASES = 3, 3
WHO, WHICH = st.integers(0, PEOPLE - 1), st.integers(0, CASES - 1)

WORLD = st.fixed_dictionaries(
    {
        "roles": st.lists(st.tuples(WHO, ROLES, st.booleans(), TIMES), max_size=5),
        "cases": st.lists(st.tuples(st.booleans(), st.booleans(), st.none() | WHO), min_size=CASES, max_size=CASES),
        "arrivals": st.lists(st.sampled_from(["", "", "shown", "hidden"]), min_size=CASES, max_size=CASES),
        "members": st.lists(
            st.tuples(WHICH, WHO, KINDS, TIMES, st.booleans()), max_size=4, unique_by=lambda one: one[:3]
        ),
        "walls": st.lists(st.tuples(WHICH, WHO), max_size=2),
        "office_walls": st.lists(WHICH, max_size=1),
        "referrals": st.lists(
            st.tuples(WHICH, st.booleans(), st.booleans()), max_size=3, unique_by=lambda one: one[0]
        ),
        "glasses": st.lists(st.tuples(WHICH, WHO, TIMES), max_size=3),
    }
)


def period(when):
    today = timezone.localdate()
    return {
        "past": (today - 9 * DAY, today - DAY),
        "now": (today - DAY, today + DAY),
        "future": (today + DAY, today + 9 * DAY),
    }[when]


class World:
    """The town as written down, and the rules said once more in plain words over what was drawn."""

    def __init__(self, drawn):
        self.drawn = drawn
        self.offices = [people.office(code="00"), people.office(code="23")]
        self.people = [people.person() for _ in range(PEOPLE)]
        for who, role, at_window, when in drawn["roles"]:
            first, last = period(when)
            people.member(role, self.offices[at_window], of=self.people[who], from_date=first, until_date=last)
        self.cases = [self._case(*case) for case in drawn["cases"]]
        for which, who, kind, when, shows_gist in drawn["members"]:
            first, last = period(when)
            parts = list(Part) if shows_gist else [Part.THREAD]
            make.member_of(self.cases[which], self.people[who], kind, from_date=first, until_date=last, parts=parts)
        for which, who in drawn["walls"]:
            make.wall(self.cases[which], person=self.people[who], by=self.people[0])
        for which in drawn["office_walls"]:
            make.wall(self.cases[which], office=self.offices[1], by=self.people[0])
        for which, who, when in drawn["glasses"]:
            make.broken_glass(self.cases[which], self.people[who], at=timezone.now() + HOURS[when])

        for which, shows_gist, is_open in drawn["referrals"]:
            self._refer(which, shows_gist, is_open)
        for case, state in zip(self.cases, drawn["arrivals"], strict=True):
            self._arrive(case, state)

    def _arrive(self, case, state):
        arrival = companies.arrival(office=case.office, is_shown=state == "shown") if state else None
        Consultation.objects.filter(pk=case.pk).update(arrival=arrival)
        case.company.acquaintances.update(arrival=arrival)

    def _refer(self, which, shows_gist, is_open):
        """To the other office."""
        to_office = self.offices[not self.drawn["cases"][which][0]]
        ended = {} if is_open else {"state": "declined", "ended_at": timezone.now()}
        make.referral(self.cases[which], to_office, by=self.people[0], shows_gist=shows_gist, **ended)

    def _case(self, at_window, is_restricted, owner):
        tag = uuid4().hex[:10]
        return make.consultation(
            office=self.offices[at_window],
            company=companies.company(name=f"架空{tag}製作所"),
            owner=None if owner is None else self.people[owner],
            is_restricted=is_restricted,
            gist=f"要旨{tag[::-1]}",
        )

    def roles(self, who, *wanted):
        held = self.drawn["roles"]
        return {window for one, role, window, when in held if one == who and role in wanted and when == "now"}

    def is_member(self, who, which, kind, *, shown=(True, False)):
        return any((which, who, kind, "now", shows_gist) in self.drawn["members"] for shows_gist in shown)

    def is_walled(self, who, which):
        behind_office = which in self.drawn["office_walls"] and True in self.roles(who, *COUNTER_ROLES, Role.EXPERT)
        return (which, who) in self.drawn["walls"] or behind_office

    def is_referred(self, which, gist):
        return any(
            case == which and is_open and (shows_gist or not gist)
            for case, shows_gist, is_open in self.drawn["referrals"]
        )

    def sees(self, who, which, *, gist=False):
        at_window, is_restricted, owner = self.drawn["cases"][which]
        if self.is_walled(who, which) or self.drawn["arrivals"][which] == "hidden":
            return False
        shown = (True,) if gist else (True, False)
        if self.roles(who, Role.EXPERT) and self.is_member(who, which, MemberKind.EXPERT, shown=shown):
            return True
        if (not at_window) in self.roles(who, *COUNTER_ROLES) and self.is_referred(which, gist):
            return True
        if at_window not in self.roles(who, *COUNTER_ROLES):
            return False
        is_close = owner == who or self.is_member(who, which, MemberKind.MEMBER)
        is_manager = at_window in self.roles(who, Role.MANAGER)
        is_glass = (which, who, "now") in self.drawn["glasses"]
        return not is_restricted or is_close or (is_manager and (is_glass or not gist))

    def shown(self, who, *, gist=False):
        return {self.cases[which] for which in range(CASES) if self.sees(who, which, gist=gist)}


def found(actor, words):
    listing = queries.desk_list(actor=actor, filters=Filters(q=words))
    assert listing.count == len(listing.rows)
    return {line.number for line in listing.rows}


def numbers(cases):
    return {case.number for case in cases}


@pytest.mark.thorough
class EverySight(TestCase):
    """Each example builds a town, and asks about every person in it."""

    def check(self, drawn, claim):
        world = World(drawn)
        for who in range(PEOPLE):
            world.people[who].__dict__.pop("memberships_today", None)
            claim(world, who, world.people[who])

    def sights(claim):
        @hypothesis_settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
        @given(drawn=WORLD)
        def test(self, drawn):
            self.check(drawn, claim)

        return test

    @sights
    def test_cards_and_gists_follow_the_rules(world, who, person):
        assert set(Consultation.objects.visible_to(person)) == world.shown(who)
        assert set(Consultation.objects.gist_visible_to(person)) == world.shown(who, gist=True)
        hidden = world.shown(who) - world.shown(who, gist=True)
        assert set(Consultation.objects.visible_to(person).without_gist(person)) == hidden

    @sights
    def test_what_is_seen_through_an_office_and_what_was_given_are_all_and_do_not_overlap(world, who, person):
        for what, gist in ((sight.CARD, False), (sight.GIST, True)):
            cases = Consultation.objects
            parts = [set(cases.seen_through_office(person, what)), set(cases.given_to(person, what))]
            assert set.union(*parts) == world.shown(who, gist=gist)
            assert sum(len(part) for part in parts) == len(world.shown(who, gist=gist))

    @sights
    def test_the_list_and_its_count_show_what_is_visible_and_no_gist_beyond(world, who, person):
        listing = queries.desk_list(actor=person, filters=Filters())
        assert {line.number for line in listing.rows} == numbers(world.shown(who))
        assert listing.count == len(world.shown(who))
        assert {line.number for line in listing.rows if line.gist} == numbers(world.shown(who, gist=True))

    @sights
    def test_search_finds_cards_in_sight_and_words_of_gists_one_may_read(world, who, person):
        for case in world.cases:
            assert (case.number in found(person, case.company.name)) == (case in world.shown(who))
            assert (case.number in found(person, case.gist)) == (case in world.shown(who, gist=True))
        assert found(person, "架空") == numbers(world.shown(who))
        assert found(person, "要旨") == numbers(world.shown(who, gist=True))

    @sights
    def test_exports_hold_the_same_rows_and_gists(world, who, person):
        sheet = queries.export(actor=person, filters=Filters())
        rows = list(sheet.rows)
        assert (sheet.count, {row[0] for row in rows}) == (len(rows), numbers(world.shown(who)))
        shown = {row[0] for row in rows if row[sheet.columns.index("要旨")] != "（非表示）"}
        assert shown == numbers(world.shown(who, gist=True))
        for words in ("架空", "要旨"):
            part = queries.export(actor=person, filters=Filters(q=words))
            assert {row[0] for row in part.rows} == found(person, words)

    @sights
    def test_a_typed_name_suggests_only_companies_of_cases_in_sight(world, who, person):
        for which, case in enumerate(world.cases):
            offered = {one.name for one in suggest(actor=person, typed=case.company.name)}
            at_counter = world.drawn["cases"][which][0] in world.roles(who, *COUNTER_ROLES)
            expected = case in world.shown(who) and at_counter
            assert (case.company.name in offered) <= expected
            if not any(world.drawn[way] for way in ("members", "office_walls", "referrals")):
                assert (case.company.name in offered) == expected

    @sights
    def test_the_single_question_agrees_with_the_list(world, who, person):
        for row in Consultation.objects.all():
            assert access.may(person, row, access.READ) == (row in world.shown(who))
            assert access.standing(person, row).reads_gist(row) == (row in world.shown(who, gist=True))
