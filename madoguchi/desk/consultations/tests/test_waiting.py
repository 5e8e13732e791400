"""鍵待ち — who of a case can't open it yet."""

import pytest
from django.utils import timezone

from madoguchi.desk.consultations import actions, queries
from madoguchi.desk.consultations import factories as make
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.accounts.models import Person
from madoguchi.foundation.vault import boxes
from madoguchi.foundation.vault.factories import pocketed, unlocked
from madoguchi.foundation.vault.models import Box


@pytest.fixture
def case(desk):
    row = make.consultation(office=desk.centre, owner=desk.owner, is_restricted=True)
    write(row, desk.owner)
    return row


def write(row, by):
    actions.write(consultation=row, kind="note", body="打ち明け話", by=unlocked(by), at=timezone.now())


def add(row, person, by):
    today, now = timezone.localdate(), timezone.now()
    actions.add_member(consultation=row, person=person, kind="member", from_date=today, by=by, at=now)


def test_who_was_added_without_a_key_waits_until_a_member_unlocks(desk, case):
    add(case, desk.colleague, by=desk.manager)
    assert queries.waiting_for_keys(case) == {desk.colleague.pk}
    box = Box.objects.get(subject__endswith=f":{case.pk}")
    boxes.settle(box, unlocked(desk.owner).open_keyring, at=timezone.now())
    assert queries.waiting_for_keys(case) == frozenset()


def test_who_opens_the_case_through_the_office_does_not_wait(desk):
    write(desk.case, desk.owner)
    add(desk.case, desk.colleague, by=desk.manager)
    assert queries.waiting_for_keys(desk.case) == frozenset()


def test_a_case_into_which_nothing_was_put_has_nobody_waiting(desk):
    add(desk.case, desk.colleague, by=desk.manager)
    assert queries.waiting_for_keys(desk.case) == frozenset()


def test_the_page_says_it_beside_the_name(client, desk, case):
    add(case, desk.colleague, by=desk.manager)
    client.force_login(desk.owner)
    assert "鍵待ち" in client.get(case.get_absolute_url()).text


def test_it_costs_one_question(desk, case, django_assert_num_queries):
    for _one in range(3):
        add(case, people.member(Role.ADVISER, desk.centre), by=desk.manager)
    with django_assert_num_queries(1):
        assert len(queries.waiting_for_keys(case)) == 3


def test_the_page_says_when_only_two_officers_can_help(client, desk):
    """The only member is disabled already; the successor has a keyring, and nobody is left to hand the key over."""
    case = make.consultation(office=desk.centre, owner=desk.owner, is_restricted=True)
    said = {"consultation": case, "kind": "note", "body": "前任の話"}
    actions.write(**said, by=unlocked(desk.owner), at=timezone.now())
    Person.objects.filter(pk=desk.owner.pk).update(is_active=False, disabled_at=timezone.now())
    actions.assign(consultation=case, owner=desk.colleague, by=desk.manager, at=timezone.now())
    pocketed(client, desk.colleague)
    page = client.get(case.get_absolute_url()).text
    assert "鍵の保管責任者2人による引き継ぎが必要です" in page
    assert "前任の話" not in page
