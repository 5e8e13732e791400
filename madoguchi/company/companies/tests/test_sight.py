"""見える範囲 — nobody learns of a company through this room who may not know that it comes to the desk."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from madoguchi.company.companies import actions, queries
from madoguchi.company.companies import factories as make
from madoguchi.company.companies.models import Company, ContactPerson, SizeFact
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.vault.factories import unlocked

NUMBER = "7123456789012"
CASE = "consultations.Consultation:1"
NOW = timezone.now()
SIZE = {"fiscal_year": 2017, "capital_yen": 10_000_000, "employees": 20, "industry": "E"}


@pytest.fixture
def centre(db):
    return people.office()


@pytest.fixture
def window(db):
    return people.office(code="23")


@pytest.fixture
def company(db):
    return make.company(name="株式会社秘密の相手（架空）", corporate_number=NUMBER, address="名古屋市架空町1")


def adviser(office):
    return people.member(Role.ADVISER, office)


def knows(person, company):
    """Every way in of this room gives the same answer."""
    person = type(person).objects.get(pk=person.pk)
    answers = {
        Company.objects.visible_to(person).filter(pk=company.pk).exists(),
        company in queries.known(actor=person).rows,
        company in queries.known(actor=person, typed=NUMBER).rows,
        company in queries.known(actor=person, typed="秘密").rows,
        company.pk in {found.company_id for found in queries.suggest(actor=person, typed="秘密")},
        queries.usable(actor=person, company_id=company.pk) is not None,
        company in queries.same_name(actor=person, name=company.name),
    }
    assert len(answers) == 1
    return answers.pop()


def test_a_company_of_a_restricted_case_is_known_to_members_and_managers_only(centre, window, company):
    member, manager = adviser(centre), people.member(Role.MANAGER, centre)
    actions.reacquaint(company=company, because=CASE, managers_of=[centre], persons=[member])

    assert knows(member, company)
    assert knows(manager, company)
    assert not knows(adviser(centre), company)
    assert not knows(adviser(window), company)
    assert not knows(people.member(Role.MANAGER, window), company)


@pytest.mark.parametrize("role", [Role.EXPERT, Role.ANALYST, Role.OPERATOR])
def test_who_does_not_stand_at_the_counter_knows_nothing(centre, company, role):
    actions.reacquaint(company=company, because=CASE, offices=[centre])

    assert not knows(people.member(role, centre), company)
    assert queries.suggest(actor=people.member(role, centre), typed=NUMBER) == []


def test_a_wall_hides_the_company_from_person_and_office(centre, window, company):
    walled, colleague = adviser(centre), adviser(centre)
    actions.reacquaint(
        company=company, because=CASE, offices=[centre, window], except_persons=[walled], except_offices=[window]
    )

    assert knows(colleague, company)
    assert not knows(walled, company)
    assert not knows(adviser(window), company)


def test_a_wall_beats_membership_and_management(centre, company):
    walled = people.member(Role.MANAGER, centre)
    actions.reacquaint(company=company, because=CASE, managers_of=[centre], persons=[walled], except_persons=[walled])

    assert not knows(walled, company)


def test_a_wall_in_one_case_leaves_what_is_known_through_another(centre, company):
    walled = adviser(centre)
    actions.reacquaint(company=company, because=CASE, offices=[centre], except_persons=[walled])
    actions.reacquaint(company=company, because="consultations.Consultation:2", offices=[centre])

    assert knows(walled, company)


def test_what_became_restricted_is_forgotten_by_colleagues(centre, company):
    colleague = adviser(centre)
    actions.reacquaint(company=company, because=CASE, offices=[centre])
    assert knows(colleague, company)

    actions.reacquaint(company=company, because=CASE, managers_of=[centre])
    assert not knows(colleague, company)


def test_who_moved_to_another_office_takes_no_company_along(centre, window, company):
    yesterday = timezone.localdate() - timedelta(days=1)
    moved = people.member(Role.ADVISER, centre, until_date=yesterday)
    people.member(Role.ADVISER, window, of=moved)
    actions.reacquaint(company=company, because=CASE, managers_of=[centre], persons=[moved])

    assert not knows(moved, company)


@pytest.mark.parametrize(
    ("first", "last", "is_known"), [(-9, -1, False), (-1, 1, True), (1, 9, False), (-1, None, True)]
)
def test_a_member_knows_between_the_days_of_the_membership(centre, company, first, last, is_known):
    today, person = timezone.localdate(), adviser(centre)
    member = SimpleNamespace(
        person_id=person.pk,
        from_date=today + timedelta(days=first),
        until_date=None if last is None else today + timedelta(days=last),
    )
    actions.reacquaint(company=company, because=CASE, managers_of=[centre], members=[member])

    assert knows(person, company) is is_known


def test_a_whole_corporate_number_answers_name_and_address_and_nothing_else(centre, window, company):
    actions.reacquaint(company=company, because=CASE, managers_of=[centre])
    typed = "７１２３-４５６７-８９０１２"

    (found,) = queries.suggest(actor=adviser(window), typed=typed)

    assert (found.name, found.address) == (company.name, company.address)
    assert (found.company_id, found.is_known) == (None, False)
    assert queries.usable(actor=adviser(window), corporate_number=typed) == company
    assert not knows(adviser(window), company)


@pytest.mark.parametrize("typed", [NUMBER[:12], NUMBER[1:], "4011001098993", "秘密", ""])
def test_a_part_of_a_number_or_a_name_answers_nothing_elsewhere(window, company, typed):
    assert queries.suggest(actor=adviser(window), typed=typed) == []
    assert queries.usable(actor=adviser(window), corporate_number=typed) is None


def test_people_of_a_company_see_their_own_and_no_other(company):
    steward = people.member(Role.STEWARD, make.room_of(company))

    assert list(Company.objects.visible_to(steward)) == [company]
    assert queries.suggest(actor=steward, typed=NUMBER) == []


def test_contacts_told_to_one_office_are_read_at_its_counter_only(centre, window, company):
    actions.reacquaint(company=company, because=CASE, offices=[centre, window])
    reader = unlocked(adviser(centre))
    make.contact(company=company, office=centre, because=CASE, name="架空 花子")

    assert [one.name for one in queries.contacts_of(company, actor=reader)] == ["架空 花子"]
    assert not ContactPerson.objects.visible_to(adviser(window)).exists()
    assert not ContactPerson.objects.visible_to(people.member(Role.EXPERT, centre)).exists()
    assert not ContactPerson.objects.visible_to(people.member(Role.STEWARD, make.room_of(company))).exists()


def test_what_one_office_was_told_of_the_size_is_not_told_to_another(centre, window, company):
    actions.reacquaint(company=company, because=CASE, offices=[centre, window])
    fact = make.size_fact(company=company, office=centre, because=CASE)
    today = timezone.localdate()

    assert [year.fact for year in queries.sizes_of(company, actor=adviser(centre))] == [fact]
    assert queries.sizes_of(company, actor=adviser(window)) == []
    assert queries.size_on(company, today, office=window).facts.employees is None
    assert not SizeFact.objects.visible_to(people.member(Role.OPERATOR, centre)).exists()


def test_typing_the_number_gets_nobody_around_a_wall(centre, company):
    """The walled person may use the company, as any office may; what the case was told stays behind the wall."""
    walled, colleague = adviser(centre), adviser(centre)
    actions.reacquaint(company=company, because=CASE, offices=[centre], except_persons=[walled])
    actions.add_contact(company=company, name="架空 花子", phone="1", by=colleague, at=NOW)
    actions.state_size(company=company, **SIZE, by=colleague, at=NOW)

    actions.acquaint_by_number(corporate_number=NUMBER, office=centre, by=walled, at=NOW)

    assert knows(walled, company)
    assert queries.contacts_of(company, actor=walled) == queries.sizes_of(company, actor=walled) == []
    assert queries.size_on(company, NOW.date(), actor=walled).facts.employees is None
    assert len(queries.contacts_of(company, actor=colleague)) == len(queries.sizes_of(company, actor=colleague)) == 1


def test_typing_the_number_tells_a_colleague_nothing_of_a_restricted_case(centre, company):
    member, colleague = adviser(centre), adviser(centre)
    actions.reacquaint(company=company, because=CASE, managers_of=[centre], persons=[member])
    actions.state_size(company=company, **SIZE, by=member, at=NOW)

    actions.acquaint_by_number(corporate_number=NUMBER, office=centre, by=colleague, at=NOW)

    assert queries.sizes_of(company, actor=colleague) == []
    assert len(queries.sizes_of(company, actor=member)) == 1


@pytest.mark.parametrize("opened_first", [True, False])
@pytest.mark.parametrize("narrow", ["managers_of", "offices"])
def test_what_is_told_of_a_company_known_openly_is_seen_by_the_office(centre, company, opened_first, narrow):
    teller, colleague = people.member(Role.MANAGER, centre), adviser(centre)
    cases = [
        {"because": CASE, narrow: [centre], "persons": [teller], "except_persons": [colleague]},
        {"because": "consultations.Consultation:2", "offices": [centre]},
    ]
    for case in reversed(cases) if opened_first else cases:
        actions.reacquaint(company=company, **case)

    actions.state_size(company=company, **SIZE, by=teller, at=NOW)

    assert len(queries.sizes_of(company, actor=colleague)) == 1


CASES = st.lists(
    st.fixed_dictionaries(
        {
            "company": st.integers(0, 2),
            "offices": st.sets(st.integers(0, 1)),
            "managers_of": st.sets(st.integers(0, 1)),
            "persons": st.sets(st.integers(0, 3)),
            "except_persons": st.sets(st.integers(0, 3), max_size=1),
            "except_offices": st.sets(st.integers(0, 1), max_size=1),
        }
    ),
    max_size=4,
)
STAFF = st.tuples(*[st.tuples(st.sampled_from([Role.ADVISER, Role.MANAGER, Role.EXPERT]), st.integers(0, 1))] * 4)


def expected(person, role, desk, cases):
    """The rule in plain words: at the counter, not walled, and the office's, the managers' or one's own."""
    if role == Role.EXPERT:
        return set()
    return {
        case["company"]
        for case in cases
        if person not in case["except_persons"]
        and desk not in case["except_offices"]
        and (
            desk in case["offices"]
            or (desk in case["managers_of"] and role == Role.MANAGER)
            or (
                person in case["persons"]
                and (desk in case["managers_of"] or not case["offices"] | case["managers_of"])
            )
        )
    }


@pytest.mark.thorough
class AnyWorld(TestCase):
    @hypothesis_settings(max_examples=40, deadline=None)
    @given(staff=STAFF, cases=CASES, typed=st.sampled_from(["架空", "0", "企業1", "株式会社", NUMBER]))
    def test_shows_each_person_exactly_what_the_rules_say_and_no_query_more(self, staff, cases, typed):
        offices = [people.office(code="00"), people.office(code="23")]
        companies = [make.company(name=f"架空企業{n}株式会社") for n in range(3)]
        persons = [people.member(role, offices[desk]) for role, desk in staff]
        named = {"offices": offices, "managers_of": offices, "persons": persons}
        named |= {"except_persons": persons, "except_offices": offices}
        for number, case in enumerate(cases):
            who = {key: [rows[index] for index in case[key]] for key, rows in named.items()}
            actions.reacquaint(company=companies[case["company"]], because=f"case:{number}", **who)

        for index, (role, desk) in enumerate(staff):
            actor = persons[index]
            visible = set(Company.objects.visible_to(actor))
            listed = set(queries.known(actor=actor).rows)
            found = set(queries.known(actor=actor, typed=typed).rows)
            suggested = {row.company_id for row in queries.suggest(actor=actor, typed=typed)}

            assert visible == {companies[number] for number in expected(index, role, desk, cases)}
            assert listed == visible
            assert found <= visible
            assert suggested <= {company.pk for company in visible}
