"""利用者の画面 — the pages on which people are managed."""

from datetime import timedelta

import pytest
from django.utils import timezone

from madoguchi.foundation.access.roles import OFFICE_ROLES, Role
from madoguchi.foundation.accounts import factories as make
from madoguchi.foundation.accounts.models import Organisation, OrganisationKind, Person
from madoguchi.foundation.accounts.tests.conftest import equipped, signed_in
from madoguchi.foundation.audit.models import Line

DAY = timedelta(days=1)


@pytest.fixture
def adviser(centre):
    return make.member(Role.ADVISER, centre, of=make.person(name="架空 花子"))


def test_the_list_names_people_of_the_own_office_only(centre, window, manager, adviser):
    make.member(Role.ADVISER, window, of=make.person(name="架空 遠方"))
    shown = signed_in(manager).get("/people/").text

    assert "架空 花子" in shown
    assert "架空 遠方" not in shown


def test_an_operator_lists_every_office(window, operator, adviser):
    make.member(Role.ADVISER, window, of=make.person(name="架空 遠方"))
    shown = signed_in(operator).get("/people/").text

    assert "架空 花子" in shown
    assert "架空 遠方" in shown


@pytest.mark.parametrize("role", [role for role in OFFICE_ROLES if role not in (Role.MANAGER, Role.OPERATOR)])
def test_nobody_else_manages_people(centre, adviser, role):
    client = signed_in(equipped(make.member(role, centre)))

    for path in ("/people/", "/people/invite/", f"/people/{adviser.pk}/", f"/people/{adviser.pk}/disable/"):
        assert client.get(path).status_code == 403


def test_a_stranger_is_led_to_the_sign_in(client, db):
    assert client.get("/people/").headers["Location"] == "/sign-in/?next=/people/"


def test_roles_that_are_over_are_shown_when_asked_for(centre, manager):
    yesterday = timezone.localdate() - DAY
    make.member(Role.ADVISER, centre, of=make.person(name="架空 旧人"), until_date=yesterday)
    client = signed_in(manager)

    assert "架空 旧人" not in client.get("/people/").text
    assert "架空 旧人" in client.get("/people/?former=1").text


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_costs_the_same_for_one_or_many(centre, manager, count, django_assert_max_num_queries):
    for _ in range(count):
        make.member(Role.ADVISER, centre)
    client = signed_in(manager)

    with django_assert_max_num_queries(9):
        client.get("/people/")


def test_a_person_of_another_office_is_not_found_and_leaves_no_line(window, manager):
    stranger = make.member(Role.ADVISER, window)

    for path in ("", "roles/", "disable/", "enable/"):
        assert signed_in(manager).get(f"/people/{stranger.pk}/{path}").status_code == 404
    assert not Line.objects.filter(deed="look").exists()


def test_a_look_at_a_person_is_written_down(manager, adviser):
    assert signed_in(manager).get(f"/people/{adviser.pk}/").status_code == 200
    assert Line.objects.get(deed="look").stream == f"person:{adviser.pk}"


def test_what_a_person_is_for_a_company_is_not_shown_to_the_office(centre, manager, adviser):
    company = Organisation.objects.create(kind=OrganisationKind.COMPANY, name="秘密製作所（架空）")
    make.member(Role.STEWARD, company, of=adviser)

    assert "秘密製作所" not in signed_in(manager).get(f"/people/{adviser.pk}/").text
    assert "秘密製作所" in signed_in(adviser).get("/settings/").text


def test_a_role_is_given_and_ended_on_the_page(centre, manager, adviser):
    client = signed_in(manager)
    today = timezone.localdate()
    typed = {"organisation": centre.pk, "role": "expert", "from_date": str(today)}

    assert client.get(f"/people/{adviser.pk}/roles/").status_code == 200
    assert client.post(f"/people/{adviser.pk}/roles/", typed).status_code == 302
    again = client.post(f"/people/{adviser.pk}/roles/", typed)
    assert again.status_code == 422
    assert "期間が重なって" in again.text

    membership = adviser.memberships.get(role=Role.EXPERT)
    page = f"/memberships/{membership.pk}/end/"
    assert client.get(page).status_code == 200
    assert client.post(page, {"until_date": str(today - DAY)}).status_code == 422
    assert client.post(page, {"until_date": ""}).status_code == 422
    assert client.post(page, {"until_date": str(today)}).status_code == 302


def test_a_manager_who_picks_the_operators_role_is_refused(centre, manager, adviser):
    typed = {"organisation": centre.pk, "role": "operator", "from_date": str(timezone.localdate())}

    assert signed_in(manager).post(f"/people/{adviser.pk}/roles/", typed).status_code == 403
    assert not adviser.memberships.filter(role=Role.OPERATOR).exists()


def test_a_foreign_office_cannot_be_picked(window, manager, adviser):
    typed = {"organisation": window.pk, "role": "adviser", "from_date": str(timezone.localdate())}
    assert signed_in(manager).post(f"/people/{adviser.pk}/roles/", typed).status_code == 422


def test_a_person_is_disabled_and_enabled_on_the_page(manager, adviser):
    client = signed_in(manager)
    page = f"/people/{adviser.pk}/"

    assert "利用を停止する" in client.get(page).text
    assert client.get(page + "disable/").status_code == 200
    assert client.post(page + "disable/").status_code == 302
    assert "利用を再開する" in client.get(page).text
    assert client.post(page + "disable/").status_code == 422
    assert client.post(page + "enable/").status_code == 302
    assert Person.objects.get(pk=adviser.pk).is_active


def test_the_last_manager_reads_why_they_stay(centre, operator, manager):
    refused = signed_in(operator).post(f"/people/{manager.pk}/disable/")

    assert refused.status_code == 422
    assert "最後の窓口責任者" in refused.text


def test_an_invitation_is_withdrawn_on_the_page(centre, manager):
    client = signed_in(manager)
    typed = {
        "email": "shinjin@example.jp",
        "name": "架空 新人",
        "organisation": centre.pk,
        "role": "adviser",
        "from_date": str(timezone.localdate()),
    }
    client.post("/people/invite/", typed)
    page = f"/invitations/{centre.invitations.get().pk}/withdraw/"

    assert client.get(page).status_code == 200
    assert client.post(page).status_code == 302
    assert client.post(page).status_code == 422
    assert "shinjin@example.jp" not in client.get("/people/").text


def test_ones_own_name_is_corrected(adviser):
    client = signed_in(adviser)

    assert client.post("/settings/", {"name": "", "kana": "はなこ"}).status_code == 422
    assert client.post("/settings/", {"name": "架空 はな", "kana": "はな"}).status_code == 302
    assert Person.objects.get(pk=adviser.pk).name == "架空 はな"
