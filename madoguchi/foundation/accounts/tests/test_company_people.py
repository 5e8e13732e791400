"""会社の人 — whoever runs a company invites its people and gives their roles; nobody else does, and nowhere else."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from madoguchi.foundation.access.roles import COMPANY_ROLES, OFFICE_ROLES, RUNNING_ROLES, Role
from madoguchi.foundation.accounts import access, actions
from madoguchi.foundation.accounts import factories as make
from madoguchi.foundation.accounts.models import Invitation, Membership, Organisation, OrganisationKind, Person
from madoguchi.foundation.accounts.queries import fingerprint
from madoguchi.foundation.accounts.tests.conftest import signed_in
from madoguchi.foundation.audit.models import Line
from madoguchi.foundation.core.errors import Refusal

NOW = timezone.now()
TODAY = timezone.localdate(NOW)
DAY = timedelta(days=1)
GOOD = "hinata-no-engawa-2026"


def company(name="架空製作所（架空）"):
    return Organisation.objects.create(kind=OrganisationKind.COMPANY, name=name)


@pytest.fixture
def room(db):
    return company()


@pytest.fixture
def elsewhere(db):
    return company("架空商会（架空）")


@pytest.fixture(params=RUNNING_ROLES)
def runner(request, room):
    return make.member(request.param, room)


@pytest.fixture
def employee(room):
    return make.member(Role.EMPLOYEE, room, of=make.person(name="架空 従子"))


def invite(by, within, role=Role.EMPLOYEE, email="shinjin@example.jp"):
    names = {"email": email, "name": "架空 新人", "organisation": within, "role": role}
    return actions.invite(**names, from_date=TODAY, by=by, at=NOW)


def give(by, person, within, role=Role.HEAD):
    return actions.give_role(person=person, organisation=within, role=role, from_date=TODAY, by=by, at=NOW)


def end(by, person, role, until_date=TODAY):
    membership = person.memberships.filter(role=role).latest("pk")
    return actions.end_role(membership=membership, until_date=until_date, by=by, at=NOW)


# Coming


@pytest.mark.parametrize("role", COMPANY_ROLES)
def test_whoever_runs_a_company_invites_into_each_of_its_roles(room, runner, role):
    _row, token = invite(runner, room, role)
    person = actions.accept(link=fingerprint(token), password=GOOD, at=NOW)

    assert person.organisation_ids(role) == {room.pk}
    assert Line.objects.filter(deed="accounts.invite", by=str(runner.pk)).count() == 1


@pytest.mark.parametrize("role", OFFICE_ROLES)
def test_no_role_of_a_desk_is_given_in_a_company(room, runner, employee, role):
    with pytest.raises(PermissionDenied):
        invite(runner, room, role)
    with pytest.raises(PermissionDenied):
        give(runner, employee, room, role)


def test_nobody_is_invited_into_another_company_or_a_desk(centre, elsewhere, runner):
    for within in (elsewhere, centre):
        with pytest.raises(PermissionDenied):
            invite(runner, within)
        with pytest.raises(PermissionDenied):
            invite(runner, within, Role.ADVISER)


@pytest.mark.parametrize("role", [Role.HEAD, Role.EMPLOYEE])
def test_heads_and_employees_invite_nobody_and_see_no_page_of_people(room, employee, role):
    client = signed_in(make.member(role, room))

    for path in ("/people/", "/people/invite/", f"/people/{employee.pk}/", f"/people/{employee.pk}/roles/"):
        assert client.get(path).status_code == 403
    with pytest.raises(PermissionDenied):
        invite(make.member(role, room), room)


def test_a_manager_and_an_operator_manage_nobody_of_a_company(room, centre, manager, operator, employee):
    for desk in (manager, operator):
        assert signed_in(desk).get(f"/people/{employee.pk}/").status_code == 404
        assert employee.name not in signed_in(desk).get("/people/").text
        with pytest.raises(PermissionDenied):
            invite(desk, room)
        with pytest.raises(PermissionDenied):
            give(desk, employee, room)
        with pytest.raises(Membership.DoesNotExist):
            end(desk, employee, Role.EMPLOYEE)


def test_that_somebody_is_known_elsewhere_is_not_told(room, elsewhere, runner):
    known = make.member(Role.EMPLOYEE, elsewhere, of=make.person(email="shinjin@example.jp", password=GOOD))
    client = signed_in(runner)
    typed = {"name": "架空 新人", "organisation": room.pk, "role": "employee", "from_date": str(TODAY)}
    answers = [client.post("/people/invite/", {**typed, "email": at}) for at in ("shinjin@example.jp", "x@example.jp")]

    assert [answer.status_code for answer in answers] == [302, 302]
    texts = [client.get("/people/").text.count(at) for at in ("shinjin@example.jp", "x@example.jp")]
    assert texts == [1, 1]
    _row, token = invite(runner, room)
    actions.accept(link=fingerprint(token), password=GOOD, at=NOW)
    assert Person.objects.get(pk=known.pk).organisation_ids(Role.EMPLOYEE) == {room.pk, elsewhere.pk}


def test_the_mail_names_neither_the_company_nor_a_person(room, runner, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        _row, token = invite(runner, room)

    [letter] = mail.outbox
    assert f"/invitations/{token}/" in letter.body
    assert room.name not in letter.body + letter.subject
    assert runner.name not in letter.body


def test_the_form_of_a_company_offers_its_roles_alone(room, runner):
    page = signed_in(runner).get("/people/invite/").text

    assert all(f'value="{role}"' in page for role in COMPANY_ROLES)
    assert not any(f'value="{role}"' in page for role in OFFICE_ROLES)


def test_whoever_manages_a_desk_and_runs_a_company_mixes_no_roles(centre, room, manager):
    make.member(Role.STEWARD, room, of=manager)
    typed = {"email": "x@example.jp", "name": "架空", "from_date": str(TODAY)}
    client = signed_in(manager)

    assert "選べない役割" in client.post("/people/invite/", {**typed, "organisation": room.pk, "role": "adviser"}).text
    assert client.post("/people/invite/", {**typed, "organisation": room.pk, "role": "head"}).status_code == 302
    assert client.post("/people/invite/", {**typed, "organisation": centre.pk, "role": "adviser"}).status_code == 302


# Seeing


def test_the_list_names_people_of_the_own_company_only(room, centre, elsewhere, runner, employee):
    make.member(Role.EMPLOYEE, elsewhere, of=make.person(name="架空 他社"))
    make.member(Role.ADVISER, centre, of=make.person(name="架空 窓口"))
    shown = signed_in(runner).get("/people/").text

    assert "架空 従子" in shown
    assert "架空 他社" not in shown
    assert "架空 窓口" not in shown


def test_what_somebody_is_elsewhere_is_not_shown_to_the_company(centre, runner, employee):
    make.member(Role.EXPERT, centre, of=employee)

    assert centre.name not in signed_in(runner).get(f"/people/{employee.pk}/").text


def test_two_companies_of_one_runner_stand_apart_in_the_list(room, elsewhere, runner):
    make.member(Role.STEWARD, elsewhere, of=runner)
    for within in (room, elsewhere, room, elsewhere):
        make.member(Role.EMPLOYEE, within)

    assert signed_in(runner).get("/people/").text.count("<h2") == 2


def test_a_person_of_another_company_is_not_found(elsewhere, runner):
    stranger = make.member(Role.EMPLOYEE, elsewhere)
    held = stranger.memberships.get()

    for path in (f"/people/{stranger.pk}/", f"/people/{stranger.pk}/roles/", f"/memberships/{held.pk}/end/"):
        assert signed_in(runner).get(path).status_code == 404


# Leaving


def test_a_role_is_ended_with_its_day(runner, employee):
    end(runner, employee, Role.EMPLOYEE, TODAY - DAY)

    assert not Person.objects.get(pk=employee.pk).organisation_ids(*COMPANY_ROLES)


def test_the_last_who_runs_a_company_stays(room, runner, employee):
    role = runner.memberships.get().role
    with pytest.raises(Refusal, match="最後の責任者"):
        end(runner, runner, role)

    make.member(Role.PRINCIPAL, room)
    assert end(runner, runner, role).until_date == TODAY


def test_the_other_company_s_people_do_not_count(room, elsewhere):
    runner = make.member(Role.STEWARD, room)
    make.member(Role.PRINCIPAL, elsewhere)

    with pytest.raises(Refusal):
        end(runner, runner, Role.STEWARD)


def test_who_holds_both_roles_may_end_one(room):
    both = make.member(Role.STEWARD, room, of=make.member(Role.PRINCIPAL, room))

    assert end(both, both, Role.STEWARD)
    with pytest.raises(Refusal):
        end(both, both, Role.PRINCIPAL)


def test_an_invitation_is_withdrawn_by_the_own_company_only(room, elsewhere, runner):
    row, _token = invite(runner, room)
    with pytest.raises(Invitation.DoesNotExist):
        actions.withdraw(invitation=row, by=make.member(Role.STEWARD, elsewhere), at=NOW)

    actions.withdraw(invitation=row, by=runner, at=NOW)
    assert not Invitation.objects.open_at(NOW).exists()


def test_a_company_stops_nobody_s_sign_in(runner, employee):
    """A person is more than one company's: the role ends there."""
    for deed in (actions.disable, actions.enable):
        with pytest.raises(PermissionDenied):
            deed(person=employee, by=runner, at=NOW)
    for path in ("disable", "enable"):
        assert signed_in(runner).get(f"/people/{employee.pk}/{path}/").status_code == 403


# A lost telephone


def clear(by, person):
    return actions.clear_second_factor(person=person, by=by, at=NOW)


def test_a_lost_telephone_is_helped_by_whoever_runs_the_company(
    runner, employee, mailoutbox, django_capture_on_commit_callbacks
):
    make.second_factor(employee)
    theirs, client, page = signed_in(employee), signed_in(runner), f"/people/{employee.pk}/second-factor/clear/"
    assert page in client.get(f"/people/{employee.pk}/").text
    assert "パスワードだけでサインイン" in client.get(page).text
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(page).status_code == 302

    assert not Person.objects.get(pk=employee.pk).has_second_factor
    assert theirs.get("/settings/").status_code == 302
    [letter] = mailoutbox
    assert letter.to == [employee.email]
    assert runner.name not in letter.body
    assert Line.objects.filter(deed="accounts.clear_second_factor", by=str(runner.pk)).count() == 1
    assert client.post(page).status_code == 422


def test_of_a_person_who_belongs_elsewhere_too_no_company_clears_it(centre, elsewhere, room, runner):
    for role, other in ((Role.EXPERT, centre), (Role.EMPLOYEE, elsewhere)):
        both = make.member(role, other, of=make.member(Role.EMPLOYEE, room))
        make.second_factor(both)
        assert "clear_second_factor" not in [one.code for one in access.deeds(runner, both, on=TODAY)]
        with pytest.raises(Refusal, match="ほかにも所属"):
            clear(runner, both)


def test_a_principal_is_helped_by_another_principal_alone(room):
    lost, steward, other = (make.member(role, room) for role in (Role.PRINCIPAL, Role.STEWARD, Role.PRINCIPAL))
    make.second_factor(lost)
    with pytest.raises(Refusal, match="代表者"):
        clear(steward, lost)
    with pytest.raises(Refusal, match="自分には"):
        clear(lost, lost)

    clear(other, lost)
    assert not Person.objects.get(pk=lost.pk).has_second_factor


def test_of_a_principal_the_manager_of_their_desk_does_not_clear_it_though_steward_too_and_an_operator_does(
    room, centre, operator
):
    lost, steward = (make.member(role, room) for role in (Role.PRINCIPAL, Role.STEWARD))
    make.member(Role.ADVISER, centre, of=lost)
    make.member(Role.MANAGER, centre, of=steward)
    make.second_factor(lost)
    with pytest.raises(Refusal, match="代表者"):
        clear(steward, lost)

    clear(operator, lost)
    assert not Person.objects.get(pk=lost.pk).has_second_factor


def test_nobody_else_helps(room, elsewhere, manager, operator, employee):
    make.second_factor(employee)
    for stranger in (make.member(Role.PRINCIPAL, elsewhere), manager, operator):
        with pytest.raises(Person.DoesNotExist):
            clear(stranger, employee)
    with pytest.raises(PermissionDenied):
        clear(make.member(Role.HEAD, room), employee)


# Buttons tell the truth


def test_each_offered_deed_opens_and_each_other_is_refused(room, runner, employee):
    role = runner.memberships.get().role
    offered = access.deeds(runner, employee, on=TODAY)
    assert [deed.code for deed in offered] == ["give_role"]
    assert signed_in(runner).get(offered[0].url).status_code == 200
    assert give(runner, employee, room)

    assert access.membership_deeds(runner, runner.memberships.get(), on=TODAY) == []
    make.member(Role.STEWARD, room)
    assert [one.code for one in access.membership_deeds(runner, runner.memberships.get(), on=TODAY)] == ["end_role"]
    assert end(runner, runner, role)


@pytest.mark.thorough
class Worlds(TestCase):
    """However roles are given and ended, a company that has somebody to run it goes on having somebody."""

    @hypothesis_settings(max_examples=30, deadline=None)
    @given(
        deeds=st.lists(
            st.tuples(st.booleans(), st.integers(0, 2), st.integers(0, 2), st.sampled_from(COMPANY_ROLES)), max_size=12
        )
    )
    def test_somebody_always_runs_it(self, deeds):
        room = company()
        people = [make.member(role, room) for role in (Role.PRINCIPAL, Role.STEWARD, Role.EMPLOYEE)]
        for gives, who, whom, role in deeds:
            by, person = (Person.objects.get(pk=people[one].pk) for one in (who, whom))
            try:
                give(by, person, room, role) if gives else end(by, person, role, TODAY - DAY)
            except (Refusal, PermissionDenied, Person.DoesNotExist, Membership.DoesNotExist):
                continue
            assert Person.objects.all().holding(*RUNNING_ROLES, within=[room], on=TODAY).exists()
            assert not Membership.objects.filter(organisation=room, role__in=OFFICE_ROLES).exists()
