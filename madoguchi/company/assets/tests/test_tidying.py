"""整える — two spellings become one, and nothing that stood at either is lost."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone

from madoguchi.company.agreements import factories as agreements
from madoguchi.company.agreements.models import Agreement, Counterparty
from madoguchi.company.assets import access, nouns, pasting, tidying
from madoguchi.company.assets import factories as make
from madoguchi.company.assets.models import Asset, Department, NameChange, Place
from madoguchi.company.assets.tidying import Taken
from madoguchi.company.assets.words import Origin, Sort
from madoguchi.company.companies import factories as companies
from madoguchi.company.grants import factories as grants
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.audit.models import Line
from madoguchi.foundation.core.errors import Refusal

NOW = timezone.now()
GONE, KEPT = "設計サーバ", "設計サーバー"


def home(room, more=""):
    return f"/assets/{room.pk}/{more}"


def merge(sort, gone, kept, by):
    tidying.merge(sort=sort, gone=gone, kept=kept, by=by, at=NOW)


def rename(sort, row, name, by, **more):
    tidying.rename(sort=sort, row=row, name=name, by=by, at=NOW, **more)


def place(name):
    return Place.objects.get(name=name, merged_into=None)


def lines(room, deed):
    return Line.objects.filter(stream=f"company-room:{room.pk}", deed=deed).count()


def where(row):
    return [one.place.name for one in row.in_places.order_by("pk")]


@pytest.fixture
def two(room, steward):
    """An item in each place, one in both, one that was taken off the register."""
    rows = [make.asset(room, places=names, by=steward) for names in ([GONE], [KEPT], [GONE, KEPT], [GONE])]
    Asset.objects.filter(pk=rows[-1].pk).update(retired_at=NOW)
    return rows


def test_everything_at_one_place_is_at_the_other_and_says_so(room, steward, page, two):
    merge(Sort.PLACE, place(GONE), place(KEPT), steward)

    assert [where(row) for row in two] == [[KEPT]] * 4
    assert f"保管場所：{GONE} → {KEPT}" in page(steward).get(two[0].get_absolute_url()).text
    assert not two[1].changes.filter(deed="merge").exists()
    assert lines(room, "assets.merge") == 1
    log = page(steward).get(home(room, "tidied/")).text
    assert f"保管場所：{GONE} → {KEPT}" in log
    assert steward.name in log


def test_the_old_spelling_leads_to_the_one_that_stays(room, steward, page, two):
    merge(Sort.PLACE, place(GONE), place(KEPT), steward)
    merge(Sort.DEPARTMENT, *_departments(room, steward, "設計", "設計部"), steward)

    said = {"title": "新しい図面", "kind": "drawing", "origin": "own", "level": "secret", "department": "設計"}
    page(steward).post(home(room, "add/"), said | {"new_place_kind": "cabinet", "new_place": GONE})

    made = Asset.objects.get(title="新しい図面")
    assert (where(made), made.department.name) == ([KEPT], "設計部")


def test_an_old_sheet_splits_nothing_again(room, steward):
    row = make.asset(room, title="製造条件表", department="設計", places=[GONE], by=steward)
    make.asset(room, places=[KEPT], department="設計部", by=steward)
    merge(Sort.PLACE, place(GONE), place(KEPT), steward)
    merge(Sort.DEPARTMENT, row.department, Department.objects.get(name="設計部"), steward)
    text = f"情報の名前\t部署\t保管場所\n製造条件表\t設計\t\n別の表\t設計\t書庫・棚：{GONE}"
    said = {"kind": "other", "origin": "own", "level": "秘", "department": "全社"}

    rows = pasting.preview(text, room=room, defaults=said, actor=steward, day=timezone.localdate()).rows

    assert [one.fate for one in rows] == ["repeated", "new"]
    assert (rows[1].facts.department, rows[1].facts.places[0].name) == ("設計部", KEPT)


def _departments(room, steward, *names):
    return [make.asset(room, department=name, by=steward).department for name in names]


def test_what_was_merged_before_follows_and_its_name_may_be_freed(room, steward):
    first, second, third = _departments(room, steward, "設計", "設計課", "設計部")
    merge(Sort.DEPARTMENT, first, second, steward)
    merge(Sort.DEPARTMENT, second, third, steward)
    assert {row.merged_into for row in Department.objects.filter(pk__in=[first.pk, second.pk])} == {third}

    tidying.forget(sort=Sort.DEPARTMENT, row=first, by=steward, at=NOW)

    assert make.asset(room, department="設計", by=steward).department not in (first, second, third)


def test_agreements_handings_out_and_entrusted_items_stay_with_one_counterparty(room, steward):
    under = agreements.agreement(room, name="架空金属", by=steward)
    row = make.asset(room, origin=Origin.ENTRUSTED, agreement=under, by=steward)
    given = make.disclosure(row, by=steward, covered=True)

    merge(Sort.PARTNER, under.counterparty, given.counterparty, steward)
    merge(Sort.PARTNER, given.counterparty, agreements.counterparty(room, "架空商会"), steward)

    given.refresh_from_db()
    row.refresh_from_db()
    assert row.agreement == under
    assert {one.counterparty.name for one in Agreement.objects.filter(pk__in=[under.pk, given.agreement_id])} == {
        "架空商会"
    }
    assert given.counterparty == given.agreement.counterparty == row.agreement.counterparty
    assert agreements.counterparty(room, "架空金属").name == "架空商会"
    assert under.changes.filter(deed="merge").count() == 2


def test_what_was_handed_out_under_another_spelling_turns_out_to_be_covered(room, steward):
    day = timezone.localdate()
    given = make.disclosure(make.asset(room, by=steward), by=steward)
    over = agreements.agreement(room, name="架空商事（株）", until_date=day - timedelta(days=1), by=steward)
    moves = nouns.moves(Sort.PARTNER, kept=over.counterparty, gone=given.counterparty)
    assert moves.covered_count == 0
    under = agreements.agreement(room, name="架空商事（株）", by=steward)
    assert nouns.moves(Sort.PARTNER, kept=over.counterparty, gone=given.counterparty).covered_count == 1

    merge(Sort.PARTNER, given.counterparty, over.counterparty, steward)

    given.refresh_from_db()
    assert (given.agreement, given.why_uncovered) == (under, "急いでいた")


def test_what_is_others_is_covered_only_while_its_own_agreement_holds(room, steward):
    over = agreements.agreement(room, name="架空金属", until_date=timezone.localdate() - timedelta(days=1), by=steward)
    given = make.disclosure(make.asset(room, origin=Origin.ENTRUSTED, agreement=over, by=steward), by=steward)
    under = agreements.agreement(room, name="架空商事（株）", by=steward)

    merge(Sort.PARTNER, given.counterparty, under.counterparty, steward)

    given.refresh_from_db()
    assert (given.agreement, given.counterparty) == (None, under.counterparty)


def test_a_new_name_is_everywhere_and_history_keeps_that_of_then(room, steward, page):
    row = make.asset(room, department="製造", by=steward)
    merge(Sort.DEPARTMENT, row.department, _departments(room, steward, "製造部")[0], steward)
    rename(Sort.DEPARTMENT, Department.objects.get(name="製造部"), "生産部", steward)

    seen = page(steward).get(row.get_absolute_url()).text

    assert "<dd>生産部</dd>" in seen
    assert "部署：製造 → 製造部" in seen
    assert lines(room, "assets.rename") == 1


def test_the_name_before_leads_to_the_new_one_until_it_is_freed(room, steward):
    row = make.asset(room, department="製造", by=steward)
    rename(Sort.DEPARTMENT, row.department, "生産部", steward)
    assert make.asset(room, department="製造", by=steward).department.name == "生産部"

    tidying.forget(sort=Sort.DEPARTMENT, row=Department.objects.get(name="製造"), by=steward, at=NOW)

    assert make.asset(room, department="製造", by=steward).department.name == "製造"


def test_who_had_an_item_open_when_its_place_was_merged_is_asked_to_look_again(room, steward, two):
    before = two[0].version
    merge(Sort.PLACE, place(GONE), place(KEPT), steward)
    assert Asset.objects.get(pk=two[0].pk).version > before


def test_a_name_that_another_has_is_not_taken_and_its_own_other_name_is(room, steward, two):
    with pytest.raises(Taken, match="もうあります"):
        rename(Sort.PLACE, place(GONE), KEPT, steward, kind="cabinet")
    rename(Sort.PLACE, place(GONE), KEPT, steward, kind="share")
    rename(Sort.PLACE, Place.objects.get(kind="share"), GONE, steward, kind="cabinet")
    merge(Sort.PLACE, place(GONE), place(KEPT), steward)
    make.asset(room, places=["別の棚"], by=steward)
    with pytest.raises(Taken, match="別の呼び名です"):
        rename(Sort.PLACE, place("別の棚"), GONE, steward)

    rename(Sort.PLACE, place(KEPT), GONE, steward)

    assert {one.merged_into for one in Place.objects.filter(name=KEPT)} == {place(GONE)}
    assert where(two[1]) == [GONE]


def test_only_what_nothing_stands_at_is_dropped(room, steward, two):
    for row in two:
        row.in_places.filter(place=place(KEPT)).delete()
    with pytest.raises(Refusal, match="消せません"):
        tidying.drop(sort=Sort.PLACE, row=place(GONE), by=steward, at=NOW)

    tidying.drop(sort=Sort.PLACE, row=place(KEPT), by=steward, at=NOW)

    assert [one.name for one in Place.objects.all()] == [GONE]
    assert NameChange.objects.get().changes == [["place", f"書庫・棚：{KEPT}", ""]]


def test_what_somebody_else_merged_first_is_refused_with_a_sentence(room, steward, two):
    gone, kept = place(GONE), place(KEPT)
    merge(Sort.PLACE, gone, kept, steward)

    for again in ((gone, kept), (kept, gone)):
        with pytest.raises(Refusal, match="ほかの人が先に"):
            merge(Sort.PLACE, *again, steward)
    assert lines(room, "assets.merge") == 1


def test_who_does_not_run_the_company_tidies_nothing(room, head, steward, two):
    with pytest.raises(PermissionDenied):
        merge(Sort.PLACE, place(GONE), place(KEPT), head)
    stranger = people.member(Role.PRINCIPAL, companies.room_of(companies.company()))
    with pytest.raises(PermissionDenied):
        rename(Sort.PLACE, place(GONE), "x", stranger)


def test_a_place_of_another_company_is_no_place_to_merge_into(room, steward, two):
    other = companies.room_of(companies.company())
    theirs = make.asset(other, places=["よその棚"]).in_places.get().place

    with pytest.raises(PermissionDenied):
        merge(Sort.PLACE, place(GONE), theirs, steward)
    with pytest.raises(Refusal):
        merge(Sort.PLACE, theirs, place(KEPT), steward)
    assert where(two[0]) == [GONE]


def test_deeds_offered_are_the_deeds_that_succeed(room, steward, head, two):
    row = place(GONE)
    codes = lambda actor, **said: [one.code for one in access.name_deeds(actor, Sort.PLACE, row, **said)]  # noqa: E731

    assert codes(steward, is_used=True, is_alone=False) == ["merge"]
    assert codes(steward, is_used=False, is_alone=True) == ["drop"]
    assert codes(head, is_used=False, is_alone=False) == []


# Pages


def test_the_page_says_what_moves_before_anything_does(room, steward, page, two):
    make.asset(room, origin=Origin.ENTRUSTED, places=[KEPT], by=steward)
    address = home(room, f"tidy/place/{place(GONE).pk}/merge/")

    chosen = page(steward).get(address).text
    told = page(steward).get(f"{address}?into={place(KEPT).pk}").text

    assert chosen.index(KEPT) < chosen.index("何が動くか見る")
    assert "情報 2件" in told
    assert "台帳から外した情報 1件" in told
    assert "同じ場所になり" not in told  # own and entrusted lie together there already
    assert where(two[0]) == [GONE]
    page(steward).post(address, {"into": place(KEPT).pk})
    assert where(two[0]) == [KEPT]


def test_the_page_warns_where_a_merge_would_mix(room, steward, page):
    make.asset(room, places=[GONE], by=steward)
    make.asset(room, origin=Origin.ENTRUSTED, places=[KEPT], by=steward)
    address = home(room, f"tidy/place/{place(GONE).pk}/merge/?into={place(KEPT).pk}")

    assert "同じ場所になり" in page(steward).get(address).text


@pytest.mark.parametrize(
    ("typed", "said"),
    [("", "このフィールドは必須です"), ("；", "名前を入れて"), (KEPT, "もうあります"), ("あ" * 61, "60 文字以下")],
)
def test_a_name_that_is_not_taken_stays_in_its_line(room, steward, page, two, typed, said):
    row = place(GONE)
    refused = page(steward).post(home(room, f"tidy/place/{row.pk}/rename/"), {"name": typed, "kind": "cabinet"})

    assert refused.status_code == 422
    assert said in refused.text
    assert f'value="{typed}"' in refused.text or typed == ""
    assert place(GONE) == row


def test_nothing_chosen_to_stay_is_asked_again(room, steward, page, two):
    address = home(room, f"tidy/place/{place(GONE).pk}/merge/")

    for into in ("", "0", place(GONE).pk):
        assert page(steward).post(address, {"into": into}).status_code == 422
    assert where(two[0]) == [GONE]


@pytest.mark.parametrize("sort", Sort.values)
def test_a_list_costs_the_same_for_one_name_and_for_many(room, steward, page, django_assert_max_num_queries, sort):
    client = page(steward)

    def asked():
        with django_assert_max_num_queries(30) as counted:
            assert client.get(home(room, f"tidy/{sort}/")).status_code == 200
        return len(counted)

    def fill(first, last):
        for one in range(first, last):
            name = f"架空{one}"
            agreements.agreement(room, name=name, by=steward)
            make.asset(room, department=name, places=[name], by=steward)

    fill(0, 1)
    few = asked()
    fill(1, 12)
    assert asked() == few


def test_names_are_found_by_a_part_and_turned_over_by_pages(room, steward, page):
    for one in range(nouns.PAGE + 2):
        Department.objects.create(organisation=room, name=f"第{one:02}課", folded=f"第{one:02}課")

    first = page(steward).get(home(room, "tidy/department/")).text
    assert "第29課" in first
    assert "第30課" not in first
    assert "after=" in first
    found = page(steward).get(home(room, "tidy/department/?q=31")).text
    assert "第31課" in found
    assert "第30課" not in found


@pytest.mark.parametrize("more", ["tidy/place/", "tidied/"])
def test_heads_employees_and_the_desk_do_not_open_it(room, head, employee, adviser, steward, page, more):
    grants.grant(room, adviser, by=steward)

    for person in (head, employee, adviser):
        assert page(person).get(home(room, more)).status_code == 403
    other = companies.room_of(companies.company())
    assert page(steward).get(home(other, more)).status_code == 404
    assert page(steward).get(home(room, "tidy/level/")).status_code == 404


def test_a_name_of_another_company_is_not_there(room, steward, page):
    theirs = agreements.counterparty(companies.room_of(companies.company()))

    for more in ("rename/", "merge/", "drop/", "forget/"):
        assert page(steward).get(home(room, f"tidy/partner/{theirs.pk}/{more}")).status_code == 404
    assert Counterparty.objects.get() == theirs


@pytest.mark.django_db(transaction=True)
def test_of_two_who_merge_each_into_the_other_at_once_one_is_refused(shared_database):
    room = companies.room_of(companies.company())
    both = [people.member(Role.STEWARD, room) for _ in range(2)]
    rows = [make.asset(room, places=[name], by=both[0]) for name in (GONE, KEPT)]
    one, other = place(GONE), place(KEPT)
    barrier = Barrier(2)
    shared_database()

    def go(gone, kept, by):
        try:
            barrier.wait()
            merge(Sort.PLACE, gone, kept, by)
            return "merged"
        except Refusal:
            return "refused"
        finally:
            connection.close()

    def stood():
        try:
            return [tuple(where(row)) for row in rows]
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        tried = [pool.submit(go, one, other, both[0]), pool.submit(go, other, one, both[1])]
        assert sorted(each.result() for each in tried) == ["merged", "refused"]
        assert len(set(pool.submit(stood).result())) == 1
