"""利用停止 — whoever leaves is out at once."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import actions
from madoguchi.foundation.accounts import factories as make
from madoguchi.foundation.accounts.models import Organisation, OrganisationKind, Person
from madoguchi.foundation.accounts.tests.conftest import signed_in
from madoguchi.foundation.core.errors import Refusal
from madoguchi.foundation.vault import factories as vault
from madoguchi.foundation.vault import shares
from madoguchi.foundation.vault.actions import officers
from madoguchi.foundation.vault.models import Keyring, Officer

NOW = timezone.now()


def test_every_open_session_ends_at_its_next_request(centre, manager):
    person = make.member(Role.ADVISER, centre)
    here, there = signed_in(person), signed_in(person)
    assert here.get("/settings/").status_code == 200

    actions.disable(person=person, by=manager, at=NOW)

    for client in (here, there):
        assert client.get("/settings/").headers["Location"].startswith("/sign-in/")


def test_an_old_session_does_not_come_back_with_the_person(centre, manager):
    person = make.member(Role.ADVISER, centre)
    client = signed_in(person)
    actions.disable(person=person, by=manager, at=NOW)
    actions.enable(person=person, by=manager, at=NOW)

    assert client.get("/sign-in/").status_code == 200
    assert client.get("/settings/").status_code == 302
    assert signed_in(Person.objects.get(pk=person.pk)).get("/settings/").status_code == 200


def test_the_right_password_of_a_disabled_person_is_answered_like_a_wrong_one(client, centre, manager):
    person = make.member(Role.ADVISER, centre, of=make.person(password="hinata-no-engawa-2026"))
    actions.disable(person=person, by=manager, at=NOW)
    answer = client.post("/sign-in/", {"login": person.email, "password": "hinata-no-engawa-2026"})

    assert answer.status_code == 422
    assert "メールアドレスまたはパスワードが正しくありません。" in answer.text


def test_nobody_disables_oneself(centre, manager):
    make.member(Role.MANAGER, centre)
    with pytest.raises(Refusal, match="自分には"):
        actions.disable(person=manager, by=manager, at=NOW)


def test_an_officer_who_is_disabled_is_one_no_more_even_as_one_of_two(centre, manager):
    """Two always stay where a manager ends one; whoever is disabled is out all the same."""
    first, second = (make.member(Role.ADVISER, centre) for _one in range(2))
    for person in (first, second):
        officers.name_officer(person=person, by=manager, at=NOW)
        officers.make_sheet(replacing="", by=person, at=NOW)
    keys = vault.keyring(make.person())
    shares.renew(Keyring.objects.get(pk=keys.keyring_id), keys)

    actions.disable(person=first, by=manager, at=NOW)

    assert [one.person for one in Officer.objects.current()] == [second]
    assert not Keyring.objects.restorable().exists()


def test_the_last_manager_cannot_be_disabled(centre, manager, operator):
    with pytest.raises(Refusal, match="最後の窓口責任者"):
        actions.disable(person=manager, by=operator, at=NOW)


def test_a_manager_disables_nobody_who_belongs_elsewhere_too(centre, window, manager):
    person = make.member(Role.ADVISER, window, of=make.member(Role.ADVISER, centre))
    with pytest.raises(Refusal, match="ほかにも所属"):
        actions.disable(person=person, by=manager, at=NOW)


def test_a_membership_that_is_over_is_no_obstacle(centre, window, manager):
    person = make.member(Role.ADVISER, centre)
    make.member(Role.ADVISER, window, of=person, until_date=timezone.localdate() - timedelta(days=1))

    assert not actions.disable(person=person, by=manager, at=NOW).is_active


def test_a_manager_disables_no_operator(centre, manager, operator):
    make.member(Role.OPERATOR, centre)
    with pytest.raises(Refusal):
        actions.disable(person=operator, by=manager, at=NOW)


def test_an_operator_reaches_no_person_of_a_company(operator):
    company = Organisation.objects.create(kind=OrganisationKind.COMPANY, name="架空製作所（架空）")
    with pytest.raises(Person.DoesNotExist):
        actions.disable(person=make.member(Role.STEWARD, company), by=operator, at=NOW)


def test_an_adviser_disables_nobody(centre):
    with pytest.raises(PermissionDenied):
        actions.disable(person=make.member(Role.ADVISER, centre), by=make.member(Role.ADVISER, centre), at=NOW)


def test_happens_only_once(centre, manager):
    person = make.member(Role.ADVISER, centre)
    actions.disable(person=person, by=manager, at=NOW)

    with pytest.raises(Refusal):
        actions.disable(person=person, by=manager, at=NOW)


def test_a_change_of_password_does_not_bring_the_person_back(client, centre, manager, settings, mailoutbox):
    """A reset link asked for before the end of use changes nothing about it."""
    person = make.member(Role.ADVISER, centre, of=make.person(password="hinata-no-engawa-2026"))
    client.post("/password/reset/", {"email": person.email})
    path = mailoutbox[0].body.split(settings.SITE_URL)[1].split()[0]
    actions.disable(person=person, by=manager, at=NOW)

    form = client.get(path, follow=True).request["PATH_INFO"]
    typed = {"password1": "kumo-no-ue-2026", "password2": "kumo-no-ue-2026"}
    assert client.post(form, typed).status_code == 302
    assert not Person.objects.get(pk=person.pk).is_active
    assert client.post("/sign-in/", {"login": person.email, "password": "kumo-no-ue-2026"}).status_code == 422
