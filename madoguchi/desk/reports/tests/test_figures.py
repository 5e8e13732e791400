"""年次の件数 — what the year's figures count, and for whom."""

import json
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from madoguchi.company.companies import factories as companies
from madoguchi.company.companies.queries import IDENTITY_RULE
from madoguchi.desk.consultations import factories as consultations
from madoguchi.desk.consultations.actions import take_in
from madoguchi.desk.consultations.models import Contact, Wall
from madoguchi.desk.consultations.taxonomy import Category, Group
from madoguchi.desk.reports import queries
from madoguchi.desk.reports.periods import Period, part_of, year_of
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.core.calendar import TOKYO, fiscal_year
from madoguchi.foundation.core.sme import EnterpriseSize

SHIPPED = Path(__file__).parents[3] / "config" / "demo" / "logbooks"


def figures(year=2025, part="year"):
    return queries.figures(part_of(year, part), queries.whole_scope())


def table(key, year=2025):
    return figures(year).table(key)


def sums(key, year=2025):
    return {line.head.key: line.sum for line in table(key, year).lines if line.sum}


def test_agreements_count_as_other_and_people_as_management(counted):
    counted(category=Category.CON)
    counted(category=Category.PPL)

    assert sums("groups") == {Group.OTHER: 1, Group.MANAGEMENT: 1}


def test_every_category_counts_once(counted):
    for category in Category:
        counted(category=category)

    found = figures()

    assert found.total == len(Category)
    assert set(sums("categories").values()) == {1}


def test_sizes_sum_to_the_total_of_their_group(counted):
    for size in EnterpriseSize:
        counted(category=Category.MGT, size=size)

    management = table("groups").lines[0]

    assert management.cells == (1, 2, 2)
    assert management.sum == len(EnterpriseSize)


def test_a_year_ends_on_the_last_of_march_in_tokyo(db):
    for moment in (datetime(2026, 3, 31, 23, 59, tzinfo=TOKYO), datetime(2026, 4, 1, 0, 0, tzinfo=TOKYO)):
        consultations.consultation(received_at=moment)

    assert [(one.year, one.value) for one in figures().beside] == [(2025, 1), (2026, 1)]
    assert sums("months") == {"3": 1}
    assert sums("months", 2026) == {"4": 1}


def test_further_categories_are_mentions_in_a_table_of_their_own(counted):
    case = counted(category=Category.MGT)
    case.secondary_categories.create(category=Category.SEC)
    case.secondary_categories.create(category=Category.CON)

    assert sums("mentions") == {Category.SEC: 1, Category.CON: 1}
    assert figures().total == 1


def test_a_company_counts_once_however_often_it_comes(counted):
    often, once = companies.company(prefecture="23"), companies.company(prefecture="13")
    for _time in range(3):
        counted(company=often)
    counted(company=once)
    counted()  # anonymous: no company

    assert sums("companies") == {"1": 1, "3": 1}
    assert sums("seats") == {"13": 1, "23": 1}


def test_contacts_count_in_the_period_they_took_place_in(counted):
    case = counted(2024)
    for moment in (datetime(2025, 3, 31, 23, tzinfo=TOKYO), datetime(2025, 4, 1, 0, tzinfo=TOKYO)):
        Contact.objects.create(consultation=case, at=moment, by=people.person(), channel="TEL", kind="ANSWER")

    assert sums("contacts", 2024) == sums("contacts", 2025) == {"ANSWER": 1}
    assert table("contacts").metric.unit.label == "回"


def test_what_was_open_at_the_end_of_the_year_tells_when_it_came_in(counted):
    ended = {"state": "closed", "closed_at": datetime(2026, 3, 31, 23, 59, tzinfo=TOKYO)}
    counted(2024)
    counted(2025, state="closed", closed_at=datetime(2026, 4, 1, 0, 0, tzinfo=TOKYO))
    counted(2025, **ended)
    counted(2026)

    management = table("open").lines[0]

    assert management.cells == (1, 1)


def test_the_time_to_the_first_answer_is_told_in_bands_and_as_a_mean(counted):
    for minutes in (60, 61, 24 * 60 + 1):
        counted(answer_minutes=minutes)
    counted()

    assert sums("first_answers") == {"1h": 1, "4h": 1, "longer": 1, "unknown": 1}
    assert table("answer_hours").cell("management", "value") == table("answer_hours").cell("all", "value") == 8.7


def test_a_table_without_sums_has_neither_foot_nor_shares(counted, reader):
    counted(answer_minutes=60)

    page = BeautifulSoup(reader().get("/figures/", {"fiscal_year": "2025"}).content, "html.parser")

    assert page.select("#answer_hours tfoot") == []
    assert page.select("#groups tfoot")


def test_a_quarter_and_a_month_are_parts_of_the_year(counted):
    for month in (4, 6, 7, 1, 3):
        counted(month=month)

    assert figures(2025, "q1").total == 2
    assert figures(2025, "q4").total == 2
    assert figures(2025, "m7").total == 1


def test_the_same_quarter_of_other_years_stands_beside(counted):
    counted(2023, month=5)
    counted(2024, month=8)
    counted(2025, month=4)

    assert [(one.year, one.value) for one in figures(2025, "q1").beside] == [(2023, 1), (2025, 1)]


def test_days_chosen_freely_stand_beside_the_same_days_of_five_years_before(counted):
    counted(2024, month=6)
    counted(2025, month=6)
    asked = Period(datetime(2025, 6, 1, tzinfo=TOKYO).date(), datetime(2025, 6, 1, tzinfo=TOKYO).date())

    found = queries.figures(asked, queries.whole_scope())

    assert [one.value for one in found.beside] == [0, 0, 0, 0, 1, 1]


def command(*arguments, **options):
    out = StringIO()
    call_command("figures", *arguments, stdout=out, **options)
    return out.getvalue()


def test_the_command_gives_each_year_with_unit_and_source(counted):
    counted(2016)
    counted(2017, size=EnterpriseSize.LARGE)
    counted(2017)

    told = json.loads(command("2017", format="json"))

    assert told["fiscal_year"] == 2017
    assert told["consultations"] == {
        "2016": {"value": 1, "unit": "件", "source": "records"},
        "2017": {"value": 2, "unit": "件", "source": "records"},
    }
    assert told["categories"]["management"] == {
        "value": 2,
        "unit": "件",
        "source": "records",
        "large": 1,
        "sme": 0,
        "unknown_or_not_applicable": 1,
    }
    assert told["tables"]["groups"]["total"] == 2


def test_the_command_counts_one_office_alone(counted):
    counted(2017, code="00")
    counted(2017, code="23")

    assert json.loads(command("2017", office=["23"], format="json"))["consultations"]["2017"]["value"] == 1


@pytest.mark.slow
def test_the_desks_two_logbooks_give_its_two_years(db):
    call_command("import_logbook", *sorted(SHIPPED.glob("*.xlsx")), stdout=StringIO())

    told = json.loads(command("2017", format="json"))

    assert {year: figure["value"] for year, figure in told["consultations"].items()} == {"2016": 450, "2017": 430}
    assert sum(figure["value"] for figure in told["categories"].values()) == 430
    assert all(told["tables"][key]["total"] == 430 for key in ("months", "roles", "channels", "industries"))


def test_the_command_tells_it_in_words_too(counted):
    counted(2017)

    assert "平成29年度（2017年度）  1件" in command("2017")


@pytest.mark.parametrize("typed", [("平成29年度",), ("99999",), ("2017", "--office", "99")])
def test_the_command_wants_a_year_and_an_office_that_there_is(db, typed):
    with pytest.raises(CommandError):
        command(*typed)


@pytest.mark.parametrize(
    ("role", "code", "seen"),
    [(Role.ANALYST, "00", 1), (Role.MANAGER, "23", 0), (Role.ANALYST, "23", 0)],
)
def test_one_counts_the_own_office_even_behind_a_wall_but_no_other(counted, reader, role, code, seen):
    case = counted(is_restricted=True)
    Wall.objects.create(
        consultation=case, office=people.office(code=code), set_at=timezone.now(), set_by=people.person()
    )

    page = reader(role, code).get("/figures/", {"fiscal_year": "2025"})

    assert page.context["figures"].total == seen


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.EXPERT, Role.ADVISER])
@pytest.mark.parametrize("path", ["", "book.xlsx", "table-groups.csv", "years.csv"])
def test_who_counts_nothing_is_turned_away(reader, role, path):
    assert reader(role).get(f"/figures/{path}").status_code == 403


def test_who_counts_two_offices_may_choose_one_of_them(counted, reader):
    counted(code="00")
    counted(code="23")
    both = people.member(Role.ANALYST, people.office(code="00"))
    people.member(Role.ANALYST, people.office(code="23"), of=both)
    signed_in = reader(of=both)

    def total(**asked):
        return signed_in.get("/figures/", {"fiscal_year": "2025", **asked}).context["figures"].total

    assert total() == 2
    assert total(office=people.office(code="23").pk) == 1


def test_an_office_one_does_not_count_cannot_be_chosen(reader):
    both = people.member(Role.ANALYST, people.office(code="00"))
    people.member(Role.ANALYST, people.office(code="23"), of=both)

    assert reader(of=both).get("/figures/", {"office": people.office(code="13").pk}).status_code == 422


def test_the_page_shows_the_table_with_its_sums(counted, reader):
    counted(category=Category.MGT, size=EnterpriseSize.LARGE)
    counted(category=Category.LEAK, size=EnterpriseSize.SMALL)
    counted(category=Category.CON)

    page = BeautifulSoup(reader().get("/figures/", {"fiscal_year": "2025"}).content, "html.parser")

    rows = [[cell.text for cell in row.find_all("td")] for row in page.select("#groups table.table tbody tr")]
    assert rows == [
        ["1", "0", "0", "1", "33.4%"],
        ["0", "0", "0", "0", "0.0%"],
        ["0", "1", "0", "1", "33.3%"],
        ["0", "0", "0", "0", "0.0%"],
        ["0", "0", "1", "1", "33.3%"],
    ]
    assert [cell.text for cell in page.select("#groups tfoot td")] == ["1", "1", "1", "3", "100.0%"]


def test_every_section_says_that_it_is_internal_and_how_it_was_counted(counted, reader):
    counted()

    page = BeautifulSoup(reader().get("/figures/", {"fiscal_year": "2025"}).content, "html.parser")

    sections = page.select(".figures-section")
    assert len(sections) == 17
    assert all("内部用・公表不可" in one.text and "数え方（第" in one.text for one in sections)


def test_wherever_companies_are_counted_the_page_says_what_one_company_is(counted, reader):
    counted(company=companies.company())

    page = BeautifulSoup(reader().get("/figures/", {"fiscal_year": "2025"}).content, "html.parser")

    assert all(str(IDENTITY_RULE) in page.select_one(f"#{key}").text for key in ("companies", "seats"))


def test_the_page_names_no_case(counted, reader):
    case = counted(gist="ほかの人の話")

    page = reader().get("/figures/", {"fiscal_year": "2025"}).content.decode()

    assert case.number not in page
    assert case.gist not in page


@pytest.mark.parametrize(
    "typed",
    [
        {"fiscal_year": "1066"},
        {"fiscal_year": "来年"},
        {"fiscal_year": "9" * 50},
        {"part": "q5"},
        {"first_date": "2025-04-01"},
        {"first_date": "2025-04-02", "last_date": "2025-04-01"},
        {"first_date": "1066-04-02", "last_date": "2025-04-01"},
        {"first_date": "きのう", "last_date": "2025-04-01"},
    ],
)
def test_an_impossible_period_is_refused_with_a_sentence(reader, typed):
    page = reader().get("/figures/", typed)

    assert page.status_code == 422
    assert "error" in page.content.decode()
    assert "figures" not in page.context


def test_no_period_is_the_present_year(reader):
    page = reader().get("/figures/", {"fiscal_year": ""})

    assert page.context["figures"].period.fiscal_year == fiscal_year(timezone.localdate())
    assert "この期間の相談はまだありません。" in page.content.decode()


def test_figures_cost_the_same_however_many_cases(counted):
    def cost():
        with CaptureQueriesContext(connection) as asked:
            figures()
        return len(asked)

    counted()
    before = cost()
    for category in Category:
        counted(category=category, company=companies.company())

    assert cost() == before


def test_a_leap_day_has_the_28th_before_it():
    leap = datetime(2024, 2, 29, tzinfo=TOKYO).date()

    assert Period(leap, leap).before(1).first == leap.replace(year=2023, day=28)


@pytest.mark.parametrize("part", ["year", "q1", "q2", "q3", "q4", "m2", "m12"])
def test_parts_begin_and_end_where_the_calendar_says(part):
    period = part_of(2023, part)

    assert period.first.day == 1
    assert (period.last + timedelta(days=1)).day == 1
    assert period.first.month == period.months[0]
    assert period.last.month == period.months[-1]
    assert year_of(2023).first <= period.first <= period.last <= year_of(2023).last


def test_what_has_not_arrived_is_counted_nowhere(db):
    arrival = companies.arrival(office=people.office())
    case = consultations.past_case(secondary=(Category.LEAK,))
    take_in(cases=[case], arrival=arrival, by=None, at=timezone.now())
    keys = ("groups", "mentions", "companies")

    assert [sums(key, 2016) for key in keys] == [{}, {}, {}]
    arrival.shown_at = timezone.now()
    arrival.save()
    assert [sum(sums(key, 2016).values()) for key in keys] == [1, 1, 1]
