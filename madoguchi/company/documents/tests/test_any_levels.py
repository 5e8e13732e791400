"""どんな区分でも — regulation and table say what the handling table says, however its levels were changed."""

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis.extra.django import TestCase

from madoguchi.company.companies import factories as companies
from madoguchi.company.documents import actions, steps
from madoguchi.company.documents import factories as make
from madoguchi.company.documents.assembling import paper_of, sections_of
from madoguchi.company.documents.facts import facts_of
from madoguchi.company.documents.text import text_of
from madoguchi.company.documents.words import Kind
from madoguchi.company.rules import factories as rules
from madoguchi.company.rules.actions import bring_into_force
from madoguchi.company.rules.queries import table_of
from madoguchi.company.rules.tests.any_levels import CHANGES, change
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.papers.blocks import Table


@pytest.mark.thorough
class AnyLevels(TestCase):
    @hypothesis_settings(max_examples=10, deadline=None)
    @given(CHANGES)
    def test_regulation_and_table_say_exactly_what_the_handling_table_says(self, changes):
        room = companies.room_of(companies.company())
        steward, today = people.member(Role.STEWARD, room), timezone.localdate()
        row = rules.draft(room, by=steward)
        change(row, changes, by=steward)
        bring_into_force(table=row, from_date=today, by=steward, at=timezone.now())

        told, facts = table_of(room, actor=steward, on=today), facts_of(room, actor=steward, on=today)

        names = [one.name.replace("{", "｛").replace("}", "｝") for one in told.levels]
        for kind in (Kind.TABLE, Kind.REGULATION):
            blocks = paper_of(kind, sections_of(kind, facts)).blocks
            table = next(one for one in blocks if isinstance(one, Table))
            assert list(table.head[1:]) == names
            assert list(table.rows) == [(one.label, *(cell.text for cell in one.cells)) for one in told.rows]
            text = "".join(map(text_of, blocks))
            assert all(f"「{name}」" in text for name in names)


def test_before_a_level_ends_it_is_said_how_many_papers_in_force_name_it(room, principal, table):
    made = make.family(room, by=principal, kinds=(Kind.REGULATION, Kind.TABLE, Kind.NDA_MUTUAL))
    assert steps.names_its_level(principal, room.pk, "secret") == ("区分が書いてある施行中の書類", 0)
    read, today = [str(one.pk) for one in made.values()], timezone.localdate()
    actions.adopt(organisation=room, versions=read, effective_date=today, by=principal, at=timezone.now())

    assert steps.names_its_level(principal, room.pk, "secret")[1] == 2
