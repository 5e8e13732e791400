"""規程と書類の画面 — what the pages show, keep and refuse."""

from datetime import timedelta
from io import StringIO

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from madoguchi.company.companies import factories as companies
from madoguchi.company.documents import factories as make
from madoguchi.company.documents import files
from madoguchi.company.documents.models import Interview, Version
from madoguchi.company.documents.words import Kind, Made, State
from madoguchi.company.grants import factories as grants
from madoguchi.company.grants.models import Part, room_stream
from madoguchi.company.grants.steps import next_steps
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.audit.models import Line
from madoguchi.foundation.papers.blocks import Heading, Text
from madoguchi.foundation.vault import pocket

KEEP = "秘密情報を、会社の許可なく他に漏らさず"
OWN = "秘密情報を、家族にも漏らさず"


def home(room, more=""):
    return f"/room/{room.pk}/papers/{more}"


def docx(data, name="MARK.docx"):
    return SimpleUploadedFile(name, data)


def main(answer):
    return BeautifulSoup(answer.content, "html.parser").main


@pytest.fixture
def joining(room, steward):
    return make.paper(room, Kind.JOINING, by=steward)


@pytest.fixture
def edited(steward, joining):
    """第2版 — the company's own words in it."""
    return make.edited(joining, by=steward, old=KEEP, new=OWN)


def test_a_first_family_comes_with_two_presses(room, steward, page):
    client = page(steward)
    assert "まだ書類がありません" in client.get(home(room)).text
    assert "規程と書類を作る" in [one.label for one in next_steps(steward, room)]

    told = client.post(home(room, "generate/"), follow=True).text

    assert "14件の下書きを作りました。運用表は、使う表を決めてから作ります。" in told
    assert main(client.get(home(room))).get_text().count("第1版") == 14


def test_the_interview_has_an_answer_to_everything(room, steward, page):
    client = page(steward)
    form = main(client.get(home(room, "interview/")))
    chosen = {one["name"]: one["value"] for one in form.select("input[checked]")}

    assert client.post(home(room, "interview/"), chosen).status_code == 302
    assert Interview.objects.get().oral_days == 30


def test_an_own_officer_is_named(room, steward, page):
    answers = make.answers(officer="own", ai="forbidden") | {"has_committee": "", "has_foreign_partner": ""}
    refused = page(steward).post(home(room, "interview/"), answers)

    assert refused.status_code == 422
    assert "そのほかの役職を書いてください。" in refused.text
    assert main(refused).select_one("input[name=ai][value=forbidden]").has_attr("checked")
    page(steward).post(home(room, "interview/"), answers | {"officer_own": "品質保証部長"})
    assert Interview.objects.get().officer_own == "品質保証部長"


def test_a_file_edited_in_word_comes_back_and_shows_what_changed(steward, joining, edited, page):
    client, address = page(steward), joining.document.get_absolute_url()

    shown = client.post(f"{address}back/", {"file": docx(edited)}, follow=True)

    assert main(shown).ins.get_text() in OWN
    assert main(shown).find("del")
    assert b"".join(client.get(f"{address}2/word/")) == edited
    assert OWN in client.get(f"{address}2/").text
    assert "第1版から第2版へ" in client.get(f"{address}2/compare/?with=1").text
    assert client.get(f"{address}2/compare/?with=9").status_code == 404


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"PK\x03\x04"])
def test_what_is_no_word_file_is_refused_on_the_form(steward, joining, page, data):
    answer = page(steward).post(f"{joining.document.get_absolute_url()}back/", {"file": docx(data)})

    assert answer.status_code == 422
    assert "Wordの書類として読めません" in answer.text


def test_what_the_company_had_is_reviewed_for_what_it_lacks(room, steward, page):
    client = page(steward)
    file = docx(make.docx(Heading("第１条（目的）"), Text("秘密を守る。")))
    shown = client.post(
        home(room, "bring/"), {"kind": "regulation", "title": "情報管理規程", "file": file}, follow=True
    )

    assert "情報管理規程 第0版" in main(shown).h1.get_text()
    assert "退職者等" in [one.get_text() for one in main(shown).select("section[aria-labelledby=gaps] li")]
    client.post(f"/room/{room.pk}/papers/{Version.objects.get().document_id}/generate/")
    assert list(Version.objects.order_by("number").values_list("made", flat=True)) == [
        Made.BROUGHT_ALONG,
        Made.GENERATED,
    ]


def test_making_again_shows_both_texts_keeps_ours_and_makes_nothing_without_news(room, steward, joining, edited, page):
    client, address = page(steward), f"{joining.document.get_absolute_url()}again/"
    assert "新しくなるところはありません" in client.get(address).text
    client.post(f"{joining.document.get_absolute_url()}back/", {"file": docx(edited)})
    room.name = "架空精機ホールディングス株式会社"
    room.save(update_fields=["name"])

    shown = main(client.get(address))
    assert "変わった材料：会社の名前" in shown.get_text()
    assert [one["value"] for one in shown.select("input[name=keep][checked]")] == ["yours"]
    client.post(address, {"keep": "yours", "seen_number": "2"})
    third = Version.objects.get(number=3)
    text = "".join(getattr(one, "text", "") for one in files.blocks_in(third, actor=steward))
    assert (OWN in text, "ホールディングス" in text) == (True, True)

    assert "ほかの人" not in client.post(address, {"keep": "yours", "seen_number": "3"}, follow=True).text
    assert client.post(address, {"keep": "ours", "seen_number": "2"}).status_code == 422
    assert Version.objects.count() == 3


def test_a_paper_goes_into_force_and_everybody_it_is_for_reads_it(room, principal, employee, page):
    made = make.paper(room, Kind.POLICY, by=principal)
    address = made.get_absolute_url()
    client = page(principal)
    client.post(f"{address}review/")
    assert "書類を読んで施行する" in [one.label for one in next_steps(principal, room)]
    client.post(f"{address}approve/")
    assert "封をせずに載せます" in client.get(f"{address}in-force/").text
    assert client.post(f"{address}in-force/", {"effective_date": "2999-01-01"}).status_code == 422
    client.post(f"{address}in-force/", {"effective_date": "2026-04-01"})

    reader = page(employee)
    assert address in reader.get(home(room)).text
    assert "責任者を置きます" in reader.get(address).text
    assert b"".join(reader.get(f"{address}pdf/")).startswith(b"%PDF")
    for closed in ("word/", "compare/", "review/", "in-force/"):
        assert reader.get(f"{address}{closed}").status_code == 403
    assert reader.get(home(room, "older/")).status_code == 403


def test_behind_closed_keys_the_text_waits_for_the_keys(client, steward, joining, page):
    page(steward)
    del client.cookies[pocket.COOKIE]

    for address in (joining.get_absolute_url(), f"{joining.document.get_absolute_url()}again/"):
        shown = client.get(address)
        assert shown.status_code == 200
        assert "/keys/" in str(main(shown))
        assert KEEP not in shown.text


def test_a_guest_sees_states_and_what_is_posted_and_the_company_reads_it(room, principal, adviser, page):
    family = make.family(room, by=principal, kinds=(Kind.POLICY, Kind.JOINING))
    make.in_force(family[Kind.POLICY], by=principal)
    grants.grant(room, adviser, Part.PAPERS, by=principal)
    client, draft = page(adviser), family[Kind.JOINING].get_absolute_url()

    assert "誓約書（入社時）" in client.get(home(room)).text
    assert "責任者を置きます" in client.get(family[Kind.POLICY].get_absolute_url()).text
    assert KEEP not in client.get(draft).text
    assert client.get(f"{draft}pdf/").status_code == 404
    assert client.get(f"{draft}word/").status_code == 403
    assert client.post(home(room, "generate/")).status_code == 403
    deeds = Line.objects.filter(stream=room_stream(room.pk), by=str(adviser.pk)).values_list("deed", flat=True)
    assert {"documents.read_room", "documents.read_file", "look"} == set(deeds)


def test_papers_of_another_company_are_not_there(joining, page):
    stranger = people.member(Role.PRINCIPAL, companies.room_of(companies.company()))
    client, address = page(stranger), joining.document.get_absolute_url()

    for one in (home(joining.document.organisation), address, f"{address}1/", f"{address}1/word/", f"{address}back/"):
        assert client.get(one).status_code == 404
    assert client.post(f"{address}1/review/").status_code == 404


def test_older_rules_are_listed_on_a_page_and_by_the_command(room, steward, joining, page):
    old = [[code, "2003-01-30", *rest] for code, _day, *rest in joining.clauses]
    Version.objects.update(clauses=old)

    assert "古い決まりによる条項がある書類 1件" in page(steward).get(home(room)).text
    assert "2003-01-30の決まりから" in page(steward).get(home(room, "older/")).text
    call_command("papers_older_than", "2004-01-01", stdout=(told := StringIO()))
    assert told.getvalue().startswith(f"{room.pk}\tjoining\t1\ttitle ")


def test_the_list_of_versions_costs_the_same_for_one_and_many(steward, joining, page, django_assert_num_queries):
    client, address = page(steward), joining.document.get_absolute_url()
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for number in range(2, 8):
        again = files.Content(b"x", "x.docx", Made.TAKEN_BACK)
        files.kept(joining.document, number, again, by=steward, at=joining.taken_at)
    with django_assert_num_queries(len(few)):
        client.get(address)


def test_the_family_costs_the_same_for_one_and_many(room, steward, joining, page, django_assert_num_queries):
    client = page(steward)
    client.get(home(room))
    with CaptureQueriesContext(connection) as few:
        client.get(home(room))
    make.family(room, by=steward, kinds=(Kind.POLICY, Kind.LEAVING, Kind.NDA_VISIT))
    with django_assert_num_queries(len(few)):
        client.get(home(room))


def test_pages_speak_english(room, steward, joining, edited, page):
    client, address = page(steward), joining.document.get_absolute_url()
    client.post(f"{address}back/", {"file": docx(edited)}, follow=True)
    Version.objects.filter(number=2).update(state=State.REVIEWED)
    pages = [home(room), *(home(room, one) for one in ("interview/", "generate/", "bring/", "older/"))]
    pages += [address, *(f"{address}{one}" for one in ("back/", "again/", "2/", "2/compare/", "2/in-force/"))]
    for one in pages:
        seen = main(client.get(one, headers={"accept-language": "en"}))
        for hidden in seen.select("[lang=ja]"):
            hidden.extract()
        rest = seen.get_text().replace(room.name, "").replace(steward.name, "")
        assert not [sign for sign in rest if "\u3040" <= sign <= "\u9fff"], one


def test_a_principal_puts_what_was_read_into_force_at_once(room, principal, page):
    made = make.family(room, by=principal, kinds=(Kind.REGULATION, Kind.JOINING, Kind.LEAVING))
    client, day = page(principal), timezone.localdate()
    chosen = [made[kind].pk for kind in (Kind.REGULATION, Kind.JOINING)]

    answer = client.post(home(room, "adopt/"), {"chosen": chosen, "effective_date": day}, follow=True)

    assert "施行しました。" in answer.text
    states = {one.document.kind: one.state for one in Version.objects.select_related("document")}
    assert states == {Kind.REGULATION: State.IN_FORCE, Kind.JOINING: State.IN_FORCE, Kind.LEAVING: State.DRAFT}
    regulation = Version.objects.get(document__kind=Kind.REGULATION)
    assert (regulation.reviewed_by, regulation.approved_by, regulation.effective_date) == (principal, principal, day)


def test_of_several_papers_all_are_put_into_force_or_none(room, principal, page):
    made = make.family(room, by=principal, kinds=(Kind.JOINING, Kind.LEAVING))
    tomorrow = timezone.localdate() + timedelta(days=1)
    asked = {"chosen": [one.pk for one in made.values()], "effective_date": tomorrow}

    answer = page(principal).post(home(room, "adopt/"), asked)

    assert answer.status_code == 422
    assert set(Version.objects.values_list("state", flat=True)) == {State.DRAFT}


def test_nobody_but_a_principal_adopts(room, steward, joining, page):
    asked = {"chosen": [joining.pk], "effective_date": timezone.localdate()}
    assert page(steward).post(home(room, "adopt/"), asked).status_code == 403
    assert "まとめて施行する" not in page(steward).get(home(room)).text
