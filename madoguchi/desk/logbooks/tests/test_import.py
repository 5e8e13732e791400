"""記録簿の取り込み — every row meets one fate, once, however often and however far an import runs."""

import itertools
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection, models
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.timezone import localtime

from madoguchi.company.companies.models import Company, SizeFact
from madoguchi.desk.consultations import actions as consultation_actions
from madoguchi.desk.consultations import factories as consultations
from madoguchi.desk.consultations import queries
from madoguchi.desk.consultations.models import Consultation, PastNote, StateChange
from madoguchi.desk.consultations.words import ConsulterKind, State
from madoguchi.desk.logbooks import actions, judging, pace, staging, taking
from madoguchi.desk.logbooks.importing import import_logbook
from madoguchi.desk.logbooks.models import Fate, Logbook, Step, TakenRow
from madoguchi.desk.logbooks.tests.books import logbook, row
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.accounts.models import Installation
from madoguchi.foundation.audit import diary
from madoguchi.foundation.audit.models import Line
from madoguchi.foundation.core.calendar import TOKYO
from madoguchi.foundation.core.errors import Refusal
from madoguchi.foundation.core.sme import EnterpriseSize
from madoguchi.foundation.jobs import running as jobs
from madoguchi.foundation.vault.factories import unlocked

SHIPPED = Path(__file__).parents[3] / "config" / "demo" / "logbooks"
NUMBER = row()["corporate_number"]
GIST = frozenset({"要旨"})

pytestmark = pytest.mark.django_db


@pytest.fixture
def path(tmp_path):
    return tmp_path / "soudan-kiroku.xlsx"


@pytest.fixture
def take(path):
    """Writes the rows into a logbook and takes it in; answers the counts that are not nought."""

    def taken(*rows, office=None, **book):
        return counts(run(logbook(path, rows, **book), office=office))

    return taken


def run(path, *, office=None, opens=GIST, **options):
    return import_logbook(path=path, office=office or people.office(), opens=opens, at=timezone.now(), **options)


def counts(logbook):
    """Those that are not nought; titles and blank rows are no matter here."""
    return {fate: count for fate, count in logbook.told_counts().items() if count and fate != Fate.IGNORED}


def remarks(logbook):
    return [f"{row.place}: {row.remark}" for row in logbook.rows.exclude(remark="").order_by("position")]


def stored_texts():
    """Every text in the database, whatever the table."""
    for model in apps.get_models():
        fields = [field.name for field in model._meta.fields if isinstance(field, models.CharField | models.TextField)]
        for values in model._default_manager.values_list(*fields) if fields else ():
            yield from filter(None, values)


def test_a_row_becomes_an_ended_consultation(take):
    assert take(row()) == {"taken": 1}

    made = Consultation.objects.get()
    assert (made.number, made.state, made.source) == ("H28-0001", State.MIGRATED, "soudan-kiroku.xlsx")
    assert made.received_at == datetime(2016, 4, 1, 9, 40, tzinfo=TOKYO)
    assert made.closed_at == datetime(2016, 4, 3, tzinfo=TOKYO)
    assert (made.fiscal_year, made.taxonomy_version, made.owner, made.received_by) == (2016, "1", None, None)
    assert (made.company.name, made.prefecture, made.size) == ("株式会社架空精機", "23", EnterpriseSize.SME)
    assert list(StateChange.objects.values_list("from_state", "to_state", "by")) == [("", State.MIGRATED, None)]
    lines = Line.objects.filter(stream__startswith="logbook:").order_by("pk")
    assert list(lines.values_list("deed", "by")) == [("logbooks.take_in", "system"), ("logbooks.show", "system")]


def test_a_case_closed_the_same_day_is_not_closed_before_it_came(take):
    take(row(closed="2016/4/1"), row(number="H28-0002", closed=None))

    assert all(made.closed_at == made.received_at for made in Consultation.objects.all())


def test_what_was_taken_is_known_to_the_office_and_waits_on_nobodys_desk(take, client):
    Installation.objects.create(pk=1, is_demo=True, made_at=timezone.now())  # no second factor in this test
    take(row())
    client.force_login(people.member(Role.ADVISER, people.office()))

    assert "架空精機" in client.get("/consultations/", {"q": "精機"}).content.decode()
    assert "架空精機" in client.get("/companies/").content.decode()
    assert "架空精機" not in client.get("/today/").content.decode()


CONFIDED = ("担当者の名", "対応の中身", "備考の中身")


def test_free_text_is_sealed_for_the_counter_and_stands_nowhere_in_the_open(take):
    reader = unlocked(people.member(Role.ADVISER, people.office()))
    take(row(adviser=CONFIDED[0], answer=CONFIDED[1], remark=CONFIDED[2]))

    told = queries.past_of(Consultation.objects.get(), actor=reader)
    assert sorted(told.values()) == sorted(CONFIDED)
    assert not [text for text in stored_texts() if any(word in text for word in CONFIDED)]


def test_without_anybody_who_has_a_key_it_is_left_out_and_the_report_says_so(path):
    made = run(logbook(path, [row(adviser=CONFIDED[0], answer=CONFIDED[1], remark=CONFIDED[2])]))

    assert counts(made) == {"taken": 1}
    assert not PastNote.objects.exists()
    assert [words for words in ("担当", "対応内容", "備考") if words not in made.remarks[0]] == []
    assert not [text for text in stored_texts() if any(word in text for word in CONFIDED)]


def test_a_gist_is_sealed_unless_it_is_opened(path):
    reader = unlocked(people.member(Role.ADVISER, people.office()))
    run(logbook(path, [row(gist="打ち明けた話")]), opens=frozenset())

    made = Consultation.objects.get()
    assert made.gist == ""
    assert "打ち明けた話" in queries.past_of(made, actor=reader).values()


def test_of_a_long_gist_the_rest_is_sealed(path):
    reader = unlocked(people.member(Role.ADVISER, people.office()))
    run(logbook(path, [row(gist="長い話" * 100)]))

    made = Consultation.objects.get()
    rest = queries.past_of(made, actor=reader)["相談内容（要旨）"]
    assert 190 <= len(made.gist) <= 200
    assert len(made.gist) + len(rest) >= 300


def test_rows_under_way_are_marked_on_demand(path):
    rows = [row(closed=None), row(number="H28-0002")]
    run(logbook(path, rows), is_under_way=True)

    assert dict(Consultation.objects.values_list("number", "state")) == {
        "H28-0001": State.WORKING,
        "H28-0002": State.MIGRATED,
    }


def test_a_second_run_adds_nothing(take):
    rows = [row(), row(number="H28-0002"), row(number=None), row(date=None)]
    take(*rows)

    assert take(*rows) == {"repeated": 3, "refused": 1}
    assert Consultation.objects.count() == 3


@pytest.mark.parametrize(
    "again",
    [
        {"date": "H28.04.01"},
        {"date": date(2016, 4, 1)},
        {"number": "Ｈ２８－０００１", "company": "㈱架空精機", "employees": "約７８名"},
    ],
)
def test_the_same_row_in_another_spelling_is_repeated(take, again):
    assert take(row(), row(**again)) == {"taken": 1, "repeated": 1}


def test_without_a_number_the_content_decides(take):
    unnumbered = row(number=None)

    assert take(unnumbered, unnumbered | {"date": "2016/4/1"}, unnumbered | {"gist": "別の相談。"}) == {
        "taken": 2,
        "repeated": 1,
    }


def test_the_same_number_with_other_content_is_asked_and_not_taken(take):
    assert take(row(), row(gist="別の相談。"), row(answer="書き足した")) == {"taken": 1, "conflict": 2}
    assert Consultation.objects.get().gist == row()["gist"]


def test_an_unknown_value_is_taken_and_named(path):
    made = run(logbook(path, [row(capital="たくさん", channel="のろし")]))

    assert counts(made) == {"taken": 1, "warned": 1}
    (remark,) = remarks(made)
    assert [words for words in ("4月!5", "資本金", "方法") if words not in remark] == []


@pytest.mark.parametrize(
    "slip",
    [
        {"date": None},
        {"date": "2016/2/30"},
        {"date": "2017/4/1"},
        {"number": "H28-" + "1" * 40},
        {"number": "H28-" + "1" * 20},
        {"company": "株式会社" + "長" * 300},
    ],
)
def test_a_refused_row_leaves_nothing_behind(take, slip):
    good = [row(number="H28-0002", company="匿名"), row(number="H28-0003", company="匿名")]

    assert take(*good, row(**slip)) == {"taken": 2, "refused": 1}
    assert not Company.objects.exists()


def test_a_day_to_come_is_refused(take):
    assert take(row(date="2999/4/1", closed=None)) == {"refused": 1}


def test_a_number_of_another_case_is_a_conflict(take):
    consultations.consultation(number="H28-0001")

    assert take(row()) == {"conflict": 1}


def test_a_file_of_guessed_numbers_tells_of_no_case_of_others(take):
    window = people.office(code="23")
    consultations.consultation(number="26-123-456", office=window, is_restricted=True)

    assert take(row(number="26-123-456"), row(number="26-654-321")) == {"taken": 2}
    taken = Consultation.objects.filter(office=people.office()).values_list("number", flat=True)
    assert set(taken) == {"00-26-123-456", "00-26-654-321"}


def test_windows_may_have_the_same_numbers(take):
    windows = [people.office(code=code) for code in ("23", "27")]

    assert [take(row(), office=office) for office in [people.office(), *windows]] == [{"taken": 1}] * 3
    assert set(Consultation.objects.values_list("number", flat=True)) == {"H28-0001", "23-H28-0001", "27-H28-0001"}


def test_the_first_number_of_a_window_is_not_one_of_the_centre(take):
    window = people.office(code="28")

    assert [take(row(number=number)) for number in ("28-0001", "28--0001")] == [{"taken": 1}] * 2
    assert take(row(number="0001"), office=window) == {"taken": 1}
    numbers = Consultation.objects.values_list("number", flat=True)
    assert set(numbers) == {"28-0001", "00-28--0001", "28--0001"}


def test_a_number_given_by_an_earlier_version_is_still_known(path, monkeypatch):
    window = people.office(code="28")
    with monkeypatch.context() as earlier:
        earlier.setattr(judging, "given_number", lambda number, logbook: f"{logbook.office.code}-{number}")
        assert counts(run(logbook(path, [row(number="1" * 17)]), office=window)) == {"taken": 1}

    assert counts(run(path, office=window)) == {"repeated": 1}


def test_a_number_fits_into_an_address(take):
    take(row(number="28/0001"))

    assert Consultation.objects.get().get_absolute_url() == "/cases/28-0001/"


def test_anonymous_callers_and_private_persons_have_no_company(take):
    take(row(company="（匿名）"), row(number="2", company="個人"), row(number="3", company=None))

    kinds = Consultation.objects.order_by("pk").values_list("consulter_kind", flat=True)
    assert list(kinds) == [ConsulterKind.ANONYMOUS, ConsulterKind.INDIVIDUAL, ConsulterKind.ANONYMOUS]
    assert not Company.objects.exists()


def test_a_company_is_known_again_by_its_number_or_by_name_and_prefecture(take):
    take(
        row(corporate_number=None),
        row(number="2", company="㈱架空精機", prefecture="愛知", corporate_number=None),
        row(number="3"),
        row(number="4", company="カクウ精機", prefecture=None),
    )

    first, second, third, fourth = Consultation.objects.order_by("pk").values_list("company", flat=True)
    assert (first == second, second == third, third == fourth) == (True, False, True)


def test_a_company_is_called_as_it_was_written_first_however_many_rows_come_at_a_time(take):
    take(row(), row(number="2", company="カクウ精機（旧称）"), row(number="3", company="架空精機株式会社"))

    assert Company.objects.get().name == "株式会社架空精機"


def test_companies_of_one_name_but_two_numbers_stay_two(take):
    take(row(), row(number="2", corporate_number="5993312329050"))

    assert Company.objects.count() == 2


def test_another_prefecture_or_legal_form_is_another_company(take):
    numberless = row(corporate_number=None)
    take(
        numberless,
        numberless | {"number": "2", "prefecture": "三重"},
        numberless | {"number": "3", "company": "架空精機㈱"},
    )

    assert Company.objects.count() == 3


def test_the_office_had_the_company_before(take):
    take(row(), row(number="2", date="2016/5/1", closed=None))

    assert list(Consultation.objects.order_by("received_at").values_list("is_repeat", flat=True)) == [False, True]


def test_facts_of_a_year_complete_each_other(take):
    take(
        row(capital=None, employees=None),
        row(number="2", industry=None, employees=None),
        row(number="3", industry=None, capital=None),
        row(number="4", industry=None, capital=None, employees=None),
    )

    fact = SizeFact.objects.get()
    assert (fact.fiscal_year, fact.capital_yen, fact.employees, fact.industry) == (2016, 6_560_000, 78, "E")


@pytest.mark.parametrize("after", range(8))
def test_killed_anywhere_a_second_run_ends_as_if_nothing_had_happened(path, monkeypatch, after):
    rows = [row(number=f"H28-{number:04}", company=f"架空{number}株式会社") for number in range(5)]
    rows += [row(number=None), row(date=None)]
    monkeypatch.setattr(pace, "FEWEST", 1)
    monkeypatch.setattr(pace, "MOST", 2)
    with monkeypatch.context() as killed:
        for module, name in ((staging, "_require_staging"), (taking, "_next_step")):
            killed.setattr(module, name, stumbling(getattr(module, name), at=after))
        with suppress(KeyboardInterrupt):
            run(logbook(path, rows))
    seen = Consultation.objects.count()

    assert seen in (0, 6)
    assert counts(run(path)) in ({"taken": 6, "refused": 1}, {"repeated": 6, "refused": 1})
    assert Consultation.objects.count() == Consultation.with_hidden.count() == 6
    assert not Logbook.objects.busy().exists()


def stumbling(deed, *, at):
    """The deed, until it has been done so often."""
    calls = itertools.count()

    def do(*args):
        if next(calls) == at:
            raise KeyboardInterrupt
        return deed(*args)

    return do


def test_a_row_costs_the_same_however_many_there_are(path, monkeypatch):
    monkeypatch.setattr(pace, "FEWEST", 200)  # whatever the machine does meanwhile
    logbook(path, [row(number=f"H28-{number:04}", company="匿名") for number in range(40)])
    with CaptureQueriesContext(connection) as forty:
        run(path)
    logbook(path, [row(number=f"H28-{number:04}", company="匿名") for number in range(100, 180)])
    with CaptureQueriesContext(connection) as eighty:
        run(path)

    assert len(eighty) <= len(forty)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_the_order_of_logbooks_makes_no_difference(tmp_path, order):
    plain = {"capital": None, "employees": None, "industry": None, "closed": None}
    years = [
        logbook(tmp_path / "h28.xlsx", [row(), row(number="2", corporate_number=None)]),
        logbook(
            tmp_path / "h29.xlsx",
            [row(number="3", date="2017/5/1", **plain), row(number="4", date="2017/6/1", closed=None)],
        ),
    ]
    for place in order:
        run(years[place])

    assert [*told()] == [
        ("2", 2016, "SME", False, None),
        ("3", 2017, "UNKNOWN", True, NUMBER),
        ("4", 2017, "SME", True, NUMBER),
        ("H28-0001", 2016, "SME", False, NUMBER),
    ]
    assert list(SizeFact.objects.order_by("fiscal_year", "company").values_list("fiscal_year", "employees")) == [
        (2016, 78),
        (2016, 78),
        (2017, 78),
    ]


def told():
    """What the desk knows of each case, whatever came first."""
    facts = ("number", "fiscal_year", "size", "is_repeat", "company__corporate_number")
    return Consultation.objects.order_by("number").values_list(*facts)


def undo(made):
    manager = people.member(Role.MANAGER, made.office)
    actions.undo(logbook=made, by=manager, at=timezone.now())
    return manager


def test_undone_it_is_gone_at_once_and_then_without_a_trace(path):
    made = run(logbook(path, [row(), row(number="2"), row(date=None)]))
    undo(made)

    assert not Consultation.objects.exists()
    jobs.drain()
    made.refresh_from_db()
    assert made.step == Step.UNDONE
    for model in (Company, SizeFact, TakenRow, PastNote):
        assert not model.objects.exists()
    assert not Consultation.with_hidden.exists()
    assert counts(run(path)) == {"taken": 2, "refused": 1}


def test_a_company_whose_cases_fall_into_two_chunks_goes_with_the_last_of_them(path):
    made = run(logbook(path, [row(number=str(number)) for number in range(40)]))
    undo(made)
    jobs.drain()

    assert Logbook.objects.get(pk=made.pk).step == Step.UNDONE
    assert not Company.objects.exists()


def test_one_that_was_being_undone_may_come_again(path):
    made = run(logbook(path, [row(), row(number="2")]))
    undo(made)  # and the server stops

    again = run(path)
    assert (again.step, counts(again), Consultation.objects.count()) == (Step.DONE, {"taken": 2}, 2)


def test_what_somebody_was_at_work_on_when_it_was_undone_is_shown_again(path):
    made = run(logbook(path, [row(), row(number="2")]))
    undo(made)
    case, adviser = Consultation.with_hidden.get(number="2"), people.member(Role.ADVISER, made.office)
    diary.record("consultations.assign", case, by=adviser, at=timezone.now())
    jobs.drain()

    made.refresh_from_db()
    assert (made.step, Consultation.objects.count()) == (Step.DONE, 2)
    assert made.remarks[-1] == "取り消そうとしたときに手が加えられた相談があるため、取り消さずに残しました。"


def test_what_somebody_has_worked_on_is_not_undone(path):
    made = run(logbook(path, [row(), row(number="2")]))
    adviser, manager = (people.member(role, made.office) for role in (Role.ADVISER, Role.MANAGER))
    case = Consultation.objects.get(number="2")
    diary.record("look", case, by=adviser, at=timezone.now())
    consultation_actions.assign(consultation=case, owner=adviser, by=manager, at=timezone.now())

    with pytest.raises(Refusal, match="対応や訂正"):
        undo(made)
    assert Consultation.objects.count() == 2


def test_a_look_alone_does_not_hold_it(path):
    made = run(logbook(path, [row()]))
    diary.record("look", Consultation.objects.get(), by=people.member(Role.ADVISER, made.office), at=timezone.now())
    undo(made)

    assert not Consultation.objects.exists()


def test_two_logbooks_of_one_office_wait_for_each_other(path):
    first = run(logbook(path, [row()]))
    Logbook.objects.filter(pk=first.pk).update(step=Step.STAGING, begun_by=people.member(Role.MANAGER, first.office))

    with pytest.raises(Refusal, match="途中"):
        run(logbook(path, [row(number="2")]))
    assert counts(run(path, office=people.office(code="23"))) == {"taken": 1}


@pytest.mark.slow
def test_the_two_years_of_the_desk_come_in_once():
    h28, h29 = sorted(SHIPPED.glob("*.xlsx"))

    assert counts(run(h28)) == {"taken": 450, "warned": 4}
    assert counts(run(h29)) == {"taken": 430, "warned": 5, "repeated": 3, "refused": 2}
    assert [counts(run(path)) for path in (h28, h29)] == [{"repeated": 450}, {"repeated": 433, "refused": 2}]
    assert set(Consultation.objects.values_list("state", flat=True)) == {State.MIGRATED}
    assert {localtime(made.received_at).hour in range(9, 18) for made in Consultation.objects.all()} == {True}
