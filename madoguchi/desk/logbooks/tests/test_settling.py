"""食い違い — a number that stands for two different rows: a person says which of them is real."""

import pytest
from django.utils import timezone

from madoguchi.desk.consultations.models import Consultation, PastNote
from madoguchi.desk.logbooks import settling
from madoguchi.desk.logbooks.models import Fate, Logbook, Step, TakenRow
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.audit.models import Line
from madoguchi.foundation.core.errors import Conflict, Refusal
from madoguchi.foundation.jobs import running as jobs
from madoguchi.foundation.vault.factories import pocketed

from .test_pages import hand_in, send

HEAD = "受付番号,受付日,要旨,相談区分,備考\n"
ROWS = HEAD + "P1,2016/4/5,古い相談,秘密管理,古い備考\nP1,2016/4/6,よその相談,知財戦略,よその備考\n"


@pytest.fixture
def taken(client, manager):
    """A logbook with one row taken in and one whose number is the same."""
    return take(client)


def take(client, text=ROWS):
    hand_in(client, text)
    logbook = Logbook.objects.latest("pk")
    assert send(client, logbook, take="1").status_code == 302
    jobs.drain()
    logbook.refresh_from_db()
    return logbook


def counts(logbook):
    logbook.refresh_from_db()
    told = logbook.told_counts()
    return told["taken"], told["conflict"], told["repeated"]


def rival(logbook):
    return logbook.rows.get(fate=Fate.CONFLICT)


def address(logbook):
    return f"/logbooks/{logbook.pk}/rows/{rival(logbook).pk}/settle/"


def settled_as(client, logbook, **said):
    return client.post(address(logbook), said)


def test_the_two_are_shown_side_by_side(client, taken):
    report = client.get(taken.get_absolute_url()).content.decode()
    assert address(taken) in report

    page = client.get(address(taken)).content.decode()
    for shown in ("古い相談", "よその相談", "よその備考", "同じ受付番号で内容の違う行が、すでに取り込まれています。"):
        assert shown in page


def test_the_earlier_one_is_kept(client, taken):
    assert settled_as(client, taken, which="keep_earlier").status_code == 302

    assert counts(taken) == (1, 1, 0)
    assert rival(taken).remark == "取り込み済みの相談を残しました。"
    assert PastNote.objects.count() == 1  # what was sealed of the other row is gone
    assert client.get(f"/logbooks/{taken.pk}/rows/{rival(taken).pk}/settle/").status_code == 302
    assert Line.objects.filter(deed="logbooks.keep_earlier", stream=taken.audit_stream()).count() == 1


def test_both_are_real_and_the_second_gets_a_number_of_its_own(client, taken):
    assert settled_as(client, taken, which="separate", number="P1-2").status_code == 302

    assert counts(taken) == (2, 0, 0)
    made = Consultation.objects.get(number="P1-2")
    assert (made.gist, made.arrival_id, made.past_note is not None) == ("よその相談", taken.arrival_id, True)
    assert not Consultation.objects.filter(number="P1").exclude(gist="古い相談").exists()


@pytest.mark.parametrize("said", [{"which": "keep_earlier"}, {"which": "separate", "number": "P1-2"}])
def test_what_was_settled_is_not_asked_again(client, taken, said):
    settled_as(client, taken, **said)

    assert counts(take(client)) == (0, 0, 2)


def test_a_row_that_waits_in_two_logbooks_becomes_one_consultation(client, taken):
    again = take(client)
    settled_as(client, taken, which="separate", number="P1-2")
    answer = settled_as(client, again, which="separate", number="P1-3")

    assert answer.status_code == 422
    assert "もう相談になっています" in answer.content.decode()
    assert Consultation.objects.count() == 2


def test_a_number_that_is_used_is_refused_and_what_was_typed_stays(client, taken):
    answer = settled_as(client, taken, which="separate", number="P1")

    assert answer.status_code == 422
    assert "この受付番号は使われています。別の番号を入れてください。" in answer.content.decode()
    assert 'value="P1"' in answer.content.decode()
    assert counts(taken) == (1, 1, 0)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"which": "separate", "number": "　"}, "別の相談として取り込むときは、受付番号を入れてください。"),
        ({"which": "separate", "number": "9" * 21}, "20 文字以下"),
        ({"which": "none"}, "正しく選択してください"),
        ({}, "必須"),
    ],
)
def test_an_unclear_answer_settles_nothing(client, taken, said, sentence):
    answer = settled_as(client, taken, **said)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert counts(taken) == (1, 1, 0)


def test_undoing_the_logbook_takes_back_what_was_settled_too(client, taken):
    settled_as(client, taken, which="separate", number="P1-2")
    client.post(f"/logbooks/{taken.pk}/undo/")
    jobs.drain()

    taken.refresh_from_db()
    assert taken.step == Step.UNDONE
    assert not Consultation.with_hidden.exists()
    assert not TakenRow.objects.exists()
    assert not PastNote.objects.exists()


def test_undoing_forgets_what_waited_to_be_settled(client, taken):
    client.post(f"/logbooks/{taken.pk}/undo/")
    jobs.drain()

    assert not PastNote.objects.exists()


def test_it_is_settled_once(taken, manager):
    row = rival(taken)
    settling.keep_earlier(row=row, by=manager, at=timezone.now())

    with pytest.raises(Conflict):
        settling.take_separately(row=row, number="P1-2", by=manager, at=timezone.now())


def test_a_number_too_long_with_the_window_s_mark_is_refused(client, manager):
    people.member(Role.MANAGER, window := people.office(code="23"), of=manager)
    manager = type(manager).objects.get(pk=manager.pk)
    logbook = Logbook.objects.create(office=window, label="x", step=Step.DONE, begun_at=timezone.now())
    row = TakenRow.objects.create(logbook=logbook, office=window, number="1", fate=Fate.CONFLICT, entry="{}")

    with pytest.raises(Refusal, match="長すぎます"):
        settling.take_separately(row=row, number="9" * 20, by=manager, at=timezone.now())


def test_the_manager_of_another_office_finds_no_such_page(client, taken):
    pocketed(client, people.member(Role.MANAGER, people.office(code="23")))

    assert client.get(address(taken)).status_code == 404


def test_an_earlier_case_out_of_sight_is_not_shown(client, taken, manager):
    Consultation.objects.update(office=people.office(code="23"))

    page = client.get(address(taken)).content.decode()
    assert "古い相談" not in page
    assert "ここでは見られない相談で使われています" in page


def test_the_gist_of_a_case_of_members_only_is_not_shown(client, taken):
    case = Consultation.objects.get()
    case.is_restricted = True
    case.save(update_fields=["is_restricted"])

    assert "古い相談" not in client.get(address(taken)).content.decode()
