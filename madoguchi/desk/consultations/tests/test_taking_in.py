"""移行 — cases of the past arrive hidden, are seen by one flip, and go again without a trace."""

from datetime import datetime, timedelta

import pytest
from django.apps import apps
from django.utils import timezone

from madoguchi.company.companies import factories as companies
from madoguchi.company.companies.actions import Named
from madoguchi.company.companies.models import Company, SizeFact
from madoguchi.desk.consultations import actions, queries
from madoguchi.desk.consultations import factories as make
from madoguchi.desk.consultations.models import Consultation
from madoguchi.desk.consultations.words import ConsulterKind, State
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.core.calendar import TOKYO
from madoguchi.foundation.core.sme import EnterpriseSize
from madoguchi.foundation.vault.factories import keyring, unlocked

NEXT_YEAR = datetime(2017, 6, 1, 9, tzinfo=TOKYO)
OTHER = Named("株式会社架空工業", "27", "5998811861626")


@pytest.fixture
def arrival(desk):
    return companies.arrival(office=desk.centre)


def take(arrival, *cases):
    return actions.take_in(cases=cases, arrival=arrival, by=None, at=timezone.now())


def show(arrival):
    arrival.shown_at = timezone.now()
    arrival.save()


def told(client, person, *paths):
    client.force_login(person)
    return "".join(client.get(path).content.decode() for path in paths)


def everything():
    """How many rows each table has."""
    return {model.__name__: model._base_manager.count() for model in apps.get_models()}


def test_nothing_of_an_arrival_is_seen_before_it_is_shown(client, desk, arrival):
    (case,) = take(arrival, make.past_case(is_under_way=True, secondary=("LEAK",)))
    pages = ("/consultations/", "/consultations/?q=精機", "/consultations/?state=open", "/companies/", "/today/")

    assert "架空精機" not in told(client, desk.manager, *pages, "/figures/?fiscal_year=2016")
    assert client.get(case.get_absolute_url()).status_code == 404
    assert client.get(case.company.get_absolute_url()).status_code == 404
    assert not Consultation.objects.countable_by(desk.manager).filter(pk=case.pk).exists()


def test_one_flip_shows_it_everywhere(client, desk, arrival):
    (case,) = take(arrival, make.past_case())
    show(arrival)

    for path in ("/consultations/", "/consultations/?q=精機", "/companies/", case.get_absolute_url()):
        assert "精機" in told(client, desk.colleague, path)
    assert "6,560,000" in told(client, desk.colleague, case.company.get_absolute_url())
    assert "架空精機" not in told(client, desk.stranger, "/consultations/", "/companies/")


def test_what_is_under_way_waits_in_the_list_and_not_in_the_day(client, desk, arrival):
    take(arrival, make.past_case(is_under_way=True))
    show(arrival)

    assert Consultation.objects.get(number="H28-0001").state == State.WORKING
    assert "精機" in told(client, desk.manager, "/consultations/?state=open")
    assert "架空精機" not in told(client, desk.manager, "/today/")


def test_a_size_is_judged_by_what_the_row_itself_says(desk, arrival):
    plain = make.past_case("H28-0002", capital_yen=None, employees=None, industry="")
    first, second = take(arrival, make.past_case(), plain)

    assert (first.size, second.size) == (EnterpriseSize.SME, EnterpriseSize.UNKNOWN)
    fact = SizeFact.objects.get(company=first.company)
    assert (fact.capital_yen, fact.employees, fact.industry, fact.fiscal_year) == (6_560_000, 78, "E", 2016)


def test_a_number_or_the_full_name_with_its_prefecture_makes_a_company_one(desk, arrival):
    same = [Named("㈱架空精機", "23", ""), Named("株式会社架空精機", "27", ""), Named("有限会社架空精機", "23", "")]
    numbered = [OTHER, Named("株式会社架空新社名", "13", OTHER.corporate_number)]
    named = [make.past_case().company, *same, *numbered]
    cases = [make.past_case(f"N{place}", company=company) for place, company in enumerate(named)]
    met = [case.company_id for case in take(arrival, *cases)]

    assert met[0] == met[1]
    assert len({*met[:4]}) == 3
    assert met[4] == met[5]


def test_a_company_that_another_office_registered_is_met_by_its_number_alone(desk, arrival):
    elsewhere = companies.company(name=OTHER.name, corporate_number=OTHER.corporate_number)
    nameless = companies.company(name="株式会社架空精機", prefecture="23", office=desk.window)
    first, second = take(arrival, make.past_case(company=OTHER), make.past_case("H28-0002"))

    assert first.company == elsewhere
    assert second.company != nameless


def test_who_came_before_is_counted_whichever_logbook_comes_first(desk):
    later, earlier = companies.arrival(office=desk.centre), companies.arrival(office=desk.centre)
    for arrival, case in ((later, make.past_case("H29-1", received_at=NEXT_YEAR)), (earlier, make.past_case())):
        (row,) = take(arrival, case)
        show(arrival)
        actions.recount_repeats(companies=[row.company_id], office=desk.centre.pk)

    came_before = dict(Consultation.objects.values_list("number", "is_repeat"))
    assert (came_before["H28-0001"], came_before["H29-1"]) == (False, True)


def repeats_of(case):
    actions.recount_repeats(companies=[case.company_id], office=case.office_id)
    return Consultation.objects.get(pk=case.pk).is_repeat


def case_of_today(desk, **facts):
    company = companies.company(name=OTHER.name, corporate_number=OTHER.corporate_number)
    return make.consultation(office=desk.centre, company=company, **facts)


def test_a_case_of_today_is_told_that_its_company_came_before_until_the_arrival_goes(desk, arrival):
    live = case_of_today(desk)
    earlier = take(arrival, make.past_case(company=OTHER))
    show(arrival)
    assert repeats_of(live)

    actions.take_back(cases=earlier, arrival=arrival)
    assert not repeats_of(live)


@pytest.mark.parametrize("said", [True, False])
def test_what_somebody_said_of_a_repeat_stays(desk, arrival, said):
    live = case_of_today(desk, owner=desk.owner, is_repeat=not said)
    changes = {"is_repeat": said}
    actions.correct(consultation=live, seen_version=0, changes=changes, by=desk.owner, at=timezone.now())
    take(arrival, *([] if said else [make.past_case(company=OTHER)]))
    show(arrival)

    assert repeats_of(live) is said


@pytest.mark.parametrize("is_walled", [True, False])
def test_a_case_that_not_everybody_may_know_makes_no_later_one_a_repeat(desk, arrival, is_walled):
    live = case_of_today(desk)
    long_ago = timezone.now() - timedelta(days=900)
    how = {"received_at": long_ago, "is_restricted": not is_walled}
    earlier = make.consultation(office=desk.centre, company=live.company, **how)
    if is_walled:
        make.wall(earlier, person=desk.colleague, by=desk.manager)

    assert not repeats_of(live)


def test_taken_back_it_leaves_every_table_as_it_was(desk, arrival):
    before = everything()
    cases = [make.past_case(), make.past_case("H28-0002", company=OTHER, secondary=("STR", "LEAK"))]
    keyring(desk.owner)
    rows = take(arrival, *cases, make.past_case("H28-3", company=None, kind=ConsulterKind.ANONYMOUS))
    before |= {name: everything()[name] for name in ("Keyring", "Wrap", "Generation", "Box", "Seat")}

    actions.take_back(cases=rows, arrival=arrival)

    assert everything() == before


def test_a_company_that_somebody_else_knows_stays_when_the_arrival_goes(desk, arrival):
    known = companies.company(name=OTHER.name, corporate_number=OTHER.corporate_number, office=desk.window)
    rows = take(arrival, make.past_case(company=OTHER))
    actions.take_back(cases=rows, arrival=arrival)

    assert Company.objects.filter(pk=known.pk).exists()
    assert not SizeFact.objects.filter(company=known).exists()


def test_the_counter_reads_what_was_sealed_and_it_is_written_down(client, desk, arrival):
    for person in (desk.owner, desk.colleague):
        keyring(person)
    (row,) = take(arrival, make.past_case())
    show(arrival)
    make.past_note(row, {"対応内容": "助言の中身"}, at=timezone.now())
    page = f"/consultations/{row.number}/past/"

    assert queries.past_of(row, actor=unlocked(desk.colleague)) == {"対応内容": "助言の中身"}
    assert "移行した記載を読む" in told(client, desk.colleague, row.get_absolute_url())
    for outsider in (desk.stranger, desk.expert, desk.analyst):
        client.force_login(outsider)
        assert client.get(page).status_code in (403, 404)


def test_a_case_without_such_notes_offers_none(client, desk):
    assert "移行した記載" not in told(client, desk.owner, desk.case.get_absolute_url())
    assert client.get(f"/consultations/{desk.case.number}/past/").status_code == 404


def test_a_past_case_may_be_taken_over_and_reopened(desk, arrival):
    (row,) = take(arrival, make.past_case(received_at=timezone.now() - timedelta(days=900)))
    show(arrival)
    row = Consultation.objects.get(pk=row.pk)
    manager = people.member(Role.MANAGER, desk.centre)
    actions.assign(consultation=row, owner=desk.owner, by=manager, at=timezone.now())

    assert Consultation.objects.get(pk=row.pk).owner == desk.owner
