"""結果 — points and the order of what is missing."""

from hypothesis import given
from hypothesis import strategies as st

from madoguchi.company.diagnosis import questions, result
from madoguchi.company.diagnosis.factories import all_values
from madoguchi.company.diagnosis.words import Block

EDITION = questions.EDITIONS[-1]
CODES = [one.code for one in EDITION.questions]
answers = st.fixed_dictionaries({code: st.sampled_from([0, 1, 2, None]) for code in CODES})
codes = st.sampled_from(CODES)


def percents(values):
    return [one.now.percent for one in result.by_purpose(EDITION, values)]


@given(answers, codes)
def test_more_yes_never_lowers_a_purpose(values, code):
    better = values | {code: min(2, (values[code] or 0) + 1)} if values[code] is not None else values

    for worse_now, better_now in zip(percents(values), percents(better), strict=True):
        assert worse_now is None or better_now >= worse_now


@given(answers, codes)
def test_what_is_outside_counts_as_if_it_had_never_been_asked(values, code):
    outside = values | {code: None}
    unasked = {other: value for other, value in values.items() if other != code}

    assert percents(outside) == percents(unasked)
    assert result.gaps(EDITION, outside) == result.gaps(EDITION, unasked)


@given(answers)
def test_points_stay_between_nothing_and_all(values):
    assert all(percent is None or 0 <= percent <= 100 for percent in percents(values))


@given(answers)
def test_every_answer_is_counted_in_its_block_once(values):
    counted = result.by_block(EDITION, values)

    assert [one.yes + one.partly + one.no + one.outside for one in counted] == [10, 15, 5]


@given(answers)
def test_gaps_are_what_is_answered_with_no_or_partly(values):
    found = result.gaps(EDITION, values)

    assert {one.question.code for one in found} == {code for code, value in values.items() if value in (0, 1)}


@given(answers)
def test_the_law_comes_first_then_what_helps_most_then_the_least_effort(values):
    order = [
        (list(Block).index(one.question.block), -one.question.weight, one.question.effort)
        for one in result.gaps(EDITION, values)
    ]

    assert order == sorted(order)


@given(answers, st.randoms())
def test_the_same_answers_give_the_same_three_actions(values, random):
    shuffled = list(values.items())
    random.shuffle(shuffled)

    assert result.next_actions(EDITION, dict(shuffled)) == result.next_actions(EDITION, values)
    assert len(result.next_actions(EDITION, values)) == min(3, len(result.gaps(EDITION, values)))


@given(answers, answers)
def test_changes_are_exactly_the_answers_that_differ(before, now):
    found = {one.question.code: (one.before, one.now) for one in result.changes(EDITION, before, now)}

    assert found == {code: (before[code], now[code]) for code in CODES if before[code] != now[code]}


@given(answers)
def test_nothing_is_better_and_worse_at_once(values):
    for one in result.changes(EDITION, values, all_values(1)):
        assert not (one.is_better and one.is_worse)
        assert (one.before is None) == (not one.is_better and not one.is_worse)


def test_all_yes_is_a_hundred_and_leaves_nothing_to_do():
    assert percents(all_values(2)) == [100] * 5
    assert result.next_actions(EDITION, all_values(2)) == []


def test_where_nothing_counts_there_is_no_number():
    assert percents(dict.fromkeys(CODES)) == [None] * 5


def test_before_and_after_stand_side_by_side():
    rows = result.by_purpose(EDITION, all_values(2), all_values(1))

    assert [(one.now.percent, one.before.percent, one.change) for one in rows] == [(100, 50, 50)] * 5


def test_a_question_the_earlier_edition_did_not_ask_is_no_change():
    before = {code: 0 for code in CODES if code != "L01"}

    assert "L01" not in {one.question.code for one in result.changes(EDITION, before, all_values(2))}


def test_only_what_both_were_asked_is_compared():
    before = {code: 2 for code in CODES if code != "R07"}
    now = all_values(2) | {"R07": 0}
    trust = result.by_purpose(EDITION, now, before)[-1]

    assert (trust.now.percent, trust.before.percent) == (100, 100)
    assert result.by_purpose(EDITION, now)[-1].now.percent < 100
