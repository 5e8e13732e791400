"""見える範囲 — a company's own who answer, and whoever it is shown to; nobody else, whatever their standing."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from madoguchi.company.companies import factories as companies
from madoguchi.company.diagnosis import access, actions
from madoguchi.company.diagnosis import factories as make
from madoguchi.company.diagnosis.models import Answer, Diagnosis, EvidenceNote
from madoguchi.company.grants import factories as grants
from madoguchi.company.grants.models import Grant, Part
from madoguchi.foundation.access.roles import COMPANY_ROLES, RUNNING_ROLES, Role
from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.accounts.models import Person
from madoguchi.foundation.core.errors import Refusal
from tests.town import Town, each_standing


def sees(person):
    """Diagnosis, answers, notes."""
    actor = Person.objects.get(pk=person.pk)
    return tuple(model.objects.visible_to(actor).exists() for model in (Diagnosis, Answer, EvidenceNote))


@pytest.mark.parametrize("role", COMPANY_ROLES)
def test_who_runs_the_room_sees_all_a_head_no_notes_and_employees_nothing(room, finished, role):
    expected = {Role.HEAD: (True, True, False), Role.EMPLOYEE: (False, False, False)}
    assert sees(people.member(role, room)) == expected.get(role, (True, True, True))


@pytest.mark.parametrize("role", COMPANY_ROLES)
def test_nobody_of_another_company_sees_anything(finished, role):
    assert sees(people.member(role, companies.room_of(companies.company()))) == (False, False, False)


@pytest.mark.parametrize("part", Part)
def test_only_the_grant_of_this_part_shows_it_and_never_the_notes(room, finished, adviser, steward, part):
    grants.grant(room, adviser, part, by=steward)
    is_shown = part is Part.DIAGNOSIS
    assert sees(adviser) == (is_shown, is_shown, False)


def test_a_grant_that_is_over_or_taken_back_shows_nothing(room, finished, adviser, steward):
    grants.grant(room, adviser, Part.DIAGNOSIS, by=steward)
    Grant.objects.update(revoked_at=timezone.now(), revoked_by=steward)
    assert sees(adviser) == (False, False, False)
    expired = grants.grant(room, adviser, Part.DIAGNOSIS, by=steward)
    yesterday = timezone.localdate() - timedelta(1)
    Grant.objects.filter(pk=expired.pk).update(from_date=yesterday - timedelta(9), until_date=yesterday)
    assert sees(adviser) == (False, False, False)


def test_who_left_the_company_sees_nothing(room, finished, steward):
    steward.memberships.update(until_date=timezone.localdate() - timedelta(1))
    assert sees(steward) == (False, False, False)


@pytest.mark.parametrize("standing", each_standing(but=["anonymous"]))
def test_of_all_who_stand_around_a_case_only_the_company_s_own_and_whom_they_show_it_see_its_diagnosis(
    db, client, standing
):
    town = Town()
    person = town.person(standing)
    row = town.diagnosis
    is_own = bool(Person.objects.get(pk=person.pk).organisation_ids(*RUNNING_ROLES) & {row.organisation_id})
    is_shown = is_own or standing == "granted"

    client.force_login(person)

    assert sees(person)[0] == is_shown
    for path in (f"/diagnosis/{row.pk}/", f"/diagnosis/{row.pk}/sheet.xlsx"):
        assert (client.get(path).status_code == 200) == is_shown
    assert (row.get_absolute_url() in client.get("/diagnosis/").text) == is_shown


@pytest.mark.parametrize("role", [Role.PRINCIPAL, Role.STEWARD, Role.HEAD])
@pytest.mark.parametrize("is_finished", [True, False])
def test_each_deed_offered_succeeds_and_each_not_offered_is_refused(room, steward, role, is_finished):
    row = make.diagnosis(room, by=steward, is_finished=is_finished)
    actor = people.member(role, room)
    offered = {one.code for one in access.deeds(actor, row, unanswered=0)}
    for code, deed in (("finish", actions.finish), ("discard", actions.discard)):
        again = make.diagnosis(room, by=steward, label=code, is_finished=is_finished)
        assert _succeeds(deed, again, actor) == (code in offered)


def test_finishing_is_not_offered_while_something_is_open(room, steward, begun):
    assert "finish" not in {one.code for one in access.deeds(steward, begun, unanswered=1)}


def _succeeds(deed, row, actor):
    try:
        deed(diagnosis=row, by=actor, at=timezone.now())
    except (Refusal, PermissionDenied):
        return False
    return True
