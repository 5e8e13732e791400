"""統合の画面 — what the pages show, keep and refuse; what they cost."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from madoguchi.company.companies import access, actions, comparing
from madoguchi.company.companies import factories as make
from madoguchi.company.companies.models import Apart, Company, Merge
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.accounts.models import Installation
from madoguchi.foundation.audit.models import Line
from madoguchi.foundation.core.errors import Refusal

NUMBER, OTHER_NUMBER = "7123456789012", "4011001098993"
TWINS = "/companies/twins/"
NOW = timezone.now()


@pytest.fixture
def centre(db):
    Installation.objects.create(pk=1, is_demo=True, made_at=NOW)  # no second factor asked for
    return people.office()


@pytest.fixture
def manager(centre, client):
    person = people.member(Role.MANAGER, centre)
    client.force_login(person)
    return person


@pytest.fixture
def pair(centre):
    first = make.company(name="さくら精機", office=centre, address="名古屋市架空町1")
    return first, make.company(name="株式会社さくら精機", office=people.office(code="23"), corporate_number=NUMBER)


def page(name, *rows):
    return reverse(f"companies:{name}", args=[row.pk for row in rows])


def soup(answer):
    return BeautifulSoup(answer.content, "html.parser")


def typed(answer):
    """The form of the page as it stands, before anything is chosen anew."""
    fields = soup(answer).select("main form input[name]")
    chosen = [one for one in fields if one["type"] == "hidden" or one.has_attr("checked")]
    return {one["name"]: one["value"] for one in chosen if one["name"] != "csrfmiddlewaretoken"}


def merged(pair, by):
    first, second = pair
    return actions.merge(kept=second, gone=first, seen=(0, 0), by=by, at=NOW)


def test_the_list_shows_the_pair_with_its_reason_and_leads_to_comparing(client, manager, pair):
    main = soup(client.get(TWINS)).main

    assert "法人番号" in main.text
    assert "株式会社さくら精機" in main.text
    assert "一方には「株式会社」などがありません" in main.text
    assert main.select_one(f"a[href='{page('compare', *pair)}']")


def test_an_empty_list_says_so(client, manager):
    assert "いまありません" in client.get(TWINS).text


def test_the_list_of_companies_leads_to_it_for_whoever_may(client, manager, centre):
    assert soup(client.get("/companies/")).select_one(f"a[href='{TWINS}']")

    client.force_login(people.member(Role.ADVISER, centre))
    assert not soup(client.get("/companies/")).select_one(f"a[href='{TWINS}']")
    assert client.get(TWINS).status_code == 403


@pytest.mark.parametrize("more", [0, 20])
def test_the_lists_cost_the_same_for_one_or_many(client, manager, centre, pair, more, django_assert_max_num_queries):
    merged(pair, manager)
    letters = "あいうえおかきくけこさしすせそたちつてと"
    for number in range(more):
        name = f"{letters[number]}{letters[-number]}架空商会"
        merged([make.company(name=name, office=centre) for _ in range(2)], manager)
        two = [make.company(name=f"{name}{form}", office=centre) for form in ("株式会社", "有限会社")]
        actions.set_apart(one=two[0], other=two[1], by=manager, at=NOW)
        for form in ("", "合同会社"):
            make.company(name=f"もう一つの{name}{form}", office=centre)

    for url in (TWINS, page("merges"), page("aparts")):
        with django_assert_max_num_queries(10):
            assert client.get(url).status_code == 200


def test_comparing_shows_both_and_marks_what_differs_in_words(client, manager, pair):
    main = soup(client.get(page("compare", *pair))).main
    rows = {row.th.get_text(" ", strip=True): row for row in main.select("table.conflict tbody tr")}

    assert [label for label in rows if label.endswith("違い")] == ["企業名 違い", "法人番号 違い", "所在地 違い"]
    assert [cell.text for cell in rows["企業名 違い"].select("td")] == ["さくら精機", "株式会社さくら精機"]
    assert [head.text for head in main.select("thead th")] == ["項目", "一つ目の企業", "二つ目の企業"]
    assert "社数の数え方" in main.text


def test_the_one_with_a_number_stays_and_the_fuller_address_is_proposed(client, manager, pair):
    first, second = pair
    url = page("compare", first, second)

    client.post(url, typed(client.get(url)))

    kept = Company.objects.get(pk=second.pk)
    assert (kept.name, kept.corporate_number, kept.address) == ("株式会社さくら精機", NUMBER, "名古屋市架空町1")
    assert Merge.objects.get().gone == first


def test_the_name_may_be_chosen_from_the_other(client, manager, pair):
    url = page("compare", *pair)

    answer = client.post(url, typed(client.get(url)) | {"name": pair[0].pk}, follow=True)

    assert Company.objects.get(pk=pair[1].pk).name == "さくら精機"
    assert "一つの企業に統合しました" in answer.text


def test_what_was_corrected_meanwhile_is_compared_again_and_nothing_typed_is_lost(client, manager, pair):
    url = page("compare", *pair)
    before = typed(client.get(url)) | {"name": str(pair[0].pk)}
    actions.correct(company=pair[0], seen_version=0, changes={"address": "架空町2"}, by=manager, at=NOW)

    answer = client.post(url, before)

    assert answer.status_code == 422
    assert "先に訂正しました" in answer.text
    assert typed(answer)["name"] == str(pair[0].pk)
    assert not Merge.objects.exists()

    client.post(url, typed(answer))
    assert Company.objects.get(pk=pair[1].pk).name == pair[0].name


@pytest.mark.parametrize("damaged", [{"seen": ""}, {"seen": "x"}, {"name": "1234567"}])
def test_a_damaged_form_merges_nothing(client, manager, pair, damaged):
    url = page("compare", *pair)

    assert client.post(url, typed(client.get(url)) | damaged).status_code == 422
    assert not Merge.objects.exists()


def test_what_was_chosen_is_the_name_that_was_read_whichever_stays_meanwhile(client, manager, centre):
    first, second = (make.company(name=name, office=centre) for name in ("さくら精機", "株式会社さくら精機"))
    url = page("compare", first, second)
    chosen = typed(client.get(url)) | {"name": str(second.pk)}
    people.member(Role.STEWARD, make.room_of(second))

    client.post(url, chosen)

    assert Company.objects.get(merged_into=None).name == "株式会社さくら精機"


def test_two_with_people_are_refused_with_what_to_do(client, manager, pair):
    for company in pair:
        people.member(Role.STEWARD, make.room_of(company))
    url = page("compare", *pair)

    answer = client.post(url, typed(client.get(url)))

    assert answer.status_code == 422
    assert "所属を終了してから" in answer.text


def test_both_looks_are_written_down(client, manager, pair):
    client.get(page("compare", *pair))

    assert [(line.stream, line.deed) for line in Line.objects.order_by("pk")] == [
        (company.audit_stream(), "look") for company in pair
    ]


@pytest.mark.parametrize("name", ["compare", "set_apart"])
def test_what_is_not_alike_or_the_wrong_way_round_is_not_found(client, manager, centre, pair, name):
    other = make.company(name="株式会社うめ", office=centre)

    for rows in ((pair[0], other), (pair[1], pair[0]), (pair[0], pair[0])):
        assert client.get(page(name, *rows)).status_code == 404
        assert client.post(page(name, *rows)).status_code == 404
    assert not Apart.objects.exists()


def test_two_numbers_are_not_to_be_compared(client, manager, pair):
    Company.objects.filter(pk=pair[0].pk).update(corporate_number=OTHER_NUMBER)

    assert client.get(page("compare", *pair)).status_code == 404


def test_what_is_different_is_set_apart_and_proposed_again(client, manager, pair):
    client.post(page("set_apart", *pair))
    assert page("compare", *pair) not in client.get(TWINS).text
    apart = Apart.objects.get()
    assert (apart.set_by, apart.first, apart.second) == (manager, *pair)
    assert manager.name in client.get(page("aparts")).text
    assert manager.name in client.get(page("compare", *pair)).text

    client.post(page("propose_again", apart))
    assert page("compare", *pair) in client.get(TWINS).text


def test_a_merge_is_shown_and_undone(client, manager, pair):
    done = merged(pair, manager)
    shown = soup(client.get(done.get_absolute_url())).main
    assert shown.select_one(f"a[href='{page('undo_merge', done)}']")
    assert [cell.text for cell in shown.select("table.conflict tbody tr:first-child td")] == [
        "株式会社さくら精機",
        "さくら精機",
    ]

    answer = client.post(page("undo_merge", done), follow=True)

    assert "元に戻しました" in answer.text
    assert client.post(page("undo_merge", done)).status_code == 422
    assert "元に戻しました" in client.get(page("merges")).text


def test_what_an_undo_let_be_is_named(client, manager, pair):
    Company.objects.filter(pk=pair[1].pk).update(corporate_number=None)
    done = actions.merge(kept=pair[0], gone=pair[1], takes=["name"], seen=(0, 0), by=manager, at=NOW)
    actions.correct(company=pair[0], seen_version=1, changes={"name": "株式会社桜"}, by=manager, at=NOW)

    answer = client.post(page("undo_merge", done), follow=True)

    assert [item.text for item in soup(answer).select("main ul:not(.tabs) li")] == ["企業名"]


def test_whoever_is_behind_a_wall_is_shown_nothing_of_a_merge(client, manager, pair, centre):
    done = merged(pair, manager)
    actions.reacquaint(company=pair[1], because="case:1", offices=[centre], except_persons=[manager])

    for url in (done.get_absolute_url(), page("undo_merge", done)):
        assert client.get(url).status_code == 404
    assert pair[0].name not in client.get(page("merges")).text


def test_every_deed_offered_succeeds_and_none_else(manager, pair, centre):
    adviser = people.member(Role.ADVISER, centre)
    done = merged(pair, manager)
    later = actions.merge(
        kept=make.company(name="株式会社さくら精機", office=centre), gone=done.kept, seen=(0, 0), by=manager, at=NOW
    )

    assert [deed.code for deed in access.merge_deeds(manager, Merge.objects.get(pk=later.pk))] == ["undo_merge"]
    assert access.merge_deeds(manager, Merge.objects.get(pk=done.pk)) == []
    with pytest.raises(Refusal):
        actions.undo_merge(merge=done, by=manager, at=NOW)
    actions.undo_merge(merge=later, by=manager, at=NOW)
    assert access.merge_deeds(manager, Merge.objects.get(pk=later.pk)) == []
    for deeds in (
        access.twin_deeds(adviser),
        access.pair_deeds(adviser, *pair),
        access.merge_deeds(adviser, Merge.objects.get(pk=done.pk)),
    ):
        assert deeds == []


def test_the_rows_that_say_what_stayed_have_words(manager, pair):
    done = merged(pair, manager)
    done.left = ["name", "corporate_number", "organisation_id", "companies.SizeFact.company"]

    assert len(comparing.left_words(done)) == len(done.left)
