"""合計 — figures add up along every axis, whatever was recorded; shares make 100.0; charts keep the proportions."""

from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from madoguchi.company.companies import factories as companies
from madoguchi.desk.consultations.models import Consultation, Contact, SecondaryCategory
from madoguchi.desk.consultations.taxonomy import Category
from madoguchi.desk.consultations.words import Channel, ConsulterKind, ConsulterRole, EnterpriseType, SupportKind
from madoguchi.desk.reports import charts, queries
from madoguchi.desk.reports.metrics import BY_KEY, METRICS
from madoguchi.desk.reports.periods import MONTHS, QUARTERS, part_of
from madoguchi.desk.reports.tables import Head, Table, differences, shares
from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.core.calendar import TOKYO, day_of, fiscal_year
from madoguchi.foundation.core.prefectures import Prefecture
from madoguchi.foundation.core.sme import EnterpriseSize

OF_CASES = ("months", "categories", "roles", "types", "repeats", "channels", "prefectures", "offices", "industries")
EVERY_CASE = (*OF_CASES, "groups", "first_answers")
FIRST = datetime(2024, 4, 1, tzinfo=TOKYO)
MINUTES = st.integers(0, 2 * 365 * 24 * 60 - 1)
CASES = st.fixed_dictionaries(
    {
        "received": MINUTES,
        "office": st.sampled_from(["00", "23"]),
        "company": st.sampled_from([None, 0, 1, 2]),
        "channel": st.sampled_from(Channel.values),
        "category": st.sampled_from(Category.values),
        "consulter_role": st.sampled_from(ConsulterRole.values),
        "enterprise_type": st.sampled_from(EnterpriseType.values),
        "size": st.sampled_from(EnterpriseSize.values),
        "prefecture": st.sampled_from(["", "13", "23", *Prefecture.values]),
        "industry": st.sampled_from(["", "E", "I", "S"]),
        "is_repeat": st.booleans(),
        "answer_minutes": st.none() | st.integers(0, 5000),
        "ended": st.none() | st.integers(0, 400),
        "secondary": st.sets(st.sampled_from(Category.values), max_size=3),
        "contacts": st.lists(MINUTES, max_size=2),
    }
)
COUNTS = st.integers(0, 10**6)


def written_down(worlds):
    """The drawn cases in the database, without what figures do not read."""
    firms = [companies.company(prefecture=code) for code in ("13", "23", "")]
    offices = {code: people.office(code=code) for code in ("00", "23")}
    who = people.person()
    for number, world in enumerate(worlds):
        drawn = dict(world)
        received = FIRST + timedelta(minutes=drawn.pop("received"))
        firm, ended, secondary = drawn.pop("company"), drawn.pop("ended"), drawn.pop("secondary")
        contacts, office = drawn.pop("contacts"), offices[drawn.pop("office")]
        case = Consultation.objects.create(
            **drawn,
            number=f"X{number}",
            office=office,
            received_at=received,
            fiscal_year=fiscal_year(day_of(received)),
            consulter_kind=ConsulterKind.ANONYMOUS if firm is None else ConsulterKind.COMPANY,
            company=None if firm is None else firms[firm],
            taxonomy_version="1",
            gist="架空",
            state="received" if ended is None else "closed",
            closed_at=None if ended is None else received + timedelta(days=ended),
        )
        SecondaryCategory.objects.bulk_create(SecondaryCategory(consultation=case, category=one) for one in secondary)
        Contact.objects.bulk_create(
            Contact(
                consultation=case, at=FIRST + timedelta(minutes=at), by=who, channel="TEL", kind=SupportKind.ANSWER
            )
            for at in contacts
        )


def counted(year, part="year"):
    return {table.metric.key: table for table in queries.counted(part_of(year, part), queries.whole_scope())}


@pytest.mark.thorough
@pytest.mark.django_db
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(worlds=st.lists(CASES, max_size=12))
def test_every_table_of_a_year_adds_up_to_what_was_recorded(worlds):
    Consultation.objects.all().delete()
    written_down(worlds)

    for year in (2024, 2025):
        tables = counted(year)
        cases = Consultation.objects.filter(fiscal_year=year)
        assert {key: tables[key].total for key in EVERY_CASE} == dict.fromkeys(EVERY_CASE, cases.count())
        firms = cases.exclude(company=None).values("company").distinct().count()
        assert tables["companies"].total == tables["seats"].total == firms
        assert tables["mentions"].total == SecondaryCategory.objects.filter(consultation__in=cases).count()
        quarters = [counted(year, quarter) for quarter in QUARTERS]
        for key in (*EVERY_CASE, "mentions", "contacts"):
            assert sum(one[key].total for one in quarters) == tables[key].total, key
    assert sum(counted(year)["contacts"].total for year in (2024, 2025)) == Contact.objects.count()


@pytest.mark.django_db
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(worlds=st.lists(CASES, max_size=12))
def test_the_database_counts_what_one_would_count_by_hand(worlds):
    """Month, group and carried over, told row by row from the records themselves."""
    Consultation.objects.all().delete()
    written_down(worlds)

    tables = counted(2025)

    cases = list(Consultation.objects.all())
    own = [case for case in cases if case.fiscal_year == 2025]
    for month in MONTHS:
        said = [case for case in own if day_of(case.received_at).month == month]
        assert sum(line.sum for line in tables["months"].lines if line.head.key == str(month)) == len(said)
    end = part_of(2025, "year").end
    still = [case for case in cases if case.received_at < end and (not case.closed_at or case.closed_at >= end)]
    assert tables["open"].total == len(still)
    assert sum(cells[1] for cells in tables["open"].cells) == sum(case.fiscal_year == 2025 for case in still)


def table(rows, key="groups"):
    heads = tuple(Head(str(number), f"行{number}") for number in range(len(rows)))
    columns = tuple(Head(str(number), f"列{number}") for number in range(3))
    return Table(BY_KEY[key], heads, columns, tuple(rows))


ROWS = st.lists(st.tuples(COUNTS, COUNTS, COUNTS), min_size=1, max_size=8)


@given(ROWS)
def test_rows_and_columns_sum_to_the_same_total(rows):
    made = table(rows)

    assert sum(made.row_sums) == sum(made.column_sums) == made.total


@given(st.lists(COUNTS, max_size=50))
def test_shares_always_make_a_hundred(values):
    told = shares(values)

    assert round(sum(told), 6) == (100 if any(values) else 0)
    assert all(
        abs(share - 100 * value / sum(values)) < 0.1 + 1e-6
        for share, value in zip(told, values, strict=True)
        if sum(values)
    )


@given(ROWS, ROWS)
def test_differences_lead_from_one_table_to_the_other(before, after):
    old, new = table(before), table(after)

    found = {(one.row, one.column): one for one in differences(old, new)}

    for row in {*old.rows, *new.rows}:
        for column in old.columns:
            one = found.get((row.label, column.label))
            pair = old.cell(row.key, column.key), new.cell(row.key, column.key)
            assert (pair[0] == pair[1]) if one is None else pair == (one.before, one.after)


@given(ROWS)
def test_what_is_kept_reads_back_as_it_was(rows):
    made = table(rows)

    again = made.metric.again(made.as_json())

    assert (again.rows, again.columns, again.cells) == (made.rows, made.columns, made.cells)
    assert again.definition == made.definition


@given(ROWS)
def test_stacked_bars_keep_the_proportions(rows):
    drawn = charts.of(table(rows))

    if not any(map(any, rows)):
        assert drawn is None
        return
    longest = max(map(sum, rows))
    for stack, row in zip(drawn.rows, rows, strict=True):
        assert [piece.pattern for piece in stack.pieces] == [place for place, value in enumerate(row) if value]
        end = sum(piece.percent for piece in stack.pieces)
        assert abs(end - 100 * sum(row) / longest) < 0.1


def test_every_metric_says_its_unit_its_scope_and_its_rule():
    assert all(metric.unit and str(metric.scope) and str(metric.rule) and metric.version for metric in METRICS)
    assert len(BY_KEY) == len(METRICS)
