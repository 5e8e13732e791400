"""記録簿の画面 — handed in sealed, read as often as one likes, taken in, mended and undone."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from madoguchi.desk.consultations.models import Consultation
from madoguchi.desk.logbooks import pace
from madoguchi.desk.logbooks.models import Logbook, LogbookFile, MendableRow, RememberedMapping, Step
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.jobs import running as jobs
from madoguchi.foundation.vault.factories import pocketed

HEAD = "受付番号,受付日,要旨,相談区分,備考\n"
ROWS = HEAD + "P1,2016/4/5,古い相談,ひみつ,打ち明けた備考\nP2,いつか,次の相談,秘密管理,直す備考\n"
READ_AS = {"use_0": "number", "use_1": "date", "use_2": "gist", "use_3": "category", "use_4": "seal"}


@pytest.fixture(autouse=True)
def _without_pauses(monkeypatch):
    monkeypatch.setattr(pace, "sleep", lambda _seconds: None)


@pytest.fixture
def manager(client, db):
    """Signed in with open keys; of the centre alone."""
    people.demo()
    made = people.member(Role.MANAGER, people.office())
    pocketed(client, made)
    return made


def hand_in(client, text=ROWS, name="相談.csv"):
    file = SimpleUploadedFile(name, text if isinstance(text, bytes) else text.encode())
    return client.post("/logbooks/receive/", {"office": people.office().pk, "file": file})


def handed_in(client, text=ROWS):
    assert hand_in(client, text).status_code == 302
    return Logbook.objects.latest("pk")


def send(client, logbook, **said):
    return client.post(f"/logbooks/{logbook.pk}/read/", READ_AS | said)


def take(client, text=ROWS):
    logbook = handed_in(client, text)
    assert send(client, logbook, take="1").status_code == 302
    jobs.drain()
    logbook.refresh_from_db()
    return logbook


def test_a_way_of_reading_is_proposed_and_nothing_is_taken_in(client, manager):
    page = client.get(f"/logbooks/{handed_in(client).pk}/read/").content.decode()

    assert "打ち明けた備考" in page  # shown to whoever brought it
    assert "「ひみつ」（1件）" in page
    assert not Consultation.with_hidden.exists()


def test_trying_it_out_tells_each_fate_and_writes_nothing(client, manager):
    logbook = handed_in(client)
    page = send(client, logbook, check="1").content.decode()

    assert "受付日がないか、暦にない日付です。" in page
    assert not Consultation.with_hidden.exists()
    assert not logbook.rows.exists()


def test_taken_in_it_is_reported_and_the_file_is_gone(client, manager):
    logbook = take(client)

    assert (logbook.step, logbook.told_counts()["taken"], logbook.told_counts()["refused"]) == (Step.DONE, 1, 1)
    assert not LogbookFile.objects.exists()
    report = client.get(logbook.get_absolute_url()).content.decode()
    assert "受付日がないか、暦にない日付です。" in report
    assert "打ち明けた備考" not in report


@pytest.mark.django_db(transaction=True)
def test_between_transactions_it_is_read_and_taken_in_as_well(client):
    people.demo()
    pocketed(client, people.member(Role.MANAGER, people.office()))

    assert "打ち明けた備考" in send(client, handed_in(client), check="1").content.decode()
    assert take(client).told_counts()["taken"] == 1


def test_what_was_chosen_is_remembered_for_the_office(client, manager):
    take_with_word = handed_in(client)
    send(client, take_with_word, word_category_0="MGT", take="1")
    jobs.drain()

    assert Consultation.objects.get().category == "MGT"
    assert RememberedMapping.objects.get().office == people.office()
    again = handed_in(client, HEAD + "P9,2016/5/5,もう一つ,ひみつ,\n")
    assert "「ひみつ」（1件）" not in client.get(f"/logbooks/{again.pk}/read/").content.decode()


def test_rows_come_back_as_a_sheet_that_is_mended_and_handed_in_again(client, manager):
    logbook = take(client)
    sheet = b"".join(client.get(f"/logbooks/{logbook.pk}/fates/").streaming_content)
    book = load_workbook(BytesIO(sheet))
    cells = [[cell.value or "" for cell in row] for row in book.active.iter_rows()]

    assert cells[0][:5] == ["受付番号", "受付日", "要旨", "相談区分", "備考"]
    refused = next(row for row in cells if "取り込めない" in row)
    assert refused[:5] == ["P2", "いつか", "次の相談", "秘密管理", "直す備考"]

    place = next(row for row in book.active.iter_rows() if row[0].value == "P2")
    place[1].value = "2016/6/7"
    mended = BytesIO()
    book.save(mended)
    again = handed_in(client, mended.getvalue())
    page = client.get(f"/logbooks/{again.pk}/read/")
    initial = {name: field.initial for name, field in page.context["form"].fields.items() if name.startswith("use_")}
    assert client.post(f"/logbooks/{again.pk}/read/", initial | {"take": "1"}).status_code == 302
    jobs.drain()
    again.refresh_from_db()

    assert Consultation.objects.get(number="P2").gist == "次の相談"
    assert again.told_counts()["taken"] == 1


@pytest.mark.parametrize("content", [b"\x89PNG", b"PK\x03\x04 broken", b"", "ただの文章です。\n".encode()])
def test_what_is_no_logbook_is_said_in_one_sentence(client, manager, content):
    answer = hand_in(client, content)
    page = client.get(answer["Location"]) if answer.status_code == 302 else answer

    assert page.status_code == 422
    assert page.content.decode().count("notice-danger") <= 1


def test_without_a_date_or_anything_to_count_by_it_is_asked(client, manager):
    logbook = handed_in(client)

    assert send(client, logbook, use_1="seal", take="1").status_code == 422
    assert send(client, logbook, use_2="seal", use_3="seal", take="1").status_code == 422
    assert Logbook.objects.get(pk=logbook.pk).step == Step.RECEIVED


def test_given_up_it_is_gone(client, manager):
    logbook = handed_in(client)

    assert client.post(f"/logbooks/{logbook.pk}/discard/").status_code == 302
    assert not Logbook.objects.exists()


def test_undone_over_its_page(client, manager):
    logbook = take(client)
    client.post(f"/logbooks/{logbook.pk}/undo/")
    jobs.drain()

    assert not Consultation.with_hidden.exists()
    assert not MendableRow.objects.exists()
    assert "取り消し済み" in client.get("/logbooks/").content.decode()


@pytest.mark.parametrize(("role", "code"), [(Role.ADVISER, "00"), (Role.ANALYST, "00"), (Role.MANAGER, "23")])
def test_nobody_else_reads_or_takes_it(client, manager, role, code):
    logbook = handed_in(client)
    pocketed(client, people.member(role, people.office(code=code)))

    for page in ("", "read/", "fates/", "undo/", "discard/"):
        assert client.get(f"/logbooks/{logbook.pk}/{page}").status_code in (403, 404)


def test_with_closed_keys_one_opens_them_first(client, manager):
    logbook = handed_in(client)
    client.cookies.clear()
    client.force_login(manager)

    assert "/keys/" in client.get(f"/logbooks/{logbook.pk}/read/")["Location"]
