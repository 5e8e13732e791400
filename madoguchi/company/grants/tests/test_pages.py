"""支援の同意の画面 — the company decides and reads who looked; the desk finds what it is shown."""

import ast
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from madoguchi.company.companies import factories as companies
from madoguchi.company.grants import access, actions, queries, words
from madoguchi.company.grants import factories as make
from madoguchi.company.grants.models import Grant, Part
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.accounts.models import Person, room_stream
from madoguchi.foundation.audit import diary
from madoguchi.foundation.audit.models import Line

NOW = timezone.now()
TODAY = timezone.localdate(NOW)
DAY = timedelta(days=1)
COMPANY = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def _demo(db):
    people.demo()


@pytest.fixture
def room(db):
    return companies.room_of(companies.company(name="架空製作所株式会社"))


@pytest.fixture
def steward(room):
    return people.member(Role.STEWARD, room)


@pytest.fixture
def adviser(db):
    return people.member(Role.ADVISER, people.office(), of=people.person(name="架空 相談子"))


@pytest.fixture
def granted(room, steward, adviser):
    return make.grant(room, adviser, by=steward)


def page(client, who, path):
    client.force_login(who)
    return client.get(path)


def own_pages(room, grant):
    of_the_room = [f"/room/{room.pk}/{page}" for page in ("grants/", "grants/give/", "log/")]
    return [*of_the_room, f"/room/grants/{grant.pk}/revoke/"]


# Who comes in


@pytest.mark.parametrize(("role", "status"), [("principal", 200), ("steward", 200), ("head", 403), ("employee", 403)])
def test_the_pages_are_for_whoever_runs_the_company(client, room, granted, role, status):
    person = people.member(Role(role), room)
    assert {page(client, person, path).status_code for path in own_pages(room, granted)} == {status}


def test_another_company_s_people_find_nothing(client, room, granted):
    stranger = people.member(Role.PRINCIPAL, companies.room_of(companies.company()))
    assert {page(client, stranger, path).status_code for path in own_pages(room, granted)} == {404}


@pytest.mark.parametrize("role", [Role.ADVISER, Role.MANAGER, Role.EXPERT, Role.ANALYST, Role.OPERATOR])
def test_nobody_of_a_desk_comes_in_and_a_colleague_is_shown_nothing(client, room, granted, role):
    person = people.member(role, people.office())
    assert {page(client, person, path).status_code for path in own_pages(room, granted)} == {403}
    assert room.name not in page(client, person, "/supported/").text
    assert page(client, person, f"/supported/{room.pk}/").status_code == 404


def test_the_granted_person_decides_nothing(client, room, granted, adviser):
    assert {page(client, adviser, path).status_code for path in own_pages(room, granted)} == {403}


def test_strangers_are_asked_who_they_are(client, room, granted):
    for path in [*own_pages(room, granted), "/supported/", f"/supported/{room.pk}/"]:
        assert client.get(path).headers["Location"].startswith("/sign-in/")


# The company decides


def test_from_the_list_to_the_form_and_back(client, room, steward, adviser):
    client.force_login(steward)
    form = client.get(f"/room/{room.pk}/grants/give/").text
    assert str(TODAY + actions.USUAL) in form
    typed = {"email": adviser.email, "parts": ["register", "rules"], "until_date": str(TODAY + 9 * DAY)}

    wrong = client.post(f"/room/{room.pk}/grants/give/", {**typed, "email": "nobody@example.jp"})
    assert wrong.status_code == 422
    assert "nobody@example.jp" in wrong.text
    assert "窓口にいません" in wrong.text
    assert client.post(f"/room/{room.pk}/grants/give/", {**typed, "parts": []}).status_code == 422
    assert client.post(f"/room/{room.pk}/grants/give/", typed).status_code == 302

    shown = client.get(f"/room/{room.pk}/grants/").text
    assert shown.count("架空 相談子") == 2
    row = Grant.objects.get(part="rules")
    assert client.get(f"/room/grants/{row.pk}/revoke/").status_code == 200
    assert client.post(f"/room/grants/{row.pk}/revoke/").status_code == 302
    assert client.post(f"/room/grants/{row.pk}/revoke/").status_code == 422
    assert "見せ終わったもの" in client.get(f"/room/{room.pk}/grants/").text


def test_buttons_tell_the_truth(room, steward, adviser, granted):
    assert [one.code for one in access.grant_deeds(steward, granted, on=TODAY)] == ["revoke"]
    assert access.grant_deeds(steward, granted, on=granted.until_date + DAY) == []
    assert access.grant_deeds(adviser, granted, on=TODAY) == []
    assert access.deeds(people.member(Role.HEAD, room), room) == []


def test_it_is_said_when_the_person_has_left_the_desk(client, room, steward, adviser, granted):
    assert "いまは窓口にいない" not in page(client, steward, f"/room/{room.pk}/grants/").text
    adviser.memberships.update(until_date=TODAY - DAY)
    assert "いまは窓口にいない" in page(client, steward, f"/room/{room.pk}/grants/").text


@pytest.mark.parametrize("count", [1, 20])
def test_the_list_costs_the_same_for_one_or_many(client, room, steward, count, django_assert_max_num_queries):
    for _one in range(count):
        make.grant(room, people.member(Role.ADVISER, people.office()), by=steward)
    client.force_login(steward)
    with django_assert_max_num_queries(12):
        client.get(f"/room/{room.pk}/grants/")


# The desk is shown


def test_the_adviser_finds_the_company_until_when(client, room, adviser, granted):
    shown = page(client, adviser, "/supported/").text
    assert room.name in shown
    assert f"{granted.until_date.month}月{granted.until_date.day}日" in shown
    assert page(client, adviser, f"/supported/{room.pk}/").status_code == 200


@pytest.mark.parametrize("how", ["expired", "revoked", "left"])
def test_when_it_is_over_the_company_is_gone(client, room, adviser, steward, granted, how):
    if how == "expired":
        Grant.objects.update(from_date=TODAY - 9 * DAY, until_date=TODAY - DAY)
    elif how == "revoked":
        actions.revoke(grant=granted, by=steward, at=NOW)
    else:
        adviser.memberships.update(until_date=TODAY - DAY)
        people.member(Role.EMPLOYEE, companies.room_of(companies.company()), of=adviser)

    assert room.name not in page(client, adviser, "/supported/").text
    assert page(client, adviser, f"/supported/{room.pk}/").status_code in (403, 404)


def test_the_list_names_the_company_once_whatever_it_shows(client, room, adviser, steward, granted):
    make.grant(room, adviser, Part.RULES, by=steward, days=5)
    [one] = queries.shown_to(adviser, on=TODAY)

    assert ([grant.part for grant in one.grants], one.until_date) == (["register", "rules"], TODAY + 5 * DAY)


@pytest.mark.parametrize("count", [1, 20])
def test_what_one_is_shown_costs_one_query(adviser, count, django_assert_num_queries):
    for _one in range(count):
        room = companies.room_of(companies.company())
        make.grant(room, adviser, by=people.member(Role.STEWARD, room))
    _ = adviser.memberships_today
    with django_assert_num_queries(1):
        assert len(queries.shown_to(adviser, on=TODAY)) == count


# The company reads who looked


def read(client, who, room, query=""):
    return page(client, who, f"/room/{room.pk}/log/{query}").text


def test_a_look_of_the_desk_is_shown_with_name_desk_and_words(client, room, adviser, steward, granted):
    page(client, adviser, f"/supported/{room.pk}/")
    shown = read(client, steward, room)

    assert "架空 相談子" in shown
    assert people.office().name in shown
    assert "見せてもらっているものの一覧を開いた" in shown


def test_what_is_not_in_sight_leaves_no_line(client, room, adviser):
    assert page(client, adviser, f"/supported/{room.pk}/").status_code == 404
    assert not Line.objects.filter(stream=room_stream(room.pk)).exists()


def test_own_people_stand_there_only_when_asked_for(client, room, steward, adviser):
    actions.grant(organisation=room, email=adviser.email, parts=["register"], until_date=TODAY, by=steward, at=NOW)

    assert steward.name not in read(client, steward, room).split("<main")[1]
    everything = read(client, steward, room, "?everybody=1")
    assert "窓口の人に見せることにした（情報台帳と契約、架空 相談子）" in everything


def test_whoever_is_both_is_told_like_the_desk(client, room, steward, adviser, granted):
    people.member(Role.EMPLOYEE, room, of=adviser)
    page(client, adviser, f"/supported/{room.pk}/")

    assert "架空 相談子" in read(client, steward, room)


def test_each_company_reads_its_own_diary(client, room, adviser, granted):
    other = companies.room_of(companies.company())
    stranger = people.member(Role.PRINCIPAL, other)
    page(client, adviser, f"/supported/{room.pk}/")

    assert "架空 相談子" not in read(client, stranger, other)


@pytest.mark.parametrize("count", [1, 30])
def test_a_long_log_of_many_people_costs_what_a_short_one_costs(room, steward, count, django_assert_num_queries):
    for _one in range(count):
        made = make.grant(room, person := people.member(Role.ADVISER, people.office()), by=steward)
        diary.record("look", made, by=person, at=NOW)
    with django_assert_num_queries(5):
        assert len(queries.log_of(room).entries) == count


def test_older_pages_are_reached_by_key(room, adviser):
    for _one in range(queries.PAGE + 3):
        diary.record("look", room, by=adviser, at=NOW)
    first = queries.log_of(room)

    assert len(first.entries) == queries.PAGE
    assert len(queries.log_of(room, after=first.next_cursor).entries) == 3


def test_a_deed_without_words_is_not_left_out(room, adviser):
    diary.record("rules.long_gone", room, by=adviser, at=NOW)
    assert [one.deed for one in queries.log_of(room).entries] == ["そのほかの操作（rules.long_gone）"]


def test_every_deed_of_this_room_has_words():
    tree = ast.parse((COMPANY / "grants" / "actions.py").read_text())
    calls = [one for one in ast.walk(tree) if isinstance(one, ast.Call) and ast.unparse(one.func) == "diary.record"]
    assert {call.args[0].value for call in calls} | {queries.READ_SHOWN} <= words.DEEDS.keys()


def test_somebody_who_is_gone_is_not_forgotten(client, room, adviser, steward, granted):
    page(client, adviser, f"/supported/{room.pk}/")
    Person.objects.filter(pk=adviser.pk).update(is_active=False, disabled_at=NOW)

    assert "架空 相談子" in read(client, steward, room)
