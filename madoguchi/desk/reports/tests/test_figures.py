"""年次の件数 — what the year's figures count, and for whom."""

import json
from datetime import datetime
from io import StringIO
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.desk.consultations import factories as consultations
from madoguchi.desk.consultations.models import Wall
from madoguchi.desk.consultations.taxonomy import Category, Group
from madoguchi.desk.reports import charts, queries
from madoguchi.desk.reports.queries import Cross, Figures
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.accounts.models import Installation
from madoguchi.foundation.core.calendar import TOKYO, fiscal_year
from madoguchi.foundation.core.sme import EnterpriseSize

COUNTS = st.integers(0, 10**6)
SHIPPED = Path(__file__).parents[3] / "config" / "demo" / "logbooks"
CROSSES = st.tuples(*(st.builds(Cross, st.just(group), COUNTS, COUNTS, COUNTS) for group in Group))


def counted(year=2025, *, code="00", **facts):
    received = datetime(year, 6, 1, 10, tzinfo=TOKYO)
    return consultations.consultation(office=people.office(code=code), received_at=received, **facts)


def crosses(year=2025):
    return {cross.group: cross for cross in queries.figures(year, queries.all_consultations()).crosses}


@pytest.fixture
def reader(client, db):
    """Somebody of the desk, signed in."""
    Installation.objects.create(pk=1, is_demo=True, made_at=timezone.now())  # no second factor in these tests

    def signed_in(role=Role.ANALYST, code="00"):
        client.force_login(people.member(role, people.office(code=code)))
        return client

    return signed_in


def test_agreements_count_as_other_and_people_as_management(db):
    counted(category=Category.CON)
    counted(category=Category.PPL)

    assert crosses()[Group.OTHER].total == 1
    assert crosses()[Group.MANAGEMENT].total == 1


def test_every_category_counts_once(db):
    for category in Category:
        counted(category=category)

    found = queries.figures(2025, queries.all_consultations())

    assert sum(cross.total for cross in found.crosses) == found.total == len(Category)


def test_sizes_sum_to_the_total_of_their_group(db):
    for size in EnterpriseSize:
        counted(category=Category.MGT, size=size)

    row = crosses()[Group.MANAGEMENT]

    assert (row.large, row.sme, row.other) == (1, 2, 2)
    assert row.total == len(EnterpriseSize)


def test_a_year_ends_on_the_last_of_march_in_tokyo(db):
    for moment in (datetime(2026, 3, 31, 23, 59, tzinfo=TOKYO), datetime(2026, 4, 1, 0, 0, tzinfo=TOKYO)):
        consultations.consultation(received_at=moment)

    assert queries.figures(2025, queries.all_consultations()).by_year == {2025: 1, 2026: 1}


@given(CROSSES)
def test_columns_and_rows_add_up_to_the_same_total(rows):
    sums = Figures(2025, {}, list(rows)).sums

    assert sums["large"] + sums["sme"] + sums["other"] == sums["total"] == sum(row.total for row in rows)


@given(CROSSES)
def test_bars_keep_the_proportions(rows):
    bars = charts.by_group(Figures(2025, {}, list(rows))).rows

    assert [bar.value for bar in bars] == [row.total for row in rows]
    assert all(0 <= bar.percent <= 100 for bar in bars)
    assert max(bar.percent for bar in bars) == (100 if any(row.total for row in rows) else 0)


def command(*arguments, **options):
    out = StringIO()
    call_command("figures", *arguments, stdout=out, **options)
    return out.getvalue()


def test_the_command_gives_each_year_with_unit_and_source(db):
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


@pytest.mark.slow
def test_the_desks_two_logbooks_give_its_two_years(db):
    call_command("import_logbook", *sorted(SHIPPED.glob("*.xlsx")), stdout=StringIO())

    told = json.loads(command("2017", format="json"))

    assert {year: figure["value"] for year, figure in told["consultations"].items()} == {"2016": 450, "2017": 430}
    assert sum(figure["value"] for figure in told["categories"].values()) == 430


def test_the_command_tells_it_in_words_too(db):
    counted(2017)

    assert "平成29年度（2017年度）  1件" in command("2017")


def test_the_command_wants_a_year(db):
    with pytest.raises(CommandError):
        command("平成29年度")


@pytest.mark.parametrize(
    ("role", "code", "seen"),
    [(Role.ANALYST, "00", 1), (Role.MANAGER, "23", 0), (Role.ANALYST, "23", 0)],
)
def test_one_counts_the_own_office_even_behind_a_wall_but_no_other(reader, role, code, seen):
    case = counted(is_restricted=True)
    Wall.objects.create(
        consultation=case, office=people.office(code=code), set_at=timezone.now(), set_by=people.person()
    )

    page = reader(role, code).get("/figures/", {"fiscal_year": "2025"})

    assert page.context["figures"].total == seen


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.EXPERT, Role.ADVISER])
def test_who_counts_nothing_is_turned_away(reader, role):
    assert reader(role).get("/figures/").status_code == 403


def test_the_page_shows_the_table_with_its_sums(reader):
    counted(category=Category.MGT, size=EnterpriseSize.LARGE)
    counted(category=Category.LEAK, size=EnterpriseSize.SMALL)
    counted(category=Category.CON)

    page = BeautifulSoup(reader().get("/figures/", {"fiscal_year": "2025"}).content, "html.parser")

    rows = [[cell.text for cell in row.find_all("td")] for row in page.select("table.table tbody tr")]
    assert rows == [
        ["1", "0", "0", "1"],
        ["0", "0", "0", "0"],
        ["0", "1", "0", "1"],
        ["0", "0", "0", "0"],
        ["0", "0", "1", "1"],
    ]
    assert [cell.text for cell in page.select("table.table tfoot td")] == ["1", "1", "1", "3"]
    assert "内部用・公表不可" in page.text


def test_the_page_names_no_case(reader):
    case = counted(gist="ほかの人の話")

    page = reader().get("/figures/", {"fiscal_year": "2025"}).content.decode()

    assert case.number not in page
    assert case.gist not in page


@pytest.mark.parametrize("typed", ["", "1066", "来年", "9" * 50])
def test_an_impossible_year_shows_the_present_one(reader, typed):
    page = reader().get("/figures/", {"fiscal_year": typed})

    assert page.context["figures"].fiscal_year == fiscal_year(timezone.localdate())
    assert "この年度の相談はまだありません。" in page.content.decode()


def test_figures_cost_two_queries_however_many_cases(db):
    for category in Category:
        counted(category=category)

    with CaptureQueriesContext(connection) as asked:
        queries.figures(2025, queries.all_consultations())

    assert len(asked) == 2
