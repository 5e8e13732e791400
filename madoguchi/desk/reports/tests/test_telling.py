"""言葉どおり — what the page, the files and the command say of the numbers is true of these numbers."""

import csv
import io
import json
from datetime import date
from io import StringIO

import openpyxl
import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.utils import timezone, translation

from madoguchi.company.companies import factories as companies
from madoguchi.desk.consultations.models import Consultation
from madoguchi.desk.reports import actions, charts, factories, queries, sheets
from madoguchi.desk.reports.models import ClosedYear
from madoguchi.desk.reports.periods import FIRST_YEAR, Period, part_of, year_of
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.accounts.models import Person

NOT_CLOSED_YET = "いまの記録から数えたもの（まだ締めていません）"
NOT_THE_CLOSED = "いまの記録から数えたもので、締めた数ではありません"
REASON = "区分を確認し直したため"


@pytest.fixture
def both(manager):
    """A manager of the centre and of a window."""
    people.member(Role.MANAGER, people.office(code="23"), of=manager)
    return Person.objects.get(pk=manager.pk)


def ids(*codes):
    return [people.office(code=code).pk for code in codes]


def origin(actor, period, *codes):
    return sheets.origin(queries.figures(period, queries.scope_of(actor, ids(*codes))))


def close(actor, *codes, year=2020):
    return actions.close_year(fiscal_year=year, offices=ids(*codes), by=actor, at=timezone.now())


def read_csv(answer):
    return list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode().removeprefix("\ufeff"))))


def read_book(answer):
    return openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))


def soup(answer):
    return BeautifulSoup(answer.content, "html.parser")


def told(*arguments, **options):
    out = StringIO()
    call_command("figures", *arguments, stdout=out, **options)
    return out.getvalue()


# Closed or not


@pytest.mark.parametrize(
    ("period", "says"),
    [
        (part_of(2020, "q1"), NOT_THE_CLOSED),
        (part_of(2020, "m3"), NOT_THE_CLOSED),
        (Period(date(2020, 4, 1), date(2021, 3, 31)), NOT_THE_CLOSED),
        (Period(date(2019, 12, 1), date(2020, 4, 1)), NOT_THE_CLOSED),
        (Period(date(2021, 3, 31), date(2022, 3, 31)), NOT_THE_CLOSED),
        (part_of(2019, "q4"), NOT_CLOSED_YET),
        (year_of(2021), NOT_CLOSED_YET),
    ],
)
def test_a_part_of_a_closed_year_is_not_said_to_be_open(manager, period, says):
    factories.closed(2020, by=manager)

    assert origin(manager, period) == says


def test_other_offices_than_were_closed_together_are_not_said_to_be_open(both):
    close(both, "00", "23")
    close(both, "00", year=2019)

    assert origin(both, year_of(2020), "00") == NOT_THE_CLOSED
    assert origin(both, year_of(2019), "00", "23") == NOT_THE_CLOSED
    assert origin(both, year_of(2019), "23") == NOT_CLOSED_YET
    assert origin(both, year_of(2020), "00", "23").endswith("に締めた数")


# Hours


def test_a_mean_of_nothing_is_no_zero(counted, reader):
    counted(2020)
    client, asked = reader(), {"fiscal_year": "2020"}

    section = soup(client.get("/figures/", asked)).select_one("#answer_hours")
    lines = read_csv(client.get("/figures/table-answer_hours.csv", asked))
    sheet = next(one for one in read_book(client.get("/figures/book.xlsx", asked)) if "平均時間" in one.title)

    assert section.select("tbody tr") == []
    assert "回答の時刻が記録された相談がないため" in section.text
    assert lines[-1] == ["回答の時刻が記録された相談がないため、平均はありません。"]
    assert [row[0].value for row in sheet.rows][-1] == lines[-1][0]
    assert json.loads(told("2020", format="json"))["tables"]["answer_hours"]["rows"] == []


def test_a_mean_has_the_rows_of_which_an_answer_is_known(counted):
    counted(2020, answer_minutes=90)
    counted(2020, category="LEAK")

    found = queries.figures(year_of(2020), queries.whole_scope()).table("answer_hours")

    assert [(line.head.key, line.cells) for line in found.lines] == [("management", (1.5,)), ("all", (1.5,))]


# Years


def test_a_year_from_long_ago_is_opened_and_closed(counted, manager, reader):
    counted(FIRST_YEAR)
    client = reader(of=manager)

    page = client.get("/figures/", {"fiscal_year": str(FIRST_YEAR)})
    form = soup(client.get(f"/figures/close/{FIRST_YEAR}/"))
    client.post(f"/figures/close/{FIRST_YEAR}/", {"seen": form.select_one("input[name=seen]")["value"]})

    assert page.context["figures"].total == 1
    assert ClosedYear.objects.get().fiscal_year == FIRST_YEAR


def test_only_years_with_something_are_listed(counted, manager, reader):
    counted(1995)
    counted(2003, code="23")
    factories.closed(2001, by=manager)
    factories.published(people.office(code="00"), by=manager, fiscal_year=1990)

    page = soup(reader(of=manager).get("/figures/", {"fiscal_year": "2012"}))

    listed = [int(one["value"]) for one in page.select("select[name=fiscal_year] option")]
    assert listed[1:] == [2012, 2001, 1995, 1990]


# Correction


def test_a_correction_names_its_office_its_closing_and_its_units(counted, both, reader):
    case = counted(2020, company=companies.company())
    closing = close(both, "00")
    Consultation.objects.filter(pk=case.pk).update(category="STR")
    made = factories.correction(closing, by=both, reason=REASON)
    client, office = reader(of=both), people.office(code="00")

    page = soup(client.get(f"/figures/corrections/{made.pk}/"))
    lines = read_csv(client.get(f"/figures/corrections/{made.pk}/sheet.csv"))
    book = read_book(client.get("/figures/book.xlsx", {"fiscal_year": "2020", "office": office.pk}))

    assert office.name in page.select_one("dl").text
    assert f"office={office.pk}" in page.select_one(".trail a")["href"]
    assert "件" in [cell.text for cell in page.select("tbody tr")[0].select("td")]
    for sheet in (lines, [[cell or "" for cell in row] for row in book.worksheets[-1].values]):
        said = {row[0]: row[1] for row in sheet if len(row) > 1}
        assert (said["窓口"], said["締めた日"][:1]) == (office.name, "2")
        assert ["表", "単位", "行", "列", "訂正前", "訂正後"] in [row[:6] for row in sheet]
        assert ["集計区分×企業規模", "件"] in [row[:2] for row in sheet]


# Periods


def test_days_chosen_freely_are_told_by_year_and_month(counted):
    for year in (2023, 2024):
        counted(year, month=4)
    counted(2024, month=4)

    months = queries.figures(Period(date(2023, 3, 15), date(2024, 5, 1)), queries.whole_scope()).table("months")

    assert len(months.rows) == 15
    assert (months.rows[0].label, months.rows[-1].label) == ("2023年3月", "2024年5月")
    assert {line.head.label: line.sum for line in months.lines if line.sum} == {"2023年4月": 1, "2024年4月": 2}


def test_what_is_longer_than_a_year_stands_alone(counted, reader):
    counted(2024)
    year, longer = (Period(date(2024, 4, 1), last) for last in (date(2025, 3, 31), date(2025, 4, 1)))

    assert [len(queries.figures(one, queries.whole_scope()).beside) for one in (year, longer)] == [6, 1]
    page = reader().get("/figures/", {"first_date": "2024-04-01", "last_date": "2025-04-01"})
    assert "1年を超える期間" in page.content.decode()


def test_february_has_its_29th_beside_other_years(counted):
    found = {one.year: one.period.last for one in _beside_february(counted)}

    assert found == {2023: date(2024, 2, 29), 2024: date(2025, 2, 28)}


def _beside_february(counted):
    for year in (2023, 2024):
        counted(year, month=2)
    return queries.figures(part_of(2024, "m2"), queries.whole_scope()).beside


@pytest.mark.parametrize(("first", "last"), [("9990-01-01", "9999-12-31"), ("2099-01-01", "2101-01-01")])
def test_days_beyond_all_calendars_are_refused_with_a_sentence(reader, first, last):
    page = reader().get("/figures/", {"first_date": first, "last_date": last})

    assert page.status_code == 422
    assert "1989年から2100年まで" in page.content.decode()


# Lines


def test_each_line_is_described_by_its_name(counted, manager):
    for year in (2013, 2014):
        factories.published(people.office(code="00"), by=manager, fiscal_year=year, scope="電話の相談")
    counted(2016)
    beside = queries.figures(year_of(2016), queries.scope_of(manager)).beside

    (chart,) = charts.by_year(beside)
    with translation.override("en"):
        (english,) = charts.by_year(beside)

    phone = "電話の相談（公表値）：平成25年度（2013年度） 400、平成26年度（2014年度） 400。"
    assert chart.description == f"{phone} この窓口の相談件数：平成28年度（2016年度） 1。"
    phone = "電話の相談 (Published figure): FY2013 400, FY2014 400."
    assert english.description == f"{phone} Consultations of this desk: FY2016 1."


def test_a_published_scope_called_like_our_own_line_does_not_join_it(counted, manager):
    factories.published(people.office(code="00"), by=manager, scope="この窓口の相談件数")
    counted(2016)

    (chart,) = charts.by_year(queries.figures(year_of(2016), queries.scope_of(manager)).beside)

    assert [len(series.points) for series in chart.series] == [1, 1]
    assert len({series.name for series in chart.series}) == 2


# Rules and notes


def test_what_two_offices_registered_is_two_companies_and_the_rule_says_so(counted):
    for code in ("00", "23"):
        company = companies.company(name="架空精機株式会社", office=people.office(code=code))
        counted(2020, code=code, company=company)

    found = queries.figures(year_of(2020), queries.whole_scope())

    for key in ("companies", "seats"):
        assert found.table(key).total == 2
        assert "統合するまでは別の社として数えます" in found.table(key).definition.rule
        assert found.table(key).definition.version == "2"


def test_the_notes_say_whose_consent_is_asked_for_and_which_size_counts(counted, reader):
    counted(2020)

    section = soup(reader().get("/figures/", {"fiscal_year": "2020"})).select_one("#groups").text

    assert "「統計への利用」に同意しているかどうかにかかわらず" in section
    assert "受付のときに規模がわからなかった相談には、あとで聞いたものも使います" in section


# The command


def test_the_command_says_that_it_is_internal_and_by_which_notes(counted):
    counted(2017)

    found = json.loads(told("2017", format="json"))

    assert found["notice"] == "内部用・公表不可"
    assert any("不正競争防止法" in note for note in found["tables"]["groups"]["notes"])
    assert "100.0％" in found["tables"]["groups"]["rounding"]
    assert found["tables"]["answer_hours"]["rounding"] == ""
    lines = told("2017").splitlines()
    assert lines[0] == "内部用・公表不可"
    assert any("不正競争防止法" in line for line in lines)


def test_the_command_tells_closed_figures_as_closed_with_their_corrections(counted, manager):
    case = counted(2017)
    closing = factories.closed(2017, by=manager)
    Consultation.objects.filter(pk=case.pk).update(category="LEAK")
    made = factories.correction(closing, by=manager, reason=REASON)

    found = json.loads(told("2017", office=["00"], format="json"))

    assert {one["source"] for one in (*found["categories"].values(), found["consultations"]["2017"])} == {"closed"}
    (correction,) = found["corrections"]
    assert (correction["number"], correction["why"]) == (1, REASON)
    assert correction["at"] == made.corrected_at.isoformat()
    assert correction["changes"][0] == {
        "table": "groups",
        "unit": "件",
        "row": "具体的な管理方法",
        "column": "不明・対象外",
        "before": 1,
        "after": 0,
    }
