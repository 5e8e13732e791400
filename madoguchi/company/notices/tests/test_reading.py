"""読む人 — by a link without signing in, or as who signed in: the same page, which names nobody else."""

import logging
import re

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from madoguchi.company.diagnosis.words import Addressee
from madoguchi.company.notices import actions, limits
from madoguchi.company.notices import factories as make
from madoguchi.company.notices.models import Recipient
from madoguchi.company.notices.questions import questions_of
from madoguchi.company.notices.words import Listed
from madoguchi.foundation.audit.models import Line

DONE = "「読みました」と伝えました"


def arrive(client, token):
    return client.get(f"/notice/{token}/", follow=True)


def said(recipient, answers=None):
    chosen = make.right(recipient) if answers is None else answers
    return {"recipient": recipient.pk, **chosen}


@pytest.fixture
def first(notice):
    return notice.recipients.get(label="製造1")


@pytest.fixture
def token(steward, notice):
    return make.links(notice, by=steward)["製造1"]


def test_a_link_is_read_answered_and_acknowledged_without_signing_in(client, first, token):
    seen = arrive(client, token)
    assert seen.redirect_chain == [("/notice/", 302)]
    for words in ("株式会社架空製作所", "読んで、問いに答えてください。", "守ること", "「極秘」の情報"):
        assert words in seen.text

    passed = client.post("/notice/", said(first), follow=True)
    assert "全部の答えが合っています。" in passed.text
    done = client.post("/notice/read/", {"recipient": first.pk}, follow=True)

    assert DONE in done.text
    assert DONE in arrive(client, token).text
    assert Recipient.objects.get(pk=first.pk).acknowledged_at is not None


def test_wrong_answers_are_explained_by_the_table_and_can_be_answered_again(client, first, token):
    arrive(client, token)
    right = make.right(first)
    name = next(iter(right))
    wrong = right | {name: 1 - min(right[name], 1)}

    refused = client.post("/notice/", said(first, wrong))

    assert refused.status_code == 422
    page = BeautifulSoup(refused.content, "html.parser")
    (marked,) = page.find_all(class_="field-invalid")
    assert questions_of(first)[0].sentence in marked.text
    ticked = page.find_all("input", checked=True)
    assert {one["name"]: int(one["value"]) for one in ticked} == wrong
    assert client.post("/notice/", said(first)).status_code == 302


def test_a_question_left_out_is_asked_for_and_nothing_is_counted(client, first, token):
    arrive(client, token)

    refused = client.post("/notice/", {"recipient": first.pk})

    assert refused.status_code == 422
    assert "答えを一つ選んでください。" in refused.text
    assert Recipient.objects.get(pk=first.pk).asked_count is None


def test_a_recipient_s_page_names_nobody_else(client, room, steward, employee, table):
    listed = (Listed("製造1", "架空 一郎"), Listed("製造2", "架空 二郎"))
    row = make.notice(room, by=steward, persons=(employee,), listed=listed)

    seen = arrive(client, make.links(row, by=steward)["製造1"]).text

    assert "製造1" in seen
    for other in ("製造2", "架空 一郎", "架空 二郎", employee.name, employee.email, steward.name, "人中"):
        assert other not in seen


def test_unknown_revoked_renewed_and_closed_look_alike(client, steward, notice, first, token):
    unknown = arrive(client, "no-such-token")
    answers = [unknown]
    for end, given in (("relink", {"recipient": first}), ("close", {"notice": notice})):
        getattr(actions, end)(**given, by=steward, at=first.added_at)
        answers.append(arrive(Client(), token))

    assert {one.status_code for one in answers} == {410}
    pages = {re.sub(r'value="\w{64}"', "", one.text) for one in answers}
    assert len(pages) == 1
    assert "会社の責任者に、新しいリンクを頼んでください。" in pages.pop()


def test_a_link_that_ends_while_it_is_read_ends_at_once(client, steward, first, token):
    arrive(client, token)
    actions.revoke(recipient=first, by=steward, at=first.added_at)

    assert client.post("/notice/", said(first)).status_code == 410
    assert client.post("/notice/read/", {"recipient": first.pk}).status_code == 410
    assert client.get("/notice/read/").status_code == 410


def test_a_page_left_open_on_a_shared_machine_is_not_answered_for_the_next_one(client, steward, notice, first):
    tokens = make.links(notice, by=steward)
    arrive(client, tokens["製造1"])
    arrive(client, tokens["製造2"])

    assert client.post("/notice/", said(first)).status_code == 410
    assert set(Recipient.objects.values_list("asked_count", flat=True)) == {None}


def test_a_look_changes_nothing_and_leaves_its_line(client, room, first, token):
    before = Recipient.objects.filter(pk=first.pk).values().get()

    arrive(client, token)

    assert Recipient.objects.filter(pk=first.pk).values().get() == before
    line = Line.objects.filter(stream=room.audit_stream()).latest("seq")
    assert (line.deed, line.by, line.subject) == ("notices.read_link", "anonymous", f"notices.Recipient:{first.pk}")


def test_a_token_stands_in_no_log_no_session_no_address_that_follows_and_no_cache(client, caplog, first, token):
    with caplog.at_level(logging.DEBUG):
        seen = arrive(client, token)
        client.post("/notice/", {"recipient": first.pk})
        arrive(Client(), f"{token}x")

    assert token not in caplog.text
    assert token not in str(dict(client.session))
    assert token not in seen.text
    assert seen.headers["Referrer-Policy"] == "same-origin"
    assert "no-store" in seen.headers["Cache-Control"]


def test_one_address_that_opens_without_end_is_held_up(client, token, monkeypatch):
    monkeypatch.setattr(limits, "MOST", 4)
    answers = [arrive(client, token).status_code for _one in range(4)]

    assert answers[:2] == [200, 200]
    assert answers[-1] == 429


def test_partners_see_what_concerns_them_and_no_more(client, room, steward, table):
    row = make.notice(room, by=steward, addressee=Addressee.PARTNERS)

    seen = arrive(client, make.links(row, by=steward)["製造1"]).text

    assert "紙の保管" in seen
    for hidden in ("社内のメール", "会議", "重なる決まり"):
        assert hidden not in seen


def test_who_signs_in_reads_the_same_in_their_room_and_the_step_is_gone_then(room, steward, employee, table, page):
    row = make.notice(room, by=steward, persons=(employee,))
    mine, home = row.recipients.get(person=employee), f"/room/{room.pk}/"
    client = page(employee)
    address = f"{home}notices/{row.pk}/read/"
    assert f'href="{address}"' in client.get(home).text
    assert f'href="{address}"' in client.get(f"{home}notices/").text
    assert client.get(f"{home}notices/{row.pk}/").headers["Location"] == address
    assert "守ること" in client.get(address).text

    assert client.post(address, said(mine)).status_code == 302
    assert DONE in client.post(f"{home}notices/{row.pk}/acknowledge/", follow=True).text

    assert "周知を読む" not in client.get(home).text


def test_what_is_not_addressed_to_one_is_not_there(room, steward, employee, notice, page):
    for address in ("", "read/"):
        assert page(employee).get(f"/room/{room.pk}/notices/{notice.pk}/{address}").status_code == 404
    assert "読むものはありません。" in page(employee).get(f"/room/{room.pk}/notices/").text
    assert page(steward).get(f"/room/{room.pk}/notices/{notice.pk}/read/").status_code == 404
