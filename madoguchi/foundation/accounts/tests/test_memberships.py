"""所属 — who belongs where, from when until when, and who sees whom."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from madoguchi.foundation.access.roles import COMPANY_ROLES, OFFICE_ROLES, Role
from madoguchi.foundation.accounts import access, actions, queries
from madoguchi.foundation.accounts import factories as make
from madoguchi.foundation.accounts.models import Membership, Organisation, OrganisationKind, Person
from madoguchi.foundation.audit.models import Line
from madoguchi.foundation.core.errors import Refusal

TODAY = date(2026, 4, 1)
DAY = timedelta(days=1)
NOW = timezone.now()


def roles_on(person, day):
    with time_machine.travel(f"{day}T09:00:00+09:00", tick=False):
        return Person.objects.get(pk=person.pk).organisation_ids(*OFFICE_ROLES)


def test_a_role_holds_from_its_first_to_its_last_day(centre):
    person = make.member(Role.ADVISER, centre, from_date=TODAY, until_date=TODAY + 9 * DAY)

    days = [TODAY - DAY, TODAY, TODAY + 9 * DAY, TODAY + 10 * DAY]
    assert [bool(roles_on(person, day)) for day in days] == [False, True, True, False]


def test_a_day_begins_at_midnight_in_tokyo(centre):
    person = make.member(Role.ADVISER, centre, from_date=TODAY)

    with time_machine.travel("2026-03-31T15:00:00+00:00", tick=False):
        assert Person.objects.get(pk=person.pk).is_staff_member
    with time_machine.travel("2026-03-31T14:59:59+00:00", tick=False):
        assert not Person.objects.get(pk=person.pk).is_staff_member


def test_one_sees_colleagues_and_nobody_of_another_office(centre, window):
    me, colleague = make.member(Role.ADVISER, centre), make.member(Role.EXPERT, centre)
    stranger = make.member(Role.ADVISER, window)

    assert set(Person.objects.visible_to(me)) == {me, colleague}
    assert stranger not in queries.colleagues(me)


def test_a_former_colleague_stays_known_and_is_no_adviser_any_more(centre):
    me = make.member(Role.ADVISER, centre)
    gone = make.member(Role.ADVISER, centre, until_date=timezone.localdate() - DAY)

    assert gone in Person.objects.visible_to(me)
    assert gone not in queries.advisers_of(centre, on=timezone.localdate())


def test_a_person_of_a_company_sees_nobody_but_oneself(centre):
    company = Organisation.objects.create(kind=OrganisationKind.COMPANY, name="架空製作所（架空）")
    me = make.member(Role.STEWARD, company)
    make.member(Role.EMPLOYEE, company)
    make.member(Role.ADVISER, centre)

    assert list(Person.objects.visible_to(me)) == [me]


def test_an_operator_manages_every_office_and_no_company(centre, window, operator):
    company = Organisation.objects.create(kind=OrganisationKind.COMPANY, name="架空製作所（架空）")
    away, client = make.member(Role.ADVISER, window), make.member(Role.EMPLOYEE, company)

    managed = Person.objects.managed_by(operator)
    assert away in managed
    assert client not in managed


def test_a_manager_manages_the_own_office_only(centre, window, manager):
    own, away = make.member(Role.ADVISER, centre), make.member(Role.ADVISER, window)

    assert own in Person.objects.managed_by(manager)
    assert away not in Person.objects.managed_by(manager)


def test_advisers_and_experts_are_found_by_office(centre, window):
    adviser, manager = make.member(Role.ADVISER, centre), make.member(Role.MANAGER, centre)
    expert = make.member(Role.EXPERT, centre)
    make.member(Role.ADVISER, window)
    today = timezone.localdate()

    assert set(queries.advisers_of(centre, on=today)) == {adviser, manager}
    assert list(queries.experts_of(centre, on=today)) == [expert]


# Giving


def give(by, person, organisation, role=Role.EXPERT, **dates):
    dates.setdefault("from_date", timezone.localdate())
    return actions.give_role(person=person, organisation=organisation, role=role, **dates, by=by, at=NOW)


def test_a_given_role_has_its_dates_and_one_audit_line(centre, manager):
    person = make.member(Role.ADVISER, centre)
    given_role = give(manager, person, centre)

    assert given_role.role == Role.EXPERT
    line = Line.objects.get(deed="accounts.give_role")
    assert (line.stream, line.by) == (f"person:{person.pk}", str(manager.pk))


def test_a_manager_cannot_make_an_operator(centre, manager):
    with pytest.raises(PermissionDenied):
        give(manager, make.member(Role.ADVISER, centre), centre, Role.OPERATOR)


def test_a_manager_cannot_give_a_role_in_another_office(centre, window, manager):
    with pytest.raises(PermissionDenied):
        give(manager, make.member(Role.ADVISER, centre), window)


@pytest.mark.parametrize("role", COMPANY_ROLES)
def test_roles_of_companies_are_not_given_here(centre, operator, role):
    with pytest.raises(PermissionDenied):
        give(operator, make.member(Role.ADVISER, centre), centre, role)


def test_an_operator_makes_another_operator(centre, operator):
    assert give(operator, make.member(Role.ADVISER, centre), centre, Role.OPERATOR).role == Role.OPERATOR


def test_nobody_gives_a_role_to_oneself(centre, operator):
    with pytest.raises(Refusal):
        give(operator, operator, centre, Role.MANAGER)


def test_a_person_of_another_office_is_out_of_reach(centre, window, manager):
    with pytest.raises(Person.DoesNotExist):
        give(manager, make.member(Role.ADVISER, window), centre)


def test_an_adviser_gives_nothing(centre):
    with pytest.raises(PermissionDenied):
        give(make.member(Role.ADVISER, centre), make.member(Role.EXPERT, centre), centre)


@pytest.mark.thorough
class Periods(TestCase):
    @hypothesis_settings(max_examples=40, deadline=None)
    @given(spans=st.lists(st.tuples(st.integers(0, 40), st.none() | st.integers(0, 20)), min_size=2, max_size=5))
    def test_of_one_role_never_overlap(self, spans):
        centre = make.office(code="00")
        manager, person = make.member(Role.MANAGER, centre), make.member(Role.ADVISER, centre)
        for start, length in spans:
            until = None if length is None else TODAY + (start + length) * DAY
            try:
                give(manager, person, centre, from_date=TODAY + start * DAY, until_date=until)
            except Refusal:
                continue
        for day in range(70):
            held = Membership.objects.on(TODAY + day * DAY).filter(person=person, role=Role.EXPERT)
            assert held.count() <= 1
        assert Membership.objects.filter(person=person, role=Role.EXPERT).exists()


def test_a_period_that_ends_before_it_begins_is_refused(centre, manager):
    with pytest.raises(Refusal):
        give(manager, make.member(Role.ADVISER, centre), centre, from_date=TODAY, until_date=TODAY - DAY)


# Ending


def end(by, person, role, until_date, at=NOW):
    membership = person.memberships.get(role=role)
    return actions.end_role(membership=membership, until_date=until_date, by=by, at=at)


def test_a_role_ends_with_its_day(centre, manager):
    person = make.member(Role.ADVISER, centre)
    today = timezone.localdate()
    end(manager, person, Role.ADVISER, today)

    assert roles_on(person, today)
    assert not roles_on(person, today + DAY)


def test_the_last_manager_of_an_office_stays(centre, window, manager, operator):
    make.member(Role.MANAGER, window)

    with pytest.raises(Refusal, match="最後の窓口責任者"):
        end(operator, manager, Role.MANAGER, timezone.localdate())


def test_a_manager_leaves_after_the_successor_has_come(centre, manager):
    today = timezone.localdate()
    make.member(Role.MANAGER, centre, from_date=today + 10 * DAY)

    with pytest.raises(Refusal):
        end(manager, manager, Role.MANAGER, today)
    assert end(manager, manager, Role.MANAGER, today + 9 * DAY).until_date == today + 9 * DAY


def test_a_disabled_manager_is_no_successor(centre, manager, operator):
    other = make.member(Role.MANAGER, centre)
    actions.disable(person=other, by=operator, at=NOW)

    with pytest.raises(Refusal):
        end(operator, manager, Role.MANAGER, timezone.localdate())


def test_the_last_operator_stays_whatever_the_office(centre, window, operator):
    other = make.member(Role.OPERATOR, window)
    end(operator, other, Role.OPERATOR, timezone.localdate())

    with pytest.raises(Refusal, match="最後のシステム管理者"):
        end(operator, operator, Role.OPERATOR, timezone.localdate())


def test_a_manager_cannot_end_an_operator(centre, manager, operator):
    make.member(Role.OPERATOR, centre)
    with pytest.raises(PermissionDenied):
        end(manager, operator, Role.OPERATOR, timezone.localdate())


def test_a_role_of_another_office_is_out_of_reach(centre, window, manager):
    with pytest.raises(Membership.DoesNotExist):
        end(manager, make.member(Role.ADVISER, window), Role.ADVISER, timezone.localdate())


def test_a_role_that_is_over_is_not_ended_again(centre, manager):
    person = make.member(Role.ADVISER, centre, until_date=timezone.localdate() - DAY)
    with pytest.raises(Refusal):
        end(manager, person, Role.ADVISER, timezone.localdate())


# Buttons tell the truth


def offered(actor, person):
    return {deed.code for deed in access.deeds(actor, person, on=timezone.localdate())}


def test_each_offered_deed_succeeds_and_each_other_is_refused(centre, window, manager, operator):
    both = make.member(Role.ADVISER, window, of=make.member(Role.ADVISER, centre))
    own = make.member(Role.ADVISER, centre)
    for person in (own, both, manager, operator, make.member(Role.ADVISER, window)):
        clears = "clear_second_factor" in offered(operator, person)
        assert clears == (person != operator and person.authenticator_set.exists())
        assert ("disable" in offered(manager, person)) == can_disable(manager, person)
        assert ("disable" in offered(operator, person)) == can_disable(operator, person)


def can_disable(by, person):
    try:
        actions.disable(person=person, by=by, at=NOW)
    except (Refusal, Person.DoesNotExist):
        return False
    actions.enable(person=person, by=by, at=NOW)
    return True


def test_ending_the_last_key_is_not_offered(centre, manager, operator):
    membership = manager.memberships.get()
    assert access.membership_deeds(operator, membership, on=timezone.localdate()) == []

    make.member(Role.MANAGER, centre)
    assert [d.code for d in access.membership_deeds(operator, membership, on=timezone.localdate())] == ["end_role"]


def test_the_last_day_of_the_calendar_is_a_day_like_any_other(centre, manager):
    membership = make.member(Role.ADVISER, centre).memberships.get()
    ended = actions.end_role(membership=membership, until_date=date.max, by=manager, at=NOW)
    assert ended.until_date == date.max
