"""相談の持ち出し — who takes a case out, what goes along, and that it opens with the own key and `age` alone."""

import json
import subprocess
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.apps import apps
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from madoguchi.company.companies import factories as companies
from madoguchi.desk.consultations import access, actions
from madoguchi.desk.consultations import factories as make
from madoguchi.desk.consultations.factories import mark
from madoguchi.desk.consultations.models import Consultation
from madoguchi.desk.consultations.words import MemberKind
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.audit.models import Line
from madoguchi.foundation.vault import rows
from madoguchi.foundation.vault.factories import pocketed, unlocked
from madoguchi.foundation.vault.models import SealedRow

GIST, TOLD, DRAFTED, ASKED = "打ち明けられた要旨", "配合は三対二", "覚書を先に結ぶこと", "県内の専門家をご紹介ください"
RIVAL, CALLER, NAME = "架空競合株式会社", "架空 花子", "黒漆の 'x' $(y)の配合.pdf"
CONTENT = bytes(range(256)) * 3000
FACTS, ANSWERED, PAST = "記憶媒体を持ち出した疑い", "来週うかがいます", "前の担当者の覚え書き"
CONFIDED = (TOLD, DRAFTED, ASKED, RIVAL, CALLER, NAME, FACTS, ANSWERED, PAST)
PASSWORD = "hinata-no-engawa-2026"


@pytest.fixture
def case(desk):
    """限定 — with one of everything that is sealed; the file and its message over their pages."""
    return full(desk, is_restricted=True)


def full(desk, *, is_restricted):
    row = make.consultation(
        office=desk.centre, company=desk.company, owner=desk.owner, is_restricted=is_restricted, gist=GIST
    )
    on = {"consultation": row, **mark(desk.owner)}
    actions.write(kind="note", body=TOLD, **on)
    actions.write(kind="answer", body=DRAFTED, is_draft=True, **on)
    actions.name_party(name=RIVAL, relation="competitor", **on)
    make.caller(row, name=CALLER)
    make.attachment(row, by=unlocked(desk.owner), name=NAME, content=CONTENT)
    make.consent(row)
    asked = {"to_office": desk.window, "shows_gist": False, "shows_thread": False, "urgency": 0, "message": ASKED}
    actions.refer(**asked, **on)
    outside = make.outside_referral(row, by=desk.owner, facts=FACTS)
    actions.record_reply(referral=outside, answer=ANSWERED, **mark(desk.owner))
    return row


def door(case):
    return f"/consultations/{case.number}/take_out/"


@pytest.fixture
def take_out(client):
    """As the person's browser does it: the zip, or the status."""

    def taken(person, case):
        pocketed(client, person)
        answer = client.post(door(case))
        return ZipFile(BytesIO(b"".join(answer))) if answer.streaming else answer.status_code

    return taken


def manifest(archive):
    return json.loads(archive.read("manifest.json"))["files"]


def deeds(case):
    lines = Line.objects.filter(stream=case.audit_stream()).order_by("seq")
    return [line.deed for line in lines if line.deed not in ("look", "consultations.read_thread")]


def test_a_case_goes_out_whole_with_nothing_confided_in_the_open(desk, case, take_out):
    make.past_note(case, {"備考": PAST}, at=timezone.now())
    archive = take_out(desk.owner, case)
    taken = {line["place"].split("|")[0].removeprefix("consultations.") for line in manifest(archive)}
    models = [one for one in apps.get_app_config("consultations").get_models() if issubclass(one, SealedRow)]
    sealed = {f"{model.__name__}.{field}" for model in models for field in rows.sealed_fields(model)}
    assert sealed - taken == {"Draft.typed", "Glass.reason"}  # of its writer alone, and of a glass not broken here
    assert taken - sealed == {"Attachment.content"}
    everything = b"".join(archive.read(name) for name in archive.namelist())
    assert [one for one in CONFIDED if one.encode() in everything] == []
    assert CONTENT[:64] not in everything


def test_card_and_gist_stand_readable_beside_it(desk, case, take_out):
    text = take_out(desk.owner, case).read("case.txt").decode()
    for told in (f"受付番号：{case.number}", f"要旨：{GIST}", desk.company.name):
        assert told in text


def test_the_list_of_contents_says_kind_time_and_author(desk, case, take_out):
    archive = take_out(desk.owner, case)
    for about in (line["about"] for line in manifest(archive)):
        assert about
        assert about in archive.read("README.txt").decode()
    assert f"0001  内部メモ {timezone.localdate().year}年" in archive.read("README.txt").decode()


def test_the_file_lies_in_it_as_it_lies_in_the_storage(desk, case, take_out):
    archive, file = take_out(desk.owner, case), case.attachments.get()
    (entry,) = (line["file"] for line in manifest(archive) if line["place"].startswith("consultations.Attachment.c"))
    with default_storage.open(file.stored) as stored:
        assert archive.read(entry) == stored.read()


def test_the_answer_is_an_attachment_that_no_cache_keeps(client, desk, case):
    pocketed(client, desk.owner)
    headers = client.post(door(case)).headers
    assert headers["Content-Disposition"] == f'attachment; filename="consultation-{case.number}.zip"'
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in headers["Cache-Control"]


def test_taking_out_is_written_down_once_and_looking_at_the_page_is_not(client, desk, case, take_out):
    before = deeds(case)
    pocketed(client, desk.owner)
    assert client.get(door(case)).status_code == 200
    assert deeds(case) == before
    take_out(desk.owner, case)
    assert deeds(case) == [*before, "consultations.take_out"]
    assert "相談を持ち出した" in client.get(f"/cases/{case.number}/log/").text


def test_the_page_says_what_goes_along_and_leads_to_the_own_key(client, desk, case):
    pocketed(client, desk.owner)
    page = client.get(door(case)).text
    assert "対話と下書き2通、ファイル1点" in page
    assert "/keys/take-out/" in page
    assert "入りません" not in page


# Who


@pytest.mark.parametrize(
    ("who", "open_case", "restricted"),
    [
        ("colleague", 403, 404),
        ("manager", 403, 403),
        ("stranger", 403, 403),  # the case is referred to that window
        ("analyst", 403, 403),
        ("expert", 403, 403),
    ],
)
def test_nobody_takes_out_a_case_of_others(desk, take_out, who, open_case, restricted):
    for is_restricted, status in ((False, open_case), (True, restricted)):
        case = full(desk, is_restricted=is_restricted)
        make.member_of(case, desk.expert, MemberKind.EXPERT, until_date=timezone.localdate() + timedelta(days=3))
        assert take_out(getattr(desk, who), case) == status
        assert "consultations.take_out" not in deeds(case)


def test_a_partner_does_not(desk, take_out):
    case = make.consultation(office=desk.centre, owner=desk.owner)
    make.referral(case, desk.window, by=desk.owner, partner=desk.stranger, shows_thread=True)
    assert access.may(desk.stranger, case, access.HEAR)
    assert take_out(desk.stranger, case) == 403


def test_a_member_does_until_removed(desk, case, take_out):
    member = people.member(Role.ADVISER, desk.centre)
    joining = {"consultation": case, "person": member, "kind": "member", "from_date": timezone.localdate()}
    seat = actions.add_member(**joining, **mark(desk.owner))
    assert len(manifest(take_out(member, case))) == len(manifest(take_out(desk.owner, case)))
    actions.remove_member(member=seat, **mark(desk.owner))
    assert take_out(member, case) == 404


def test_a_wall_beats_being_a_member(desk, take_out):
    case = full(desk, is_restricted=False)
    member = make.member_of(case, people.member(Role.ADVISER, desk.centre)).person
    make.wall(case, person=member, by=desk.manager)
    assert take_out(member, case) == 404


def test_broken_glass_is_for_reading_alone(desk, case, take_out):
    actions.break_glass(consultation=case, reason="担当者と連絡が取れない", **mark(desk.manager))
    assert access.may(desk.manager, Consultation.objects.get(pk=case.pk), access.HEAR)
    assert take_out(desk.manager, case) == 403
    reasons = [line for line in manifest(take_out(desk.owner, case)) if "Glass.reason" in line["place"]]
    assert len(reasons) == 1


def test_the_consulter_does_not(desk, case, take_out):
    consulter = people.member(Role.EMPLOYEE, companies.room_of(desk.company))
    make.member_of(case, consulter, MemberKind.CONSULTER)
    assert take_out(consulter, case) == 403


def test_closed_keys_are_opened_first(client, desk, case):
    client.force_login(desk.owner)
    assert client.get(door(case)).headers["Location"].startswith("/keys/unlock/?next=")
    assert client.post(door(case)).status_code == 409
    assert "consultations.take_out" not in deeds(case)


def test_who_joined_from_now_on_takes_out_the_newer_part_and_is_told_what_stays_behind(client, desk, case, take_out):
    member = people.member(Role.ADVISER, desk.centre)
    joining = {"consultation": case, "person": member, "kind": "member", "from_date": timezone.localdate()}
    actions.add_member(**joining, from_now_on=True, **mark(desk.owner))
    actions.write(consultation=case, kind="note", body="これからの話", **mark(desk.owner))
    taken = [line["place"].split("|")[0] for line in manifest(take_out(member, case))]
    assert taken == ["consultations.Message.body", "consultations.Referral.message"]  # a box of its own
    assert "あなたには開けないもの7件は入りません" in client.get(door(case)).text


def test_a_file_that_the_storage_lost_is_said_and_no_half_export_goes_out(desk, case, take_out):
    default_storage.delete(case.attachments.get().stored)
    assert take_out(desk.owner, case) == 409
    assert "consultations.take_out" not in deeds(case)


def test_many_messages_cost_no_more_questions_than_few(client, desk, case, django_assert_max_num_queries):
    pocketed(client, desk.owner)
    client.post(door(case))
    with django_assert_max_num_queries(80) as few:
        b"".join(client.post(door(case)))
    for _ in range(4):
        actions.write(consultation=case, kind="note", body="x", **mark(desk.owner))
        make.attachment(case, by=unlocked(desk.owner))
    with django_assert_max_num_queries(len(few.captured_queries)):
        b"".join(client.post(door(case)))


# The whole way


@pytest.mark.slow
def test_what_was_told_opens_with_the_own_key_file_and_the_age_tool_alone(client, desk, case, tmp_path):
    desk.owner.set_password(PASSWORD)
    desk.owner.save(update_fields=["password"])
    pocketed(client, desk.owner)
    here = f"/consultations/{case.number}/"
    client.post(f"{here}write/", {"kind": "note", "body": "そのあとの話"})
    client.post(f"{here}files/", {"file": SimpleUploadedFile("計画.txt", "計画の中身".encode())})
    with ZipFile(BytesIO(b"".join(client.post(door(case))))) as archive:
        archive.extractall(tmp_path)
    (tmp_path / "my-key.txt").write_bytes(b"".join(client.post("/keys/take-out/", {"password": PASSWORD})))

    subprocess.run(["sh", "open.sh", "my-key.txt"], check=True, cwd=tmp_path)

    opened = {file.name: file.read_bytes() for file in (tmp_path / "opened").iterdir()}
    texts = [content.decode() for name, content in sorted(opened.items()) if name.endswith(".txt") and " " not in name]
    told = [TOLD, "そのあとの話", DRAFTED, CALLER, "052-000-0000", "", RIVAL, NAME, "計画.txt", ASKED]
    assert texts[: len(told)] == told
    assert {FACTS, ANSWERED} < set(texts[len(told) :])
    assert {content for name, content in opened.items() if " " in name} == {CONTENT, "計画の中身".encode()}
    assert f"0009 {NAME}" in opened
    assert len(opened) == len(texts) + 2, "nothing else is left there, no key either"
