"""招待 — how somebody comes to the desk."""

import logging
import re
from datetime import timedelta
from secrets import token_urlsafe

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import actions
from madoguchi.foundation.accounts import factories as make
from madoguchi.foundation.accounts.models import Invitation, Person
from madoguchi.foundation.accounts.queries import fingerprint
from madoguchi.foundation.accounts.tests.conftest import signed_in
from madoguchi.foundation.audit.models import Line
from madoguchi.foundation.core.errors import Refusal

NOW = timezone.now()
GOOD = "hinata-no-engawa-2026"


def invite(by, organisation, *, email="shinjin@example.jp", role=Role.ADVISER, **more):
    more.setdefault("from_date", timezone.localdate())
    return actions.invite(email=email, name="架空 新人", organisation=organisation, role=role, **more, by=by, at=NOW)


def test_a_mail_brings_the_link_and_no_name(centre, manager, django_capture_on_commit_callbacks, settings):
    settings.SITE_URL = "https://madoguchi.example.jp/"
    with django_capture_on_commit_callbacks(execute=True):
        _row, token = invite(manager, centre)

    [letter] = mail.outbox
    assert letter.to == ["shinjin@example.jp"]
    assert f"https://madoguchi.example.jp/invitations/{token}/" in letter.body
    assert "新人" not in letter.body + letter.subject
    assert manager.name not in letter.body


def test_the_database_never_holds_the_link(centre, manager):
    row, token = invite(manager, centre)

    assert token not in str(Invitation.objects.filter(pk=row.pk).values())


def test_who_accepts_is_a_person_with_that_role(centre, manager):
    _row, token = invite(manager, centre)
    person = actions.accept(link=fingerprint(token), password=GOOD, at=NOW, kana="かくう しんじん")

    assert (person.name, person.kana, person.email) == ("架空 新人", "かくう しんじん", "shinjin@example.jp")
    assert person.check_password(GOOD)
    assert person.organisation_ids(Role.ADVISER) == {centre.pk}
    assert Line.objects.filter(deed="accounts.accept", by=str(person.pk)).count() == 1


def test_works_only_once(centre, manager):
    _row, token = invite(manager, centre)
    actions.accept(link=fingerprint(token), password=GOOD, at=NOW)

    with pytest.raises(Refusal):
        actions.accept(link=fingerprint(token), password=GOOD, at=NOW)


def test_holds_seven_days(centre, manager):
    _row, token = invite(manager, centre)
    with pytest.raises(Refusal):
        actions.accept(link=fingerprint(token), password=GOOD, at=NOW + timedelta(days=7))

    assert actions.accept(link=fingerprint(token), password=GOOD, at=NOW + timedelta(days=7, seconds=-1))


def test_a_withdrawn_one_is_over(centre, manager):
    row, token = invite(manager, centre)
    actions.withdraw(invitation=row, by=manager, at=NOW)

    with pytest.raises(Refusal):
        actions.accept(link=fingerprint(token), password=GOOD, at=NOW)


def test_those_of_a_disabled_inviter_are_over(centre, manager, operator):
    make.member(Role.MANAGER, centre)
    _row, token = invite(manager, centre)
    actions.disable(person=manager, by=operator, at=NOW)

    with pytest.raises(Refusal):
        actions.accept(link=fingerprint(token), password=GOOD, at=NOW)


@pytest.mark.parametrize("password", ["short-one", "1qaz2wsx3edc", "demo-madoguchi", "Demo-Madoguchi"])
def test_a_weak_password_or_the_one_of_the_demo_is_refused(centre, manager, password):
    _row, token = invite(manager, centre)

    with pytest.raises(Refusal):
        actions.accept(link=fingerprint(token), password=password, at=NOW)
    assert not Person.objects.filter(email="shinjin@example.jp").exists()


def test_somebody_known_elsewhere_proves_it_with_the_password_they_have(centre, window, manager):
    known = make.member(Role.ADVISER, window, of=make.person(email="shinjin@example.jp", password=GOOD))
    _row, token = invite(manager, centre, email="Shinjin@Example.JP")

    with pytest.raises(Refusal):
        actions.accept(link=fingerprint(token), password="another-password-9", at=NOW)
    actions.accept(link=fingerprint(token), password=GOOD, at=NOW)

    assert Person.objects.get(pk=known.pk).organisation_ids(Role.ADVISER) == {centre.pk, window.pk}


def test_somebody_of_the_own_office_needs_none(centre, manager):
    make.member(Role.ADVISER, centre, of=make.person(email="shinjin@example.jp"))

    with pytest.raises(Refusal):
        invite(manager, centre, email="SHINJIN@example.jp")


def test_a_manager_invites_no_operator_and_nobody_to_another_office(centre, window, manager):
    with pytest.raises(PermissionDenied):
        invite(manager, centre, role=Role.OPERATOR)
    with pytest.raises(PermissionDenied):
        invite(manager, window)


def test_a_manager_of_another_office_cannot_withdraw_it(centre, window, manager):
    row, _token = invite(manager, centre)
    with pytest.raises(Invitation.DoesNotExist):
        actions.withdraw(invitation=row, by=make.member(Role.MANAGER, window), at=NOW)


# Pages


def test_from_the_form_to_the_first_sign_in(client, centre, manager, django_capture_on_commit_callbacks):
    typed = {
        "email": "shinjin@example.jp",
        "name": "架空 新人",
        "organisation": centre.pk,
        "role": "adviser",
        "from_date": str(timezone.localdate()),
    }
    with django_capture_on_commit_callbacks(execute=True):
        assert signed_in(manager).post("/people/invite/", typed).status_code == 302
    link = re.search(r"http://[^/]+(/invitations/\S+)", mail.outbox[0].body)[1]
    path = client.get(link).headers["Location"]

    assert client.get(path).status_code == 200
    refused = client.post(path, {"name": "架空 新人", "password": GOOD, "again": "something-else-1"})
    assert refused.status_code == 422
    assert "架空 新人" in refused.text
    assert client.post(path, {"name": "架空 新人", "password": GOOD, "again": GOOD}).status_code == 302
    signed = client.post("/sign-in/", {"login": "shinjin@example.jp", "password": GOOD})
    assert signed.status_code == 302
    assert client.get("/settings/").status_code == 200


def test_unknown_used_withdrawn_and_expired_links_look_alike(centre, manager):
    rows = [invite(manager, centre, email=f"{name}@example.jp") for name in ("used", "withdrawn", "expired")]
    actions.accept(link=fingerprint(rows[0][1]), password=GOOD, at=NOW)
    actions.withdraw(invitation=rows[1][0], by=manager, at=NOW)
    Invitation.objects.filter(pk=rows[2][0].pk).update(expires_at=NOW)
    answers = [Client().get(f"/invitations/{one}/", follow=True) for one in ("no-such", *(t for _row, t in rows))]

    assert {answer.status_code for answer in answers} == {410}
    assert {tuple(answer.redirect_chain) for answer in answers} == {(("/invitations/accept/", 302),)}
    assert len({re.sub(r'value="\w{64}"', "", answer.text) for answer in answers}) == 1
    assert "新しい招待を依頼" in answers[0].text


def test_a_dead_link_ends_what_a_living_one_began(client, centre, manager):
    _row, token = invite(manager, centre)
    client.get(f"/invitations/{token}/")
    client.get("/invitations/no-such-token/")

    assert client.post("/invitations/accept/", {"password": GOOD}).status_code == 410


def test_no_link_living_or_dead_reaches_the_log_or_the_session(client, centre, manager, caplog):
    living, dead = invite(manager, centre)[1], token_urlsafe(32)
    with caplog.at_level(logging.DEBUG):
        for token in (dead, living):
            for path in (f"/invitations/{token}/", f"/invitations/{token}/x/", f"/invitations/{token}"):
                client.get(path, follow=True)
                client.put(path)
                Client(enforce_csrf_checks=True).post(path)
        assert client.post("/invitations/accept/", {"password": "short"}).status_code == 422

    told = "".join(f"{record.getMessage()} {vars(record)}" for record in caplog.records)
    assert {record.levelname for record in caplog.records} >= {"WARNING"}
    for token in (living, dead):
        assert token not in told
        assert token not in str(dict(client.session))


def test_the_list_of_invitations_shows_those_of_the_own_office(centre, window, manager, operator):
    invite(operator, window, email="tooku@example.jp")
    invite(manager, centre)
    shown = signed_in(manager).get("/people/").text

    assert "shinjin@example.jp" in shown
    assert "tooku@example.jp" not in shown
