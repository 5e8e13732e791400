"""見える範囲 — over small random companies, whoever sees an item agrees with one plain statement of the rules."""

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from madoguchi.company.assets import factories as make
from madoguchi.company.assets.models import Asset
from madoguchi.company.companies import factories as companies
from madoguchi.company.grants import factories as grants
from madoguchi.company.grants.models import Part
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.accounts.models import Person

DAY = timedelta(days=1)
WHO = st.integers(0, 2)
ROLES = st.sampled_from([Role.PRINCIPAL, Role.STEWARD, Role.HEAD, Role.EMPLOYEE, Role.ADVISER])
WORLD = st.fixed_dictionaries(
    {
        "roles": st.lists(st.tuples(WHO, ROLES, st.integers(0, 1), st.booleans()), max_size=5),
        "items": st.lists(st.tuples(st.integers(0, 1), st.booleans(), st.none() | WHO), min_size=2, max_size=4),
        "grants": st.lists(
            st.tuples(st.integers(0, 1), WHO, st.sampled_from([Part.REGISTER, Part.RULES])),
            max_size=3,
            unique_by=lambda one: one,
        ),
    }
)


@pytest.mark.thorough
class AnyCompany(TestCase):
    @hypothesis_settings(max_examples=40, deadline=None)
    @given(WORLD)
    def test_an_item_is_seen_as_the_rules_say(self, drawn):
        rooms = [companies.room_of(companies.company()) for _ in range(2)]
        office, persons = people.office(), [people.person() for _ in range(3)]
        clerk, today = people.member(Role.STEWARD, rooms[0]), timezone.localdate()
        held = set()
        for who, role, where, is_past in drawn["roles"]:
            within = office if role == Role.ADVISER else rooms[where]
            until = today - DAY if is_past else None
            if (who, role, within.pk) not in held:
                people.member(role, within, of=persons[who], until_date=until)
                held.add((who, role, within.pk))
                if is_past:
                    held.remove((who, role, within.pk))
                    persons[who].memberships.filter(until_date=until, role=role).exists()
        for where, who, part in drawn["grants"]:
            grants.grant(rooms[where], persons[who], part, by=clerk)
        items = [
            self._item(rooms[w], only, None if who is None else persons[who], clerk) for w, only, who in drawn["items"]
        ]
        for index, person in enumerate(persons):
            actor = Person.objects.get(pk=person.pk)
            seen = set(Asset.objects.visible_to(actor).values_list("pk", flat=True))
            facts = zip(items, drawn["items"], strict=True)
            assert seen == {
                row.pk
                for row, (w, only, named) in facts
                if self._sees(index, w, only, named, held, drawn, rooms, office)
            }

    def _item(self, room, is_named_only, holder, clerk):
        holders = [holder] if holder and holder.memberships.filter(organisation=room, until_date=None).exists() else []
        return make.asset(room, is_named_only=is_named_only, holders=holders, by=clerk)

    def _sees(self, who, where, is_named_only, named, held, drawn, rooms, office):
        roles = {role for person, role, within in held if person == who and within == rooms[where].pk}
        if roles & {Role.PRINCIPAL, Role.STEWARD}:
            return True
        if roles and named == who:
            return True
        at_a_desk = any(person == who and within == office.pk for person, _role, within in held)
        is_granted = at_a_desk and (where, who, Part.REGISTER) in drawn["grants"]
        return not is_named_only and (Role.HEAD in roles or is_granted)
