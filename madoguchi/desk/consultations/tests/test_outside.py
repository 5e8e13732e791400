"""他機関への紹介 — what was handed to a body outside, by whom, with whose consent; the letter; and what came back."""

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from madoguchi.desk.consultations import actions, queries
from madoguchi.desk.consultations import factories as make
from madoguchi.desk.consultations.contact_points import name_of, points_for
from madoguchi.desk.consultations.factories import again, mark
from madoguchi.desk.consultations.models import Consultation, OutsideReferral, OutsideReply
from madoguchi.desk.consultations.words import MemberKind, OutsideBody
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.accounts.models import DeskProfile
from madoguchi.foundation.audit.models import Line
from madoguchi.foundation.core.errors import Refusal
from madoguchi.foundation.vault.actions.unlocking import serve
from madoguchi.foundation.vault.factories import pocketed, unlocked
from tests.journeys.paper import A4, sizes_of

RECEIVER, SCOPE = "生活経済課 営業秘密担当 架空警部補", "代表者。警察への相談と、経緯を伝えることについて"
FACTS = "退職者が十一月二日に記憶媒体を持ち出した疑い"
ANSWER, RESULT = "担当者を決めて連絡します", "十二月一日に被害届を受け付けた"
SECRET, GIST, FILE = "鋳型は八百二十度で十七分", "打ち明けられた要旨", "入退室の記録.pdf"
SEALED = (RECEIVER, SCOPE, FACTS)


@pytest.fixture
def case(desk):
    """限定 — owned, with something confided; the consulter agrees to a referral."""
    row = make.consultation(
        office=desk.centre, company=desk.company, owner=desk.owner, is_restricted=True, gist=GIST, prefecture="23"
    )
    actions.write(consultation=row, kind="note", body=SECRET, **mark(desk.owner))
    make.consent(row)
    return row


def refers(row, person, **said):
    described = {"body": "police", "prefecture": "23", "receiver": RECEIVER, "urgency": 2, "is_handed": True}
    described |= {"parts": ["card", "thread"], "scope": SCOPE, "facts": FACTS}
    return actions.refer_outside(consultation=again(row), **described | said, **mark(person))


def tells(row, person, **said):
    """Only where to turn."""
    return refers(row, person, **{"is_handed": False, "parts": [], "scope": "", **said})


def replies(held, person, answer=ANSWER, result=RESULT):
    return actions.record_reply(referral=held, answer=answer, result=result, **mark(person))


def shown(row, person):
    person.open_keyring = None
    return queries.outside_of(again(row), actor=unlocked(person))


def member(desk, row):
    return make.member_of(row, people.member(Role.ADVISER, desk.centre)).person


def page_of(client, person, address):
    pocketed(client, person)
    answer = client.get(address)
    return answer.text if answer.status_code == 200 else answer.status_code


def letter(held):
    return reverse("consultations:letter", args=[held.consultation.number, held.pk])


def paper(client, person, held):
    return BeautifulSoup(page_of(client, person, letter(held)), "html.parser").select_one(".sheet").get_text("\n")


def test_the_people_of_the_case_read_what_was_handed_over(desk, case):
    close = member(desk, case)
    refers(case, desk.owner, files=[make.attachment(case, by=unlocked(desk.owner), name=FILE)])
    serve(keys=unlocked(desk.owner).open_keyring, **mark(desk.owner))
    for person in (desk.owner, close):
        (one,) = shown(case, person)
        assert (one.name, one.texts["receiver"], one.texts["scope"]) == (name_of("police", "23"), RECEIVER, SCOPE)
        assert (one.texts["facts"], one.files, one.row.parts) == (FACTS, [FILE], ["card", "thread"])


def test_nothing_is_handed_over_without_consent(desk, case):
    make.consent(case, is_given=False)
    with pytest.raises(Refusal, match="同意"):
        refers(case, desk.owner)
    case.consents.all().delete()
    with pytest.raises(Refusal, match="同意"):
        refers(case, desk.owner)


def test_telling_where_to_turn_needs_no_consent_and_hands_nothing_over(desk, case):
    case.consents.all().delete()
    assert tells(case, desk.owner, receiver="").consent is None
    for more in ({"parts": ["gist"]}, {"files": [make.attachment(case, by=unlocked(desk.owner))]}):
        with pytest.raises(Refusal, match="渡すものを選べません"):
            tells(case, desk.owner, **more)


def test_consent_taken_back_leaves_the_record_and_lets_nothing_more_out(desk, case):
    refers(case, desk.owner)
    actions.consent(consultation=again(case), kind="referral", is_given=False, **mark(desk.owner))
    assert [one.texts["facts"] for one in shown(case, desk.owner)] == [FACTS]
    with pytest.raises(Refusal, match="同意"):
        refers(case, desk.owner)


def test_the_database_itself_keeps_no_handing_over_without_consent(desk, case):
    held = refers(case, desk.owner)
    for change in ({"consent": None}, {"is_handed": False}, {"prefecture": ""}, {"body": "ipa"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            OutsideReferral.objects.filter(pk=held.pk).update(**change)


@pytest.mark.parametrize(
    ("missing", "sentence"),
    [
        ({"prefecture": ""}, "どの都道府県"),
        ({"receiver": " "}, "宛先"),
        ({"scope": ""}, "同意した"),
        ({"facts": "\n"}, "伝えたこと"),
        ({"facts": "あ" * 1_001}, "1000字以内"),
        ({"is_handed": False, "parts": [], "body": "other", "receiver": ""}, "宛先"),
    ],
)
def test_what_the_letter_needs_is_asked_for(desk, case, missing, sentence):
    with pytest.raises(Refusal, match=sentence):
        refers(case, desk.owner, **missing)


def test_only_the_police_has_a_prefecture(desk, case):
    assert refers(case, desk.owner, body="ipa").prefecture == ""
    assert name_of("police", "13") == "警視庁（営業秘密保護対策官）"


def test_bodies_are_called_the_same_on_the_first_aid_sheet(case):
    case.category = "LEAK"
    names = {str(point.name) for point in points_for(case)}
    assert {name_of("police", "23"), name_of(OutsideBody.BAR_HIMAWARI, "")} <= names


def test_an_ended_case_is_refused_and_yet_takes_the_reply(desk, case):
    held = refers(case, desk.owner)
    actions.close(consultation=again(case), outcome="handed", reason="other_body", **mark(desk.owner))
    with pytest.raises(Refusal, match="終了"):
        refers(case, desk.owner)
    replies(held, desk.owner)
    assert [one.texts for one in shown(case, desk.owner)[0].replies] == [{"answer": ANSWER, "result": RESULT}]


@pytest.mark.parametrize("is_restricted", [False, True], ids=["open", "restricted"])
@pytest.mark.parametrize("who", ["colleague", "manager", "expert", "stranger"])
def test_only_people_close_to_the_case_refer_and_record_replies(desk, who, is_restricted):
    row = make.consultation(office=desk.centre, owner=desk.owner, is_restricted=is_restricted)
    make.member_of(row, desk.expert, MemberKind.EXPERT)
    held = make.outside_referral(row, by=unlocked(desk.owner))
    person = getattr(desk, who)
    for deed in (lambda: refers(row, person), lambda: replies(held, person)):
        with pytest.raises((PermissionDenied, Consultation.DoesNotExist)):
            deed()
    assert not OutsideReply.objects.exists()


def test_a_reply_needs_words_and_stays_beside_earlier_ones(desk, case):
    held = refers(case, desk.owner)
    with pytest.raises(Refusal, match="返答を入力"):
        replies(held, desk.owner, answer=" ")
    replies(held, desk.owner, result="")
    replies(held, member(desk, case), answer="二度目の返答")
    assert [one.texts["answer"] for one in shown(case, desk.owner)[0].replies] == [ANSWER, "二度目の返答"]


def test_sealed_in_the_database(desk, case):
    file = make.attachment(case, by=unlocked(desk.owner), name=FILE)
    replies(refers(case, desk.owner, files=[file]), desk.owner)
    rows = [*OutsideReferral.objects.values(), *OutsideReply.objects.values()]
    stored = b"".join(
        bytes(v) if isinstance(v, (bytes, memoryview)) else str(v).encode() for r in rows for v in r.values()
    )
    for words in (*SEALED, ANSWER, RESULT, FILE):
        assert words.encode() not in stored


def test_a_closed_keyring_writes_and_reads_nothing_back(desk, case, client):
    held = refers(case, desk.owner)
    client.force_login(desk.owner)
    page = client.get(case.get_absolute_url()).text
    assert "内容は、鍵を開くと読めます。" in page
    assert not [words for words in SEALED if words in page]
    assert FACTS not in client.get(letter(held), follow=True).text
    desk.owner.open_keyring = None
    actions.record_reply(referral=held, answer=ANSWER, by=desk.owner, at=timezone.now())
    assert shown(case, desk.owner)[0].replies[0].texts["answer"] == ANSWER


def test_a_file_whose_name_is_not_read_is_not_handed_over(desk, case):
    file = make.attachment(case, by=unlocked(desk.owner), name=FILE)
    desk.owner.open_keyring = None
    assert queries.files_to_hand(case, actor=desk.owner) == []
    described = {"body": "ipa", "receiver": RECEIVER, "urgency": 0, "scope": SCOPE, "facts": FACTS, "files": [file]}
    with pytest.raises(Refusal, match="鍵を開いて"):
        actions.refer_outside(consultation=case, is_handed=True, **described, by=desk.owner, at=timezone.now())


def test_a_file_of_another_case_is_not_handed_over(desk, case):
    other = make.consultation(office=desk.centre, owner=desk.owner)
    file = make.attachment(other, by=unlocked(desk.owner), name=FILE)
    refers(case, desk.owner, files=[file])
    assert shown(case, desk.owner)[0].files == []


def test_the_name_of_a_removed_file_stays_on_record(desk, case):
    file = make.attachment(case, by=unlocked(desk.owner), name=FILE)
    refers(case, desk.owner, files=[file])
    actions.remove_file(file=file, **mark(desk.owner))
    assert shown(case, desk.owner)[0].files == [FILE]


def test_a_removed_member_sees_nothing_of_it(desk, case, client):
    person = member(desk, case)
    held = refers(case, person)
    actions.remove_member(member=case.members.get(person=person), **mark(desk.owner))
    assert page_of(client, person, letter(held)) == 404
    assert page_of(client, person, case.get_absolute_url()) == 404
    assert shown(case, person) == []


@pytest.mark.parametrize("who", ["colleague", "manager"])
def test_the_counter_does_not_learn_that_there_was_one(desk, client, who):
    row = make.consultation(office=desk.centre, owner=desk.owner)
    held = make.outside_referral(row, by=unlocked(desk.owner))
    page = page_of(client, getattr(desk, who), row.get_absolute_url())
    assert "他機関への紹介" not in page
    assert name_of(held.body, held.prefecture) not in page
    assert page_of(client, getattr(desk, who), letter(held)) == 403


def test_an_expert_reads_it_and_hands_over_nothing(desk, case, client):
    held = refers(case, desk.owner)
    person = make.member_of(case, desk.expert, MemberKind.EXPERT).person
    page = page_of(client, person, case.get_absolute_url())
    assert "他機関への紹介" in page
    assert "紹介状を印刷" not in page
    assert page_of(client, person, letter(held)) == 403


def test_through_broken_glass_a_manager_reads_it(desk, case, client):
    refers(case, desk.owner)
    actions.break_glass(consultation=again(case), reason="担当者と連絡が取れない", **mark(desk.manager))
    page = page_of(client, desk.manager, case.get_absolute_url())
    assert FACTS in page
    assert "返答を記録" not in page


def test_the_letter_tells_what_went_along_and_nothing_beyond(desk, case, client):
    profile = {"name": "さくら知財相談センター（架空）", "phone": "03-0000-0000", "email": "desk@example.jp"}
    DeskProfile.objects.create(office=desk.centre, **profile)
    make.caller(case, name="架空 花子")
    actions.name_party(consultation=case, name="架空競合", relation="competitor", **mark(desk.owner))
    file = make.attachment(case, by=unlocked(desk.owner), name=FILE)
    held = refers(case, desk.owner, files=[file])
    replies(held, desk.owner)
    text = paper(client, desk.owner, held)
    for told in (*profile.values(), case.number, *SEALED, FILE, desk.owner.name, "緊急", "カードの写し", "対話の写し"):
        assert told in text
    assert f"{name_of('police', '23')} 御中" in text
    assert "宛先の方限り" in text
    for kept in ("要旨の写し", SECRET, GIST, ANSWER, RESULT, desk.company.name, "架空 花子", "架空競合"):
        assert kept not in text


def test_where_nothing_was_handed_over_there_is_no_letter(desk, case, client):
    held = tells(case, desk.owner)
    assert page_of(client, desk.owner, letter(held)) == 404
    page = page_of(client, desk.owner, case.get_absolute_url())
    assert "案内のみ" in page
    assert letter(held) not in page


def test_hostile_words_are_only_words(desk, case, client):
    hostile = "<script>alert(1)</script>{{ x }}{% y %}"
    named = make.attachment(case, by=unlocked(desk.owner), name="<img src=x onerror=alert(1)>.pdf")
    held = refers(case, desk.owner, receiver=hostile, scope=hostile, facts=hostile, files=[named])
    replies(held, desk.owner, answer=hostile, result=hostile)
    for address in (case.get_absolute_url(), letter(held), reverse("consultations:refer_outside", args=[case.number])):
        page = page_of(client, desk.owner, address)
        assert "<script>alert" not in page
        assert "<img src=x" not in page
    assert hostile in paper(client, desk.owner, held)


def test_each_deed_and_each_look_leaves_its_line(desk, case, client):
    replies(refers(case, desk.owner), desk.owner)
    page_of(client, desk.owner, case.get_absolute_url())
    page_of(client, desk.owner, letter(OutsideReferral.objects.get()))
    deeds = list(Line.objects.filter(stream=case.audit_stream()).order_by("seq").values_list("deed", flat=True))
    assert [deed for deed in deeds if "outside" in deed or "reply" in deed or "letter" in deed] == [
        "consultations.refer_outside",
        "consultations.record_reply",
        "consultations.read_outside",
        "consultations.read_letter",
    ]


def test_what_stayed_closed_is_no_look(desk, case, client):
    held = refers(case, desk.owner)
    client.force_login(desk.owner)
    for address in (case.get_absolute_url(), letter(held)):
        client.get(address)
    assert not Line.objects.filter(deed__in=["consultations.read_outside", "consultations.read_letter"]).exists()


def test_mails_say_only_that_there_is_something_new(desk, case, django_capture_on_commit_callbacks):
    close = member(desk, case)
    with django_capture_on_commit_callbacks(execute=True):
        replies(refers(case, desk.owner), close)
    assert [one.to for one in mail.outbox] == [[close.email], [desk.owner.email]]
    told = "".join(one.subject + one.body for one in mail.outbox)
    assert not [words for words in (*SEALED, ANSWER, case.number, "警察") if words in told]


def test_a_case_goes_to_the_police_and_the_answer_comes_back_by_its_pages(desk, case, client):
    file = make.attachment(case, by=unlocked(desk.owner), name=FILE)
    pocketed(client, desk.owner)
    address = reverse("consultations:refer_outside", args=[case.number])
    assert FILE in client.get(address).text
    said = {"body": "police", "prefecture": "23", "receiver": RECEIVER, "urgency": "2", "is_handed": "yes"}
    said |= {"parts": ["card"], "enclosed": [str(file.pk)], "scope": SCOPE, "facts": FACTS}
    refused = client.post(address, said | {"prefecture": ""})
    assert refused.status_code == 422
    assert "どの都道府県の警察か" in refused.text
    assert FACTS in refused.text
    assert client.post(address, said).status_code == 302
    held = OutsideReferral.objects.get()
    reply = reverse("consultations:record_reply", args=[case.number, held.pk])
    assert client.post(reply, {"answer": ""}).status_code == 422
    assert client.post(reply, {"answer": ANSWER, "result": RESULT}).status_code == 302
    page = client.get(case.get_absolute_url()).text
    for told in (*SEALED, FILE, ANSWER, RESULT, letter(held)):
        assert told in page


def test_without_consent_the_page_says_what_can_be_recorded(desk, case, client):
    address = reverse("consultations:refer_outside", args=[case.number])
    assert "行き先の案内だけです" not in page_of(client, desk.owner, address)
    make.consent(case, is_given=False)
    assert "行き先の案内だけです" in page_of(client, desk.owner, address)


def test_many_referrals_cost_the_page_no_more_than_one(desk, case, django_assert_max_num_queries):
    for _ in range(4):
        replies(refers(case, desk.owner), desk.owner)
    row = Consultation.objects.all().whole_for(desk.owner).get(pk=case.pk)
    queries.bring_people(row)
    with django_assert_max_num_queries(7):  # two for the rows, and the keys
        assert len(queries.outside_of(row, actor=desk.owner)) == 4


def test_a_case_without_any_is_not_asked(desk, case, django_assert_num_queries):
    row = Consultation.objects.all().whole_for(desk.owner).get(pk=case.pk)
    with django_assert_num_queries(0):
        assert queries.outside_of(row, actor=desk.owner) == []


@pytest.mark.browser
@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_fullest_letter_fills_one_page_of_a4(desk, case, client, tmp_path, language):
    DeskProfile.objects.create(office=desk.centre, name="窓" * 100, phone="03-0000-0000", email="desk@example.jp")
    files = [make.attachment(case, by=unlocked(desk.owner), name=f"{'名' * 40}{one}.pdf") for one in range(3)]
    full = {"receiver": "宛" * 100, "scope": "範" * 200, "facts": "経" * 1_000, "parts": ["card", "gist", "thread"]}
    held = refers(case, desk.owner, files=files, **full)
    pocketed(client, desk.owner)
    page = client.get(letter(held), headers={"Accept-Language": language})
    assert sizes_of(page.text, tmp_path) == [A4]
