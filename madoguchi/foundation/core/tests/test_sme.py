"""企業規模 — the law's limits, and what stays open when facts are missing."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.foundation.core import sme
from madoguchi.foundation.core.industries import INDUSTRIES, groups_of
from madoguchi.foundation.core.sme import EnterpriseSize, Fact, judge

LARGE, SME, SMALL = EnterpriseSize.LARGE, EnterpriseSize.SME, EnterpriseSize.SMALL
UNKNOWN, NOT_APPLICABLE = EnterpriseSize.UNKNOWN, EnterpriseSize.NOT_APPLICABLE
TODAY = date(2026, 11, 22)
MILLION = 1_000_000
LIMITS = {"E": (300, 300, 20), "I-W": (100, 100, 5), "L": (50, 100, 5), "I-R": (50, 50, 5)}

CAPITAL = st.sampled_from([n * MILLION + d for n in (50, 100, 300) for d in (-1, 0, 1)]) | st.integers(0, 10**12)
EMPLOYEES = st.sampled_from([n + d for n in (5, 20, 50, 100, 300) for d in (-1, 0, 1)]) | st.integers(0, 10**6)
CLASSES = st.sampled_from(["", *INDUSTRIES])
ONE_RULE = st.sampled_from(sorted(LIMITS))


@given(CAPITAL, EMPLOYEES, ONE_RULE)
def test_either_capital_or_employees_within_the_limit_makes_an_sme(capital, employees, industry):
    most_capital, most_employees, small = LIMITS[industry]
    is_sme = capital <= most_capital * MILLION or employees <= most_employees
    expected = SMALL if employees <= small else SME if is_sme else LARGE

    judgement = judge(capital, employees, industry, TODAY)

    assert judgement.size == expected


@given(st.none() | CAPITAL, st.none() | EMPLOYEES, CLASSES, st.booleans())
def test_a_size_is_what_every_allowed_rule_says_and_nothing_else(capital, employees, industry, is_individual):
    judgement = judge(capital, employees, industry, TODAY, is_individual)
    said = {verdict.size for verdict in judgement.tried}

    assert {verdict.rule.group for verdict in judgement.tried} == groups_of(industry)
    said = {SME} if said == {SME, SMALL} else said  # small ones are SMEs too
    assert judgement.size == (NOT_APPLICABLE if not said else said.pop() if len(said) == 1 else UNKNOWN)
    assert bool(judgement.rule) is (judgement.size in {LARGE, SME, SMALL})


@given(st.none() | CAPITAL, st.none() | EMPLOYEES, CLASSES, CAPITAL, EMPLOYEES)
def test_what_is_decided_stays_true_when_missing_facts_come_in(
    capital, employees, industry, late_capital, late_employees
):
    before = judge(capital, employees, industry, TODAY)
    after = judge(
        late_capital if capital is None else capital,
        late_employees if employees is None else employees,
        industry,
        TODAY,
    )

    decided = {SMALL: SME}.get(before.size, before.size)
    assert decided in (UNKNOWN, {SMALL: SME}.get(after.size, after.size))


@given(CAPITAL, EMPLOYEES, CLASSES)
def test_with_both_facts_and_one_rule_nothing_is_unknown(capital, employees, industry):
    judgement = judge(capital, employees, industry, TODAY)

    if len(groups_of(industry)) == 1:
        assert judgement.size in {LARGE, SME, SMALL}


@given(st.none() | CAPITAL, st.none() | EMPLOYEES, CLASSES)
def test_a_person_in_business_is_judged_by_employees_only(capital, employees, industry):
    with_capital = judge(capital, employees, industry, TODAY, is_individual=True)

    assert with_capital == judge(None, employees, industry, TODAY, is_individual=True)
    assert all(Fact.CAPITAL not in verdict.decided_by for verdict in with_capital.tried)


@pytest.mark.parametrize(
    ("capital", "employees", "industry", "size"),
    [
        (80 * MILLION, 80, "I-W", SME),
        (80 * MILLION, 80, "I-R", LARGE),
        (80 * MILLION, 80, "I", UNKNOWN),
        (10 * MILLION, 3, "", SMALL),
        (10 * MILLION, 10, "", SME),
        (10 * MILLION, 40, "", SME),
        (10**10, 4000, "", LARGE),
        (None, 300, "E", SME),
        (None, 301, "E", UNKNOWN),
        (None, 20, "E", SMALL),
        (300 * MILLION, None, "E", SME),
        (300 * MILLION + 1, None, "E", UNKNOWN),
        (None, None, "E", UNKNOWN),
        (10 * MILLION, 10, "S", NOT_APPLICABLE),
        (60 * MILLION, 60, "M-F", LARGE),
        (60 * MILLION, 60, "M-H", SME),
        (60 * MILLION, 60, "M", UNKNOWN),
        (60 * MILLION, 101, "G", UNKNOWN),
    ],
)
def test_examples_of_the_law(capital, employees, industry, size):
    assert judge(capital, employees, industry, TODAY).size == size


def test_the_rule_used_is_named_with_its_day():
    assert judge(80 * MILLION, 80, "I-W", TODAY).rule == "1999-12-03:WHOLESALE"
    assert judge(1, 1, "I", TODAY).rule == "1999-12-03:WHOLESALE+RETAIL"


def test_a_day_before_the_oldest_limits_is_unknown():
    judgement = judge(1, 1, "E", date(1999, 12, 2))

    assert (judgement.size, judgement.rule) == (UNKNOWN, "")
    assert "適用できる基準" in judgement.explain()


def test_the_limits_of_the_day_are_used(monkeypatch):
    stricter = sme.Ruleset(
        date(2030, 4, 1), "架空の改正", tuple(r._replace(employees=10) for r in sme.RULESETS[0].rules)
    )
    monkeypatch.setattr(sme, "RULESETS", (stricter, *sme.RULESETS))

    assert judge(10**10, 30, "E", date(2030, 3, 31)).size == SME
    assert judge(10**10, 30, "E", date(2030, 4, 1)).size == LARGE


@pytest.mark.parametrize(
    ("facts", "parts"),
    [
        ((80 * MILLION, 300, "I-W"), ["資本金80,000,000円により中小企業", "1999年12月3日施行", "「卸売業」"]),
        ((10**10, 30, "E"), ["従業員30人により中小企業"]),
        ((80 * MILLION, 80, "I-W"), ["資本金80,000,000円、従業員80人により中小企業"]),
        ((80 * MILLION, 80, "I"), ["業種の区分によって", "卸売業：中小企業", "小売業：大企業"]),
        ((None, 10, ""), ["従業員10人により中小企業", "小規模企業者かどうかは判定していません"]),
        ((None, 400, "E"), ["資本金が分からない"]),
        ((None, None, ""), ["資本金、常時使用する従業員の数が分からない"]),
        ((1, None, "E"), ["資本金1円により中小企業", "小規模企業者かどうかは判定していません"]),
        ((1, 1, "S"), ["公務"]),
    ],
)
def test_the_sentence_names_rule_and_fact(facts, parts):
    sentence = judge(*facts, TODAY).explain()

    assert [part for part in parts if part not in sentence] == []


@given(st.none() | CAPITAL, st.none() | EMPLOYEES, CLASSES, st.booleans(), st.sampled_from([TODAY, date(1990, 1, 1)]))
def test_every_judgement_can_be_explained(capital, employees, industry, is_individual, on):
    assert judge(capital, employees, industry, on, is_individual).explain().endswith("。")
