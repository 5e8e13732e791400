"""どんな区分でも — the levels of a draft changed in any order, as Hypothesis draws it; for other rooms' tests, too."""

from contextlib import suppress
from itertools import pairwise

from django.db import transaction
from django.utils import timezone
from hypothesis import strategies as st

from madoguchi.company.rules import actions, queries
from madoguchi.company.rules.words import MOST_LEVELS
from madoguchi.foundation.core.errors import Refusal
from madoguchi.foundation.core.folding import fold

NAME = st.text(st.characters(categories=("L", "N", "P", "S"), max_codepoint=0xFFFF), max_size=22)
PICK = st.integers(0, 9)


def codes(row):
    return [one.code for one in queries.read(row).levels]


def at(row, pick):
    return codes(row)[pick % len(codes(row))]


def by_name(row, name, pick, by):
    actions.name_levels(table=row, names={at(row, pick): name}, by=by, at=timezone.now())


DOING = {
    "add": lambda row, name, pick, by: actions.add_level(
        table=row, name=name, above=["", *codes(row)][pick % (len(codes(row)) + 1)], by=by, at=timezone.now()
    ),
    "name": by_name,
    "raise": lambda row, name, pick, by: actions.raise_level(table=row, level=at(row, pick), by=by, at=timezone.now()),
    "lower": lambda row, name, pick, by: actions.lower_level(table=row, level=at(row, pick), by=by, at=timezone.now()),
    "remove": lambda row, name, pick, by: actions.remove_level(
        table=row, level=at(row, pick), to=at(row, pick + 1), by=by, at=timezone.now()
    ),
}
CHANGES = st.lists(st.tuples(st.sampled_from(list(DOING)), NAME, PICK), max_size=8)


def change(row, changes, *, by):
    """One after the other; what is refused changes nothing."""
    for deed, name, pick in changes:
        with suppress(Refusal), transaction.atomic():
            DOING[deed](row, name, pick, by)


def assert_sound(row):
    """One to five levels, one of them secret, in one order, no two of one name; every cell says what it said."""
    table = queries.read(row)
    assert 1 <= len(table.levels) <= MOST_LEVELS
    assert table.secret
    assert table.is_complete
    assert all(above.rank > below.rank for above, below in pairwise(table.levels))
    assert len({fold(one.name) for one in table.levels}) == len(table.levels)
    assert {one.level for one in row.cells.exclude(level="")} == set(codes(row))
    assert set(row.moves.values_list("to", flat=True)) <= set(codes(row))
    assert not set(row.moves.values_list("level", flat=True)) & set(codes(row))
