"""年度締めの約束 — frozen when nothing is on its way, as it was seen, kept word for word, and never taken out."""

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from madoguchi.desk.consultations.models import Consultation
from madoguchi.desk.logbooks import factories as logbooks
from madoguchi.desk.logbooks.models import BUSY, Step
from madoguchi.desk.reports import actions, factories, metrics, queries
from madoguchi.desk.reports.models import ClosedOffice, ClosedYear, Correction, FrozenTable
from madoguchi.desk.reports.periods import year_of
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.accounts.models import Organisation
from madoguchi.foundation.core.errors import Conflict, Refusal

CLOSED = ("reports_closedyear", "reports_closedoffice", "reports_frozentable", "reports_correction")
REASON = "区分を確認し直したため"


@pytest.fixture
def case(counted):
    return counted(2020)


@pytest.fixture
def closing(case, manager):
    """FY2020 with one case, closed."""
    return factories.closed(2020, by=manager)


def figures(actor, year=2020):
    return queries.figures(year_of(year), queries.scope_of(actor))


def recategorise(case, category="STR"):
    Consultation.objects.filter(pk=case.pk).update(category=category)


def soup(answer):
    return BeautifulSoup(answer.content, "html.parser")


def seen_on(page):
    return page.select_one("input[name=seen]")["value"]


# While a logbook arrives


@pytest.mark.parametrize("step", BUSY)
def test_nothing_is_closed_or_corrected_while_a_logbook_arrives(closing, case, manager, step):
    recategorise(case)
    logbooks.logbook(office=people.office(code="00"), step=step)

    with pytest.raises(Refusal, match="記録簿の取り込み"):
        factories.closed(2019, by=manager)
    with pytest.raises(Refusal, match="記録簿の取り込み"):
        factories.correction(closing, by=manager)
    assert (ClosedYear.objects.count(), Correction.objects.count()) == (1, 0)


def test_what_has_arrived_and_what_arrives_elsewhere_holds_nothing_up(closing, case, manager):
    recategorise(case)
    logbooks.logbook(office=people.office(code="00"), step=Step.DONE)
    logbooks.logbook(office=people.office(code="23"), step=Step.TAKING)

    factories.closed(2019, by=manager)
    factories.correction(closing, by=manager)


def test_the_pages_say_so_beforehand_and_offer_neither(closing, case, manager, reader):
    recategorise(case)
    logbooks.logbook(office=people.office(code="00"), step=Step.STAGING)
    client = reader(of=manager)

    open_year, closed_year = (client.get("/figures/", {"fiscal_year": year}) for year in ("2019", "2020"))
    forms = [client.get(url) for url in ("/figures/close/2019/", f"/figures/closings/{closing.pk}/correct/")]

    for page in (open_year, closed_year, *forms):
        assert "取り消しが終わっていません" in page.content.decode()
    assert [deed.code for page in (open_year, closed_year) for deed in page.context["deeds"]] == ["published"] * 2
    assert [soup(page).select("main form") for page in forms] == [[], []]


@pytest.mark.django_db
def test_on_postgresql_no_logbook_is_shown_while_a_year_is_closed(manager):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite writes one after the other anyway")
    with CaptureQueriesContext(connection) as asked:
        factories.closed(2020, by=manager)

    assert any("LOCK TABLE" in one["sql"] and "companies_arrival" in one["sql"] for one in asked)


# As it was seen


def test_a_year_is_closed_as_the_page_showed_it(case, manager, counted, reader):
    client = reader(of=manager)
    seen = seen_on(soup(client.get("/figures/close/2020/")))
    counted(2020)

    refused = client.post("/figures/close/2020/", {"seen": seen})

    assert refused.status_code == 422
    assert "数が変わりました" in refused.content.decode()
    assert not ClosedYear.objects.exists()
    client.post("/figures/close/2020/", {"seen": seen_on(soup(refused))})
    assert ClosedYear.objects.get().total == 2


def test_a_correction_is_of_the_differences_that_were_shown_and_keeps_what_was_typed(closing, case, manager, reader):
    client, url = reader(of=manager), f"/figures/closings/{closing.pk}/correct/"
    recategorise(case)
    seen = seen_on(soup(client.get(url)))
    recategorise(case, "LEAK")

    refused = client.post(url, {"seen": seen, "reason": REASON})

    page = soup(refused)
    assert refused.status_code == 422
    assert "数が変わりました" in page.text
    assert page.select_one("textarea").text.strip() == REASON
    assert "流出・漏えい" in page.select_one("table").text
    client.post(url, {"seen": seen_on(page), "reason": REASON})
    assert Correction.objects.get().data["categories"]["after"]["cells"] != []


@pytest.mark.parametrize("seen", ["", "まえの印"])
def test_another_mark_closes_nothing(case, manager, seen):
    with pytest.raises(Conflict):
        actions.close_year(fiscal_year=2020, seen=seen, by=manager, at=timezone.now())


def test_the_mark_is_the_same_in_every_language(case, manager):
    with translation.override("en"):
        mark = figures(manager).mark

    assert mark == figures(manager).mark


# Word for word


def test_a_closed_table_keeps_its_notes(closing, manager, monkeypatch):
    old = figures(manager).table("offices").definition.notes
    monkeypatch.setitem(vars(metrics.BY_KEY["offices"]), "footnotes", ("いまの注です。",))

    assert figures(manager).table("offices").definition.notes == old
    assert "いまの注です。" in figures(manager, 2019).table("offices").definition.notes


def test_notes_that_still_hold_are_told_in_the_language_of_the_page(closing, manager):
    with translation.override("en"):
        definition = figures(manager).table("offices").definition

    assert "Counted at the desk that took them in." in definition.notes
    assert definition.rounding.startswith("Shares have one decimal.")


def test_who_closes_in_english_leaves_no_english_to_the_others(case, manager):
    with translation.override("en"):
        actions.close_year(fiscal_year=2020, by=manager, at=timezone.now())

    told = figures(manager).table("offices").definition
    assert told == figures(manager, 2019).table("offices").definition
    assert {table.data["scope"] for table in FrozenTable.objects.all()} >= {told.scope}


def test_a_closed_table_keeps_the_name_of_its_office(closing, manager):
    name = people.office(code="00").name
    Organisation.objects.filter(code="00").update(name="新しい名の窓口（架空）")

    found = figures(manager)

    assert [head.label for head in found.table("offices").rows] == [name]
    assert found.uncorrected == []


@pytest.fixture
def older(case, manager):
    """FY2020 as it was closed before notes were kept, with a mean of 0 hours where nothing was known."""
    scope = queries.scope_of(manager)
    made = ClosedYear.objects.create(
        fiscal_year=2020, scope=scope.key, total=1, closed_at=timezone.now(), closed_by=manager
    )
    ClosedOffice.objects.create(closing=made, office=people.office(code="00"))
    for table in queries.counted(year_of(2020), scope):
        data = {name: told for name, told in table.as_json().items() if name not in ("notes", "rounding")}
        if table.metric.key == "answer_hours":
            data |= {"rows": [["management", "具体的な管理方法"], ["all", "全体"]], "cells": [[0], [0]]}
        FrozenTable.objects.create(closing=made, key=table.metric.key, data=data)
    return made


def test_an_older_closing_tells_the_notes_of_today_and_keeps_its_numbers(older, manager):
    found = figures(manager)

    assert found.table("groups").definition == metrics.BY_KEY["groups"].definition
    assert found.table("answer_hours").cells == ((0,), (0,))
    assert found.uncorrected == []


def test_a_mean_that_becomes_known_is_a_difference_to_nothing(closing, case, manager):
    Consultation.objects.filter(pk=case.pk).update(answer_minutes=90)

    (hours,) = [found for table, found in figures(manager).uncorrected if table.metric.key == "answer_hours"]

    assert [(one.row, one.before, one.after) for one in hours] == [
        ("具体的な管理方法", None, 1.5),
        ("全体", None, 1.5),
    ]


# Never taken out


def test_the_database_itself_refuses_to_take_out_what_was_closed(closing, case, manager):
    recategorise(case)
    factories.correction(closing, by=manager)

    for table in CLOSED:
        with pytest.raises(DatabaseError, match="never taken out"), transaction.atomic():
            _delete(table)


@pytest.mark.django_db(transaction=True)
def test_only_emptying_the_whole_database_takes_it_out_and_leaves_the_guard_standing():
    for _time in range(2):
        factories.closed(2020, by=people.member(Role.MANAGER, people.office(code="00")))
        with pytest.raises(DatabaseError, match="never taken out"):
            _delete("reports_frozentable")
        call_command("flush", interactive=False, verbosity=0)
        assert not ClosedYear.objects.exists()


def _delete(table):
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")
