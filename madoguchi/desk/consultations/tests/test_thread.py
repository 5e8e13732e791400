"""対話 — who writes, drafts, sends and reads what was confided."""

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from madoguchi.company.companies import factories as companies
from madoguchi.desk.consultations import access, actions, queries
from madoguchi.desk.consultations import factories as make
from madoguchi.desk.consultations.factories import mark
from madoguchi.desk.consultations.models import BODY_LENGTH, Consultation, Message
from madoguchi.desk.consultations.words import MemberKind
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.core.errors import Conflict, Refusal
from madoguchi.foundation.vault.factories import pocketed, unlocked
from madoguchi.foundation.vault.looks import Look

SECRET = "鋳型は八百二十度で十七分"


@pytest.fixture
def write(desk):
    """Writes into the case of the desk, by its owner unless said otherwise."""

    def written(body=SECRET, *, by=None, kind="note", case=None, **how):
        by = unlocked(by or desk.owner)
        return actions.write(consultation=case or desk.case, kind=kind, body=body, **how, by=by, at=timezone.now())

    return written


@pytest.fixture
def consulter(desk):
    person = people.member(Role.STEWARD, companies.room_of(desk.company))
    make.member_of(desk.case, person, MemberKind.CONSULTER)
    return person


def read(case, person):
    """What the person reads: texts, or how they look."""
    unlocked(person)
    thread = queries.thread_of(Consultation.objects.get(pk=case.pk), actor=person)
    return [one.body or str(one.look) for one in thread.messages]


def test_what_is_written_is_nowhere_in_the_row(desk, write):
    row = Message.objects.get(pk=write().pk)
    assert row.body.startswith(b"age-encryption.org/v1")
    assert SECRET not in str(vars(row))


def test_the_owner_reads_what_was_written(desk, write):
    write()
    assert read(desk.case, desk.owner) == [SECRET]


def test_a_member_reads_it_too_and_a_colleague_is_not_admitted(desk, write):
    write()
    member = people.member(Role.ADVISER, desk.centre)
    actions.add_member(
        consultation=desk.case, person=member, kind="member", from_date=timezone.localdate(), **mark(desk.owner)
    )
    assert read(desk.case, member) == [SECRET]
    assert not access.may(desk.colleague, desk.case, access.CONFIDE)
    assert not access.may(desk.manager, desk.case, access.CONFIDE)
    with pytest.raises(PermissionDenied):
        actions.write(consultation=desk.case, kind="note", body="x", **mark(desk.colleague))


def test_a_member_from_now_on_reads_nothing_older(desk, write):
    write("古い話")
    member = people.member(Role.ADVISER, desk.centre)
    case = make.consultation(office=desk.centre, owner=desk.owner, is_restricted=True)
    write("古い話", case=case)
    actions.add_member(
        consultation=case,
        person=member,
        kind="member",
        from_date=timezone.localdate(),
        from_now_on=True,
        **mark(desk.owner),
    )
    write("新しい話", case=case)
    assert read(case, member) == [Look.EARLIER, "新しい話"]
    assert read(case, desk.owner) == ["古い話", "新しい話"]


def test_who_was_removed_opens_nothing_that_was_written(desk, write):
    case = make.consultation(office=desk.centre, owner=desk.owner, is_restricted=True)
    member = people.member(Role.ADVISER, desk.centre)
    seat = actions.add_member(
        consultation=case, person=member, kind="member", from_date=timezone.localdate(), **mark(desk.owner)
    )
    write(case=case)
    assert read(case, member) == [SECRET]
    actions.remove_member(member=seat, **mark(desk.owner))
    assert read(case, member) == [Look.EARLIER]
    assert not access.may(member, Consultation.objects.get(pk=case.pk), access.CONFIDE)


def test_a_restricted_case_is_not_opened_through_the_office(desk, write):
    case = make.consultation(office=desk.centre, owner=desk.owner, is_restricted=True)
    write(case=case)
    assert read(case, desk.colleague) == [Look.EARLIER]


def test_a_walled_colleague_holds_no_key_of_the_case(desk, write):
    make.wall(desk.case, person=desk.colleague, by=desk.manager)
    write()
    assert read(desk.case, desk.colleague) == [Look.EARLIER]


def test_without_open_keys_the_messages_stay_closed(desk, write):
    write()
    desk.owner.open_keyring = None
    thread = queries.thread_of(desk.case, actor=desk.owner)
    assert (thread.look, [one.body for one in thread.messages]) == (Look.CLOSED, [""])


def test_an_expert_drafts_and_an_adviser_sends(desk, write):
    make.member_of(desk.case, desk.expert, MemberKind.EXPERT)
    with pytest.raises(PermissionDenied):
        write("回答案", by=desk.expert, kind="answer")
    draft = write("回答案", by=desk.expert, kind="answer", is_draft=True)
    assert read(desk.case, desk.owner) == []

    actions.send(message=draft, seen_version=0, body="回答", is_shown=False, **mark(desk.owner))

    sent = Message.objects.get(pk=draft.pk)
    assert (sent.written_by, sent.sent_by) == (desk.expert, desk.owner)
    assert read(desk.case, desk.expert) == ["回答"]
    assert Consultation.objects.get(pk=desk.case.pk).answered_at


def test_a_second_editor_of_a_draft_is_told(desk, write):
    draft = write("案", kind="answer", is_draft=True)
    actions.revise(message=draft, seen_version=0, body="案の二", is_shown=False, **mark(desk.owner))
    with pytest.raises(Conflict):
        actions.revise(message=draft, seen_version=0, body="案の三", is_shown=False, **mark(desk.owner))


def test_a_sent_draft_is_not_changed_any_more(desk, write):
    draft = write("案", kind="answer", is_draft=True)
    actions.send(message=draft, seen_version=0, body="案", is_shown=False, **mark(desk.owner))
    with pytest.raises(Refusal):
        actions.revise(message=draft, seen_version=1, body="別", is_shown=False, **mark(desk.owner))
    with pytest.raises(Refusal):
        actions.discard(message=draft, **mark(desk.owner))


def test_a_draft_is_thrown_away(desk, write):
    actions.discard(message=write("案", is_draft=True), **mark(desk.owner))
    assert not Message.objects.exists()


def test_the_consulter_reads_what_is_shown_and_nothing_else(desk, write, consulter):
    write("内輪の話")
    write("見せる回答", kind="answer", is_shown=True)
    draft = write("見せる予定の案", kind="answer", is_shown=True, is_draft=True)
    unlocked(consulter)
    thread = queries.shown_to_consulter(desk.case, actor=consulter)
    assert [one.body for one in thread.messages] == ["見せる回答"]
    assert read(desk.case, consulter)[0] == Look.EARLIER
    with pytest.raises(Exception, match=r"."):
        queries.as_drafted(Message.objects.get(pk=draft.pk), actor=consulter)


def test_an_answer_is_shown_later(desk, write, consulter):
    answer = write("あとから見せる", kind="answer")
    actions.show(message=answer, **mark(desk.owner))
    unlocked(consulter)
    assert [one.body for one in queries.shown_to_consulter(desk.case, actor=consulter).messages] == ["あとから見せる"]
    assert read(desk.case, desk.owner) == ["あとから見せる"]


def test_only_answers_are_shown(write):
    with pytest.raises(Refusal):
        write(kind="note", is_shown=True)


def test_the_consulter_writes_back_and_the_owner_reads_it(desk, consulter):
    actions.post(consultation=desk.case, body="追加の質問", **mark(consulter))
    assert read(desk.case, desk.owner) == ["追加の質問"]


def test_nobody_else_of_the_company_writes_to_the_desk(desk, consulter):
    other = people.member(Role.STEWARD, companies.room_of(desk.company))
    with pytest.raises(Consultation.DoesNotExist):
        actions.post(consultation=desk.case, body="x", **mark(other))


@pytest.mark.parametrize("body", ["", "  \n", "あ" * (BODY_LENGTH + 1)])
def test_empty_and_endless_texts_are_refused(write, body):
    with pytest.raises(Refusal):
        write(body)


def test_mails_say_that_there_is_something_new_and_nothing_more(
    desk, write, consulter, django_capture_on_commit_callbacks
):
    member = make.member_of(desk.case, people.member(Role.ADVISER, desk.centre)).person
    with django_capture_on_commit_callbacks(execute=True):
        write("見せる回答", kind="answer", is_shown=True)
    assert sorted(one.to[0] for one in mail.outbox) == sorted([member.email, consulter.email])
    for one in mail.outbox:
        for said in (desk.case.number, "見せる回答", desk.owner.name, desk.company.name, desk.case.gist):
            assert said not in one.subject + one.body


def test_who_has_read_what_is_told_from_the_diary(client, desk, write):
    member = make.member_of(desk.case, people.member(Role.ADVISER, desk.centre)).person
    write("ひとつめ")
    pocketed(client, member)
    assert "ひとつめ" in client.get(desk.case.get_absolute_url()).text
    write("ふたつめ")
    unlocked(desk.owner)
    thread = queries.thread_of(desk.case, actor=desk.owner)
    assert [one.readers for one in thread.messages] == [[member.name], []]


def test_a_consulter_has_read_what_was_shown_and_nothing_else(client, desk, write, consulter):
    write("内輪のこと")
    write("見せる回答", kind="answer", is_shown=True)
    pocketed(client, consulter)
    client.get(f"/consultations/mine/{desk.case.number}/")
    unlocked(desk.owner)
    thread = queries.thread_of(desk.case, actor=desk.owner)
    assert [one.readers for one in thread.messages] == [[], [consulter.name]]


def test_what_was_told_in_a_call_is_sealed_with_it(desk, call):
    unlocked(desk.owner)
    case = actions.log_call(**call(told="電話で聞いたこと"))
    assert read(case, desk.owner) == ["電話で聞いたこと"]


def test_the_page_shows_the_conversation_to_its_people_only(client, desk, write):
    write()
    pocketed(client, desk.owner)
    assert SECRET in client.get(desk.case.get_absolute_url()).text
    pocketed(client, desk.colleague)
    page = client.get(desk.case.get_absolute_url())
    assert SECRET not in page.text
    assert 'id="thread"' not in page.text


def test_writing_by_the_page_keeps_what_was_typed_when_it_is_refused(client, desk):
    pocketed(client, desk.owner)
    address = f"/consultations/{desk.case.number}/write/"
    answer = client.post(address, {"body": "残ってほしい文"})
    assert answer.status_code == 422
    assert "残ってほしい文" in answer.text
    assert client.post(address, {"kind": "note", "body": "残ってほしい文"}).status_code == 302
    assert read(desk.case, desk.owner) == ["残ってほしい文"]


def test_a_draft_is_mended_and_sent_on_its_page(client, desk, write):
    draft = write("案", kind="answer", is_draft=True)
    pocketed(client, desk.owner)
    address = f"/consultations/{desk.case.number}/messages/{draft.pk}/"
    assert "案" in client.get(address).text
    client.post(address, {"seen_version": 0, "body": "案の二"})
    late = client.post(address, {"seen_version": 0, "body": "遅れた案", "send": "1"})
    assert late.status_code == 422
    assert "案の二" in late.text
    assert "遅れた案" in late.text
    client.post(address, {"seen_version": 1, "body": "決まった回答", "send": "1"})
    assert read(desk.case, desk.owner) == ["決まった回答"]


def test_the_consulters_page_answers_the_consulter_alone(client, desk, write, consulter):
    write("見せる回答", kind="answer", is_shown=True)
    address = f"/consultations/mine/{desk.case.number}/"
    pocketed(client, consulter)
    assert "見せる回答" in client.get(address).text
    assert client.post(address, {"body": "お礼"}).status_code == 302
    pocketed(client, people.member(Role.STEWARD, companies.room_of(desk.company)))
    assert client.get(address).status_code == 404


def test_a_page_of_many_messages_asks_no_more_than_a_page_of_one(client, desk, write, django_assert_max_num_queries):
    write("一通目")
    pocketed(client, desk.owner)
    client.get(desk.case.get_absolute_url())
    with django_assert_max_num_queries(60) as few:
        client.get(desk.case.get_absolute_url())
    for number in range(5):
        write(f"続き{number}")
    with django_assert_max_num_queries(len(few.captured_queries)):
        client.get(desk.case.get_absolute_url())
