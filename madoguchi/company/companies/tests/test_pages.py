"""企業の画面 — what the pages show, keep and refuse."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from madoguchi.company.companies import access, actions
from madoguchi.company.companies import factories as make
from madoguchi.company.companies.models import Company, ContactPerson, SizeFact
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.accounts.models import Installation
from madoguchi.foundation.audit.models import Line
from madoguchi.foundation.vault.factories import pocketed

NUMBER = "7123456789012"
INDEX = "/companies/"


@pytest.fixture
def centre(db):
    Installation.objects.create(pk=1, is_demo=True, made_at=timezone.now())  # no second factor asked for
    return people.office()


@pytest.fixture
def window(db):
    return people.office(code="23")


@pytest.fixture
def adviser(centre, client):
    person = people.member(Role.ADVISER, centre)
    pocketed(client, person)
    return person


@pytest.fixture
def company(centre):
    return make.company(name="株式会社さくら（架空）", office=centre)


def page(company, name, *more):
    return reverse(f"companies:{name}", args=[company.pk, *more])


def links(response):
    return {link["href"] for link in BeautifulSoup(response.text, "html.parser").select("main a[href]")}


# Seeing


def test_the_list_shows_what_the_office_knows_and_nothing_else(client, adviser, company):
    make.company(name="株式会社よその相手（架空）")

    shown = client.get(INDEX).text

    assert company.name in shown
    assert "よその相手" not in shown


@pytest.mark.parametrize(("query", "is_found"), [("q=㈱さくら", True), ("q=梅", False), ("prefecture=23", True),
                                                 ("prefecture=13", False), ("prefecture=x&q=桜", False)])  # fmt: skip
def test_the_list_is_searched_by_name_and_prefecture(client, adviser, company, query, is_found):
    assert (company.get_absolute_url() in links(client.get(f"{INDEX}?{query}"))) is is_found


def test_the_list_goes_on_by_key_and_keeps_the_search(client, adviser, centre):
    made = [make.company(name=f"株式会社桜{number}（架空）", office=centre) for number in range(60)]

    first = client.get(f"{INDEX}?q=桜")
    onward = BeautifulSoup(first.text, "html.parser").select_one("a[rel=next]")["href"]
    second = client.get(INDEX + onward)

    seen = [links(response) & {company.get_absolute_url() for company in made} for response in (first, second)]
    assert [len(part) for part in seen] == [50, 10]
    assert not seen[0] & seen[1]
    assert "q=" in onward


@pytest.mark.parametrize("more", [0, 30])
def test_the_list_costs_the_same_for_one_or_many(
    client, adviser, company, centre, more, django_assert_max_num_queries
):
    for _ in range(more):
        make.company(office=centre)

    with django_assert_max_num_queries(8):
        client.get(INDEX)


def test_a_company_out_of_sight_is_not_found_and_no_look_is_written(client, adviser):
    hidden = make.company(corporate_number=NUMBER)
    contact = make.contact(company=hidden)

    for name in ("detail", "correct", "state_size", "add_contact"):
        assert client.get(page(hidden, name)).status_code == 404
        assert client.post(page(hidden, name)).status_code in (404, 405)
    assert client.post(page(hidden, "remove_contact", contact.pk)).status_code == 404
    assert not Line.objects.exists()


def test_a_look_is_written_down(client, adviser, company):
    client.get(company.get_absolute_url())

    assert Line.objects.get().deed == "look"


def test_the_page_tells_size_rule_and_fact(client, adviser, company, centre):
    make.size_fact(company=company, office=centre, fiscal_year=2017, capital_yen=10_000_000, employees=30)

    shown = client.get(company.get_absolute_url()).text

    for word in ("2017年度", "10,000,000円", "30人", "製造業", "中小企業", "中小企業基本法"):
        assert word in shown


def test_the_page_shows_contacts_by_name_and_that_they_were_opened_is_written_down(client, adviser, company, centre):
    for name in ("架空 に", "架空 い"):
        make.contact(company=company, office=centre, name=name)

    shown = client.get(company.get_absolute_url()).text

    assert -1 < shown.index("架空 い") < shown.index("架空 に")
    assert [line.deed for line in Line.objects.order_by("pk")] == ["look", "companies.read_contacts"]


def test_with_closed_keys_the_page_says_that_there_are_contacts(client, adviser, company, centre):
    make.contact(company=company, office=centre, name="架空 一郎")
    client.logout()
    client.force_login(adviser)

    shown = client.get(company.get_absolute_url()).text

    assert "封をした連絡先が1件あります" in shown
    assert "鍵を開いてください" in shown
    assert "架空 一郎" not in shown
    assert not Line.objects.exclude(deed="look").exists()


def test_who_has_not_been_handed_the_key_is_told_to_wait(client, adviser, company, centre):
    make.contact(company=company, office=centre, name="架空 一郎")
    pocketed(client, people.member(Role.ADVISER, centre))

    assert "鍵待ちです" in client.get(company.get_absolute_url()).text


def test_a_contact_is_removed_unread_with_closed_keys(client, adviser, company, centre):
    contact = make.contact(company=company, office=centre, name="架空 一郎")
    client.logout()
    client.force_login(adviser)

    assert "架空 一郎" not in client.get(page(company, "remove_contact", contact.pk)).text
    assert client.post(page(company, "remove_contact", contact.pk)).status_code == 302
    assert not ContactPerson.objects.exists()


@pytest.mark.parametrize("role", [Role.EXPERT, Role.ANALYST, Role.OPERATOR])
def test_other_roles_have_no_door(client, centre, company, role):
    client.force_login(people.member(role, centre))

    for url in (INDEX, company.get_absolute_url(), reverse("companies:register"), reverse("companies:use")):
        assert client.get(url).status_code == 403


def test_a_companys_own_people_have_no_page_here(client, centre, company):
    client.force_login(people.member(Role.STEWARD, make.room_of(company)))

    assert client.get(company.get_absolute_url()).status_code == 403


def test_each_button_leads_somewhere_and_who_sees_nothing_is_offered_nothing(client, adviser, company, window, centre):
    contact = make.contact(company=company, office=centre)
    offered = access.deeds(adviser, company) + access.contact_deeds(adviser, contact)

    assert [client.get(deed.url).status_code for deed in offered] == [200] * 5
    assert {deed.url for deed in offered} <= links(client.get(company.get_absolute_url()))
    assert access.deeds(people.member(Role.ADVISER, window), company) == []
    assert access.deeds(people.member(Role.EXPERT, centre), company) == []
    assert access.contact_deeds(people.member(Role.ADVISER, window), contact) == []


# Registering


def test_registering_leads_to_the_companys_page(client, adviser):
    typed = {"name": "㈱さくら", "corporate_number": NUMBER, "prefecture": "23", "address": "架空町1"}

    response = client.post(reverse("companies:register"), typed)

    assert response.status_code == 302
    assert Company.objects.visible_to(adviser).get().get_absolute_url() == response.url


@pytest.mark.parametrize("wrong", [{"name": ""}, {"corporate_number": "7123456789013"}, {"prefecture": "99"}])
def test_what_was_typed_stays_when_something_is_wrong(client, adviser, wrong):
    response = client.post(reverse("companies:register"), {"name": "㈱さくら", "address": "架空町1"} | wrong)

    assert response.status_code == 422
    assert 'value="架空町1"' in response.text
    assert not Company.objects.exists()


def test_a_number_known_to_the_office_leads_to_its_company(client, adviser, centre):
    known = make.company(corporate_number=NUMBER, office=centre)

    response = client.post(reverse("companies:register"), {"name": "別名", "corporate_number": NUMBER})

    assert response.status_code == 422
    assert known.get_absolute_url() in links(response)


def test_a_number_registered_elsewhere_is_offered_without_saying_who_knows_it(client, adviser, window):
    name = "株式会社よその相手（架空）"
    hidden = make.company(name=name, corporate_number=NUMBER, office=window, address="架空町9")
    make.contact(company=hidden, office=window, name="架空 一郎")
    make.size_fact(company=hidden, office=window)

    response = client.post(reverse("companies:register"), {"name": "別名", "corporate_number": NUMBER})

    assert response.status_code == 422
    assert name in response.text
    assert "架空町9" in response.text
    assert window.name not in response.text
    assert hidden.get_absolute_url() not in response.text

    used = client.post(reverse("companies:use"), {"corporate_number": NUMBER})
    shown = client.get(used.url).text
    assert name in shown
    for secret in (window.name, "架空 一郎", "10,000,000円"):
        assert secret not in shown


def test_a_company_of_a_restricted_case_is_offered_to_colleagues_like_one_from_elsewhere(client, adviser, centre):
    hidden = make.company(corporate_number=NUMBER)
    actions.reacquaint(company=hidden, because="consultations.Consultation:1", managers_of=[centre])

    response = client.post(reverse("companies:register"), {"name": "別名", "corporate_number": NUMBER})

    assert hidden.get_absolute_url() not in response.text
    assert reverse("companies:use") in response.text


def test_a_namesake_is_shown_first_and_a_tick_says_that_this_is_another(client, adviser, company):
    typed = {"name": "㈱さくら（架空）"}

    asked = client.post(reverse("companies:register"), typed)
    made = client.post(reverse("companies:register"), typed | {"is_another": "on"})

    assert asked.status_code == 422
    assert company.get_absolute_url() in links(asked)
    assert BeautifulSoup(asked.text, "html.parser").select_one("[name=is_another]")["type"] == "checkbox"
    assert made.status_code == 302
    assert Company.objects.count() == 2


def test_a_namesake_out_of_sight_stays_unmentioned(client, adviser, window):
    make.company(name="株式会社さくら（架空）", office=window)

    assert client.post(reverse("companies:register"), {"name": "㈱さくら（架空）"}).status_code == 302


def test_who_stands_at_two_counters_says_for_which(client, adviser, centre, window):
    people.member(Role.ADVISER, window, of=adviser)
    url = reverse("companies:register")

    assert client.post(url, {"name": "㈱さくら"}).status_code == 422
    assert client.post(url, {"name": "㈱さくら", "office": people.office(code="24").pk}).status_code == 422
    assert client.post(url, {"name": "㈱さくら", "office": window.pk}).status_code == 302
    assert Company.objects.visible_to(people.member(Role.ADVISER, window)).exists()
    assert not Company.objects.visible_to(people.member(Role.ADVISER, centre)).exists()


def test_a_number_nobody_has_cannot_be_used(client, adviser):
    assert client.post(reverse("companies:use"), {"corporate_number": NUMBER}).status_code == 422


# Correcting


def test_two_people_who_correct_at_once_both_keep_what_they_typed(client, adviser, company):
    mine = {"name": "株式会社わたしの案（架空）", "seen_version": "0"}
    actions.correct(
        company=company, seen_version=0, changes={"name": "株式会社先の案（架空）"}, by=adviser, at=timezone.now()
    )

    told = client.post(page(company, "correct"), mine)

    assert told.status_code == 422
    assert "わたしの案" in told.text
    assert "先の案" in told.text
    assert "愛知県" in BeautifulSoup(told.text, "html.parser").select_one("table.conflict").text

    form = BeautifulSoup(told.text, "html.parser").select_one("main form.narrow")
    again = {field["name"]: field.get("value", "") for field in form.select("input[name]")}
    assert client.post(page(company, "correct"), again).status_code == 302
    company.refresh_from_db()
    assert (company.name, company.version) == (mine["name"], 2)


def test_correcting_to_a_number_of_another_company_names_it_and_offers_nothing(client, adviser, company):
    other = make.company(name="株式会社よその相手（架空）", corporate_number=NUMBER)

    typed = {"name": company.name, "seen_version": "0", "corporate_number": NUMBER}
    response = client.post(page(company, "correct"), typed)

    assert response.status_code == 422
    assert other.name in response.text
    assert reverse("companies:use") not in response.text


# Size and contacts


@pytest.mark.parametrize(
    ("capital", "employees", "expected"),
    [
        ("1,000万円", "約165名", (10_000_000, 165)),
        ("１．５億円", "１６５人", (150_000_000, 165)),
        ("3,000千円", "", (3_000_000, None)),
        ("", "165", (None, 165)),
    ],
)
def test_the_size_is_typed_as_offices_write_it(client, adviser, company, capital, employees, expected):
    typed = {"fiscal_year": "2017", "capital_yen": capital, "employees": employees, "industry": "E"}

    assert client.post(page(company, "state_size"), typed).status_code == 302
    fact = SizeFact.objects.get()
    assert (fact.capital_yen, fact.employees) == expected


@pytest.mark.parametrize("wrong", [{"capital_yen": "不明"}, {"employees": "多数"}, {"industry": "ZZ"},
                                   {"fiscal_year": "1900"}, {"capital_yen": "", "industry": ""}])  # fmt: skip
def test_a_size_that_cannot_be_read_is_shown_again(client, adviser, company, wrong):
    typed = {"fiscal_year": "2017", "capital_yen": "1,000万円", "industry": "E"} | wrong

    response = client.post(page(company, "state_size"), typed)

    assert response.status_code == 422
    assert typed["capital_yen"] in response.text
    assert not SizeFact.objects.exists()


def test_the_last_size_stands_ready_in_the_form(client, adviser, company, centre):
    make.size_fact(company=company, office=centre, capital_yen=10_000_000)

    assert 'value="10,000,000円"' in client.get(page(company, "state_size")).text


def test_a_contact_comes_and_goes(client, adviser, company):
    assert client.post(page(company, "add_contact"), {"name": "架空 一郎"}).status_code == 422
    client.post(page(company, "add_contact"), {"name": "架空 一郎", "phone": "052-000-0000"})
    contact = ContactPerson.objects.get()
    assert "架空 一郎" in client.get(company.get_absolute_url()).text

    client.get(page(company, "remove_contact", contact.pk))
    assert ContactPerson.objects.exists()
    assert client.post(page(company, "remove_contact", contact.pk)).status_code == 302
    assert not ContactPerson.objects.exists()
