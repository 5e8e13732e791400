"""連絡先 — whom to call back about a case: who reads it, who corrects it."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from madoguchi.desk.consultations import actions, queries
from madoguchi.desk.consultations import factories as make
from madoguchi.desk.consultations.models import Caller, Consent, Consultation
from madoguchi.desk.consultations.words import ConsentKind, MemberKind
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.audit.models import Line
from madoguchi.foundation.core.errors import Conflict, Refusal
from madoguchi.foundation.vault.factories import pocketed, unlocked
from madoguchi.foundation.vault.looks import Look

NAME, PHONE, EMAIL = "架空 花子", "052-000-0000（内線12）", "hanako@example.jp"


@pytest.fixture
def record(desk):
    """Records a contact of the case, by its owner unless said otherwise."""

    def recorded(*, seen=0, by=None, case=None, **changed):
        said = {"name": NAME, "phone": PHONE, "email": EMAIL} | changed
        mark = {"by": unlocked(by or desk.owner), "at": timezone.now()}
        return actions.record_caller(consultation=case or desk.case, seen_version=seen, **said, **mark)

    return recorded


@pytest.fixture
def expert(desk):
    return make.member_of(
        desk.case, desk.expert, MemberKind.EXPERT, until_date=timezone.localdate() + timedelta(days=3)
    ).person


def seen(case, person):
    return queries.caller_of(Consultation.objects.get(pk=case.pk), actor=unlocked(person))


def address(case, name="consultations:caller"):
    return reverse(name, args=[case.number])


def test_nothing_of_it_is_readable_in_the_row(record):
    row = Caller.objects.get(pk=record().pk)
    assert all(getattr(row, name).startswith(b"age-encryption.org/v1") for name in ("name", "phone", "email"))


def test_the_people_of_the_case_read_it(desk, record, expert):
    member = make.member_of(desk.case, people.member(Role.ADVISER, desk.centre)).person
    record()
    for person in (desk.owner, member, expert):
        assert (seen(desk.case, person).name, seen(desk.case, person).phone) == (NAME, PHONE)


def test_others_of_the_office_learn_only_that_there_is_one(desk, record):
    assert seen(desk.case, desk.colleague) is None
    record()
    for person in (desk.colleague, desk.manager):
        assert (seen(desk.case, person).look, seen(desk.case, person).name) == (None, "")


def test_with_closed_keys_it_stays_closed(desk, record):
    record()
    desk.owner.open_keyring = None
    assert queries.caller_of(desk.case, actor=desk.owner).look is Look.CLOSED


def test_who_joined_from_now_on_reads_it_after_it_was_saved_again(desk, record):
    case = make.consultation(office=desk.centre, owner=desk.owner, is_restricted=True)
    record(case=case)
    late = people.member(Role.ADVISER, desk.centre)
    joining = {"person": late, "kind": MemberKind.MEMBER, "from_date": timezone.localdate(), "from_now_on": True}
    actions.add_member(consultation=case, **joining, by=unlocked(desk.owner), at=timezone.now())
    assert seen(case, late).look is Look.EARLIER
    record(case=case, seen=1)
    assert seen(case, late).name == NAME


@pytest.mark.parametrize("who", ["colleague", "manager", "expert"])
def test_only_owner_and_members_at_the_counter_correct_it(desk, record, who):
    make.member_of(desk.case, desk.expert, MemberKind.EXPERT)
    with pytest.raises(PermissionDenied):
        record(by=getattr(desk, who))


def test_it_is_corrected_with_closed_keys_too(desk, record):
    record()
    desk.owner.open_keyring = None
    mark = {"by": desk.owner, "at": timezone.now()}
    actions.record_caller(consultation=desk.case, seen_version=1, name="別人", phone="1", email="", **mark)
    assert seen(desk.case, desk.owner).name == "別人"
    assert Line.objects.filter(stream=desk.case.audit_stream(), deed="consultations.caller").count() == 2


def test_the_second_of_two_editors_is_told(record):
    record()
    record(seen=1, name="二人目")
    with pytest.raises(Conflict):
        record(seen=1, name="三人目")


def test_emptied_it_is_erased(record):
    record()
    record(seen=1, name="", phone=" ", email="")
    assert not Caller.objects.exists()


@pytest.mark.parametrize("said", [{"phone": "", "email": " "}, {"name": "", "phone": "", "email": ""}])
def test_a_contact_can_be_called_or_written_to(record, said):
    with pytest.raises(Refusal):
        record(**said)


def test_without_consent_to_a_record_no_contact_is_recorded(desk, record):
    Consent.objects.create(consultation=desk.case, kind=ConsentKind.RECORD, is_given=False, at=timezone.now())
    with pytest.raises(Refusal):
        record()


def test_the_case_page_shows_it_with_links_to_call_and_write_and_notes_the_look(client, desk, record):
    record()
    pocketed(client, desk.owner)
    page = BeautifulSoup(client.get(desk.case.get_absolute_url()).text, "html.parser")
    assert NAME in page.text
    assert page.select_one("a[href='tel:0520000000']").text == PHONE
    assert page.select_one(f"a[href='mailto:{EMAIL}']")
    assert Line.objects.filter(stream=desk.case.audit_stream(), deed=queries.READ_CALLER).count() == 1


def test_a_colleague_sees_on_the_case_page_only_that_a_contact_is_recorded(client, desk, record):
    record()
    pocketed(client, desk.colleague)
    page = client.get(desk.case.get_absolute_url()).text
    assert "連絡先は記録されています" in page
    for told in (NAME, "0520000000", EMAIL):
        assert told not in page
    assert not Line.objects.filter(deed=queries.READ_CALLER).exists()


def test_the_sheet_shows_it_to_its_people_when_asked_and_never_by_itself(client, desk, record):
    record()
    sheet = address(desk.case, "counter:case_sheet")
    pocketed(client, desk.owner)
    assert NAME not in client.get(sheet).text
    assert NAME in client.get(sheet, {"caller": "1"}).text
    pocketed(client, desk.colleague)
    assert NAME not in client.get(sheet, {"caller": "1"}).text


def test_the_form_shows_what_is_recorded_and_saves(client, desk, record):
    record()
    pocketed(client, desk.owner)
    assert f'value="{NAME}"' in client.get(address(desk.case)).text
    said = {"seen_version": 1, "name": "架空 次郎", "phone": "03-0000-0000", "email": ""}
    assert client.post(address(desk.case), said).status_code == 302
    assert seen(desk.case, desk.owner).name == "架空 次郎"


def test_a_refused_form_keeps_what_was_typed(client, desk):
    pocketed(client, desk.owner)
    answer = client.post(address(desk.case), {"seen_version": 0, "name": "残ってほしい名"})
    assert answer.status_code == 422
    assert "残ってほしい名" in answer.text


def test_two_who_edit_at_once_see_both_versions(client, desk, record):
    record()
    pocketed(client, desk.owner)
    late = client.post(address(desk.case), {"seen_version": 0, "name": "遅れた名", "phone": "1"})
    assert late.status_code == 422
    assert "遅れた名" in late.text
    assert NAME in late.text
    again = BeautifulSoup(late.text, "html.parser").select_one("main form.narrow [name=seen_version]")["value"]
    client.post(address(desk.case), {"seen_version": again, "name": "遅れた名", "phone": "1"})
    assert seen(desk.case, desk.owner).name == "遅れた名"
