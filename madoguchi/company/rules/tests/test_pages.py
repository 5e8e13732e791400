"""運用表の画面 — what they show, keep, ask for and refuse."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from madoguchi.company.assets import factories as assets
from madoguchi.company.assets.models import Asset
from madoguchi.company.grants.steps import next_steps
from madoguchi.company.rules import actions, papers, queries
from madoguchi.company.rules import factories as make
from madoguchi.company.rules.models import HandlingTable
from madoguchi.company.rules.words import Action, Start
from tests.journeys.paper import A4, sizes_of

STEP = "区分と運用表を決める"


def home(room, more=""):
    return f"/room/{room.pk}/rules/{more}"


def row_of(draft, action="ai"):
    return f"{draft.get_absolute_url()}rows/{action}/"


def today():
    return str(timezone.localdate())


def steps_of(actor, room):
    return [one.label for one in next_steps(actor, room)]


def test_one_question_and_two_buttons_make_a_table_that_holds(room, steward, page):
    browser = page(steward)
    assert "どの区分で始めますか" in browser.get(home(room)).text

    begun = browser.post(home(room, "begin/"), {"start": "two"})
    checked = browser.get(begun.headers["Location"]).text
    browser.post(f"{begun.headers['Location']}bring/", {"from_date": today()})

    assert "抜けも食い違いも見つかりませんでした。" in checked
    assert "第1版。" in browser.get(home(room)).text
    assert queries.table_of(room, actor=steward).from_date == timezone.localdate()


def test_without_an_answer_nothing_begins(room, steward, page):
    answer = page(steward).post(home(room, "begin/"), {})

    assert answer.status_code == 422
    assert not HandlingTable.objects.exists()


def test_the_home_page_leads_to_it_until_there_is_one(room, steward, employee):
    assert STEP in steps_of(steward, room)
    assert STEP not in steps_of(employee, room)
    make.table(room, by=steward)
    assert STEP not in steps_of(steward, room)


def test_a_row_is_written_and_the_next_one_comes(room, steward, draft, page):
    answer = page(steward).post(
        row_of(draft), {"seen_version": "0", "secret_way": "ai-never", "top_free": "社長に尋ねる。", "next": "1"}
    )

    assert answer.headers["Location"] == row_of(draft, "meeting")
    said = queries.read(draft)
    assert said.sentence_for("secret", Action.AI) == "生成AIに入れない。"
    assert said.sentence_for("top", Action.AI) == "社長に尋ねる。"
    assert said.sentence_for("open", Action.AI) == ""


def test_a_sentence_too_long_is_refused_and_kept(room, steward, draft, page):
    answer = page(steward).post(row_of(draft), {"seen_version": "0", "secret_free": "あ" * 121})

    assert answer.status_code == 422
    assert "あ" * 121 in answer.text


def test_a_measure_of_another_row_is_refused(room, steward, draft, page):
    assert page(steward).post(row_of(draft), {"seen_version": "0", "secret_way": "take-never"}).status_code == 422
    assert page(steward).get(row_of(draft, "nosuchrow")).status_code == 404


def test_who_saves_second_is_shown_what_is_saved_beside_what_was_chosen(room, steward, draft, page):
    make.say(draft, Action.AI, by=steward, secret=("ai-free",))

    answer = page(steward).post(row_of(draft), {"seen_version": "0", "secret_way": "ai-never"})

    assert answer.status_code == 422
    assert "ほかの人がこの行を先に保存しました" in answer.text
    assert "生成AIに入れてよい。" in answer.text
    assert 'name="seen_version" value="1"' in answer.text


def test_it_is_asked_where_items_go_whose_level_ends(room, steward, draft, page):
    assets.asset(room, level="other", holders=["製造課"], by=steward)
    address = f"{draft.get_absolute_url()}bring/"

    asked = page(steward).get(address).text
    refused = page(steward).post(address, {"from_date": today()})
    page(steward).post(address, {"from_date": today(), "move_other": "inside"})

    assert "「それ以外」の情報（1件、扱う人1人）の移し先" in asked
    assert refused.status_code == 422
    assert Asset.objects.get().level == "inside"


def test_a_day_gone_by_is_refused_at_its_field(room, steward, draft, page):
    answer = page(steward).post(f"{draft.get_absolute_url()}bring/", {"from_date": "2020-04-01"})

    assert answer.status_code == 422
    assert "今日か先の日" in answer.text


def test_a_draft_says_what_is_wrong_and_what_would_change(room, steward, table, page):
    copy = HandlingTable.objects.get(pk=_revised(page(steward), room, table))
    make.say(copy, Action.AI, by=steward, secret=("ai-free",))

    seen = page(steward).get(copy.get_absolute_url()).text

    assert "「社外秘」が「秘」より厳しい" in seen
    assert "いまの表から変わる決まり" in seen
    assert row_of(copy) in seen


def _revised(browser, room, table):
    answer = browser.post(home(room, f"tables/{table.pk}/revise/"))
    return int(answer.headers["Location"].rstrip("/").rpartition("/")[2])


def test_a_table_to_come_is_taken_back_on_its_page_and_one_in_force_is_not(room, steward, table, page):
    following = make.table(room, by=steward, from_date=timezone.localdate() + timedelta(9))
    assert "から使います" in page(steward).get(home(room)).text

    page(steward).post(home(room, f"tables/{following.pk}/recall/"))
    page(steward).post(home(room, f"tables/{table.pk}/recall/"))

    assert set(HandlingTable.objects.drafts()) == {following}


def test_labels_are_for_marked_levels_and_signs_for_what_the_table_asks(room, steward, table):
    said = queries.read(table)

    assert [one.name for one in papers.labels(said)] == ["極秘", "秘", "社外秘"]
    assert [(one.text, one.levels) for one in papers.signs(said)] == [
        ("関係者以外立入禁止", ("極秘", "秘")),
        ("撮影禁止", ("極秘",)),
    ]


@pytest.mark.browser
@pytest.mark.parametrize("is_longer", [False, True])
def test_table_and_training_are_one_sheet_of_paper_each(room, steward, page, tmp_path, is_longer):
    """Four levels are the longest of our tables; five are as many as there may be."""
    row = make.draft(room, by=steward)
    if is_longer:
        actions.add_level(table=row, name="厳秘", above="", by=steward, at=timezone.now())
    papers_at = home(room, f"tables/{row.pk}/")
    (tmp_path / "training").mkdir()

    assert sizes_of(page(steward).get(f"{papers_at}print/").text, tmp_path) == [A4[::-1]]
    assert sizes_of(page(steward).get(f"{papers_at}training/").text, tmp_path / "training") == [A4]


def test_a_table_in_english_has_no_japanese_of_ours(room, steward, page):
    row = make.table(room, start=Start.TWO, by=steward)

    browser = page(steward)
    browser.cookies["django_language"] = "en"

    assert "生成AI" not in browser.get(f"{home(room)}tables/{row.pk}/print/").text


def test_pages_cost_the_same_for_one_version_and_many_and_for_one_item_and_many(
    room, steward, table, page, django_assert_max_num_queries
):
    draft = make.draft(room, by=steward)
    browser = page(steward)

    def asked():
        with django_assert_max_num_queries(90) as counted:
            for address in (home(room), home(room, "history/"), draft.get_absolute_url()):
                assert browser.get(address).status_code == 200
        return len(counted)

    few = asked()
    for number in range(5):
        assets.asset(room, level="secret", holders=[f"職務{number}"], is_personal=True, by=steward)
        HandlingTable.objects.filter(pk=draft.pk).update(number=90)
        _past_version(table, number)
    assert asked() == few


def _past_version(table, number):
    day = timezone.localdate().replace(year=2020)
    HandlingTable.objects.create(
        organisation=table.organisation,
        number=10 + number,
        edition_code=table.edition_code,
        begun_at=table.begun_at,
        begun_by=table.begun_by,
        from_date=day,
        until_date=day,
        brought_at=table.brought_at,
        brought_by=table.brought_by,
    )


@pytest.mark.parametrize("more", ["", "begin/", "history/", "measures/"])
def test_the_address_of_a_company_that_shows_nothing_is_not_there(room, adviser, page, more):
    assert page(adviser).get(home(room, more)).status_code in (403, 404)


def levels_of_draft(draft, more=""):
    return f"{draft.get_absolute_url()}levels/{more}"


def test_a_level_is_added_by_form_and_it_is_said_what_it_begins_with(room, steward, draft, page):
    browser = page(steward)
    refused = browser.post(levels_of_draft(draft, "add/"), {"name": "部外秘"})
    answer = browser.post(levels_of_draft(draft, "add/"), {"name": "部外秘", "above": "secret"}, follow=True)

    assert (refused.status_code, 'value="部外秘"' in refused.text) == (422, True)
    assert "「部外秘」を加え、「秘」と同じ決まりを入れました" in answer.text
    assert "「秘」と「部外秘」" in answer.text
    assert "新しい区分：極秘、部外秘、社外秘、公開" in answer.text
    assert browser.post(levels_of_draft(draft, "add/"), {"name": "㊙", "above": "-"}).status_code == 422


def test_removing_a_level_shows_what_hangs_on_it_and_asks_where_its_items_go(room, steward, table, page):
    assets.asset(room, level="inside", holders=["製造課"], by=steward)
    browser = page(steward)
    draft = HandlingTable.objects.get(pk=_revised(browser, room, table))
    address = levels_of_draft(draft, "inside/remove/")

    asked, refused = browser.get(address).text, browser.post(address, {})
    answer = browser.post(address, {"to": "secret"}, follow=True)

    assert "1件" in asked
    assert "移し先" in asked
    assert refused.status_code == 422
    assert "1件の情報は、「秘」に移ります。" in answer.text
    assert "1件の情報は、「秘」に移ります。" in browser.get(draft.get_absolute_url()).text
    assert 'value="secret" selected' in browser.get(f"{draft.get_absolute_url()}bring/").text
    assert Asset.objects.get().level == "inside"


def test_levels_are_put_in_order_by_buttons_and_opened_as_an_address_they_lead_back(room, steward, draft, page):
    browser = page(steward)
    assert browser.get(levels_of_draft(draft, "inside/raise/")).headers["Location"] == levels_of_draft(draft)
    browser.post(levels_of_draft(draft, "inside/raise/"))
    assert [one.code for one in queries.read(draft).levels] == ["top", "inside", "secret", "open"]
    browser.post(levels_of_draft(draft, "inside/lower/"))

    assert [one.code for one in queries.read(draft).levels] == ["top", "secret", "inside", "open"]
    assert "これより先には動かせません" in browser.post(levels_of_draft(draft, "top/raise/"), follow=True).text
    for more in ("nosuchlevel/raise/", "nosuchlevel/remove/"):
        assert browser.get(levels_of_draft(draft, more)).status_code == 404


def test_what_a_rule_comes_from_stands_where_it_is_chosen_and_checked_and_not_on_the_sheet(room, steward, table, page):
    browser = page(steward)
    draft = make.draft(room, by=steward)

    for address in (row_of(draft), draft.get_absolute_url(), home(room), home(room, "measures/")):
        seen = browser.get(address).text
        assert "ISO/IEC 27002:2022" in seen
        assert "5.10、5.23" in seen
    for name in ("print/", "labels/", "training/"):
        assert "27002" not in browser.get(home(room, f"tables/{table.pk}/{name}")).text


def test_the_page_of_levels_costs_the_same_for_one_item_and_many(
    room, steward, draft, page, django_assert_num_queries
):
    browser = page(steward)
    browser.get(levels_of_draft(draft))
    with CaptureQueriesContext(connection) as few:
        browser.get(levels_of_draft(draft))
    for number in range(4):
        assets.asset(room, level="secret", holders=[f"職務{number}"], by=steward)

    with django_assert_num_queries(len(few)):
        assert "4件" in browser.get(levels_of_draft(draft)).text


def test_a_level_that_came_while_a_row_was_written_keeps_its_rule(room, steward, draft, page):
    typed = {f"{code}_free": "" for code in ("top", "secret", "inside", "open")} | {"secret_way": "ai-rule"}
    made = actions.add_level(table=draft, name="部外秘", above="top", by=steward, at=timezone.now())
    browser = page(steward)

    told = browser.post(row_of(draft), {"seen_version": "0", **typed})
    assert told.status_code == 422
    form = told.context["form"]
    browser.post(row_of(draft), dict(form.data.lists()))

    assert queries.read(draft).sentence_for(made.code, Action.AI) == "生成AIに入れない。"
    assert queries.read(draft).sentence_for("secret", Action.AI) == "会社が認めた生成AIにだけ入れてよい。"
