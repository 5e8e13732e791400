"""頁 — who opens them, what they say when something is missing, and at what price."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from madoguchi.company.companies import factories as companies
from madoguchi.desk.consultations import factories as consultations
from madoguchi.desk.consultations.words import MemberKind
from madoguchi.desk.engagements import access, actions
from madoguchi.desk.engagements import factories as make
from madoguchi.desk.engagements.models import Engagement, Visit
from madoguchi.desk.engagements.tests.conftest import again, moment
from madoguchi.desk.engagements.words import OPEN, State, Subject
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.audit.models import Line
from madoguchi.foundation.core.errors import Refusal
from madoguchi.foundation.papers.blocks import Table, Text
from madoguchi.foundation.papers.reading import read_word

REFUSED = (Refusal, PermissionDenied, ObjectDoesNotExist)


@pytest.fixture
def row(desk):
    return desk.open()


def test_an_engagement_by_form(desk, page):
    url = reverse("engagements:open_engagement", args=[desk.case.number])
    said = {"consented_by": "head", "consent_date": "2026-11-17"} | dict.fromkeys(Subject.values, "PLANNED")
    answer = page(desk.owner).post(url, said | {"register": ""})
    assert (answer.status_code, "台帳" in answer.text) == (422, True)
    answer = page(desk.owner).post(url, said)
    assert answer.headers["Location"] == Engagement.objects.get().get_absolute_url()


def test_a_booking_outside_the_hours_keeps_what_was_typed(desk, row, page):
    url = reverse("engagements:book", args=[desk.case.number, row.pk])
    said = {"date": "2026-11-22", "starts": "10:00", "ends": "12:00", "place": "company", "people": [desk.owner.pk]}
    answer = page(desk.owner).post(url, said | {"travel_minutes": "90"})
    assert (answer.status_code, 'value="90"' in answer.text) == (422, True)
    answer = page(desk.owner).post(url, said | {"outside_hours": "on", "stage": row.stages.first().pk})
    assert answer.headers["Location"] == Visit.objects.get().get_absolute_url()


def test_the_checklist_by_form_names_what_is_unanswered(desk, row, page):
    desk.settle(row)
    url = reverse("engagements:close", args=[desk.case.number, row.pk])
    said = make.all_well() | {"review_date": "2027-11-01"}
    answer = page(desk.owner).post(url, {**said, "told": ""})
    assert (answer.status_code, "従業員に知らせた" in answer.text) == (422, True)
    assert page(desk.owner).post(url, said).status_code == 302
    assert again(row).state == State.FOLLOWING


def test_the_manager_edits_the_stages_by_form(desk, page):
    url = reverse("engagements:template", args=["00"])
    browser = page(desk.manager)
    typed = browser.get(url).context["form"].initial
    said = {"seen": typed["seen"]}
    for number, title in enumerate(("あと", "さき")):
        said |= {f"position_{number}": 2 - number, f"title_{number}": title, f"kind_{number}": "work"}
    said |= {f"kind_{number}": "work" for number in range(2, 20)}
    assert browser.post(url, said).status_code == 302
    assert [stage.title for stage in desk.open().stages.order_by("position")] == ["さき", "あと"]
    assert page(people.member(Role.MANAGER, people.office(code="23"))).get(url).status_code == 404


@pytest.mark.parametrize("who", ["stranger", "expert"])
def test_out_of_sight_no_page_of_it_is_there(desk, row, page, who):
    visit = desk.book(row)
    for url in (row.get_absolute_url(), f"{row.get_absolute_url()}report/", visit.get_absolute_url()):
        assert page(getattr(desk, who)).get(url).status_code == 404
    assert "株式会社架空光測器" not in page(getattr(desk, who)).get(reverse("engagements:index")).text


def test_of_a_restricted_case_a_colleague_sees_no_engagement(desk, row, page):
    desk.case.is_restricted = True
    desk.case.save(update_fields=["is_restricted"])
    assert page(desk.colleague).get(row.get_absolute_url()).status_code == 404
    assert page(desk.manager).get(row.get_absolute_url()).status_code == 200


def test_a_colleague_sees_the_card_and_nothing_that_was_confided(desk, row, page):
    visit = desk.book(row)
    make.paper(visit, by=desk.owner, text="鋳型の温度", kind="report")
    for url in (visit.get_absolute_url(), f"{visit.get_absolute_url()}sheet/", f"{row.get_absolute_url()}report/"):
        answer = page(desk.colleague).get(url)
        assert (answer.status_code, "鋳型" in answer.text) == (200, False)
    assert page(desk.colleague).get(f"{visit.get_absolute_url()}papers/notes/").status_code == 403


def test_a_paper_that_is_read_is_written_down(desk, row, page):
    visit = desk.book(row)
    make.paper(visit, by=desk.owner, text="鋳型の温度")
    assert "鋳型の温度" in page(desk.owner).get(visit.get_absolute_url()).text
    assert Line.objects.filter(stream=desk.case.audit_stream(), deed="engagements.read_papers").count() == 1


def test_a_paper_by_form(desk, row, page):
    visit = desk.book(row)
    url = f"{visit.get_absolute_url()}papers/agenda/"
    assert page(desk.owner).post(url, {"text": "", "seen_version": 0}).status_code == 422
    assert page(desk.owner).post(url, {"text": "設計部で棚を見る", "seen_version": 0}).status_code == 302
    answer = page(desk.owner).post(url, {"text": "あとから", "seen_version": 0})
    assert (answer.status_code, "ほかの人が先に保存" in answer.text) == (422, True)


def test_the_report_tells_the_visits_that_were_held(desk, row, page, time_machine):
    visit = desk.book(row)
    make.paper(visit, by=desk.owner, text="運用表の案を説明した", kind="report")
    time_machine.move_to(moment("13:00"), tick=False)
    actions.hold(visit=visit, **desk.by())
    told = page(desk.owner).get(f"{row.get_absolute_url()}report/").text
    assert ("第1回訪問" in told, "運用表の案を説明した" in told, "整備する予定がある" in told) == (True, True, True)


def test_the_report_leaves_as_word_and_pdf_and_says_the_same(desk, row, page, time_machine):
    visit = desk.book(row)
    make.paper(visit, by=desk.owner, text="運用表の案を説明した", kind="report")
    time_machine.move_to(moment("13:00"), tick=False)
    actions.hold(visit=visit, **desk.by())
    address, client = row.get_absolute_url(), page(desk.owner)

    blocks = read_word(b"".join(client.get(f"{address}report.docx").streaming_content))

    assert Text("運用表の案を説明した") in blocks
    assert any(isinstance(one, Table) and one.head[0] == "尋ねたもの" for one in blocks)
    assert b"".join(client.get(f"{address}report.pdf").streaming_content).startswith(b"%PDF-")


def test_every_button_that_does_something_carries_its_token(desk, row, page):
    actions.begin_stage(stage=row.stages.first(), **desk.by())
    make.homework(desk.book(row), by=desk.owner)
    forms = BeautifulSoup(page(desk.owner).get(row.get_absolute_url()).content, "html.parser").select("main form")
    assert len(forms) > 3
    assert all(form.select_one("[name=csrfmiddlewaretoken]") for form in forms)


def asked(browser, url):
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(url).status_code == 200
    return len(queries)


def test_the_list_puts_stalled_ones_first_and_costs_the_same_for_many(desk, page):
    made = [other(desk) for _ in range(2)]
    actions.stall(engagement=made[0], why="busy", **desk.by())
    browser, url = page(desk.owner), reverse("engagements:index")
    browser.get(url)
    few = asked(browser, url)
    for _ in range(4):
        other(desk)
    assert asked(browser, url) == few
    assert browser.get(url).context["lines"][0].row.pk == made[0].pk
    assert [line.row.pk for line in browser.get(url, {"state": "0"}).context["lines"]] == [made[0].pk]
    assert len(browser.get(url, {"stage": "課題整理", "adviser": desk.owner.pk}).context["lines"]) == 6
    assert not browser.get(url, {"stage": "社内展開"}).context["lines"]


def other(desk):
    case = consultations.consultation(office=desk.office, company=companies.company(), owner=desk.owner)
    return make.engagement(case, by=desk.owner)


def test_the_page_costs_the_same_for_many_visits(desk, row, page):
    browser, url = page(desk.owner), row.get_absolute_url()
    make.homework(desk.book(row), by=desk.owner)
    browser.get(url)
    few = asked(browser, url)
    for day in (19, 20, 24):
        make.homework(desk.book(row, day=day), by=desk.owner)
    assert asked(browser, url) == few


def test_the_case_page_leads_to_it(desk, page):
    browser, url = page(desk.owner), desk.case.get_absolute_url()
    assert "engagement/open/" in browser.get(url).text
    row = desk.open()
    assert row.get_absolute_url() in browser.get(url).text


DOING = {
    "book": lambda row, desk: desk.book(row, day=30, people=[desk.owner]),
    "add_stage": lambda row, desk: actions.add_stage(engagement=row, title="x", asks="", kind="work", **desk.act),
    "stall": lambda row, desk: actions.stall(engagement=row, why="busy", **desk.act),
    "resume": lambda row, desk: actions.resume(engagement=row, **desk.act),
    "close": lambda row, desk: actions.close(
        engagement=row, answers=make.all_well(), review_date=moment(year=2027).date(), **desk.act
    ),
    "call_off": lambda row, desk: actions.call_off(engagement=row, why="wish", **desk.act),
}


@pytest.mark.parametrize("who", ["owner", "colleague", "manager", "member", "invited"])
def test_buttons_tell_the_truth(desk, who):
    row, person = make.engagement(desk.case, by=desk.owner), standing(desk, who)
    row.stages.exclude(kind="follow").update(skipped_why="held")
    desk.act = {"by": person, "at": timezone.now()}
    desk.by = lambda one=None: desk.act
    for state in State:
        closed = None if state in OPEN else timezone.now()
        Engagement.objects.filter(pk=row.pk).update(state=state, closed_at=closed)
        offered = {deed.code for deed in access.deeds(person, again(row))}
        assert {code for code in DOING if succeeds(code, row, desk)} == offered, state


def standing(desk, who):
    if who == "member":
        return consultations.member_of(desk.case, people.member(Role.ADVISER, desk.office)).person
    if who == "invited":
        until = timezone.localdate() + timedelta(days=3)
        return consultations.member_of(desk.case, desk.expert, MemberKind.EXPERT, until_date=until).person
    return getattr(desk, who)


def succeeds(code, row, desk):
    """Tries the deed and takes it back."""
    try:
        with transaction.atomic():
            DOING[code](again(row), SimpleNamespace(**vars(desk), book=type(desk).book.__get__(desk)))
            raise TakenBack
    except TakenBack:
        return True
    except REFUSED:
        return False


class TakenBack(Exception):
    pass


def test_an_answer_is_corrected_by_form_and_the_report_says_that_it_was(desk, row, page):
    desk.settle(row)
    desk.close(row)
    actions.answer(follow_up=row.follow_ups.get(months=6), answers=make.answers("DOING"), **desk.by())
    url, browser = reverse("engagements:correct", args=[desk.case.number, row.pk, 6]), page(desk.owner)
    before = browser.get(f"{row.get_absolute_url()}report/").text
    assert url in browser.get(row.get_absolute_url()).text

    said = make.answers("DOING") | {"seen": 0, "regulation": "DONE"}
    kept = browser.post(url, said | {"setup": ""})
    assert (kept.status_code, '<option value="DONE" selected>' in kept.text) == (422, True)
    assert browser.post(url, said).status_code == 302
    assert (browser.post(url, said).status_code, browser.get(url.replace("/6/", "/7/")).status_code) == (422, 404)

    for address in (row.get_absolute_url(), f"{row.get_absolute_url()}report/"):
        assert "規程（整備中 → 整備済み）" in browser.get(address).text
    assert "訂正" not in before
    assert page(desk.stranger).post(url, said).status_code == 404
