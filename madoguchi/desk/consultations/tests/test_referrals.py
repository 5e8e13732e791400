"""連携 — one case shown to one other office: what was consented to, to whom, and until when."""

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from madoguchi.desk.consultations import access, actions, queries
from madoguchi.desk.consultations import factories as make
from madoguchi.desk.consultations.factories import again, mark
from madoguchi.desk.consultations.models import Consultation, Referral
from madoguchi.desk.consultations.queries import Filters
from madoguchi.desk.consultations.words import MemberKind
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.audit.models import Line
from madoguchi.foundation.core.errors import Refusal
from madoguchi.foundation.vault.actions.unlocking import serve
from madoguchi.foundation.vault.factories import pocketed, unlocked

SECRET = "鋳型は八百二十度で十七分"
GIST = "打ち明けられた要旨"
MESSAGE = "県内の専門家をご紹介ください"


@pytest.fixture
def case(desk):
    """限定 — owned, with something confided, and the consulter agrees to a referral."""
    row = make.consultation(office=desk.centre, company=desk.company, owner=desk.owner, is_restricted=True, gist=GIST)
    actions.write(consultation=row, kind="note", body=SECRET, **mark(desk.owner))
    make.consent(row)
    return row


def refers(row, desk, *, by=None, to_office=None, shows_gist=False, shows_thread=False, message=MESSAGE):
    said = {"shows_gist": shows_gist, "shows_thread": shows_thread, "urgency": 1, "message": message}
    office = to_office or desk.window
    return actions.refer(consultation=again(row), to_office=office, **said, **mark(by or desk.owner))


def accepts(row, person, **said):
    return actions.accept_referral(consultation=again(row), **said, **mark(person))


def declines(row, person, **said):
    return actions.decline_referral(consultation=again(row), **{"reason": "capacity", **said}, **mark(person))


def gives_back(row, person, report="助言しました"):
    return actions.return_referral(consultation=again(row), report=report, **mark(person))


def unlocks(person):
    """A member of the case opens the keyring anew, and hands over what others wait for."""
    person.open_keyring = None
    serve(keys=unlocked(person).open_keyring, **mark(person))


def sees(row, person):
    return Consultation.objects.visible_to(person).filter(pk=row.pk).exists()


def reads_gist(row, person):
    return any(line.gist == GIST for line in queries.desk_list(actor=person, filters=Filters()).rows)


def told(row, person):
    """What a new request of that person opens of the conversation."""
    person.open_keyring = None
    unlocked(person)
    access.require(person, again(row), access.HEAR)
    return [one.body for one in queries.thread_of(again(row), actor=person).messages]


def messages(row, person):
    person.open_keyring = None
    return [one.message for one in queries.shown_referrals(again(row), actor=unlocked(person))]


def test_another_office_sees_nothing_until_the_case_is_referred_to_it(desk, case):
    assert not sees(case, desk.stranger)
    refers(case, desk)
    assert sees(case, desk.stranger)
    assert not reads_gist(case, desk.stranger)


def test_the_gist_goes_along_where_it_is_named(desk, case):
    refers(case, desk, shows_gist=True)
    assert reads_gist(case, desk.stranger)
    assert not access.may(desk.stranger, again(case), access.HEAR)


def test_a_card_alone_is_found_by_its_words_and_never_by_those_of_the_gist(desk):
    row = make.consultation(office=desk.centre, company=desk.company, owner=desk.owner, gist=GIST)
    make.consent(row)
    refers(row, desk)
    for words, count in (("架空製作所", 1), ("要旨", 0)):
        assert queries.desk_list(actor=desk.stranger, filters=Filters(q=words)).count == count


def test_who_manages_here_and_is_told_the_gist_there_finds_the_case_by_both(desk, case):
    refers(case, desk, shows_gist=True)
    both = people.member(Role.ADVISER, desk.window, of=people.member(Role.MANAGER, desk.centre))

    for words in (desk.company.name, GIST):
        found = queries.desk_list(actor=both, filters=Filters(q=words))
        assert case.number in {line.number for line in found.rows}


def test_a_third_office_sees_nothing(desk, case):
    refers(case, desk, shows_gist=True, shows_thread=True)
    elsewhere = people.member(Role.MANAGER, people.office(code="13"))
    assert not sees(case, elsewhere)


def test_the_other_office_reads_the_message_before_it_accepts(desk, case):
    unlocked(desk.stranger)
    refers(case, desk)
    assert messages(case, desk.stranger) == [MESSAGE]
    assert messages(case, desk.owner) == [MESSAGE]


def test_only_the_partner_reads_what_was_confided_and_only_after_the_keys_came(desk, case):
    colleague = people.member(Role.MANAGER, desk.window)
    refers(case, desk, shows_thread=True)
    accepts(case, desk.stranger)
    assert told(case, desk.stranger) == [""]
    unlocks(desk.owner)
    assert told(case, desk.stranger) == [SECRET]
    assert not access.may(colleague, again(case), access.HEAR)


def test_a_partner_without_the_conversation_opens_none_of_it(desk, case):
    refers(case, desk, shows_gist=True)
    accepts(case, desk.stranger)
    unlocks(desk.owner)
    assert not access.may(desk.stranger, again(case), access.HEAR)
    unlocked(desk.stranger)
    assert queries.thread_of(again(case), actor=desk.stranger).messages[0].body == ""


def test_a_partner_writes_notes_and_drafts_and_has_no_other_right(desk, case):
    refers(case, desk, shows_thread=True)
    accepts(case, desk.stranger)
    offered = {deed.code for deed in access.deeds(desk.stranger, again(case))}
    assert offered == {"return_referral", "write", "attach"}
    actions.write(consultation=case, kind="note", body="助言", **mark(desk.stranger))
    actions.write(consultation=case, kind="answer", body="案", is_draft=True, **mark(desk.stranger))
    with pytest.raises(PermissionDenied):
        actions.write(consultation=case, kind="answer", body="案", **mark(desk.stranger))


def test_no_referral_without_consent(desk, case):
    make.consent(case, is_given=False)
    with pytest.raises(Refusal, match="同意"):
        refers(case, desk)


def test_no_referral_past_a_wall_nor_twice_nor_from_window_to_window(desk, case):
    refers(case, desk)
    with pytest.raises(Refusal, match="連携できません"):
        refers(case, desk)
    walled = people.office(code="13")
    make.wall(case, office=walled, by=desk.manager)
    with pytest.raises(Refusal, match="連携できません"):
        refers(case, desk, to_office=walled)
    row = make.consultation(office=desk.window, owner=desk.stranger)
    make.consent(row)
    with pytest.raises(Refusal, match="連携できません"):
        refers(row, desk, by=desk.stranger, to_office=people.office(code="27"))


def test_nobody_hands_over_what_they_do_not_read(desk):
    row = make.consultation(office=desk.centre, owner=desk.owner)
    make.consent(row)
    with pytest.raises(Refusal, match="対話を渡せる"):
        refers(row, desk, by=desk.manager, shows_thread=True)
    assert refers(row, desk, by=desk.manager, shows_gist=True)


def test_a_wall_beats_a_referral(desk, case):
    refers(case, desk, shows_gist=True, shows_thread=True)
    accepts(case, desk.stranger)
    unlocks(desk.owner)
    actions.set_wall(consultation=again(case), office=desk.window, **mark(desk.manager))
    assert not sees(case, desk.stranger)
    unlocked(desk.stranger)
    assert SECRET not in [one.body for one in queries.thread_of(again(case), actor=desk.stranger).messages]


def test_after_a_decline_the_other_office_sees_nothing_and_this_one_why(desk, case):
    refers(case, desk, shows_gist=True)
    declines(case, desk.stranger, note="月末まで手がふさがっています")
    assert not sees(case, desk.stranger)
    assert told(case, desk.owner) == [SECRET, "月末まで手がふさがっています"]
    assert queries.referrals(actor=desk.owner).sent[0].get_decline_reason_display() == "対応できる人がいない"
    assert queries.referrals(actor=desk.stranger).received == []


def test_a_case_comes_back_with_a_report(desk, case):
    refers(case, desk, shows_thread=True)
    accepts(case, desk.stranger)
    gives_back(case, desk.stranger, report="秘密管理の規程を一緒に作りました")
    assert told(case, desk.owner) == [SECRET, "秘密管理の規程を一緒に作りました"]
    assert not sees(case, desk.stranger)
    assert not case.members.filter(kind=MemberKind.PARTNER, removed_at=None).exists()


def test_what_is_confided_later_is_sealed_from_a_former_partner(desk, case):
    refers(case, desk, shows_thread=True)
    accepts(case, desk.stranger)
    unlocks(desk.owner)
    held = case.referrals.get()
    actions.withdraw_referral(referral=held, **mark(desk.owner))
    actions.write(consultation=again(case), kind="note", body="その後", **mark(desk.owner))
    unlocked(desk.stranger).open_keyring.held.clear()
    assert [one.body for one in queries.thread_of(again(case), actor=desk.stranger).messages] == ["", ""]


@pytest.mark.parametrize("is_accepted", [False, True])
def test_consent_taken_back_ends_the_referral_at_once(desk, case, is_accepted):
    refers(case, desk, shows_gist=True, shows_thread=True)
    if is_accepted:
        accepts(case, desk.stranger)
    actions.consent(consultation=again(case), kind="referral", is_given=False, **mark(desk.owner))
    assert not sees(case, desk.stranger)
    assert case.referrals.get().state == "withdrawn"


def test_another_consent_ends_no_referral(desk, case):
    refers(case, desk)
    actions.consent(consultation=again(case), kind="statistics", is_given=False, **mark(desk.owner))
    assert sees(case, desk.stranger)


def test_the_end_of_the_case_ends_its_referrals(desk, case):
    refers(case, desk)
    actions.close(consultation=again(case), outcome="solved", reason="informed", **mark(desk.owner))
    assert not sees(case, desk.stranger)


def test_a_partner_who_leaves_the_other_office_sees_nothing(desk, case):
    refers(case, desk, shows_thread=True)
    accepts(case, desk.stranger)
    desk.stranger.memberships.all().delete()
    del desk.stranger.memberships_today
    assert not sees(case, desk.stranger)
    assert not access.granted(desk.stranger, again(case))


def test_somebody_else_ends_no_referral_of_the_partner(desk, case):
    refers(case, desk)
    accepts(case, desk.stranger)
    with pytest.raises(PermissionDenied):
        gives_back(case, people.member(Role.ADVISER, desk.window))


def test_a_partner_is_added_by_accepting_alone(desk, case):
    refers(case, desk)
    with pytest.raises(Refusal):
        actions.add_member(
            consultation=again(case),
            person=desk.stranger,
            kind=MemberKind.PARTNER,
            from_date=timezone.localdate(),
            **mark(desk.owner),
        )


def test_mails_say_only_that_there_is_something_new(desk, case, django_capture_on_commit_callbacks):
    walled = people.member(Role.ADVISER, desk.window)
    make.wall(case, person=walled, by=desk.manager)
    with django_capture_on_commit_callbacks(execute=True):
        refers(case, desk, shows_gist=True)
    assert [one.to for one in mail.outbox] == [[desk.stranger.email]]
    for word in (case.number, GIST, MESSAGE, "連携", desk.company.name):
        assert word not in mail.outbox[0].subject + mail.outbox[0].body


def test_every_step_is_written_down_in_the_diary_of_the_case(desk, case):
    refers(case, desk)
    accepts(case, desk.stranger)
    gives_back(case, desk.stranger)
    deeds = list(Line.objects.filter(stream=case.audit_stream()).order_by("pk").values_list("deed", flat=True))
    assert deeds[-3:] == ["consultations.refer", "consultations.accept_referral", "consultations.return_referral"]


def test_both_offices_lists_show_their_side(desk, case, client):
    refers(case, desk)
    for person, anchor in ((desk.owner, "#sent"), (desk.stranger, "#received")):
        pocketed(client, person)
        page = client.get(reverse("consultations:referrals")).content.decode()
        assert page.count(case.number) == 2, anchor  # the link and its text


def test_the_list_costs_the_same_for_one_and_for_many(desk, client, django_assert_max_num_queries):
    for _ in range(5):
        row = make.consultation(office=desk.centre, owner=desk.owner)
        make.referral(row, desk.window, by=desk.owner)
    with django_assert_max_num_queries(3):
        found = queries.referrals(actor=desk.stranger)
        assert [(row.consultation.number, row.consultation.office.name) for row in found.received]
    assert len(found.received) == 5


def test_a_case_goes_to_the_other_office_and_back_by_its_pages(desk, case, client):
    unlocked(desk.stranger)
    pocketed(client, desk.owner)
    sent = {"to_office": desk.window.pk, "shows_gist": "on", "shows_thread": "on", "urgency": 2, "message": MESSAGE}
    address = reverse("consultations:refer", args=[case.number])
    assert client.post(address, sent | {"message": ""}).status_code == 422
    assert client.post(address, sent).status_code == 302

    pocketed(client, desk.stranger)
    page = client.get(case.get_absolute_url()).content.decode()
    assert MESSAGE in page
    assert GIST in page
    assert SECRET not in page
    client.post(reverse("consultations:accept_referral", args=[case.number]))
    pocketed(client, desk.owner)
    unlocks(desk.owner)
    pocketed(client, desk.stranger)
    assert SECRET in client.get(case.get_absolute_url()).content.decode()
    client.post(reverse("consultations:return_referral", args=[case.number]), {"report": "助言しました"})
    assert client.get(case.get_absolute_url()).status_code == 404
    assert Referral.objects.get().state == "returned"


def test_the_page_names_no_conversation_to_hand_over_where_one_reads_none(desk, client):
    row = make.consultation(office=desk.centre, owner=desk.owner)
    pocketed(client, desk.manager)
    page = client.get(reverse("consultations:refer", args=[row.number])).content.decode()
    assert "shows_gist" in page
    assert "shows_thread" not in page
