"""年度締め — a closed year never moves; what moves since is a correction, with who and why."""

from datetime import datetime
from threading import Thread

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connections, transaction
from django.utils import timezone, translation

from madoguchi.company.companies import factories as companies
from madoguchi.desk.consultations.models import Consultation
from madoguchi.desk.reports import actions, factories, metrics, queries
from madoguchi.desk.reports.models import ClosedYear, Correction, FrozenTable
from madoguchi.desk.reports.periods import year_of
from madoguchi.desk.reports.tables import mark_of
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.accounts.models import Person
from madoguchi.foundation.audit.models import Line
from madoguchi.foundation.core.calendar import TOKYO, fiscal_year
from madoguchi.foundation.core.errors import Refusal

REASON = "区分を確認し直したため"


@pytest.fixture
def year(counted, manager):
    """FY2020 with three cases, closed."""
    cases = [counted(2020, company=companies.company(prefecture="23")) for _one in range(2)]
    cases.append(counted(2020, category="LEAK"))
    factories.closed(2020, by=manager)
    return cases


def figures(actor, year=2020):
    return queries.figures(year_of(year), queries.scope_of(actor))


def told(found):
    return [(table.metric.key, table.rows, table.columns, table.cells) for table in found.tables]


def again(person):
    return Person.objects.get(pk=person.pk)


def recategorise(case, category="STR"):
    Consultation.objects.filter(pk=case.pk).update(category=category)


def test_closing_keeps_every_table_and_writes_one_line(year, manager):
    closing = ClosedYear.objects.get()

    assert {row.key for row in closing.tables.all()} == set(metrics.BY_KEY)
    assert (closing.total, closing.closed_by) == (3, manager)
    assert Line.objects.filter(stream=f"reports.ClosedYear:{closing.pk}").values_list("deed", flat=True).get()


@pytest.mark.parametrize("change", ["recategorise", "merge", "late", "gone", "reopen", "size"])
def test_a_closed_year_never_moves(year, manager, counted, change):
    before = told(figures(manager))
    deeds = {
        "recategorise": lambda: recategorise(year[0]),
        "merge": lambda: Consultation.objects.filter(pk=year[1].pk).update(company=year[0].company),
        "late": lambda: counted(2020),
        "gone": lambda: Consultation.objects.filter(pk=year[2].pk).update(office=people.office(code="23")),
        "reopen": lambda: Consultation.objects.filter(pk=year[2].pk).update(
            state="closed", closed_at=datetime(2020, 9, 1, tzinfo=TOKYO)
        ),
        "size": lambda: Consultation.objects.filter(pk=year[0].pk).update(size="LARGE"),
    }
    deeds[change]()

    after = figures(manager)

    assert told(after) == before
    assert after.uncorrected
    assert [one.value for one in after.beside if one.year == 2020] == [3]


def test_the_difference_is_shown_cell_by_cell(year, manager):
    recategorise(year[0])

    table, differences = figures(manager).uncorrected[0]

    assert table.metric.key == "groups"
    assert [tuple(one) for one in differences] == [
        ("具体的な管理方法", "不明・対象外", 2, 1),
        ("知財戦略", "不明・対象外", 0, 1),
    ]


def test_a_correction_says_who_and_why_and_leaves_the_closed_figures(year, manager):
    before = told(figures(manager))
    recategorise(year[0])

    made = factories.correction(ClosedYear.objects.get(), by=manager, reason=REASON)

    found = figures(manager)
    assert told(found) == before
    assert found.uncorrected == []
    assert found.since_closing
    (correction,) = found.corrections
    assert (correction.row.reason, correction.row.corrected_by, correction.row.number) == (REASON, manager, 1)
    assert Line.objects.filter(stream=f"reports.Correction:{made.pk}", deed="reports.correct").count() == 1


def test_a_second_correction_goes_on_from_the_first(year, manager):
    closing = ClosedYear.objects.get()
    recategorise(year[0])
    factories.correction(closing, by=manager)
    recategorise(year[0], "LEAK")

    factories.correction(closing, by=manager)

    _first, second = figures(manager).corrections
    (groups,) = [found for table, found in second.changes if table.metric.key == "groups"]
    assert [(one.row, one.before, one.after) for one in groups] == [("知財戦略", 1, 0), ("流出・漏えい", 1, 2)]


def test_what_moved_back_is_a_correction_too(year, manager):
    closing = ClosedYear.objects.get()
    recategorise(year[0])
    factories.correction(closing, by=manager)
    recategorise(year[0], "MGT")

    factories.correction(closing, by=manager)

    found = figures(manager)
    assert (found.uncorrected, found.since_closing, len(found.corrections)) == ([], [], 2)


def test_nothing_to_correct_is_refused(year, manager):
    with pytest.raises(Refusal):
        factories.correction(ClosedYear.objects.get(), by=manager)


@pytest.mark.parametrize("reason", ["", "  ", "長" * 401])
def test_a_correction_wants_its_reason(year, manager, reason):
    recategorise(year[0])
    with pytest.raises(Refusal):
        factories.correction(ClosedYear.objects.get(), by=manager, reason=reason)


def test_a_year_closes_once(year, manager):
    with pytest.raises(Refusal, match="すでに締められています"):
        factories.closed(2020, by=manager)


def test_a_year_that_is_not_over_stays_open(manager):
    with pytest.raises(Refusal):
        actions.close_year(fiscal_year=2025, by=manager, at=datetime(2026, 3, 31, 23, tzinfo=TOKYO))

    assert actions.close_year(fiscal_year=2025, by=manager, at=datetime(2026, 4, 1, 0, tzinfo=TOKYO)).total == 0


def test_an_analyst_and_another_offices_manager_close_nothing(year):
    analyst = people.member(Role.ANALYST, people.office(code="00"))
    stranger = people.member(Role.MANAGER, people.office(code="23"))

    for person, offices in ((analyst, ()), (stranger, [people.office(code="00").pk])):
        with pytest.raises(PermissionDenied):
            actions.close_year(fiscal_year=2021, offices=offices, by=person, at=timezone.now())
    with pytest.raises(ClosedYear.DoesNotExist):
        factories.correction(ClosedYear.objects.get(), by=stranger)


def test_a_closing_is_seen_by_who_may_count_all_its_offices(year):
    both = people.member(Role.MANAGER, people.office(code="00"))
    people.member(Role.MANAGER, people.office(code="23"), of=both)
    factories.closed(2019, by=again(both))
    one = people.member(Role.ANALYST, people.office(code="00"))
    other = people.member(Role.ANALYST, people.office(code="23"))

    def seen(person):
        return set(ClosedYear.objects.visible_to(again(person)).values_list("fiscal_year", flat=True))

    assert (seen(both), seen(one), seen(other)) == ({2019, 2020}, {2020}, set())


def test_two_managed_offices_close_each_for_itself_and_together(counted):
    both = people.member(Role.MANAGER, people.office(code="00"))
    people.member(Role.MANAGER, people.office(code="23"), of=both)
    both = again(both)
    shared = companies.company()
    for code in ("00", "23"):
        counted(2020, code=code, company=shared)
        actions.close_year(fiscal_year=2020, offices=[people.office(code=code).pk], by=both, at=timezone.now())

    together = actions.close_year(fiscal_year=2020, by=both, at=timezone.now())

    assert together.total == 2
    assert figures(both).table("companies").total == 1


def test_the_database_itself_refuses_to_change_what_was_closed(year, manager):
    recategorise(year[0])
    factories.correction(ClosedYear.objects.get(), by=manager)

    for rows, change in (
        (ClosedYear.objects.all(), {"total": 4}),
        (FrozenTable.objects.all(), {"data": {}}),
        (Correction.objects.all(), {"reason": "別の理由"}),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**change)


def test_a_rule_that_changed_leaves_the_closed_table_its_own(year, manager, monkeypatch):
    old = str(metrics.BY_KEY["companies"].rule)
    for name, value in (("version", "9"), ("rule", "法人番号のある企業だけを数えます。")):
        monkeypatch.setitem(vars(metrics.BY_KEY["companies"]), name, value)

    definition = figures(manager).table("companies").definition

    assert (definition.version, definition.rule) == ("2", old)


def test_closed_tables_speak_the_language_of_the_page(year, manager):
    with translation.override("en"):
        heads = [head.label for head in figures(manager).table("groups").columns]

    assert heads == ["Large enterprise", "SME", "Unknown or not applicable"]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_close_at_once_one_wins_and_the_other_is_told(shared_database):
    who = [people.member(Role.MANAGER, people.office(code="00")) for _one in range(2)]
    shared_database()
    answers = []

    def close(person):
        try:
            answers.append(factories.closed(2020, by=person).closed_by_id)
        except Refusal as refusal:
            answers.append(str(refusal))
        finally:
            connections["default"].close()

    threads = [Thread(target=close, args=(again(person),)) for person in who]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    assert sorted(map(type, answers), key=str) == [int, str]
    assert "この年度はすでに締められています。" in answers


# Pages


def soup(answer):
    return BeautifulSoup(answer.content, "html.parser")


def seen_on(page):
    """What the form of the page sends of itself."""
    return {"seen": page.select_one("input[name=seen]")["value"]}


def test_the_manager_closes_on_a_page_that_says_what_is_frozen(counted, manager, reader):
    counted(2020)
    client = reader(of=manager)
    index = client.get("/figures/", {"fiscal_year": "2020"})
    (link,) = [one["href"] for one in soup(index).select(".deeds a") if "締める" in one.text]

    page = soup(client.get(link))
    assert len(page.select("tbody tr")) == len(metrics.METRICS)
    answer = client.post(link, seen_on(page), follow=True)

    assert "年度を締めました。" in answer.content.decode()
    assert answer.context["figures"].closing.closed_by == manager


def test_who_closes_a_year_that_was_closed_meanwhile_is_told(year, manager, reader):
    seen = mark_of(figures(manager).live)
    answer = reader(of=manager).post("/figures/close/2020/", {"seen": seen})

    assert answer.status_code == 422
    assert "すでに締められています" in answer.content.decode()


def test_the_page_of_a_closed_year_shows_the_closed_figure_first_and_the_records_beside(year, manager, reader):
    recategorise(year[0])

    page = soup(reader(of=manager).get("/figures/", {"fiscal_year": "2020"}))

    first, second = page.select("#groups table.table")
    assert [cell.text for cell in first.select("tbody tr")[0].select("td")][:4] == ["0", "0", "2", "2"]
    assert [cell.text for cell in second.select("tbody tr")[0].select("td")] == ["不明・対象外", "2", "1"]


def test_the_manager_corrects_with_a_reason_and_prints_the_correction(year, manager, reader):
    recategorise(year[0])
    client, closing = reader(of=manager), ClosedYear.objects.get()

    url = f"/figures/closings/{closing.pk}/correct/"
    seen = seen_on(soup(client.get(url)))

    refused = client.post(url, seen | {"reason": ""})
    answer = client.post(url, seen_on(soup(refused)) | {"reason": REASON}, follow=True)

    made = Correction.objects.get()
    assert refused.status_code == 422
    assert REASON in answer.content.decode()
    sheet = client.get(f"/figures/corrections/{made.pk}/").content.decode()
    assert "内部用・公表不可" in sheet
    assert manager.name in sheet


def test_the_deeds_of_the_page_are_those_that_would_be_done(year, manager, reader):
    analyst = people.member(Role.ANALYST, people.office(code="00"))
    this_year = str(fiscal_year(timezone.localdate()))
    client = reader(of=manager)

    def codes(person, **asked):
        client.force_login(person)
        return [deed.code for deed in client.get("/figures/", asked).context["deeds"]]

    assert codes(manager, fiscal_year="2020") == ["published"]
    recategorise(year[0])
    assert codes(manager, fiscal_year="2020") == ["correct", "published"]
    assert codes(manager, fiscal_year="2019") == ["close", "published"]
    assert codes(manager, fiscal_year="2019", part="q1") == ["published"]
    assert codes(manager, fiscal_year=this_year) == ["published"]
    assert codes(analyst, fiscal_year="2019") == []


def test_the_command_tells_the_closed_figures_of_the_same_offices(year, manager):
    recategorise(year[2])

    scope = queries.whole_scope(["00"])

    assert queries.figures(year_of(2020), scope).table("groups").cell("leak", "other") == 1
    assert queries.figures(year_of(2020), queries.whole_scope()).table("groups").cell("leak", "other") == 0
