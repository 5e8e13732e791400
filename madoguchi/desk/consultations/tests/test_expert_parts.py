"""見せる部分 — an expert sees of a case what was chosen, for the period, and nothing else of it anywhere."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from madoguchi.desk.consultations import access, actions, queries
from madoguchi.desk.consultations import factories as make
from madoguchi.desk.consultations.factories import again, mark
from madoguchi.desk.consultations.models import Member
from madoguchi.desk.consultations.queries import Filters
from madoguchi.desk.consultations.words import MemberKind, Part
from madoguchi.foundation.audit.models import Line
from madoguchi.foundation.core.errors import Refusal
from madoguchi.foundation.vault.errors import NotYours
from madoguchi.foundation.vault.factories import pocketed, unlocked
from madoguchi.foundation.vault.handing import identity_of
from madoguchi.foundation.vault.models import Box

GIST, TOLD, NAME, CALLER, RIVAL = "要旨の言葉", "配合は三対二", "黒漆の配合.pdf", "架空 花子", "架空競合株式会社"
SHOWN = {Part.GIST: GIST, Part.THREAD: TOLD, Part.FILES: NAME, Part.CALLER: CALLER}
DOORS = {Part.THREAD: "write/", Part.FILES: "files/", Part.PARTIES: "parties/"}
TODAY = timezone.localdate()


@pytest.fixture(params=[True, pytest.param(False, marks=pytest.mark.slow)], ids=["restricted", "open"])
def case(desk, request):
    row = make.consultation(
        office=desk.centre, company=desk.company, owner=desk.owner, is_restricted=request.param, gist=GIST
    )
    on = {"consultation": row, **mark(desk.owner)}
    actions.write(kind="note", body=TOLD, **on)
    actions.name_party(name=RIVAL, relation="competitor", **on)
    make.caller(row, name=CALLER)
    make.attachment(row, by=unlocked(desk.owner), name=NAME)
    return row


def shows(case, desk, *parts):
    """The owner adds the expert, who is shown these."""
    unlocked(desk.expert)
    period = {"from_date": TODAY, "until_date": TODAY + timedelta(days=3)}
    added = {"person": desk.expert, "kind": MemberKind.EXPERT, "parts": parts, **period}
    return actions.add_member(consultation=again(case), **added, **mark(desk.owner))


@pytest.fixture
def look(client, desk):
    """Pages as the expert's browser shows them: text, or the status."""

    def at(address):
        pocketed(client, desk.expert)
        answer = client.get(address)
        return answer.text if answer.status_code == 200 and not answer.streaming else answer.status_code

    return at


@pytest.mark.parametrize("part", Part)
def test_each_part_is_shown_alone(desk, case, look, part):
    shows(case, desk, part)
    page, sheet = look(case.get_absolute_url()), look(f"/cases/{case.number}/sheet/?caller=1")
    for other, told in SHOWN.items():
        assert (told in page) == (other == part), other
        assert (told in sheet) == (other == part and part in (Part.GIST, Part.CALLER)), other
    parties = look(f"/consultations/{case.number}/parties/")
    assert (parties != 403 and RIVAL in parties) == (part == Part.PARTIES)


@pytest.mark.parametrize("part", Part)
def test_doors_and_buttons_follow_the_part(desk, case, look, part):
    shows(case, desk, part)
    here = f"/consultations/{case.number}/"
    page = look(case.get_absolute_url())
    for other, door in DOORS.items():
        assert (look(here + door) != 403) == (other == part), door
        assert (f'href="{here}{door}"' in page) == (other == part), door
    file = case.attachments.get()
    assert look(f"{here}files/{file.pk}/") == (200 if part == Part.FILES else 403)


def test_without_the_conversation_an_expert_drafts_nothing(desk, case):
    shows(case, desk, Part.GIST, Part.FILES, Part.CALLER, Part.PARTIES)
    with pytest.raises(PermissionDenied):
        actions.write(consultation=case, kind="answer", body="回答案", is_draft=True, **mark(desk.expert))
    make.attachment(again(case), by=unlocked(desk.expert), name="意見書.pdf")


def test_without_the_files_an_expert_adds_none(desk, case):
    shows(case, desk, Part.THREAD)
    with pytest.raises(PermissionDenied):
        make.attachment(again(case), by=unlocked(desk.expert))


@pytest.mark.parametrize("shows_gist", [True, False])
def test_lists_search_and_exports_tell_the_gist_or_not(desk, case, shows_gist):
    shows(case, desk, Part.GIST if shows_gist else Part.THREAD)
    (line,) = queries.desk_list(actor=desk.expert, filters=Filters()).rows
    assert (line.gist == GIST) == shows_gist
    assert queries.desk_list(actor=desk.expert, filters=Filters(q=GIST)).count == shows_gist
    assert queries.desk_list(actor=desk.expert, filters=Filters(q="架空製作所")).count == 1
    assert (GIST in next(queries.export(actor=desk.expert, filters=Filters()).rows)) == shows_gist


def test_after_the_expert_is_removed_the_case_is_no_card_to_anybody_any_more(desk, case):
    member = shows(case, desk, Part.THREAD)
    actions.remove_member(member=member, **mark(desk.owner))
    assert hasattr(again(case), "card_row") == case.is_restricted


def test_reading_the_names_of_files_alone_is_not_taken_for_reading_the_conversation(desk, case, look):
    shows(case, desk, Part.FILES)
    look(case.get_absolute_url())
    deeds = Line.objects.filter(stream=case.audit_stream(), by=str(desk.expert.pk)).values_list("deed", flat=True)
    assert "consultations.read_files" in deeds
    assert "consultations.read_thread" not in deeds


def test_who_is_shown_nothing_sealed_gets_no_key(desk, case):
    def opens():
        box = Box.objects.get(subject=f"consultations.Consultation:{case.pk}")
        return bool(identity_of(box.newest_generation(), unlocked(desk.expert).open_keyring))

    member = shows(case, desk, Part.GIST)
    with pytest.raises(NotYours):
        opens()
    actions.remove_member(member=member, **mark(desk.owner))
    shows(case, desk, Part.CALLER)
    assert opens()


def test_an_expert_is_shown_something(desk, case):
    with pytest.raises(Refusal):
        shows(case, desk)


def test_the_form_proposes_all_but_the_consulters_contact(client, desk, case):
    pocketed(client, desk.owner)
    door = f"/consultations/{case.number}/members/"
    page = client.get(door).context["form"]
    assert set(page["parts"].value()) == set(Part) - {Part.CALLER}
    typed = {"who": f"expert:{desk.expert.pk}", "from_date": TODAY, "until_date": TODAY, "parts": ["gist", "files"]}
    assert client.post(door, typed).status_code == 302
    assert Member.objects.get(person=desk.expert).parts == {Part.GIST, Part.FILES}
    for page in (door, case.get_absolute_url()):
        assert "見せるもの：要旨、ファイル" in client.get(page).text
    assert client.post(door, typed | {"who": f"expert:{desk.expert.pk}", "parts": []}).status_code == 422


def test_parts_are_of_experts_alone(desk, case):
    joining = {"person": desk.colleague, "kind": MemberKind.MEMBER, "from_date": TODAY, "parts": []}
    member = actions.add_member(consultation=case, **joining, **mark(desk.owner))
    assert member.parts == set(Part)
    assert member.parts_shown == []
    assert access.may(desk.colleague, again(case), access.HEAR)
