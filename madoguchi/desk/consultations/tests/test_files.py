"""ファイル — who adds, sees, takes away and removes what lies with a case. (How it is sealed: tests/filing.)"""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from madoguchi.company.companies import factories as companies
from madoguchi.desk.consultations import actions
from madoguchi.desk.consultations import factories as make
from madoguchi.desk.consultations.factories import mark
from madoguchi.desk.consultations.models import Attachment
from madoguchi.desk.consultations.words import MemberKind
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.audit.models import Line
from madoguchi.foundation.vault import tasks
from madoguchi.foundation.vault.factories import pocketed, unlocked

NAME, CONTENT = "黒漆<b>の配合.pdf", "配合は三対二".encode()
SHOWN = "黒漆&lt;b&gt;の配合.pdf"


@pytest.fixture
def case(desk):
    """限定 — so that the office is no way in."""
    return make.consultation(office=desk.centre, company=desk.company, owner=desk.owner, is_restricted=True)


@pytest.fixture
def file(desk, case):
    return make.attachment(case, by=unlocked(desk.owner), name=NAME, content=CONTENT)


@pytest.fixture
def look(client):
    """Pages and downloads as one person sees them."""

    def at(person, address):
        pocketed(client, person)
        answer = client.get(address)
        return answer.status_code, b"".join(answer) if answer.streaming else answer.text

    return at


def page(case):
    return case.get_absolute_url()


def add(case):
    return f"/consultations/{case.number}/files/"


def address(file):
    return f"{add(file.consultation)}{file.pk}/"


def joined(desk, case, person, **how):
    how = {"kind": "member", "from_date": timezone.localdate()} | how
    return actions.add_member(consultation=case, person=person, **how, **mark(desk.owner))


def as_expert(desk, case):
    return joined(desk, case, desk.expert, kind=MemberKind.EXPERT, until_date=timezone.localdate() + timedelta(days=3))


def deeds(case):
    return list(Line.objects.filter(stream=case.audit_stream()).order_by("seq").values_list("deed", flat=True))


@pytest.mark.parametrize("content", [CONTENT, b""], ids=["full", "empty"])
def test_a_file_sent_on_the_page_is_taken_away_as_it_came(client, desk, case, look, content):
    pocketed(client, desk.owner)
    assert 'enctype="multipart/form-data"' in client.get(add(case)).text
    assert client.post(add(case), {"file": SimpleUploadedFile(NAME, content)}).status_code == 302
    assert SHOWN in look(desk.owner, page(case))[1]
    assert look(desk.owner, address(Attachment.objects.get())) == (200, content)
    assert [one for one in deeds(case) if one != "look"] == [
        "consultations.attach",
        "consultations.read_thread",
        "consultations.read_file",
    ]


def test_without_a_file_the_form_says_so(client, desk, case):
    pocketed(client, desk.owner)
    assert client.post(add(case), {}).status_code == 422
    assert not Attachment.objects.exists()


def test_a_file_comes_in_with_closed_keys_too(client, desk, file):
    client.force_login(desk.owner)
    assert client.post(add(file.consultation), {"file": SimpleUploadedFile("b.txt", b"b")}).status_code == 302
    assert Attachment.objects.count() == 2


def test_member_and_expert_take_it_away_as_the_owner_does(desk, case, file, look):
    member = people.member(Role.ADVISER, desk.centre)
    joined(desk, case, member)
    as_expert(desk, case)
    assert [look(one, address(file)) for one in (desk.owner, member, desk.expert)] == [(200, CONTENT)] * 3


@pytest.mark.parametrize(("who", "status"), [("colleague", 403), ("manager", 403), ("stranger", 404), ("expert", 404)])
@pytest.mark.parametrize("is_restricted", [True, False], ids=["restricted", "open"])
def test_nobody_else_does(client, desk, look, who, status, is_restricted):
    case = make.consultation(office=desk.centre, owner=desk.owner, is_restricted=is_restricted)
    file = make.attachment(case, by=unlocked(desk.owner), name=NAME, content=CONTENT)
    if who == "colleague" and is_restricted:
        status = 404
    person = getattr(desk, who)
    for door in (address(file), f"{address(file)}remove/", add(case)):
        assert look(person, door)[0] == status
    assert "配合" not in look(person, page(case))[1]
    assert client.post(add(case), {"file": SimpleUploadedFile("b.txt", b"b")}).status_code == status
    assert "consultations.read_file" not in deeds(case)


def test_a_file_is_found_through_its_own_case_only(desk, file, look):
    other = make.consultation(office=desk.centre, owner=desk.owner)
    assert look(desk.owner, f"{add(other)}{file.pk}/")[0] == 404
    assert look(desk.owner, f"{add(other)}{file.pk}/remove/")[0] == 404


def test_who_was_removed_takes_nothing_away(desk, case, file, look):
    member = people.member(Role.ADVISER, desk.centre)
    seat = joined(desk, case, member)
    assert look(member, address(file))[0] == 200
    actions.remove_member(member=seat, **mark(desk.owner))
    assert look(member, address(file))[0] == 404


def test_who_joins_from_now_on_sees_that_there_is_an_older_file_and_gets_the_newer(desk, case, file, look):
    member = people.member(Role.ADVISER, desk.centre)
    joined(desk, case, member, from_now_on=True)
    newer = make.attachment(case, by=unlocked(desk.owner), name="新しい図.pdf", content=b"new")
    shown = look(member, page(case))[1]
    assert ("（封がされています）" in shown, "配合" in shown, "新しい図.pdf" in shown) == (True, False, True)
    assert look(member, address(file))[0] == 403
    assert look(member, address(newer)) == (200, b"new")


def test_a_manager_takes_it_away_through_broken_glass_and_adds_or_removes_nothing(desk, case, file, look):
    actions.break_glass(consultation=case, reason="担当者と連絡が取れない", **mark(desk.manager))
    assert SHOWN in look(desk.manager, page(case))[1]
    assert look(desk.manager, address(file)) == (200, CONTENT)
    assert look(desk.manager, add(case))[0] == 403
    assert look(desk.manager, f"{address(file)}remove/")[0] == 403


def test_with_closed_keys_the_page_shows_no_name_and_the_file_leads_to_where_they_are_opened(client, desk, file):
    client.force_login(desk.owner)
    shown = client.get(page(file.consultation)).text
    assert ("（封がされています）" in shown, "配合" in shown) == (True, False)
    assert client.get(address(file)).headers["Location"].startswith("/keys/")
    assert "consultations.read_file" not in deeds(file.consultation)


def test_a_file_is_removed_by_who_added_it_or_whoever_may_send(client, desk, case, file):
    as_expert(desk, case)
    with pytest.raises(PermissionDenied):
        actions.remove_file(file=file, **mark(desk.expert))
    theirs = make.attachment(case, by=unlocked(desk.expert))
    actions.remove_file(file=theirs, **mark(desk.expert))
    theirs = make.attachment(case, by=unlocked(desk.expert))
    pocketed(client, desk.owner)
    for row in (theirs, file):
        assert client.post(f"{address(row)}remove/").status_code == 302
    assert not Attachment.objects.exists()


def test_the_page_offers_to_remove_what_may_be_removed(desk, case, file, look):
    as_expert(desk, case)
    theirs = make.attachment(case, by=unlocked(desk.expert))
    shown = look(desk.expert, page(case))[1]
    assert (f"{address(file)}remove/" in shown, f"{address(theirs)}remove/" in shown) == (False, True)
    shown = look(desk.owner, page(case))[1]
    assert (f"{address(file)}remove/" in shown, f"{address(theirs)}remove/" in shown) == (True, True)


def test_the_ciphertext_of_a_removed_file_is_swept(desk, file):
    actions.remove_file(file=file, **mark(desk.owner))
    tasks.sweep_files(at=timezone.now() + timedelta(days=1, minutes=1))
    assert not default_storage.exists(file.stored)


def test_the_members_are_told_that_there_is_something_new_and_nothing_more(
    desk, case, django_capture_on_commit_callbacks
):
    member = people.member(Role.ADVISER, desk.centre)
    joined(desk, case, member)
    with django_capture_on_commit_callbacks(execute=True):
        make.attachment(case, by=unlocked(desk.owner), name=NAME)
    (told,) = mail.outbox
    assert told.to == [member.email]
    assert not any(said in told.subject + told.body for said in ("黒漆", case.number))


def test_the_consulter_is_shown_no_file_of_the_desk(desk, case, file, look):
    consulter = people.member(Role.EMPLOYEE, companies.room_of(desk.company))
    make.member_of(case, consulter, MemberKind.CONSULTER)
    assert "配合" not in look(consulter, f"/consultations/mine/{case.number}/")[1]
    assert look(consulter, address(file))[0] == 403


def test_a_page_of_many_files_asks_no_more_than_a_page_of_one(client, desk, case, file, django_assert_max_num_queries):
    pocketed(client, desk.owner)
    client.get(page(case))
    with django_assert_max_num_queries(60) as few:
        client.get(page(case))
    for _ in range(5):
        make.attachment(case, by=unlocked(desk.owner))
    with django_assert_max_num_queries(len(few.captured_queries)):
        client.get(page(case))
