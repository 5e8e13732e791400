"""対策集とはじめの表 — complete, without a contradiction, each sentence named by purpose, addressee and source."""

from itertools import pairwise

import pytest

from madoguchi.company.diagnosis.words import Addressee, Purpose
from madoguchi.company.rules import measures
from madoguchi.company.rules.queries import said_of
from madoguchi.company.rules.starts import STARTS
from madoguchi.company.rules.words import Action, Overlay, Start

EDITION = measures.EDITIONS[-1]


def test_every_purpose_is_served_towards_everybody_it_can_be_served_towards():
    served = {(one.purpose, addressee) for one in EDITION.measures for addressee in one.addressees}
    pairs = {(purpose, addressee) for purpose in Purpose for addressee in Addressee}
    assert pairs - served == {(Purpose.TRUST, Addressee.OUTSIDERS)}


def test_every_measure_has_a_code_of_its_own_and_says_where_it_comes_from():
    assert len(EDITION.by_code) == len(EDITION.measures)
    for one in EDITION.measures:
        assert one.ranks, one.code
        assert one.iso, one.code
        assert str(one.text).endswith("。"), one.code


def test_every_row_has_ways_from_the_freest_on():
    for action in Action:
        ranks = [one.ranks[action] for one in EDITION.of(action) if one.is_way]
        assert ranks == sorted(ranks)
        assert ranks[0] == 0
        assert len(ranks) >= 4, action


@pytest.mark.parametrize("start", Start)
def test_a_starting_table_is_complete_and_a_higher_level_is_never_looser(start):
    table = STARTS[start]
    assert set(table.cells) == set(Action)
    assert set(table.overlays) == set(Overlay)
    for action, columns in table.cells.items():
        assert len(columns) == len(table.levels)
        said = [said_of([EDITION.by_code[code] for code in codes], "", action) for codes in columns]
        assert all(high.rank >= low.rank for high, low in pairwise(said)), action
        assert all(sum(one.is_way for one in each.measures) == 1 for each in said), action
