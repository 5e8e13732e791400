"""自己診断の画面 — what the pages show, keep and refuse."""

from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from madoguchi.company.companies import factories as companies
from madoguchi.company.diagnosis import factories as make
from madoguchi.company.diagnosis.models import Diagnosis, EvidenceNote
from madoguchi.company.diagnosis.words import Block
from madoguchi.company.grants import factories as grants
from madoguchi.company.grants.models import Part, room_stream
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.audit.models import Line
from madoguchi.foundation.vault import pocket
from madoguchi.foundation.vault.factories import pocketed

INDEX = "/diagnosis/"
NOTE = "棚の上"


def page(row, name="detail", *more):
    return reverse(f"diagnosis:{name}", args=[row.pk, *more])


def soup(answer):
    return BeautifulSoup(answer.content, "html.parser")


def typed(row, block, value="1", **more):
    return {one.code: value for one in row.edition.of(block)} | more


def looks(row):
    return list(
        Line.objects.filter(stream=room_stream(row.organisation_id), deed__in=["look", "diagnosis.read_notes"])
        .order_by("seq")
        .values_list("deed", flat=True)
    )


@pytest.fixture
def as_steward(client, steward):
    pocketed(client, steward)
    return client


@pytest.fixture
def as_head(client, head):
    pocketed(client, head)
    return client


@pytest.fixture
def as_adviser(client, room, adviser, steward):
    grants.grant(room, adviser, Part.DIAGNOSIS, by=steward)
    pocketed(client, adviser)
    return client


def test_an_empty_list_says_how_to_begin(as_steward):
    shown = as_steward.get(INDEX).text
    assert "自己診断はまだありません" in shown
    assert reverse("diagnosis:begin") in shown


def test_beginning_leads_to_the_first_page_of_questions(as_steward):
    answer = as_steward.post(reverse("diagnosis:begin"), {"label": ""})
    made = Diagnosis.objects.get()
    assert answer.headers["Location"] == page(made, "answer", "legal")


def test_who_runs_two_companies_says_which(as_steward, steward, room):
    other = companies.room_of(companies.company(name="別の架空株式会社"))
    people.member(Role.PRINCIPAL, other, of=steward)

    assert as_steward.post(reverse("diagnosis:begin"), {"label": ""}).status_code == 422
    as_steward.post(reverse("diagnosis:begin"), {"label": "", "organisation": other.pk})

    assert Diagnosis.objects.get().organisation == other


def test_a_second_one_of_the_same_scope_is_refused_on_the_form(as_steward, begun):
    answer = as_steward.post(reverse("diagnosis:begin"), {"label": ""})
    assert answer.status_code == 422
    assert "すでに始まっています" in answer.text


def test_each_question_says_why_and_what_proves_it(as_steward, begun):
    shown = as_steward.get(page(begun, "answer", "legal")).text
    for one in begun.edition.of(Block.LEGAL):
        assert all(str(text) in shown for text in (one.text, one.why, one.evidence))


def test_a_page_may_be_saved_half_answered(as_steward, room, steward):
    fresh = make.actions.begin(organisation=room, by=steward, at=make.timezone.now())
    answer = as_steward.post(page(fresh, "answer", "legal"), {"L01": "2", "L02": "na", "L02_reason": "none"})

    assert answer.headers["Location"] == page(fresh, "answer", "recommended")
    assert dict(fresh.answers.values_list("question", "value")) == {"L01": 2, "L02": None}


def test_the_last_page_leads_to_the_end(as_steward, begun):
    answer = as_steward.post(page(begun, "answer", "dealings"), typed(begun, "dealings"))
    assert answer.headers["Location"] == page(begun)


def test_what_does_not_apply_needs_its_reason(as_steward, begun):
    answer = as_steward.post(page(begun, "answer", "legal"), {"L01": "na"})
    assert answer.status_code == 422
    assert "当てはまらない理由を選んでください" in answer.text
    assert soup(answer).select_one("input[name=L01][value=na]").has_attr("checked")


def test_a_note_needs_an_answer(as_steward, room, steward):
    fresh = make.actions.begin(organisation=room, by=steward, at=make.timezone.now())
    answer = as_steward.post(page(fresh, "answer", "legal"), {"L01_note": NOTE})
    assert answer.status_code == 422
    assert NOTE in answer.text
    assert not EvidenceNote.objects.exists()


def test_a_note_comes_back_for_who_wrote_it(as_steward, begun):
    as_steward.post(page(begun, "answer", "legal"), {"L01": "1", "L01_note": NOTE, "L01_seen": "1"})
    shown = soup(as_steward.get(page(begun, "answer", "legal")))
    assert shown.select_one("textarea[name=L01_note]").text.strip() == NOTE


def test_a_note_behind_closed_keys_stays_as_it_is(client, begun, steward):
    pocketed(client, steward)
    client.post(page(begun, "answer", "legal"), {"L01": "1", "L01_note": NOTE, "L01_seen": "1"})
    del client.cookies[pocket.COOKIE]

    shown = client.get(page(begun, "answer", "legal"))
    assert soup(shown).select_one("textarea[name=L01_note]") is None
    client.post(page(begun, "answer", "legal"), {"L01": "2", "L01_seen": "2"})

    assert EvidenceNote.objects.count() == 1
    assert begun.answers.get(question="L01").value == 2


def test_a_head_is_shown_no_note_and_asked_for_none(as_head, finished, begun_of_department):
    shown = as_head.get(page(begun_of_department, "answer", "legal")).text
    assert "_note" not in shown
    assert NOTE not in as_head.get(page(finished)).text


@pytest.fixture
def begun_of_department(room, steward):
    return make.diagnosis(room, by=steward, label="開発部", is_finished=False)


def test_a_page_keeps_itself_while_one_answers(as_steward, begun):
    answer = as_steward.post(page(begun, "keep", "legal"), {"L01": "2", "L01_seen": "1"})
    assert answer.status_code == 204
    assert begun.answers.get(question="L01").value == 2


def test_what_cannot_be_kept_says_so(as_steward, finished):
    assert as_steward.post(page(finished, "keep", "legal"), {"L01": "2"}).status_code == 409


def test_the_second_to_answer_sees_both_and_may_replace(as_head, begun, steward):
    make.actions.answer(diagnosis=begun, said=[make.Said("L01", 2, "", None, 1)], by=steward, at=make.timezone.now())
    shown = as_head.post(page(begun, "answer", "legal"), {"L01": "0", "L01_seen": "1"})

    assert shown.status_code == 422
    assert [cell.text for cell in soup(shown).select(".conflict .differs td")] == ["していない", "している"]
    seen = soup(shown).select_one("input[name=L01_seen]")["value"]
    assert as_head.post(page(begun, "answer", "legal"), {"L01": "0", "L01_seen": seen}).status_code == 302
    assert begun.answers.get(question="L01").value == 0


def test_a_page_of_no_block_is_not_there(as_steward, begun):
    assert as_steward.get(page(begun, "answer", "others")).status_code == 404


def test_a_new_one_proposes_the_last_answers_and_notes_without_saving_them(as_steward, finished):
    as_steward.post(reverse("diagnosis:begin"), {"label": ""})
    again = Diagnosis.objects.get(finished_at=None)

    shown = soup(as_steward.get(page(again, "answer", "legal")))

    assert shown.select_one("input[name=L01][value='1']").has_attr("checked")
    assert shown.select_one("textarea[name=L01_note]").text.strip() == NOTE
    assert len(shown.select(".question .badge")) == 10
    assert not again.answers.exists()


def test_what_is_proposed_becomes_an_answer_when_the_page_is_saved(as_steward, finished):
    as_steward.post(reverse("diagnosis:begin"), {"label": ""})
    again = Diagnosis.objects.get(finished_at=None)
    form = soup(as_steward.get(page(again, "answer", "legal")))
    said = {one["name"]: one["value"] for one in form.select("main input[checked], main input[type=hidden]")}
    said |= {one["name"]: one.text.strip() for one in form.select("main textarea")}

    as_steward.post(page(again, "answer", "legal"), said)

    assert again.answers.count() == 10
    assert again.answers.get(question="L01").note


def test_an_unfinished_one_shows_how_far_it_is(as_steward, begun):
    begun.answers.filter(question__startswith="T").delete()
    shown = as_steward.get(page(begun)).text
    assert "あと5問" in shown
    assert page(begun, "finish") not in shown
    assert page(begun, "answer", "dealings") in shown


def test_it_is_finished_by_a_button_and_never_by_looking(as_steward, begun):
    as_steward.get(page(begun, "finish"))
    begun.refresh_from_db()
    assert begun.finished_at is None
    as_steward.post(page(begun, "finish"))
    begun.refresh_from_db()
    assert begun.finished_at


def test_finishing_too_early_says_what_is_left(as_steward, begun):
    begun.answers.filter(question="L01").delete()
    assert "まだ答えていない質問が1問" in as_steward.post(page(begun, "finish"), follow=True).text


def test_the_result_names_three_actions_the_law_first(as_steward, finished):
    shown = [one.text for one in soup(as_steward.get(page(finished))).select(".next-actions b")]
    by_code = {one.code: str(one.action) for one in finished.edition.questions}
    assert shown == [by_code["L01"], by_code["L03"], by_code["L05"]]


def test_the_result_says_that_it_is_no_advice_and_no_test(as_steward, finished):
    shown = as_steward.get(page(finished)).text
    assert "法律の助言でもありません" in shown
    assert "合格や不合格を決めるものでも" in shown


def test_before_and_after_stand_side_by_side(as_steward, room, steward, finished):
    again = make.diagnosis(room, by=steward, everything=2)
    shown = soup(as_steward.get(page(again)))

    assert {tuple(cell.text for cell in row.select("td.num")) for row in shown.select(".purposes tbody tr")} >= {
        ("100", "50", "+50")
    }
    changed = shown.select_one("section[aria-labelledby=changes]")
    assert len(changed.select("tbody tr")) == 30
    assert len(changed.select(".badge-success")) == 29  # the thirtieth did not apply before


def test_any_earlier_one_of_the_company_can_be_put_beside(as_steward, room, steward, finished):
    department = make.diagnosis(room, by=steward, label="開発部", everything=0)
    again = make.diagnosis(room, by=steward, everything=2)

    assert "（開発部）です。" not in as_steward.get(page(again)).text
    assert "（開発部）です。" in as_steward.get(f"{page(again)}?beside={department.pk}").text
    assert as_steward.get(f"{page(again)}?beside=999999").status_code == 200


def test_who_opened_notes_is_written_down(as_steward, finished):
    as_steward.get(page(finished))
    assert looks(finished) == ["look", "diagnosis.read_notes"]


def test_whoever_it_is_shown_to_reads_answers_and_no_notes(as_adviser, finished):
    shown = as_adviser.get(page(finished))
    assert "すべての回答" in shown.text
    assert NOTE not in shown.text
    assert "証拠のメモ" not in shown.text
    assert looks(finished) == ["look"]


def test_the_company_is_told_that_its_list_was_looked_at(as_adviser, room, finished):
    assert finished.scope in as_adviser.get(INDEX).text
    line = Line.objects.filter(stream=room_stream(room.pk)).latest("seq")
    assert line.deed == "diagnosis.read_list"


def test_a_look_at_one_s_own_list_is_no_line(as_steward, finished):
    before = Line.objects.count()
    as_steward.get(INDEX)
    assert Line.objects.count() == before


def cells(answer):
    book = load_workbook(BytesIO(b"".join(answer.streaming_content)), read_only=True)
    return [[cell or "" for cell in row] for row in book.active.iter_rows(values_only=True)]


def test_excel_holds_every_question_answer_and_note(as_steward, finished):
    heads, *lines, _closing = cells(as_steward.get(page(finished, "sheet")))
    assert len(lines) == 30
    assert heads[-1] == "証拠のメモ"
    assert lines[0][-1] == NOTE
    assert lines[29][7] == "当てはまらない（当てはまる業務や取引がない）"
    assert "diagnosis.read_notes" in looks(finished)


def test_excel_of_the_desk_has_no_notes(as_adviser, finished):
    table = cells(as_adviser.get(page(finished, "sheet")))
    assert table[0][-1] == "出典"
    assert NOTE not in str(table)


@pytest.mark.parametrize("path", [INDEX, "begin/", "{pk}/", "{pk}/answers/legal/", "{pk}/discard/"])
def test_pages_speak_english(as_steward, begun, path):
    path = path if path == INDEX else INDEX + path.format(pk=begun.pk)
    answer = as_steward.get(path, headers={"accept-language": "en"})
    for hidden in (main := soup(answer).main).select("a[lang]"):
        hidden.extract()
    rest = main.get_text().replace("架空精機株式会社", "").replace("架空 太郎", "")
    assert not [sign for sign in rest if "\u3040" <= sign <= "\u9fff"]


def test_the_result_speaks_english(as_steward, finished):
    answer = as_steward.get(page(finished), headers={"accept-language": "en"})
    rest = soup(answer).main.get_text()
    for known in ("架空精機株式会社", "架空 太郎", NOTE):
        rest = rest.replace(known, "")
    assert not [sign for sign in rest if "\u3040" <= sign <= "\u9fff"]


def test_the_list_costs_the_same_for_one_and_many(as_steward, room, steward, finished, django_assert_num_queries):
    with CaptureQueriesContext(connection) as few:
        as_steward.get(INDEX)
    for number in range(5):
        make.diagnosis(room, by=steward, label=f"部署{number}")
    with django_assert_num_queries(len(few)):
        as_steward.get(INDEX)


def test_a_result_costs_the_same_with_one_note_and_with_thirty(as_steward, room, steward):
    one = make.diagnosis(room, by=steward, notes={"L01": NOTE})
    many = make.diagnosis(room, by=steward, label="x", notes=dict.fromkeys(make.all_values(1), NOTE))
    as_steward.get(page(one))
    with CaptureQueriesContext(connection) as few:
        as_steward.get(page(one))
    with CaptureQueriesContext(connection) as lots:
        as_steward.get(page(many))
    assert len(lots) <= len(few) + 2  # `many` has another to stand beside
