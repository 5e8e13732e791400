"""人と対応 — owners, members, experts, walls; contacts and what comes next."""

from datetime import timedelta

import pytest
from django.utils import timezone

from madoguchi.company.companies import factories as companies
from madoguchi.company.companies.queries import suggest
from madoguchi.desk.consultations import actions, queries
from madoguchi.desk.consultations import factories as make
from madoguchi.desk.consultations.models import Consultation, Member
from madoguchi.desk.consultations.queries import Filters
from madoguchi.desk.consultations.words import MemberKind
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.core.errors import Refusal

NOW = timezone.now()
TODAY = timezone.localdate(NOW)
DAY = timedelta(days=1)


def by(person):
    return {"by": person, "at": NOW}


def page_of(row, deed):
    return f"/consultations/{row.number}/{deed}/"


# Owners


def test_whoever_serves_the_case_may_assign(desk):
    row = actions.assign(consultation=desk.case, owner=desk.colleague, **by(desk.manager))
    assert row.owner == desk.colleague
    listing = queries.desk_list(actor=desk.manager, filters=Filters(q=desk.colleague.name))
    assert [line.number for line in listing.rows] == [row.number]


def test_only_the_offices_own_counter_can_own(desk):
    for person in (desk.stranger, desk.expert, desk.analyst, desk.owner):
        with pytest.raises(Refusal):
            actions.assign(consultation=desk.case, owner=person, **by(desk.manager))


def test_nobody_behind_a_wall_can_own(desk):
    make.wall(desk.case, person=desk.colleague, by=desk.manager)
    with pytest.raises(Refusal):
        actions.assign(consultation=desk.case, owner=desk.colleague, **by(desk.manager))
    assert desk.colleague not in queries.possible_owners(desk.case)


def test_a_restricted_case_follows_its_owner(desk, client):
    row = make.consultation(office=desk.centre, company=companies.company(), owner=desk.owner, is_restricted=True)
    client.force_login(desk.owner)
    answer = client.post(page_of(row, "assign"), {"owner": desk.colleague.pk})
    assert answer.headers["Location"] == "/consultations/"
    assert not queries.is_in_sight(row, actor=desk.owner)
    assert queries.is_in_sight(row, actor=desk.colleague)
    assert suggest(actor=desk.owner, typed=row.company.name) == []


# Members and experts


def test_an_expert_sees_the_case_in_the_period_and_not_after(desk, client):
    client.force_login(desk.owner)
    typed = {"who": f"expert:{desk.expert.pk}", "from_date": TODAY, "until_date": TODAY + DAY, "parts": ["thread"]}
    assert client.post(page_of(desk.case, "members"), typed).status_code == 302
    assert queries.is_in_sight(desk.case, actor=desk.expert)
    Member.objects.filter(person=desk.expert).update(from_date=TODAY - 3 * DAY, until_date=TODAY - DAY)
    assert not queries.is_in_sight(desk.case, actor=desk.expert)


def test_an_expert_needs_an_end(desk, client):
    client.force_login(desk.owner)
    typed = {"who": f"expert:{desk.expert.pk}", "from_date": TODAY}
    refused = client.post(page_of(desk.case, "members"), typed)
    assert refused.status_code == 422
    assert "専門家には終了日" in refused.text


def test_an_expert_whose_time_is_over_may_come_again(desk):
    make.member_of(desk.case, desk.expert, MemberKind.EXPERT, from_date=TODAY - 9 * DAY, until_date=TODAY - DAY)
    period = {"kind": MemberKind.EXPERT, "from_date": TODAY, "until_date": TODAY}
    actions.add_member(consultation=desk.case, person=desk.expert, **period, **by(desk.owner))
    with pytest.raises(Refusal):
        actions.add_member(consultation=desk.case, person=desk.expert, **period, **by(desk.owner))


def test_each_kind_asks_for_its_own_standing(desk):
    consulter = people.member(Role.EMPLOYEE, companies.room_of(desk.company))
    for person, kind in ((desk.stranger, "member"), (desk.colleague, "expert"), (desk.colleague, "consulter")):
        with pytest.raises(Refusal):
            actions.add_member(
                consultation=desk.case,
                person=person,
                kind=kind,
                from_date=TODAY,
                until_date=TODAY,
                **by(desk.owner),
            )
    actions.add_member(consultation=desk.case, person=consulter, kind="consulter", from_date=TODAY, **by(desk.owner))
    assert [case["number"] for case in queries.brought_by(actor=consulter)] == [desk.case.number]
    assert consulter in [member.person for member in queries.people_of(desk.case)]


def test_removing_really_ends_it(desk, client):
    row = make.consultation(office=desk.centre, company=companies.company(), owner=desk.owner, is_restricted=True)
    member = make.member_of(row, desk.colleague)
    assert len(suggest(actor=desk.colleague, typed=row.company.name)) == 1
    client.force_login(desk.owner)
    assert client.post(page_of(row, f"members/{member.pk}/remove")).status_code == 302
    assert not queries.is_in_sight(row, actor=desk.colleague)
    assert suggest(actor=desk.colleague, typed=row.company.name) == []
    assert client.post(page_of(row, f"members/{member.pk}/remove")).status_code == 404


def test_a_member_of_another_case_is_not_removed_through_this_one(desk, client):
    other = make.consultation(office=desk.centre, owner=desk.owner)
    member = make.member_of(other, desk.colleague)
    client.force_login(desk.owner)
    assert client.post(page_of(desk.case, f"members/{member.pk}/remove")).status_code == 404


# Walls


def test_a_wall_beats_everything(desk, client):
    make.member_of(desk.case, desk.colleague)
    client.force_login(desk.manager)
    assert client.post(page_of(desk.case, "wall"), {"who": f"person:{desk.colleague.pk}"}).status_code == 302
    assert not queries.is_in_sight(desk.case, actor=desk.colleague)
    assert suggest(actor=desk.colleague, typed="架空製作所") == []

    wall = desk.case.walls.get()
    assert client.post(page_of(desk.case, f"wall/{wall.pk}/lift")).status_code == 302
    assert queries.is_in_sight(desk.case, actor=desk.colleague)


def test_a_manager_may_wall_off_themselves(desk, client):
    client.force_login(desk.manager)
    answer = client.post(page_of(desk.case, "wall"), {"who": f"person:{desk.manager.pk}"})
    assert answer.headers["Location"] == "/consultations/"
    assert client.get(page_of(desk.case, "wall")).status_code == 404


@pytest.mark.parametrize("side", ["owner", "own office", "twice", "nobody"])
def test_a_wall_that_makes_no_sense_is_refused(desk, side):
    make.wall(desk.case, person=desk.colleague, by=desk.manager)
    sides = {
        "owner": {"person": desk.owner},
        "own office": {"office": desk.centre},
        "twice": {"person": desk.colleague},
        "nobody": {},
    }
    with pytest.raises(Refusal):
        actions.set_wall(consultation=desk.case, **sides[side], **by(desk.manager))


def test_only_managers_build_walls(desk, client):
    client.force_login(desk.owner)
    assert client.get(page_of(desk.case, "wall")).status_code == 403


def test_attendees_are_those_who_see_the_case(desk):
    row = make.consultation(office=desk.centre, owner=desk.owner, is_restricted=True)
    make.member_of(row, desk.expert, MemberKind.EXPERT, until_date=TODAY)
    helper = make.member_of(row, people.member(Role.ADVISER, desk.centre)).person
    make.wall(row, person=desk.manager, by=desk.manager)
    assert set(queries.possible_attendees(row)) == {desk.owner, desk.expert, helper}
    assert all(Consultation.objects.visible_to(person).contains(row) for person in queries.possible_attendees(row))


# Contacts


def contact(desk, **changes):
    told = {"channel": "TEL", "kind": "CONSULT", "next_action": "call_back", "next_date": TODAY + DAY}
    return actions.record_contact(consultation=desk.case, **told | changes, **by(desk.colleague))


def test_a_contact_carries_the_next_action_until_it_is_done(desk, client):
    made = contact(desk)
    assert list(queries.open_next(actor=desk.owner)) == [made]
    client.force_login(desk.owner)
    done = page_of(desk.case, f"contact/{made.pk}/finish_next")
    assert client.post(done).status_code == 302
    assert list(queries.open_next(actor=desk.owner)) == []
    assert client.post(done).status_code == 422


@pytest.mark.parametrize("changes", [{"next_date": None}, {"next_action": ""}, {"next_date": TODAY - DAY}], ids=str)
def test_action_and_date_come_together_and_lie_ahead(desk, changes):
    with pytest.raises(Refusal):
        contact(desk, **changes)


def test_next_actions_of_ended_or_hidden_cases_are_not_asked_for(desk):
    contact(desk)
    assert list(queries.open_next(actor=desk.stranger)) == []
    actions.close(consultation=desk.case, outcome="solved", reason="informed", **by(desk.owner))
    assert list(queries.open_next(actor=desk.owner)) == []
    with pytest.raises(Refusal):
        contact(desk)


def test_a_contact_of_another_case_is_not_finished_through_this_one(desk, client):
    made = contact(desk)
    other = make.consultation(office=desk.centre, owner=desk.owner)
    client.force_login(desk.owner)
    assert client.post(page_of(other, f"contact/{made.pk}/finish_next")).status_code == 404


def test_the_contact_form_on_its_page(desk, client):
    client.force_login(desk.colleague)
    page = page_of(desk.case, "contact")
    assert client.post(page, {"channel": "TEL", "kind": "VISIT", "next_action": "send"}).status_code == 422
    sent = client.post(page, {"channel": "TEL", "kind": "VISIT"})
    assert sent.headers["Location"] == desk.case.get_absolute_url()
