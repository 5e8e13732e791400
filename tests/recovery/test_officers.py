"""鍵の保管責任者 — who names whom, how many there are, and what is told."""

import pytest
from django.core.exceptions import PermissionDenied

from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.audit.models import Line
from madoguchi.foundation.core.errors import Refusal
from madoguchi.foundation.vault import access, keyrings, queries
from madoguchi.foundation.vault.actions import officers
from madoguchi.foundation.vault.models import Officer
from tests.recovery.conftest import disabled

pytestmark = pytest.mark.django_db


def of(person):
    return Officer.objects.current().get(person=person)


def deeds_written():
    return list(Line.objects.filter(deed__startswith="vault.").order_by("pk").values_list("deed", "by"))


@pytest.mark.parametrize("role", [Role.ADVISER, Role.OPERATOR, Role.ANALYST, Role.EXPERT])
def test_only_a_manager_names_officers(centre, role, now):
    with pytest.raises(PermissionDenied):
        officers.name_officer(person=people.member(Role.ADVISER, centre), by=people.member(role, centre), at=now)


def test_a_manager_of_a_window_names_nobody(centre, now):
    manager = people.member(Role.MANAGER, people.office(code="23", prefecture="23"))
    with pytest.raises(PermissionDenied):
        officers.name_officer(person=people.member(Role.ADVISER, centre), by=manager, at=now)


def test_who_works_elsewhere_or_is_disabled_cannot_be_named(centre, chief, now):
    elsewhere = people.member(Role.ADVISER, people.office(code="23", prefecture="23"))
    gone = disabled(people.member(Role.ADVISER, centre), now)
    for person in (elsewhere, gone):
        with pytest.raises(Refusal, match="中央窓口で働いている方"):
            officers.name_officer(person=person, by=chief, at=now)


def test_nobody_is_named_twice(named, chief, now):
    with pytest.raises(Refusal, match="まだ保管責任者でない方"):
        officers.name_officer(person=named(), by=chief, at=now)


def test_there_are_six_at_most(named):
    for _one in range(access.MOST):
        named()
    with pytest.raises(Refusal, match="6人まで"):
        named()


def test_two_always_stay(named, chief, now):
    first, _second = named(), named()
    with pytest.raises(Refusal, match="2人より少なく"):
        officers.end_officer(officer=of(first), by=chief, at=now)


def test_who_has_ended_cannot_be_ended_again(named, chief, now):
    first, _second, _third = of(named()), named(), named()
    officers.end_officer(officer=first, by=chief, at=now)
    with pytest.raises(Refusal, match="すでに"):
        officers.end_officer(officer=first, by=chief, at=now)


def test_who_has_ended_may_be_named_again_and_starts_without_a_sheet(keeper, named, chief, now):
    first, _second, _third = keeper(), named(), named()
    officers.end_officer(officer=of(first.person), by=chief, at=now)
    assert officers.name_officer(person=first.person, by=chief, at=now).public == ""


def test_only_an_officer_makes_a_sheet(chief, now):
    with pytest.raises(Refusal, match="保管責任者ではありません"):
        officers.make_sheet(replacing="", by=chief, at=now)


def test_a_page_sent_twice_makes_one_sheet(named, now):
    person = named()
    officers.make_sheet(replacing="", by=person, at=now)
    with pytest.raises(Refusal, match="すでに作られています"):
        officers.make_sheet(replacing="", by=person, at=now)


def test_the_private_half_of_a_sheet_is_stored_nowhere(named, now):
    officer, secret = officers.make_sheet(replacing="", by=named(), at=now)
    assert secret.startswith("AGE-SECRET-KEY-1")
    assert secret not in str(list(Officer.objects.values())) + str(list(Line.objects.values()))
    assert Officer.objects.get().public == officer.public != ""


def test_named_ended_and_sheet_made_are_written_down(keeper, named, chief, now):
    kept = keeper()
    named(), named()
    officers.end_officer(officer=of(kept.person), by=chief, at=now)
    assert deeds_written() == [
        ("vault.name_officer", str(chief.pk)),
        ("vault.make_sheet", str(kept.person.pk)),
        ("vault.name_officer", str(chief.pk)),
        ("vault.name_officer", str(chief.pk)),
        ("vault.end_officer", str(chief.pk)),
    ]


def test_every_officer_is_told_when_the_officers_change(named, mailoutbox, django_capture_on_commit_callbacks):
    first = named()
    with django_capture_on_commit_callbacks(execute=True):
        second = named()
    assert [letter.to for letter in mailoutbox] == [[first.email], [second.email]]
    assert all(person.name not in letter.body for letter in mailoutbox for person in (first, second))


def test_how_many_keyrings_two_officers_could_restore(keeper, person, chief, now):
    keyrings.make(person(), "tadashii-aikotoba", at=now)
    a, b = keeper(), keeper()
    before = queries.coverage()
    assert before.restorable == 0
    keyrings.make(person(), "tadashii-aikotoba", at=now)
    assert (queries.coverage().restorable, queries.coverage().all) == (1, before.all + 1)
    assert queries.lost_without(of(a.person)) == 1
    keeper()
    assert queries.lost_without(of(b.person)) == 1, "until the next unlock the third has no pair"


@pytest.mark.parametrize("count", [2, 3])
def test_the_button_to_end_an_officer_tells_the_truth(named, chief, count):
    rows = [of(named()) for _one in range(count)]
    offered = [bool(access.officer_deeds(chief, row, count=count)) for row in rows]
    assert offered == [count > 2] * count


def test_the_button_to_name_tells_the_truth(named, chief):
    assert access.officers_deeds(chief)
    for _one in range(access.MOST):
        named()
    assert not access.officers_deeds(chief)
