"""自社のページ — what to do next, for everybody of the company, each what is theirs."""

from datetime import timedelta

import pytest
from django.utils import timezone

from madoguchi.company.assets import factories as assets
from madoguchi.company.companies import factories as companies
from madoguchi.company.diagnosis import factories as diagnoses
from madoguchi.company.documents import factories as documents
from madoguchi.company.grants import factories as grants
from madoguchi.company.grants import steps
from madoguchi.company.grants.steps import Step, next_steps
from madoguchi.company.notices import factories as notices
from madoguchi.company.rules import factories as rules
from madoguchi.foundation.access.roles import COMPANY_ROLES, RUNNING_ROLES, Role
from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.audit.models import Line
from madoguchi.foundation.vault.models import Keyring

TODAY = timezone.localdate()
ALONE, NO_KEYS = "もう一人の責任者を招く", "自分の鍵を作る"


@pytest.fixture(autouse=True)
def _demo(db):
    people.demo()


@pytest.fixture
def room(db):
    return companies.room_of(companies.company(name="架空製作所株式会社"))


@pytest.fixture
def steward(room):
    return people.member(Role.STEWARD, room)


def shown(client, who, path="/room/"):
    client.force_login(who)
    return client.get(path, follow=True)


def labels(actor, room):
    return [one.label for one in next_steps(actor, room)]


@pytest.mark.parametrize("role", COMPANY_ROLES)
def test_whoever_belongs_to_one_company_comes_home_at_once(client, room, role):
    answer = shown(client, people.member(role, room), "/")

    assert answer.redirect_chain[-1][0] == f"/room/{room.pk}/"
    assert "架空製作所株式会社" in answer.text


def test_whoever_belongs_to_two_companies_chooses(client, room, steward):
    other = companies.room_of(companies.company(name="架空商会株式会社"))
    people.member(Role.EMPLOYEE, other, of=steward)
    page = shown(client, steward).text

    assert f'href="/room/{room.pk}/"' in page
    assert f'href="/room/{other.pk}/"' in page
    assert shown(client, steward, f"/room/{other.pk}/").status_code == 200


def test_a_role_that_is_over_leads_home_no_more(client, room):
    gone = people.member(Role.STEWARD, room, until_date=TODAY - timedelta(days=1))
    assert shown(client, gone, f"/room/{room.pk}/").status_code == 403


def test_another_company_s_home_is_not_found(client, room):
    stranger = people.member(Role.PRINCIPAL, companies.room_of(companies.company()))
    assert shown(client, stranger, f"/room/{room.pk}/").status_code == 404
    assert not Line.objects.filter(stream=room.audit_stream()).exists()


@pytest.mark.parametrize("role", [Role.ADVISER, Role.MANAGER, Role.EXPERT, Role.ANALYST, Role.OPERATOR])
def test_nobody_of_a_desk_comes_in_even_with_a_grant(client, room, steward, role):
    person = people.member(role, people.office())
    grants.grant(room, person, by=steward)
    assert shown(client, person, f"/room/{room.pk}/").status_code == 403


@pytest.mark.parametrize("role", RUNNING_ROLES)
def test_who_runs_it_reads_what_the_desk_sees(client, room, steward, role):
    adviser = people.member(Role.ADVISER, people.office(), of=people.person(name="架空 相談子"))
    me = people.member(role, room)
    assert "だれにも何も見せていません" in shown(client, me).text

    grants.grant(room, adviser, by=steward)

    page = shown(client, me).text
    assert "架空 相談子に「情報台帳と契約」を" in page
    assert f"/room/{room.pk}/grants/" in page
    assert f"/room/{room.pk}/log/" in page


@pytest.mark.parametrize("role", [Role.HEAD, Role.EMPLOYEE])
def test_everybody_else_sees_only_what_is_theirs(client, room, steward, role):
    grants.grant(room, people.member(Role.ADVISER, people.office(), of=people.person(name="架空 相談子")), by=steward)
    page = shown(client, people.member(role, room)).text

    for hidden in ("架空 相談子", "/grants/", "/log/", "/people/", ALONE):
        assert hidden not in page


# Steps


def test_who_runs_it_alone_is_told_to_invite_another(room, steward):
    assert ALONE in labels(steward, room)
    people.member(Role.HEAD, room)
    assert ALONE in labels(steward, room)
    people.member(Role.PRINCIPAL, room)
    assert ALONE not in labels(steward, room)


def test_whoever_has_no_key_is_told_to_make_one(room, steward):
    assert NO_KEYS not in labels(steward, room)
    Keyring.objects.all().delete()
    assert labels(steward, room)[0] == NO_KEYS


def test_another_room_adds_its_question(room, steward, monkeypatch):
    def ask(actor, organisation):
        return Step(f"{organisation.name}の台帳を作る", "台帳があると探せます。", "/register/", order=5)

    monkeypatch.setattr(steps, "steps", [*steps.steps, ask, lambda actor, organisation: None])
    assert labels(steward, room)[0] == "架空製作所株式会社の台帳を作る"


def test_nothing_to_do_is_said(client, room, steward):
    people.member(Role.PRINCIPAL, room)
    diagnoses.diagnosis(room, by=steward)
    assets.asset(room, by=steward)
    rules.table(room, by=steward)
    notices.notice(room, by=steward)
    documents.paper(room, by=steward)
    assert "いますぐしなければならないことはありません。" in shown(client, steward).text
