"""見える範囲 — who runs the company sees all; others what is posted for them; a desk what a grant names."""

from datetime import timedelta

import pytest
from django.utils import timezone

from madoguchi.company.companies import factories as companies
from madoguchi.company.documents import factories as make
from madoguchi.company.documents.models import Document, Interview, Posting, Version
from madoguchi.company.documents.words import READERS, Kind, Readers
from madoguchi.company.grants import factories as grants
from madoguchi.company.grants.models import Grant, Part
from madoguchi.foundation.access.roles import COMPANY_ROLES, RUNNING_ROLES, Role
from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.accounts.models import Person

KINDS = (Kind.POLICY, Kind.JOINING, Kind.REGISTER)
ALL = {(kind, 1) for kind in KINDS}


def sees(person):
    """Kinds of documents, versions and postings."""
    actor = Person.objects.get(pk=person.pk)
    return (
        set(Document.objects.visible_to(actor).values_list("kind", flat=True)),
        set(Version.objects.visible_to(actor).values_list("document__kind", "number")),
        set(Posting.objects.visible_to(actor).values_list("version__document__kind", flat=True)),
    )


@pytest.fixture
def made(room, principal):
    """The policy has a second draft beside the version in force."""
    family = make.family(room, by=principal, kinds=KINDS)
    for one in family.values():
        make.in_force(one, by=principal)
    Interview.objects.create(organisation=room, asked_at=timezone.now(), asked_by=principal)
    return family


@pytest.mark.parametrize("role", COMPANY_ROLES)
def test_each_role_sees_what_is_in_force_for_it_and_who_runs_the_company_all(room, made, role):
    posted = {Kind.POLICY, Kind.JOINING}
    for_role = {Role.HEAD: posted, Role.EMPLOYEE: {Kind.POLICY}}.get(role)
    who = people.member(role, room)

    if role in RUNNING_ROLES:
        assert sees(who) == (set(KINDS), ALL, posted)
    else:
        assert sees(who) == (for_role, {(kind, 1) for kind in for_role}, for_role)
    assert Interview.objects.visible_to(who).exists() == (role in RUNNING_ROLES)


def test_a_draft_is_nobody_s_but_of_who_runs_the_company(room, principal, employee, head):
    make.family(room, by=principal, kinds=KINDS)

    assert sees(employee) == sees(head) == (set(), set(), set())


@pytest.mark.parametrize("role", COMPANY_ROLES)
def test_nobody_of_another_company_sees_anything(made, role):
    assert sees(people.member(role, companies.room_of(companies.company()))) == (set(), set(), set())


@pytest.mark.parametrize("part", Part)
def test_only_the_grant_of_papers_shows_them_until_it_ends(room, made, principal, adviser, part):
    given = grants.grant(room, adviser, part, by=principal)

    assert sees(adviser)[1] == (ALL if part is Part.PAPERS else set())
    yesterday = timezone.localdate() - timedelta(days=1)
    Grant.objects.filter(pk=given.pk).update(from_date=yesterday, until_date=yesterday)
    assert sees(adviser) == (set(), set(), set())


def test_the_register_is_for_who_runs_the_company_and_every_kind_has_readers():
    assert [kind for kind, readers in READERS.items() if readers == Readers.RUNNING] == [Kind.REGISTER]
    assert READERS.keys() == set(Kind)
