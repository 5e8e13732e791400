"""企業を書きとめる — registering, using, correcting, stating the size, contacts."""

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from madoguchi.company.companies import actions, queries
from madoguchi.company.companies import factories as make
from madoguchi.company.companies.models import Acquaintance, Company, ContactPerson, SizeFact
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.audit.models import Line
from madoguchi.foundation.core.errors import Conflict, Refusal
from madoguchi.foundation.vault.errors import NobodyHasAKey
from madoguchi.foundation.vault.factories import unlocked
from madoguchi.foundation.vault.models import Keyring

NOW = timezone.now()
NUMBER = "7123456789012"
SIZE = {"fiscal_year": 2026, "capital_yen": 10_000_000, "employees": 20, "industry": "E"}


@pytest.fixture
def centre(db):
    return people.office()


@pytest.fixture
def adviser(centre):
    return people.member(Role.ADVISER, centre)


def lines():
    return list(Line.objects.order_by("pk").values_list("deed", "stream"))


def test_registering_makes_the_office_acquainted_and_writes_one_line(centre, adviser):
    made = actions.register(
        name=" ㈱さくら ", corporate_number="７１２３４５６７８９０１２", office=centre, by=adviser, at=NOW
    )

    assert (made.name, made.folded, made.core, made.corporate_number) == (
        "㈱さくら",
        "株式会社さくら",
        "さくら",
        NUMBER,
    )
    assert Company.objects.visible_to(adviser).get() == made
    assert lines() == [("companies.register", f"company:{made.pk}")]


def test_registering_for_a_case_leaves_it_to_the_case_who_may_know(centre, adviser):
    actions.register(name="㈱さくら", by=adviser, at=NOW)

    assert not Acquaintance.objects.exists()


def test_a_number_is_registered_once(centre, adviser):
    taken = make.company(corporate_number=NUMBER)

    with pytest.raises(actions.AlreadyRegistered) as refused:
        actions.register(name="別名", corporate_number=NUMBER, office=centre, by=adviser, at=NOW)

    assert refused.value.company == taken
    assert Company.objects.count() == 1
    assert lines() == []


def test_companies_without_number_are_as_many_as_they_like(centre, adviser):
    for _ in range(2):
        actions.register(name="㈱さくら", office=centre, by=adviser, at=NOW)

    assert Company.objects.filter(corporate_number=None).count() == 2


@pytest.mark.parametrize(
    "typed",
    [{"name": " "}, {"name": "さ" * 201}, {"name": "㍿" * 100}, {"prefecture": "48"}, {"address": "あ" * 201},
     {"corporate_number": "7123456789013"}, {"corporate_number": "123"}],
)  # fmt: skip
def test_what_cannot_be_kept_is_refused(centre, adviser, typed):
    with pytest.raises(Refusal):
        actions.register(**{"name": "㈱さくら"} | typed, office=centre, by=adviser, at=NOW)

    assert not Company.objects.exists()


def test_registers_for_no_office_but_ones_own(centre, adviser):
    window = people.office(code="23")

    with pytest.raises(PermissionDenied):
        actions.register(name="㈱さくら", office=window, by=adviser, at=NOW)


@pytest.mark.parametrize("role", [Role.EXPERT, Role.ANALYST, Role.OPERATOR])
def test_who_does_not_stand_at_the_counter_registers_nothing(centre, role):
    with pytest.raises(PermissionDenied):
        actions.register(name="㈱さくら", by=people.member(role, centre), at=NOW)


def test_using_a_company_by_its_number_makes_the_office_acquainted_once(centre, adviser):
    company = make.company(corporate_number=NUMBER)

    for _ in range(2):
        actions.acquaint_by_number(corporate_number=NUMBER, office=centre, by=adviser, at=NOW)

    assert Acquaintance.objects.get().office == centre
    assert Company.objects.visible_to(adviser).get() == company


@pytest.mark.parametrize("typed", ["", "4011001098993", "12"])
def test_a_number_nobody_has_gives_nothing_to_use(centre, adviser, typed):
    make.company()

    with pytest.raises(Refusal):
        actions.acquaint_by_number(corporate_number=typed, office=centre, by=adviser, at=NOW)


def test_correcting_keeps_what_was_not_named_and_folds_anew(centre, adviser):
    company = make.company(name="㈱旧", office=centre, corporate_number=NUMBER, address="架空町1")

    corrected = actions.correct(company=company, seen_version=0, changes={"name": "㈱新"}, by=adviser, at=NOW)

    corrected.refresh_from_db()
    assert (corrected.folded, corrected.core, corrected.version) == ("株式会社新", "新", 1)
    assert (corrected.corporate_number, corrected.address) == (NUMBER, "架空町1")
    assert lines() == [("companies.correct", f"company:{company.pk}")]


def test_the_second_of_two_who_correct_at_once_is_told_and_overwrites_nothing(centre, adviser):
    company = make.company(office=centre)
    actions.correct(company=company, seen_version=0, changes={"name": "first"}, by=adviser, at=NOW)

    with pytest.raises(Conflict):
        actions.correct(company=company, seen_version=0, changes={"name": "second"}, by=adviser, at=NOW)

    company.refresh_from_db()
    assert company.name == "first"


def test_correcting_to_a_number_of_another_company_is_refused(centre, adviser):
    make.company(corporate_number=NUMBER)
    company = make.company(office=centre)

    with pytest.raises(actions.AlreadyRegistered):
        actions.correct(company=company, seen_version=0, changes={"corporate_number": NUMBER}, by=adviser, at=NOW)


def test_a_company_out_of_sight_cannot_be_touched(centre, adviser):
    hidden = make.company()
    contact = make.contact(company=hidden, office=centre)

    with pytest.raises(Company.DoesNotExist):
        actions.correct(company=hidden, seen_version=0, changes={"name": "x"}, by=adviser, at=NOW)
    with pytest.raises(Company.DoesNotExist):
        actions.state_size(company=hidden, **SIZE, by=adviser, at=NOW)
    with pytest.raises(Company.DoesNotExist):
        actions.add_contact(company=hidden, name="架空 花子", phone="1", by=adviser, at=NOW)
    with pytest.raises(ContactPerson.DoesNotExist):
        actions.remove_contact(contact=contact, by=adviser, at=NOW)
    assert lines() == []


def test_the_size_of_a_year_is_stated_once_and_then_replaced(centre, adviser):
    company = make.company(office=centre)

    actions.state_size(company=company, **SIZE, by=adviser, at=NOW)
    actions.state_size(company=company, **SIZE | {"employees": None}, by=adviser, at=NOW)

    fact = SizeFact.objects.get()
    assert (fact.office, fact.capital_yen, fact.employees) == (centre, 10_000_000, None)
    assert [deed for deed, _stream in lines()] == ["companies.state_size"] * 2


@pytest.mark.parametrize("typed", [{"industry": "ZZ"}, {"capital_yen": None, "employees": None, "industry": ""}])
def test_a_size_that_says_nothing_or_nonsense_is_refused(centre, adviser, typed):
    company = make.company(office=centre)

    with pytest.raises(Refusal):
        actions.state_size(company=company, **SIZE | typed, by=adviser, at=NOW)


def test_two_offices_keep_what_each_was_told(centre, adviser):
    window = people.office(code="23")
    company = make.company(office=centre)
    actions.reacquaint(company=company, because="x", offices=[window])

    for person in (adviser, people.member(Role.ADVISER, window)):
        actions.state_size(company=company, **SIZE, by=person, at=NOW)

    assert {fact.office for fact in SizeFact.objects.all()} == {centre, window}


def test_who_stands_at_two_counters_writes_for_the_one_that_knows_the_company(centre, adviser):
    window = people.office(code="23")
    both = people.member(Role.ADVISER, window, of=adviser)
    company = make.company(office=window)

    added = actions.add_contact(company=company, name="架空 花子", phone="1", by=both, at=NOW)

    assert added.office == window


def test_a_contact_can_be_called_or_written_to(centre, adviser):
    company = make.company(office=centre)

    with pytest.raises(Refusal):
        actions.add_contact(company=company, name="架空 花子", by=adviser, at=NOW)
    with pytest.raises(Refusal):
        actions.add_contact(company=company, name=" ", phone="1", by=adviser, at=NOW)


def test_a_contact_lies_sealed_and_the_counter_reads_it(centre, adviser):
    company, colleague = make.company(office=centre), unlocked(people.member(Role.ADVISER, centre))

    added = actions.add_contact(company=company, name=" 架空 花子 ", phone="1", by=adviser, at=NOW)

    assert "花子" not in str(vars(ContactPerson.objects.get(pk=added.pk)))
    assert queries.contact_as_seen(added, actor=colleague).name == "架空 花子"
    assert lines() == [("companies.add_contact", f"company:{company.pk}")]


def test_where_nobody_has_a_key_no_contact_is_written_down(centre, adviser):
    Keyring.objects.update(replaced_at=NOW)

    with pytest.raises(NobodyHasAKey):
        actions.add_contact(company=make.company(office=centre), name="架空", phone="1", by=adviser, at=NOW)


def test_removing_a_contact_leaves_a_line_and_no_name(centre, adviser):
    company = make.company(office=centre)
    contact = make.contact(company=company, office=centre)

    actions.remove_contact(contact=contact, by=adviser, at=NOW)

    assert not ContactPerson.objects.exists()
    assert lines() == [("companies.remove_contact", f"company:{company.pk}")]


def test_an_import_writes_for_the_office_it_names(centre):
    made = actions.register(name="㈱さくら", by="system", at=NOW)

    assert actions.state_size(company=made, **SIZE, office=centre, by="system", at=NOW).office == centre
    with pytest.raises(ValueError, match="office"):
        actions.state_size(company=made, **SIZE, by="system", at=NOW)
