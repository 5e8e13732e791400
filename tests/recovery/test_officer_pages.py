"""The pages of officers and recoveries, as somebody with a browser meets them."""

import re

import pytest
from django.test import Client

from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.vault import factories, keyrings
from madoguchi.foundation.vault.actions import recovery
from madoguchi.foundation.vault.models import Keyring, Officer, Recovery, SheetEntry
from madoguchi.foundation.vault.pocket import COOKIE
from madoguchi.foundation.vault.sheets import identity_from
from tests.recovery.conftest import NEW, OLD, again, disabled

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]
LIST, SHEET, OWN = "/keys/officers/", "/keys/sheet/", "/keys/recovery/"


@pytest.fixture
def demo(db):
    """Nobody needs a second factor."""
    return people.demo()


def at(person):
    client = Client()
    client.force_login(person, backend="madoguchi.foundation.accounts.backends.PersonBackend")
    return client


def page_of(row):
    return f"/keys/recoveries/{row.pk}/"


@pytest.fixture
def asked(owner, now):
    return recovery.ask_recovery(password=NEW, by=owner, at=now)


# Officers


def test_a_manager_names_and_ends_officers(chief, centre, named):
    person = people.member(Role.ADVISER, centre, of=people.person(name="架空 鍵子"))
    named(), named()
    manager = at(chief)
    assert manager.post(f"{LIST}name/", {"person": person.pk}).headers["Location"] == LIST
    assert "架空 鍵子" in manager.get(LIST).text
    row = Officer.objects.get(person=person)
    assert manager.post(f"{LIST}{row.pk}/end/").headers["Location"] == LIST
    assert "架空 鍵子" not in manager.get(LIST).text
    assert manager.get(f"{LIST}{row.pk}/end/").status_code == 404


def test_who_cannot_be_named_is_not_offered(chief, centre, named):
    elsewhere = people.member(Role.ADVISER, people.office(code="23", prefecture="23"))
    offered = at(chief).get(f"{LIST}name/").text
    already = named()
    assert f'value="{elsewhere.pk}"' not in offered
    answer = at(chief).post(f"{LIST}name/", {"person": already.pk})
    assert (answer.status_code, Officer.objects.count()) == (422, 1)


def test_the_last_two_are_kept_with_a_sentence(chief, named):
    row = Officer.objects.get(person=named())
    answer = at(chief).post(f"{LIST}{row.pk}/end/")
    assert answer.status_code == 422
    assert "2人より少なくなります" in answer.text


def test_ending_says_how_many_keyrings_would_be_lost(chief, keeper, person, now):
    first, _second, _third = keeper(), keeper(), None
    keyrings.make(person(), OLD, at=now)
    row = Officer.objects.get(person=first.person)
    assert "1本の鍵は復旧できなくなります" in at(chief).get(f"{LIST}{row.pk}/end/").text


def test_the_list_costs_the_same_for_two_and_for_six(chief, named, django_assert_max_num_queries):
    named(), named()
    client = at(chief)
    with django_assert_max_num_queries(14) as few:
        client.get(LIST)
    for _one in range(4):
        named()
    with django_assert_max_num_queries(len(few.captured_queries)):
        client.get(LIST)


# The sheet


def printed(answer):
    return "".join(re.findall(r"<span>([0-9A-Z]{2,4})</span>", answer.text))


def test_the_sheet_is_shown_once_in_groups_of_four_and_kept_by_no_cache(named):
    person = named()
    client = at(person)
    answer = client.post(SHEET, {"replacing": ""})
    row = Officer.objects.get(person=person)
    assert str(identity_from(printed(answer)).to_public()) == row.public
    assert "no-store" in answer.headers["Cache-Control"]
    assert printed(client.get(SHEET)) == ""
    assert row.sheet_number in client.get(SHEET).text


def test_the_answer_sent_again_makes_no_second_sheet(named):
    client = at(named())
    client.post(SHEET, {"replacing": ""})
    assert client.post(SHEET, {"replacing": ""}).status_code == 422


def test_whoever_is_no_officer_makes_no_sheet(chief):
    assert "保管責任者ではありません" in at(chief).get(SHEET).text
    assert at(chief).post(SHEET, {"replacing": ""}).status_code == 422


def test_staff_without_a_second_factor_see_no_sheet(named, demo):
    person = named()
    demo.delete()
    assert at(person).get(SHEET).headers["Location"] == "/second-factor/"


# The way of a recovery


def test_a_person_and_two_officers_restore_a_keyring_and_it_is_open_at_once(owner, keepers):
    person = at(owner)
    assert person.post(OWN, {"password": NEW}).headers["Location"] == OWN
    row = Recovery.objects.get()
    for one in keepers[:2]:
        typed = " ".join(re.findall("....|..$", str(one.sheet)[16:])).lower()
        assert at(one.person).post(page_of(row), {"sheet": typed}).headers["Location"] == "/keys/recoveries/"
    assert "パスワードを入力すると、鍵が戻ります" in person.get(OWN).text
    answer = person.post(f"{OWN}finish/", {"password": NEW})
    assert answer.headers["Location"] == OWN
    assert answer.cookies[COOKIE]["httponly"]
    assert "あなたの鍵は開いています" in person.get(OWN).text


def test_a_mistyped_sheet_is_no_wrong_sheet(asked, keepers):
    typed = str(keepers[0].sheet)[16:-1] + "2Q"
    answer = at(keepers[0].person).post(page_of(asked), {"sheet": typed})
    assert answer.status_code == 422
    assert "入力に誤りがあります" in answer.text
    assert typed in answer.text
    assert again(asked).wrong_count == 0


def test_a_wrong_sheet_is_counted_although_the_page_says_no(asked, keepers):
    answer = at(keepers[0].person).post(page_of(asked), {"sheet": str(keepers[1].sheet)})
    assert answer.status_code == 422
    assert "用紙が違います" in answer.text
    assert again(asked).wrong_count == 1


def test_the_person_with_the_keyring_does_not_find_the_officers_page(keepers, now):
    own = keepers[0].person
    own.set_password(NEW)
    own.save(update_fields=["password"])
    keyrings.make(own, OLD, at=now)
    row = recovery.ask_recovery(password=NEW, by=own, at=now)
    assert at(own).get(page_of(row)).status_code == 404
    assert at(own).post(page_of(row), {"sheet": str(keepers[0].sheet)}).status_code == 404
    assert not SheetEntry.objects.exists()


def test_whoever_is_no_officer_does_not_find_a_request(asked, chief):
    assert at(chief).get(page_of(asked)).status_code == 404
    assert asked.keyring.person.name not in at(chief).get("/keys/recoveries/").text


def test_the_person_withdraws(owner, asked):
    assert at(owner).post(f"{page_of(asked)}withdraw/").headers["Location"] == OWN
    assert "復旧を依頼する" in at(owner).get(OWN).text


def test_a_stranger_withdraws_nothing(asked, chief):
    assert at(chief).post(f"{page_of(asked)}withdraw/").status_code == 404


def test_a_wrong_password_is_said(owner, keepers):
    answer = at(owner).post(OWN, {"password": OLD})
    assert answer.status_code == 422
    assert "パスワードが正しくありません" in answer.text


def test_who_has_no_keyring_is_told_so(demo):
    assert "鍵はまだありません" in at(people.person()).get(OWN).text


# Handing over


@pytest.fixture
def left(keepers, box, seat, now):
    """Whose keyring a successor waits for."""
    leaver, heir = people.person(name="架空 去る子"), people.person()
    keyrings.make(leaver, OLD, at=now)
    factories.keyring(heir)
    seat(box, leaver)
    seat(box, heir)
    return disabled(leaver, now)


def test_a_manager_starts_and_two_officers_hand_over(chief, keepers, left, opens, box):
    keyring = Keyring.objects.get(person=left)
    manager = at(chief)
    assert "架空 去る子" in manager.get("/keys/recoveries/").text
    assert manager.post(f"/keys/hand-over/{keyring.pk}/").headers["Location"] == "/keys/recoveries/"
    row = Recovery.objects.get()
    told = at(keepers[0].person).post(page_of(row), {"sheet": str(keepers[0].sheet)})
    word = re.search(r"(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}", told.text)[0]
    second = at(keepers[1].person)
    assert second.post(page_of(row), {"sheet": str(keepers[1].sheet)}).status_code == 422
    answer = second.post(page_of(row), {"sheet": str(keepers[1].sheet), "word": word.lower()})
    assert answer.headers["Location"] == "/keys/recoveries/"
    assert again(row).outcome == "handed_over"
    assert box.generations.count() == 2


def test_the_button_to_hand_over_tells_the_truth(chief, keepers, left, now):
    """Offered once; gone while a request waits, and where no two officers could open the keyring."""
    keyring, manager = Keyring.objects.get(person=left), at(chief)
    page = f"/keys/hand-over/{keyring.pk}/"
    assert page in manager.get("/keys/recoveries/").text
    manager.post(page)
    assert page not in manager.get("/keys/recoveries/").text
    assert manager.post(page).status_code == 422
    Recovery.objects.all().delete()
    keyring.shares.all().delete()
    assert page not in manager.get("/keys/recoveries/").text
    assert manager.post(page).status_code == 422


def test_an_adviser_starts_no_hand_over(centre, left):
    keyring = Keyring.objects.get(person=left)
    adviser = at(people.member(Role.ADVISER, centre))
    assert adviser.post(f"/keys/hand-over/{keyring.pk}/").status_code == 404
    assert "架空 去る子" not in adviser.get("/keys/recoveries/").text


def test_the_list_of_recoveries_costs_the_same_for_one_and_for_many(
    chief, keepers, box, seat, now, django_assert_max_num_queries
):
    client = at(keepers[0].person)
    _ask_many(1, now)
    with django_assert_max_num_queries(25) as few:
        client.get("/keys/recoveries/")
    _ask_many(5, now)
    with django_assert_max_num_queries(len(few.captured_queries)):
        client.get("/keys/recoveries/")


def _ask_many(count, now):
    for _one in range(count):
        person = people.person(password=NEW)
        keyrings.make(person, OLD, at=now)
        recovery.ask_recovery(password=NEW, by=person, at=now)
