"""記録簿の画面 — handed in sealed, read as often as one likes, taken in, mended and undone."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from openpyxl import load_workbook

from madoguchi.company.companies.models import Arrival
from madoguchi.desk.consultations.models import Consultation
from madoguchi.desk.logbooks import actions, queries, staging
from madoguchi.desk.logbooks.actions import remembered
from madoguchi.desk.logbooks.mapping import propose
from madoguchi.desk.logbooks.models import Logbook, LogbookFile, MendableRow, RememberedMapping, Step
from madoguchi.desk.logbooks.tables import survey
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.core.errors import Refusal
from madoguchi.foundation.jobs import running as jobs
from madoguchi.foundation.papers.books import opened
from madoguchi.foundation.vault.factories import pocketed

HEAD = "受付番号,受付日,要旨,相談区分,備考\n"
ROWS = HEAD + "P1,2016/4/5,古い相談,ひみつ,打ち明けた備考\nP2,いつか,次の相談,秘密管理,直す備考\n"
READ_AS = {"use_0": "number", "use_1": "date", "use_2": "gist", "use_3": "category", "use_4": "seal"}


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
    send(client, take_with_word, take="1", **{field_of(form_of(client, take_with_word), "ひみつ"): "MGT"})
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


# Words and columns chosen on the page

WORDY = "受付番号,受付日,要旨,相談区分,備考\nP1,2016/4/5,古い相談,ひみつ,のろし\n"


def form_of(client, logbook, **said):
    page = send(client, logbook, check="1", **said) if said else client.get(f"/logbooks/{logbook.pk}/read/")
    return page.context["form"]


def field_of(form, word):
    """The name of the question about a word."""
    return next(name for name, field in form.fields.items() if f"「{word}」" in str(field.label))


def test_words_learned_once_are_used_and_not_forgotten_by_the_next_logbook(client, manager):
    first = handed_in(client)
    send(client, first, take="1", **{field_of(form_of(client, first), "ひみつ"): "MGT"})
    jobs.drain()
    for number in ("P8", "P9"):
        take(client, HEAD + f"{number},2016/5/5,もう一つ,ひみつ,\n")

    assert set(Consultation.objects.values_list("category", flat=True)) == {"MGT"}


def test_words_of_a_column_chosen_on_the_page_are_asked_too(client, manager):
    logbook = handed_in(client, WORDY)
    form = form_of(client, logbook, use_4="channel")
    said = {field_of(form, "ひみつ"): "MGT", field_of(form, "のろし"): "TEL", "use_4": "channel"}
    send(client, logbook, take="1", **said)
    jobs.drain()

    made = Consultation.objects.get()
    assert (made.category, made.channel) == ("MGT", "TEL")


def test_a_word_keeps_its_code_when_another_column_is_read_otherwise(client, manager):
    logbook = handed_in(client, WORDY)
    said = {"use_4": "secondary", field_of(form_of(client, logbook), "ひみつ"): "MGT"}
    form = form_of(client, logbook, **said)

    assert form[field_of(form, "ひみつ")].value() == "MGT"
    assert form.mapping().words["category"]["ひみつ"] == "MGT"


def test_an_office_with_two_kinds_of_logbooks_teaches_both(client, manager):
    other = "ばん,ひづけ,なかみ\n1,2016/4/5,約束の話\n"
    said = {"use_0": "number", "use_1": "date", "use_2": "gist", "take": "1"}
    client.post(f"/logbooks/{handed_in(client, other).pk}/read/", said)
    jobs.drain()
    take(client)

    form = form_of(client, handed_in(client, other.replace("4/5", "4/6")))
    assert [form.fields[f"use_{at}"].initial for at in range(3)] == ["number", "date", "gist"]


def test_a_gist_may_be_sealed_where_there_is_no_category(client, manager):
    text = "受付番号,受付日,相談内容\nP1,2016/4/5," + "長い話" * 100 + "\n"
    logbook = handed_in(client, text)
    assert form_of(client, logbook).fields["use_2"].initial == "sealed_gist"
    said = {"use_0": "number", "use_1": "date", "use_2": "sealed_gist", "take": "1"}
    assert client.post(f"/logbooks/{logbook.pk}/read/", said).status_code == 302
    jobs.drain()

    assert Consultation.objects.get().gist == ""
    with opened(BytesIO(text.encode())) as book:
        assert propose(survey(book), remembered(people.office())).missing == []


def test_beside_an_open_gist_another_is_sealed(client, manager):
    form = form_of(client, handed_in(client, WORDY), use_4="sealed_gist")

    assert (form.mapping().uses["備考"], form.mapping().opens) == ("seal", {"gist"})


def test_headings_nobody_can_tell_apart_are_named_at_their_columns_until_one_is_chosen(client, manager):
    logbook = handed_in(client, "受付番号,受付日,要旨,会社名,企業名\nP1,2016/4/5,相談,架空甲,架空乙\n")
    doubt = "会社名、企業名のうち、どれが企業名か分からないため、どれも封をします。"
    assert client.get(f"/logbooks/{logbook.pk}/read/").content.decode().count(doubt) == 2
    assert doubt not in send(client, logbook, use_3="company", check="1").content.decode()

    send(client, logbook, use_3="seal", take="1")
    jobs.drain()
    assert doubt in client.get(logbook.get_absolute_url()).content.decode()


def test_a_table_that_is_not_read_is_named_before_and_after(client, manager):
    logbook = handed_in(client, ROWS + "\n相談日,対応日,要旨\n2016/5/1,2016/5/2,別の表\n")
    said = "5行目の表には受付日の列が分からないため、1行を読んでいません。"
    page = client.get(f"/logbooks/{logbook.pk}/read/")
    assert said in page.content.decode()

    initial = {name: field.initial for name, field in page.context["form"].fields.items() if name.startswith("use_")}
    client.post(f"/logbooks/{logbook.pk}/read/", initial | {"take": "1"})
    assert said in client.get(logbook.get_absolute_url()).content.decode()


# A server that stops while a logbook is read


@pytest.fixture
def cut_off(client, manager, monkeypatch):
    """A logbook in the middle of being read, when the server was killed."""
    logbook = handed_in(client)
    cut(client, logbook, monkeypatch)
    return Logbook.objects.get(pk=logbook.pk)


def cut(client, logbook, monkeypatch):
    with monkeypatch.context() as killed:
        killed.setattr(staging._Part, "put", killed_here)
        with pytest.raises(KeyboardInterrupt):
            send(client, logbook, take="1")


def killed_here(part):
    raise KeyboardInterrupt


def test_what_was_cut_off_while_it_was_read_is_read_from_the_beginning(client, cut_off):
    assert cut_off.step == Step.STAGING
    page = client.get(cut_off.get_absolute_url()).content.decode()
    assert "はじめから読み直す" in page
    assert "続きます" not in page

    client.post(f"/logbooks/{cut_off.pk}/resume/")
    cut_off.refresh_from_db()
    assert (cut_off.step, cut_off.rows.count(), Arrival.objects.count()) == (Step.RECEIVED, 0, 0)
    assert send(client, cut_off, take="1").status_code == 302
    jobs.drain()
    assert Consultation.objects.count() == 1


def test_a_reading_that_was_begun_anew_ends_the_one_before(client, cut_off, manager, monkeypatch):
    client.post(f"/logbooks/{cut_off.pk}/resume/")
    cut(client, cut_off, monkeypatch)

    with pytest.raises(Refusal, match="途中でやめられました"):
        staging._require_staging(cut_off)
    with pytest.raises(Refusal, match="途中でやめられました"):
        actions._staged(logbook=cut_off, tally=staging.Tally(), by=manager, at=timezone.now())


def test_given_up_while_it_was_read_it_leaves_no_arrival(client, cut_off):
    client.post(f"/logbooks/{cut_off.pk}/discard/")

    assert not Logbook.objects.exists()
    assert not Arrival.objects.exists()


def test_what_waits_to_be_settled_is_shown_before_what_was_only_taken_with_a_warning(client, manager, monkeypatch):
    monkeypatch.setattr(queries, "SHOWN", 2)
    rows = "P1,2016/4/5,一,ひみつ,\nP2,2016/4/5,二,ひみつ,\nP3,いつか,三,契約,\nP1,2016/4/5,違う話,契約,\n"
    logbook = take(client, HEAD + rows)

    assert [row.fate for row in queries.to_look_at(logbook, actor=manager)] == ["conflict", "refused"]
