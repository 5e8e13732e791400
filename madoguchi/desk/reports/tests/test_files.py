"""書き出し — XLSX and CSV say what the page says, with the definition, and that it is internal."""

import csv
import io

import openpyxl
import pytest

from madoguchi.desk.consultations.models import Consultation
from madoguchi.desk.reports import factories, metrics, queries, sheets
from madoguchi.desk.reports.models import ClosedYear
from madoguchi.desk.reports.periods import year_of
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people

ASKED = {"fiscal_year": "2020"}


def read_book(answer):
    return openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))


def read_csv(answer):
    text = b"".join(answer.streaming_content).decode()
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:])))


def numbers(lines):
    """The cells of the table, below its headings, without sums and shares."""
    return [line for line in lines if line and line[0] in {"具体的な管理方法", "流出・漏えい"}]


def test_the_book_has_a_sheet_for_every_table_and_each_says_that_it_is_internal(counted, reader):
    counted(2020)

    answer = reader().get("/figures/book.xlsx", ASKED)

    book = read_book(answer)
    assert answer["Content-Disposition"] == 'attachment; filename="figures-2020.xlsx"'
    assert len(book.worksheets) == len(metrics.METRICS) + 1
    assert all(sheet["A1"].value == "内部用・公表不可" for sheet in book.worksheets)
    assert all(any(str(row[0].value).startswith("数え方（第") for row in sheet.rows) for sheet in book.worksheets[:-1])


def test_csv_and_book_have_the_numbers_of_the_page(counted, reader):
    counted(2020, size="LARGE")
    counted(2020, category="LEAK")
    client = reader()
    page = client.get("/figures/", ASKED).context["figures"].table("groups")

    lines = read_csv(client.get("/figures/table-groups.csv", ASKED))
    sheet = read_book(client.get("/figures/book.xlsx", ASKED)).worksheets[0]

    shown = [[line.head.label, *line.cells, line.sum, line.share] for line in page.lines if line.sum]
    assert [[name, *map(float, cells)] for name, *cells in numbers(lines)] == shown
    told = [[cell for cell in row if cell is not None] for row in sheet.values]
    assert numbers(told) == shown


def test_the_other_years_are_a_table_too(counted, manager, reader):
    factories.published(people.office(code="00"), by=manager)
    counted(2020)

    lines = read_csv(reader(of=manager).get("/figures/years.csv", ASKED))

    assert lines[-2:] == [
        ["平成27年度（2015年度）", "400", "件", "電話と来訪の相談", "公表値", "平成27年度の事業報告（架空）"],
        ["令和2年度（2020年度）", "1", "件", people.office(code="00").name, "記録", ""],
    ]


def test_a_closed_year_is_written_out_as_closed_with_its_corrections(counted, manager, reader):
    case = counted(2020)
    factories.closed(2020, by=manager)
    Consultation.objects.filter(pk=case.pk).update(category="LEAK")
    factories.correction(ClosedYear.objects.get(), by=manager, reason="=1+1")

    found = queries.figures(year_of(2020), queries.scope_of(manager))
    book = read_book(reader(of=manager).get("/figures/book.xlsx", ASKED))

    assert numbers([list(row) for row in book.worksheets[0].values])[0][:4] == ["具体的な管理方法", 0, 0, 1]
    correction = list(book.worksheets[-1].values)
    assert ("理由", "=1+1") in [row[:2] for row in correction]
    assert book.worksheets[-1].title.endswith("訂正1")
    assert sheets.origin(found).endswith("に締めた数")


def test_no_cell_becomes_a_formula(counted, manager, reader):
    case = counted(2020)
    factories.closed(2020, by=manager)
    Consultation.objects.filter(pk=case.pk).update(category="LEAK")
    made = factories.correction(ClosedYear.objects.get(), by=manager, reason="=HYPERLINK(1)")

    lines = read_csv(reader(of=manager).get(f"/figures/corrections/{made.pk}/sheet.csv"))

    assert ["理由", "'=HYPERLINK(1)"] in lines


def test_names_of_sheets_fit_in_both_languages(counted, reader):
    counted(2020)
    client = reader()

    for language in ("ja", "en"):
        client.cookies["django_language"] = language
        names = read_book(client.get("/figures/book.xlsx", ASKED)).sheetnames
        assert len(set(names)) == len(names)
        assert max(map(len, names)) <= 31


@pytest.mark.parametrize("path", ["table-nothing.csv", "table-groups.csv?fiscal_year=1", "years.csv?part=x"])
def test_what_is_not_there_is_not_found(reader, path):
    assert reader().get(f"/figures/{path}").status_code == 404


def test_an_impossible_period_gives_no_book(reader):
    assert reader(Role.MANAGER).get("/figures/book.xlsx", {"fiscal_year": "1"}).status_code == 422
