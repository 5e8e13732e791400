"""確かめの問い — the right answer is what the table says, no two options are alike, one is asked the same."""

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.company.diagnosis.words import Addressee
from madoguchi.company.notices import factories as make
from madoguchi.company.notices.models import Recipient
from madoguchi.company.notices.questions import FEWEST, MOST, YES, draw, questions_of
from madoguchi.company.notices.words import CONCERNS
from madoguchi.company.rules import factories as rules
from madoguchi.company.rules.queries import LevelOf, Row, Said, Table, read
from madoguchi.company.rules.words import Action

SENTENCES = [f"決まり{letter}。" for letter in "甲乙丙丁戊"]


def _said(mask):
    chosen = tuple(one for place, one in enumerate(SENTENCES) if mask >> place & 1)
    return Said(chosen, (), "".join(chosen))


@st.composite
def tables(draw_from):
    """Of one to four levels; in each cell some of a few sentences or none, so that they overlap a lot."""
    count = draw_from(st.integers(1, 4))
    width = count * len(Action)
    masks = draw_from(st.binary(min_size=width, max_size=width))
    levels = tuple(LevelOf(f"level{n}", f"区分{n}", count - n) for n in range(count))
    rows = tuple(
        Row(action, str(action.label), tuple(_said(mask % 32) for mask in masks[place * count :][:count]))
        for place, action in enumerate(Action)
    )
    return Table(1, 1, 1, None, None, levels, rows, ())


@given(tables(), st.sampled_from(Addressee), st.text(max_size=9))
def test_every_right_answer_is_what_the_table_says_and_no_two_options_are_alike(table, addressee, seed):
    for drawn in draw(table, addressee, seed=seed):
        asked = drawn.asked()
        said = table.sentence_for(drawn.level.code, drawn.action)
        assert drawn.action in CONCERNS[addressee]
        assert len(set(asked.options)) == len(asked.options) >= 2
        assert asked.sentence == said
        if drawn.is_yes_no:
            assert (drawn.statements[0].text == said) == (asked.right == YES)
        else:
            assert asked.options[asked.right] == said


@given(tables(), st.sampled_from(Addressee), st.text(max_size=9))
def test_no_wrong_answer_says_a_part_of_the_right_one_or_more_than_it(table, addressee, seed):
    for drawn in draw(table, addressee, seed=seed):
        own = set(drawn.cell.sentences)
        others = [set(one.sentences) for one in drawn.statements if one != drawn.cell]
        assert [other for other in others if own <= other or other <= own] == []


@given(tables(), st.sampled_from(Addressee), st.text(max_size=9))
def test_the_same_seed_draws_the_same_and_never_more_than_five_nor_one_twice(table, addressee, seed):
    drawn = draw(table, addressee, seed=seed)

    assert drawn == draw(table, addressee, seed=seed)
    assert len(drawn) <= MOST
    assert len({(one.level.code, one.action) for one in drawn}) == len(drawn)


@pytest.mark.parametrize("start", ["two", "four"])
@pytest.mark.parametrize("addressee", Addressee)
def test_of_a_starting_table_three_to_five_are_asked_never_of_the_lowest_level(room, steward, start, addressee):
    table = read(rules.table(room, by=steward, start=start))

    for seed in range(12):
        drawn = draw(table, addressee, seed=str(seed))
        assert FEWEST <= len(drawn) <= MOST
        assert table.levels[-1] not in [one.level for one in drawn]


def test_a_recipient_is_asked_the_same_in_both_languages_and_another_something_else(notice):
    first, second = Recipient.objects.select_related("notice__table").order_by("pk")
    asked = questions_of(first)
    with override("en"):
        english = questions_of(first)

    assert questions_of(first) == asked
    assert [(one.name, one.right, len(one.options)) for one in english] == [
        (one.name, one.right, len(one.options)) for one in asked
    ]
    assert english != asked
    assert questions_of(second) != asked


def test_another_version_of_the_table_asks_anew(room, steward, notice, table):
    first = Recipient.objects.select_related("notice__table").order_by("pk").first()
    before = questions_of(first)
    newer = rules.table(room, by=steward)
    assert questions_of(Recipient.objects.select_related("notice__table").get(pk=first.pk)) == before

    again = make.notice(room, by=steward).recipients.select_related("notice__table").order_by("pk").first()
    assert again.notice.table == newer
    assert questions_of(again) != before
