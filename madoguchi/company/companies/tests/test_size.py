"""規模 — judged by the newest facts known on that day, with the rule and the fact that decided."""

from datetime import date

import pytest

from madoguchi.company.companies import factories as make
from madoguchi.company.companies import queries
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.core.sme import EnterpriseSize

IN_2017 = date(2017, 4, 1)


@pytest.fixture
def centre(db):
    return people.office()


def size(company, day, **more):
    return queries.size_on(company, day, **more).size


def test_nothing_known_is_unknown(centre):
    assert size(make.company(office=centre), IN_2017) == EnterpriseSize.UNKNOWN


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2017, 3, 31), EnterpriseSize.UNKNOWN),
        (date(2017, 4, 1), EnterpriseSize.SMALL),
        (date(2018, 3, 31), EnterpriseSize.SMALL),
        (date(2018, 4, 1), EnterpriseSize.LARGE),
        (date(2026, 4, 1), EnterpriseSize.LARGE),
    ],
)
def test_the_newest_year_up_to_that_day_counts(centre, day, expected):
    company = make.company(office=centre)
    make.size_fact(company=company, office=centre, fiscal_year=2017, employees=20)
    make.size_fact(company=company, office=centre, fiscal_year=2018, employees=900, capital_yen=900_000_000)

    assert size(company, day) == expected


def test_what_another_office_was_told_is_left_out_when_an_office_asks(centre):
    company, window = make.company(office=centre), people.office(code="23")
    make.size_fact(company=company, office=centre, employees=20)

    assert size(company, IN_2017, office=centre) == EnterpriseSize.SMALL
    assert size(company, IN_2017, office=window) == EnterpriseSize.UNKNOWN


def test_each_year_tells_which_rule_and_which_fact_decided(centre):
    company = make.company(office=centre)
    make.size_fact(company=company, office=centre, employees=30, capital_yen=10_000_000)

    (year,) = queries.sizes_of(company, actor=people.member(Role.ADVISER, centre))

    assert year.judgement.size == EnterpriseSize.SME
    assert "資本金" in year.judgement.explain()
    assert "中小企業基本法" in year.judgement.explain()


def test_years_stand_newest_first(centre):
    company = make.company(office=centre)
    for year in (2016, 2018, 2017):
        make.size_fact(company=company, office=centre, fiscal_year=year)

    years = queries.sizes_of(company, actor=people.member(Role.ADVISER, centre))

    assert [year.fact.fiscal_year for year in years] == [2018, 2017, 2016]
