"""利益相反 — the other side is sealed, and collisions are pointed out all the same."""

import pytest

from madoguchi.company.companies import factories as companies
from madoguchi.desk.consultations import actions, queries
from madoguchi.desk.consultations import factories as make
from madoguchi.desk.consultations.factories import mark
from madoguchi.desk.consultations.models import Consultation, Party
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.vault.factories import pocketed, unlocked

RIVAL = "株式会社架空競合"
OTHER_SPELLINGS = ["株式会社架空競合", "㈱架空競合", "（株）架空競合", " 架空競合 "]


@pytest.fixture
def rivals(desk):
    """The rival brought a case of its own, which a colleague owns."""
    company = companies.company(name=RIVAL)
    return make.consultation(office=desk.centre, company=company, owner=desk.colleague)


def name(case, who, by):
    return actions.name_party(consultation=case, name=who, relation="competitor", **mark(by))


def test_the_name_of_the_other_side_is_sealed(desk):
    row = Party.objects.get(pk=name(desk.case, RIVAL, desk.owner).pk)
    assert row.name.startswith(b"age-encryption.org/v1")
    assert "架空競合" not in str(vars(row))
    (named,) = queries.parties_of(desk.case, actor=unlocked(desk.owner))
    assert named.name == RIVAL


@pytest.mark.parametrize("spelling", OTHER_SPELLINGS)
def test_a_case_brought_by_the_other_side_is_found(desk, rivals, spelling):
    name(desk.case, spelling, desk.owner)
    found = queries.collision_of(desk.case, actor=desk.owner)
    assert (found.cases, found.hidden_count, found.people) == ([rivals], 0, [desk.colleague])


def test_a_case_that_names_this_consulter_is_found_too(desk, rivals):
    name(desk.case, RIVAL, desk.owner)
    found = queries.collision_of(rivals, actor=desk.colleague)
    assert (found.cases, found.people) == ([desk.case], [desk.owner])


def test_a_hidden_case_is_counted_and_not_named(desk, rivals):
    Consultation.objects.filter(pk=rivals.pk).update(is_restricted=True)
    name(desk.case, RIVAL, desk.owner)
    found = queries.collision_of(desk.case, actor=desk.owner)
    assert (found.cases, found.hidden_count) == ([], 1)


def test_whoever_is_behind_a_wall_of_the_other_case_learns_nothing_of_it(desk, rivals):
    make.wall(rivals, person=desk.owner, by=desk.manager)
    name(desk.case, RIVAL, desk.owner)
    assert not queries.collision_of(desk.case, actor=desk.owner)


def test_another_office_is_told_nothing(desk, rivals):
    case = make.consultation(office=desk.window, owner=desk.stranger)
    name(case, RIVAL, desk.stranger)
    assert not queries.collision_of(case, actor=desk.stranger)


def test_two_cases_of_one_company_do_not_collide(desk):
    make.consultation(office=desk.centre, company=desk.company, owner=desk.colleague)
    assert not queries.collision_of(desk.case, actor=desk.owner)


def test_who_works_for_the_other_side_is_assigned_only_with_a_reason(desk, rivals):
    name(desk.case, RIVAL, desk.owner)
    with pytest.raises(actions.ConflictOfInterest):
        actions.assign(consultation=desk.case, owner=desk.colleague, **mark(desk.owner))
    assert Consultation.objects.get(pk=desk.case.pk).owner == desk.owner

    actions.assign(consultation=desk.case, owner=desk.colleague, conflict_reason="他に人がいない", **mark(desk.owner))
    thread = queries.thread_of(Consultation.objects.get(pk=desk.case.pk), actor=unlocked(desk.colleague))
    assert "他に人がいない" in thread.messages[-1].body


def test_a_call_against_ones_own_client_is_taken_only_with_a_reason(desk, rivals, call):
    unlocked(desk.colleague)
    said = call(party={"names": f"別の会社\n{RIVAL}", "relation": "competitor"}, by=desk.colleague)
    with pytest.raises(actions.ConflictOfInterest):
        actions.log_call(**said)
    case = actions.log_call(**said, conflict_reason="初回だけ受ける")
    assert case.parties.count() == 2


def test_the_call_page_asks_for_the_reason_and_keeps_what_was_typed(client, desk, rivals):
    pocketed(client, desk.colleague)
    typed = {
        "submission": "11111111-1111-4111-8111-111111111111",
        "consulter_kind": "anonymous",
        "category": "MGT",
        "gist": "名称の紛争",
        "consent_record": "yes",
        "office": desk.centre.pk,
        "party_names": RIVAL,
        "restriction": "no",
    }
    answer = client.post("/consultations/log/", typed)
    assert answer.status_code == 422
    assert desk.colleague.name in answer.text
    assert RIVAL in answer.text
    assert client.post("/consultations/log/", typed | {"conflict_reason": "承知"}).status_code == 302


def test_the_page_points_out_the_people_and_offers_the_manager_a_wall(client, desk, rivals):
    name(desk.case, RIVAL, desk.owner)
    address = f"/consultations/{desk.case.number}/parties/"
    pocketed(client, desk.owner)
    page = client.get(address).text
    assert desk.colleague.name in page
    assert RIVAL in page
    member = people.member(Role.MANAGER, desk.centre)
    make.member_of(desk.case, member)
    pocketed(client, member)
    assert f"/consultations/{desk.case.number}/wall/" in client.get(address).text


def test_a_party_is_taken_out_again(client, desk):
    party = name(desk.case, RIVAL, desk.owner)
    pocketed(client, desk.owner)
    client.post(f"/consultations/{desk.case.number}/parties/{party.pk}/remove/")
    assert not Party.objects.exists()
