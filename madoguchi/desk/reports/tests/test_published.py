"""公表値 — years without records: each number with its unit, its scope and where it is from, never in a wrong line."""

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from madoguchi.desk.reports import charts, factories, queries
from madoguchi.desk.reports.actions import remove_published
from madoguchi.desk.reports.models import PublishedFigure
from madoguchi.desk.reports.periods import year_of
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.audit.models import Line
from madoguchi.foundation.core.errors import Refusal

TYPED = {
    "fiscal_year": "2015",
    "value": "400",
    "unit": "cases",
    "scope": "電話の相談",
    "source": "事業報告（架空）",
}


@pytest.fixture
def centre(db):
    return people.office(code="00")


def beside(actor):
    return queries.figures(year_of(2016), queries.scope_of(actor)).beside


def lines(actor):
    """Each line of each chart: the unit, and the years it joins."""
    return {
        chart.key: [(series.name, len(series.points), len(series.lines)) for series in chart.series]
        for chart in charts.by_year(beside(actor))
    }


def test_a_number_of_the_same_kind_stands_in_one_line_with_the_records(centre, manager, counted):
    factories.published(centre, by=manager, is_same=True)
    counted(2016)

    assert lines(manager) == {"cases": [("この窓口の相談件数", 2, 1)]}


def test_a_number_of_another_scope_gets_a_line_of_its_own(centre, manager, counted):
    factories.published(centre, by=manager, scope="電話の相談")
    counted(2016)

    assert lines(manager) == {"cases": [("電話の相談（公表値）", 1, 1), ("この窓口の相談件数", 1, 1)]}


def test_a_number_of_another_unit_gets_a_chart_of_its_own(centre, manager, counted):
    for year in (2014, 2015):
        for unit in ("contacts", "companies"):
            factories.published(centre, by=manager, fiscal_year=year, unit=unit)
    counted(2016)
    counted(2017)

    assert [chart.key for chart in charts.by_year(beside(manager))] == ["cases", "companies", "contacts"]


def test_a_missing_year_breaks_the_line(centre, manager, counted):
    factories.published(centre, by=manager, fiscal_year=2013, is_same=True)
    counted(2016)
    counted(2017)

    assert lines(manager) == {"cases": [("この窓口の相談件数", 3, 2)]}


def test_the_page_says_why_lines_are_apart(centre, manager, counted, reader):
    factories.published(centre, by=manager)
    counted(2016)

    page = reader(of=manager).get("/figures/", {"fiscal_year": "2016"}).content.decode()

    assert "一本の線で結びません" in page
    assert "平成27年度の事業報告（架空）" in page


def test_a_year_with_records_takes_no_published_figure(centre, manager, counted):
    counted(2015)
    with pytest.raises(Refusal, match="記録があります"):
        factories.published(centre, by=manager)


def test_records_that_come_later_stand_before_a_published_figure_of_the_same_kind(centre, manager, counted):
    factories.published(centre, by=manager, is_same=True)
    counted(2015)

    assert [(one.year, one.value, one.kind) for one in beside(manager)] == [(2015, 1, "records")]


@pytest.mark.parametrize("wrong", [{"scope": " "}, {"source": ""}, {"unit": "people", "is_same": True}])
def test_a_number_without_scope_or_source_or_of_a_false_kind_is_refused(centre, manager, wrong):
    with pytest.raises(Refusal):
        factories.published(centre, by=manager, **wrong)


def test_the_same_number_is_entered_once(centre, manager):
    factories.published(centre, by=manager)
    with pytest.raises(Refusal, match="すでにあります"):
        factories.published(centre, by=manager)


def test_only_the_manager_of_the_office_enters_and_removes(centre, manager):
    row = factories.published(centre, by=manager)
    for role, code in ((Role.ANALYST, "00"), (Role.MANAGER, "23")):
        person = people.member(role, people.office(code=code))
        with pytest.raises(PermissionDenied):
            factories.published(centre, by=person, fiscal_year=2014)
        with pytest.raises(PublishedFigure.DoesNotExist):
            remove_published(published=row, by=person, at=timezone.now())


def test_another_office_sees_nothing_of_it(centre, manager):
    factories.published(centre, by=manager)
    stranger = people.member(Role.MANAGER, people.office(code="23"))

    assert queries.published_of(stranger) == []
    assert beside(stranger) == []


def test_two_offices_together_have_no_published_figure(centre, manager):
    factories.published(centre, by=manager)
    people.member(Role.ANALYST, people.office(code="23"), of=manager)

    assert beside(type(manager).objects.get(pk=manager.pk)) == []


def test_the_page_enters_and_removes_and_keeps_what_was_typed(centre, manager, reader):
    client = reader(of=manager)
    typed = TYPED | {"office": centre.pk}

    refused = client.post("/figures/published/", typed | {"source": ""})
    done = client.post("/figures/published/", typed, follow=True)

    row = PublishedFigure.objects.get()
    assert refused.status_code == 422
    assert "電話の相談" in refused.content.decode()
    assert "公表値を登録しました。" in done.content.decode()
    assert client.get(f"/figures/published/{row.pk}/remove/").status_code == 200
    client.post(f"/figures/published/{row.pk}/remove/")
    assert not PublishedFigure.objects.exists()
    stream = Line.objects.filter(stream=f"reports.PublishedFigure:{row.pk}").order_by("seq")
    assert [line.deed for line in stream if line.deed != "look"] == [
        "reports.enter_published",
        "reports.remove_published",
    ]
