"""統合された企業の相談 — cases go along with their company, and come back with it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from madoguchi.company.companies import actions as company_actions
from madoguchi.company.companies import factories as companies
from madoguchi.company.companies.comparing import in_sight
from madoguchi.company.companies.models import Acquaintance, Company
from madoguchi.desk.consultations import actions, queries
from madoguchi.desk.consultations import factories as make
from madoguchi.desk.consultations.acquainting import because
from madoguchi.desk.consultations.factories import mark
from madoguchi.desk.consultations.models import Consultation, SearchRow
from madoguchi.desk.consultations.words import ConsulterKind
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.vault.factories import pocketed

NOW = timezone.now()


@pytest.fixture
def twin(desk):
    """The company of the case, as a window wrote it down, with a case of its own there."""
    made = companies.company(name="架空製作所")
    make.consultation(office=desk.window, company=made, owner=desk.stranger)
    return made


def merge(desk, kept, gone):
    versions = tuple(Company.objects.get(pk=row.pk).version for row in (kept, gone))
    return company_actions.merge(kept=kept, gone=gone, seen=versions, **mark(desk.manager))


def cases_of(company):
    return set(Consultation.objects.filter(company=company))


def found(query):
    return {row.owner_id for row in SearchRow.objects.matching(query)}


def test_cases_go_along_and_come_back(desk, twin):
    before = cases_of(desk.company), cases_of(twin)

    done = merge(desk, desk.company, twin)
    assert cases_of(desk.company) == before[0] | before[1]

    company_actions.undo_merge(merge=done, **mark(desk.manager))
    assert (cases_of(desk.company), cases_of(twin)) == before


def test_a_case_taken_since_stays_with_the_company_it_was_taken_for(desk, twin):
    done = merge(desk, desk.company, twin)
    later = make.consultation(office=desk.centre, company=desk.company, owner=desk.owner)

    company_actions.undo_merge(merge=done, **mark(desk.manager))

    assert later in cases_of(desk.company)
    assert knows(desk.owner, desk.company)
    assert not knows(desk.owner, twin)


def test_a_second_case_of_what_is_one_company_is_a_repeat_until_they_are_two_again(desk):
    twin = companies.company(name="架空製作所")
    later = make.consultation(office=desk.centre, company=twin, received_at=NOW + timedelta(days=1))

    done = merge(desk, desk.company, twin)
    assert Consultation.objects.get(pk=later.pk).is_repeat

    company_actions.undo_merge(merge=done, **mark(desk.manager))
    assert not Consultation.objects.get(pk=later.pk).is_repeat


def knows(person, company):
    return Company.objects.visible_to(person).filter(pk=company.pk).exists()


def test_a_case_that_got_another_company_since_stays_there(desk, twin):
    done = merge(desk, desk.company, twin)
    elsewhere = companies.company()
    (case,) = Consultation.objects.filter(office=desk.window)
    case.company = elsewhere
    make.settle(case)
    case.save(update_fields=["company"])

    undone = company_actions.undo_merge(merge=done, **mark(desk.manager))

    assert undone.left == ["consultations.Consultation.company"]
    assert cases_of(elsewhere) == {case}


def test_a_case_is_found_by_the_name_its_company_has_now(desk, twin):
    (case,) = cases_of(twin)
    merge(desk, desk.company, twin)
    assert case.pk in found("株式会社架空製作所")

    company_actions.undo_merge(merge=desk.company.merges.get(), **mark(desk.manager))
    assert case.pk not in found("株式会社架空製作所")


def test_a_merge_shows_nobody_a_case_they_did_not_see(desk, twin):
    seen = {person: set(Consultation.objects.visible_to(person)) for person in (desk.owner, desk.stranger)}

    merge(desk, desk.company, twin)

    for person, cases in seen.items():
        assert set(Consultation.objects.visible_to(person)) == cases


def test_cases_are_counted_only_where_they_are_seen(desk, twin):
    counts = in_sight([desk.company.pk, twin.pk], actor=desk.manager)

    assert {pk: [one.number for one in told] for pk, told in counts.items()} == {desk.company.pk: [1]}

    make.wall(desk.case, person=desk.manager, by=desk.owner)
    assert in_sight([desk.company.pk], actor=desk.manager) == {}


@pytest.mark.parametrize("stays", ["company", "twin"])
def test_a_conflict_is_found_by_the_name_that_went_too(desk, stays):
    """The other side is named as the company was called before it was merged."""
    rival, also = companies.company(name="株式会社うめ化学"), companies.company(name="株式会社うめー化学")
    theirs = make.consultation(office=desk.centre, company=also, owner=desk.colleague)
    make.consultation(office=desk.centre, company=rival, owner=desk.colleague)
    merge(desk, *((rival, also) if stays == "company" else (also, rival)))
    actions.name_party(consultation=desk.case, name="うめー化学", relation="competitor", **mark(desk.owner))

    assert theirs in queries.collision_of(desk.case, actor=desk.owner).cases
    (named,) = queries.collision_of(Consultation.objects.get(pk=theirs.pk), actor=desk.colleague).cases
    assert named == desk.case


def test_a_call_for_a_company_that_was_just_merged_is_taken_for_the_one_it_went_into(desk, twin, call):
    merge(desk, desk.company, twin)

    case = actions.log_call(**call(consulter_kind=ConsulterKind.COMPANY, company=twin))

    assert case.company == desk.company


@pytest.mark.django_db(transaction=True)
def test_a_call_and_a_merge_at_the_same_moment_leave_no_case_behind(shared_database, desk, call):
    pairs = [
        [companies.company(name=name, office=desk.centre) for name in ("架空精機", "株式会社架空精機")]
        for _ in range(4)
    ]
    barrier = Barrier(2)
    shared_database()

    def logs(kept, gone):
        barrier.wait()
        return actions.log_call(**call(consulter_kind=ConsulterKind.COMPANY, company=gone))

    def merges(kept, gone):
        barrier.wait()
        return merge(desk, kept, gone)

    def companies_of(case):
        known = Acquaintance.objects.filter(because=because(case)).values_list("company", flat=True)
        return {Consultation.objects.get(pk=case.pk).company_id, *known}

    def elsewhere(deed, *of):
        try:
            return deed(*of)
        finally:
            connection.close()

    for pair in pairs:
        with ThreadPoolExecutor(2) as pool:
            case, done = [pool.submit(elsewhere, deed, *pair) for deed in (logs, merges)]
            assert done.result().kept == pair[0]
            assert pool.submit(elsewhere, companies_of, case.result()).result() == {pair[0].pk}


def test_the_address_of_the_company_that_went_leads_to_the_one_that_stays(client, desk, twin):
    merge(desk, desk.company, twin)

    for person in (desk.owner, desk.stranger):
        pocketed(client, person)
        assert client.get(twin.get_absolute_url()).headers["Location"] == desk.company.get_absolute_url()

    pocketed(client, people.member(Role.ADVISER, people.office(code="13")))
    assert client.get(twin.get_absolute_url()).status_code == 404
