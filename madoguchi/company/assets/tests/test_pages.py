"""情報台帳の画面 — what they show, keep, ask for and refuse."""

import pytest
from django.utils import timezone

from madoguchi.company.agreements import factories as agreements
from madoguchi.company.assets import factories as make
from madoguchi.company.assets.models import Asset, AssetNote, Disclosure, HolderName
from madoguchi.company.assets.words import Origin
from madoguchi.company.companies import factories as companies
from madoguchi.company.grants import factories as grants
from madoguchi.foundation.audit.models import Line
from madoguchi.foundation.vault.pocket import COOKIE

NEEDED = {"title": "製造条件表", "kind": "process", "origin": "own", "level": "secret", "department": "製造部"}


def home(room, more=""):
    return f"/assets/{room.pk}/{more}"


def test_five_things_are_enough_to_register_an_item(room, steward, page):
    page(steward).post(home(room, "add/"), NEEDED)

    made = Asset.objects.get()
    assert (made.title, made.number, made.department.name) == ("製造条件表", 1, "製造部")
    assert made.changes.get().deed == "add"


def test_a_title_that_looks_like_content_is_warned_about_and_kept_if_one_insists(room, steward, page):
    typed = NEEDED | {"title": "焼入れ 850℃ で 30分"}

    warned = page(steward).post(home(room, "add/"), typed)

    assert warned.status_code == 422
    assert "単位の付いた数値" in warned.text
    assert 'value="焼入れ 850℃ で 30分"' in warned.text
    page(steward).post(home(room, "add/"), typed | {"is_sure": "on"})
    assert Asset.objects.get().title == typed["title"]


def test_a_title_longer_than_eighty_signs_is_refused(room, steward, page):
    assert page(steward).post(home(room, "add/"), NEEDED | {"title": "あ" * 81}).status_code == 422


@pytest.mark.parametrize("origin", ["entrusted", "joint", "licensed"])
def test_what_is_others_must_name_its_agreement(room, steward, page, origin):
    refused = page(steward).post(home(room, "add/"), NEEDED | {"origin": origin})

    assert refused.status_code == 422
    assert "契約を選んでください" in refused.text
    under = agreements.agreement(room, by=steward)
    page(steward).post(home(room, "add/"), NEEDED | {"origin": origin, "agreement": under.pk})
    assert Asset.objects.get().agreement == under


def test_an_item_whose_origin_nobody_knows_is_taken_and_an_alert(room, steward, page):
    page(steward).post(home(room, "add/"), NEEDED | {"origin": "unknown"})

    assert "だれの情報かわかりません" in page(steward).get(Asset.objects.get().get_absolute_url()).text


def test_a_typed_name_lies_sealed_and_is_read_by_who_runs_the_company(room, steward, head, page):
    page(steward).post(home(room, "add/"), NEEDED | {"new_holder_name": "架空 花子"})

    made = Asset.objects.get()
    assert "架空 花子".encode() not in bytes(HolderName.objects.get().name)
    assert "架空 花子" in page(steward).get(made.get_absolute_url()).text
    seen = page(head).get(made.get_absolute_url()).text
    assert "架空 花子" not in seen
    assert "封をした名前#" in seen


def test_a_correction_says_what_changed_who_and_why(room, steward, page):
    row = make.asset(room, title="製造条件表", by=steward)
    typed = NEEDED | {"level": "other", "why": "公開したため", "seen_version": "0", "new_place": "第2書庫"}

    page(steward).post(f"{row.get_absolute_url()}correct/", typed | {"new_place_kind": "cabinet"})

    seen = page(steward).get(row.get_absolute_url()).text
    assert "秘密区分：秘 → それ以外" in seen
    assert "公開したため" in seen
    assert "第2書庫" in seen


def test_who_saves_second_is_told_and_loses_nothing(room, steward, page):
    row = make.asset(room, title="製造条件表", by=steward)
    Asset.objects.update(version=3)

    told = page(steward).post(f"{row.get_absolute_url()}correct/", NEEDED | {"title": "別名", "seen_version": "2"})

    assert told.status_code == 422
    assert "ほかの人が先に保存しました" in told.text
    assert 'value="別名"' in told.text
    assert 'name="seen_version" value="3"' in told.text


def test_an_employee_is_told_title_level_and_places_and_nothing_else(room, employee, steward, page):
    row = make.asset(room, title="製造条件表", holders=[employee], places=["第2書庫"], department="開発部", by=steward)
    make.asset(room, title="ほかの情報", by=steward)

    listed, one = page(employee).get(home(room)).text, page(employee).get(row.get_absolute_url()).text

    for seen in (listed, one):
        assert "製造条件表" in seen
        assert "第2書庫" in seen
        assert "開発部" not in seen
        assert "ほかの情報" not in seen


def test_an_employee_feels_no_way_through_the_filters(room, employee, steward, page):
    make.asset(room, title="製造条件表", holders=[employee], by=steward)

    assert "製造条件表" in page(employee).get(home(room, "?origin=entrusted&alert=unknown")).text


def test_a_granted_adviser_reads_the_list_which_is_written_down_and_writes_nothing(room, adviser, steward, page):
    row = make.asset(room, title="製造条件表", by=steward)
    assert page(adviser).get(home(room)).status_code == 404
    grants.grant(room, adviser, by=steward)

    assert "製造条件表" in page(adviser).get(home(room)).text
    assert page(adviser).get(row.get_absolute_url()).status_code == 200
    assert page(adviser).get(home(room, "map/")).status_code == 200
    assert page(adviser).post(home(room, "add/"), NEEDED).status_code == 403
    looks = Line.objects.filter(stream=f"company-room:{room.pk}", by=str(adviser.pk))
    assert sorted(looks.values_list("deed", flat=True)) == ["agreements.read_room", "agreements.read_room", "look"]


def test_notes_are_sealed_for_who_runs_the_company(room, steward, head, page):
    row = make.asset(room, by=steward)
    page(steward).post(f"{row.get_absolute_url()}note/", {"worth": "十年かけた", "evidence": "表紙の印"})

    assert "十年かけた".encode() not in bytes(AssetNote.objects.get().worth)
    assert "十年かけた" in page(steward).get(row.get_absolute_url()).text
    assert "十年かけた" not in page(head).get(row.get_absolute_url()).text
    assert page(head).get(f"{row.get_absolute_url()}note/").status_code == 403


def test_notes_that_cannot_be_read_are_not_written_over(room, steward, page):
    row = make.asset(room, by=steward)
    page(steward).post(f"{row.get_absolute_url()}note/", {"worth": "十年かけた", "evidence": ""})
    client = page(steward)
    del client.cookies[COOKIE]
    before = bytes(AssetNote.objects.get().worth)

    client.post(f"{row.get_absolute_url()}note/", {"worth": "別", "evidence": ""})

    assert bytes(AssetNote.objects.get().worth) == before


def test_handing_out_is_checked_against_an_agreement_in_force_that_day(room, steward, page):
    row, today = make.asset(room, by=steward), timezone.localdate()
    said = {"counterparty": "架空商事", "given_date": today.isoformat(), "purpose": "見積もりのため"}
    address = f"{row.get_absolute_url()}disclose/"

    assert page(steward).post(address, said).status_code == 422
    under = agreements.agreement(room, name="架空商事", by=steward)
    page(steward).post(address, said)

    assert Disclosure.objects.get().agreement == under


def test_handing_out_without_agreement_needs_a_reason_and_stays_an_alert_until_it_came_back(room, steward, page):
    row, today = make.asset(room, title="製造条件表", by=steward), timezone.localdate()
    said = {"counterparty": "架空商事", "given_date": today.isoformat(), "purpose": "見積もりのため"}

    page(steward).post(f"{row.get_absolute_url()}disclose/", said | {"why_uncovered": "急いでいた"})
    assert "契約なしで社外に渡しています" in page(steward).get(home(room, "contamination/")).text

    given = Disclosure.objects.get()
    back = {"returned_date": today.isoformat()}
    page(steward).post(f"{row.get_absolute_url()}disclosures/{given.pk}/", back)
    assert "混ざりは見つかりませんでした" in page(steward).get(home(room, "contamination/")).text


def test_an_item_taken_off_is_listed_no_more_and_keeps_its_history(room, steward, page):
    row = make.asset(room, title="製造条件表", by=steward)

    assert page(steward).post(f"{row.get_absolute_url()}retire/", {"why": ""}).status_code == 422
    page(steward).post(f"{row.get_absolute_url()}retire/", {"why": "消去した"})

    assert "製造条件表" not in page(steward).get(home(room)).text
    assert "消去した" in page(steward).get(row.get_absolute_url()).text
    assert page(steward).post(f"{row.get_absolute_url()}retire/", {"why": "もう一度"}).status_code == 422


def test_the_inventory_gives_several_items_from_one_page_and_nothing_twice(room, steward, page):
    said = {"picked": ["conditions", "customer_drawings"], "more": "梱包の手順書\n", "department": "製造部"}
    address = home(room, "inventory/?step=make")

    answer = page(steward).post(address, said | {"level": "secret"})
    page(steward).post(address, said | {"level": "secret"})

    assert answer.headers["Location"].endswith("?step=quality")
    titles = {row.title: row.origin for row in Asset.objects.all()}
    assert titles == {
        "製造条件表": Origin.OWN,
        "取引先から預かった図面": Origin.UNKNOWN,
        "梱包の手順書": Origin.OWN,
    }


def test_a_list_costs_the_same_for_one_item_and_for_many(room, steward, page, django_assert_max_num_queries):
    client = page(steward)
    boss = "製造部長"

    def asked():
        with django_assert_max_num_queries(40) as counted:
            assert client.get(home(room)).status_code == 200
            assert client.get(home(room, "contamination/")).status_code == 200
            assert client.get(home(room, "map/")).status_code == 200
        return len(counted)

    def fill(number):
        for one in range(number):
            make.asset(room, places=["書庫"], holders=[boss], by=steward)
            make.asset(room, origin=Origin.ENTRUSTED, places=["書庫", f"棚{one}"], holders=[boss], by=steward)
            make.disclosure(make.asset(room, origin=Origin.UNKNOWN, by=steward), by=steward)

    fill(1)
    few = asked()
    fill(15)
    assert asked() == few


def test_a_person_of_one_company_is_led_straight_to_its_register(room, steward, page):
    assert page(steward).get("/assets/").headers["Location"] == home(room)


@pytest.mark.parametrize("more", ["", "map/", "contamination/", "add/", "paste/", "inventory/", "export/"])
def test_another_company_s_register_is_not_there(room, steward, page, more):
    other = companies.room_of(companies.company())

    assert page(steward).get(home(other, more)).status_code == 404
