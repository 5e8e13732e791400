"""代表者の招待 — the desk invites the first who runs a company's room, and nobody after that."""

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from madoguchi.company.companies import access, actions
from madoguchi.company.companies import factories as make
from madoguchi.company.companies.models import Company
from madoguchi.foundation.access.roles import COMPANY_ROLES, RUNNING_ROLES, Role
from madoguchi.foundation.accounts import actions as accounts
from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.accounts.models import Invitation, Person
from madoguchi.foundation.accounts.queries import fingerprint
from madoguchi.foundation.audit.models import Line
from madoguchi.foundation.core.errors import Refusal

NOW = timezone.now()
GOOD = "hinata-no-engawa-2026"


@pytest.fixture(autouse=True)
def _demo(db):
    people.demo()


@pytest.fixture
def centre(db):
    return people.office()


@pytest.fixture
def company(centre):
    return make.company(office=centre)


@pytest.fixture
def adviser(centre):
    return people.member(Role.ADVISER, centre)


def invite(company, by, *, email="shacho@example.jp", role=Role.PRINCIPAL):
    return actions.invite(company=company, email=email, name="架空 代表", role=role, by=by, at=NOW)


def offered(actor, company):
    return {one.code for one in access.deeds(actor, company)} & {"invite", "withdraw_invitation"}


@pytest.mark.parametrize("role", RUNNING_ROLES)
def test_the_first_who_accepts_runs_the_company(company, adviser, role):
    _row, token = invite(company, adviser, role=role)
    person = accounts.accept(link=fingerprint(token), password=GOOD, at=NOW)

    company.refresh_from_db()
    assert person.organisation_ids(role) == {company.organisation_id}
    assert Line.objects.filter(deed="companies.invite", by=str(adviser.pk), stream=company.audit_stream()).count() == 1


@pytest.mark.parametrize("role", [Role.HEAD, Role.EMPLOYEE, Role.ADVISER])
def test_nobody_is_invited_who_would_not_run_it(company, adviser, role):
    with pytest.raises(Refusal):
        invite(company, adviser, role=role)
    assert not Invitation.objects.exists()


def test_while_somebody_is_invited_nobody_else_is(company, adviser):
    invite(company, adviser)
    with pytest.raises(Refusal, match="招待を送っています"):
        invite(company, adviser, email="betsu@example.jp")

    later = NOW + accounts.INVITATION_HOLDS
    assert actions.invite(company=company, email="b@example.jp", name="架空", role="steward", by=adviser, at=later)


@pytest.mark.parametrize("role", RUNNING_ROLES)
def test_a_company_that_somebody_runs_is_left_to_itself(company, adviser, role):
    people.member(role, make.room_of(company))

    with pytest.raises(Refusal, match="責任者がいる"):
        invite(company, adviser)
    assert offered(adviser, company) == set()


def test_an_employee_alone_does_not_run_it(company, adviser):
    people.member(Role.EMPLOYEE, make.room_of(company))
    assert offered(adviser, company) == {"invite"}
    assert invite(company, adviser)


def test_a_company_whose_last_runner_was_disabled_is_invited_anew(company, adviser):
    gone = people.member(Role.PRINCIPAL, make.room_of(company))
    Person.objects.filter(pk=gone.pk).update(is_active=False, disabled_at=NOW)

    assert offered(adviser, company) == {"invite"}
    assert invite(company, adviser)


def test_a_desk_puts_nobody_of_its_own_in_charge(company, adviser, centre):
    colleague = people.member(Role.EXPERT, centre)
    for email in (adviser.email, colleague.email.upper()):
        with pytest.raises(Refusal, match="窓口の人"):
            invite(company, adviser, email=email)


def test_somebody_of_another_company_is_invited_without_a_word(company, adviser):
    known = people.member(Role.PRINCIPAL, make.room_of(make.company()))
    assert invite(company, adviser, email=known.email)


def test_who_does_not_know_the_company_invites_nobody(company):
    window = people.office(code="23", prefecture="23")
    with pytest.raises(Company.DoesNotExist):
        invite(company, people.member(Role.ADVISER, window))


@pytest.mark.parametrize("role", [Role.EXPERT, Role.ANALYST, Role.OPERATOR])
def test_only_the_counter_invites(company, centre, role):
    with pytest.raises(PermissionDenied):
        invite(company, people.member(role, centre))


@pytest.mark.parametrize("role", COMPANY_ROLES)
def test_nobody_of_the_company_invites_in_the_name_of_the_desk(company, role):
    with pytest.raises(PermissionDenied):
        invite(company, people.member(role, make.room_of(company)))


def test_a_mistaken_invitation_is_withdrawn(company, adviser):
    _row, token = invite(company, adviser)
    company.refresh_from_db()
    assert offered(adviser, company) == {"withdraw_invitation"}

    actions.withdraw_invitation(company=company, by=adviser, at=NOW)

    with pytest.raises(Refusal):
        accounts.accept(link=fingerprint(token), password=GOOD, at=NOW)
    with pytest.raises(Refusal):
        actions.withdraw_invitation(company=company, by=adviser, at=NOW)


def test_what_the_company_sends_itself_the_desk_does_not_withdraw(company, adviser):
    room = make.room_of(company)
    steward = people.member(Role.STEWARD, room)
    who = {"email": "x@example.jp", "name": "架空", "role": Role.PRINCIPAL}
    accounts.invite(**who, organisation=room, from_date=timezone.localdate(), by=steward, at=NOW)

    with pytest.raises(Refusal):
        actions.withdraw_invitation(company=company, by=adviser, at=NOW)
    assert Invitation.objects.open_at(NOW).count() == 1


def test_from_the_page_of_the_company_and_back(client, company, adviser):
    client.force_login(adviser)
    page = f"/companies/{company.pk}/invite/"
    typed = {"email": "shacho@example.jp", "name": "架空 代表", "role": "principal"}

    assert page in client.get(company.get_absolute_url()).text
    assert client.post(page, {**typed, "email": ""}).status_code == 422
    assert client.post(page, typed).status_code == 302
    assert client.post(page, typed).status_code == 422
    shown = client.get(company.get_absolute_url()).text
    assert page + "withdraw/" in shown
    assert "shacho@example.jp" not in shown
    assert client.get(page + "withdraw/").status_code == 200
    assert client.post(page + "withdraw/").status_code == 302
