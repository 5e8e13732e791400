"""事案の一枚 and 相談記録票 — what they tell to whom."""

from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from madoguchi.company.companies import factories as companies
from madoguchi.desk.appointments.factories import appointment
from madoguchi.desk.consultations import access, actions
from madoguchi.desk.consultations import factories as consultations
from madoguchi.desk.consultations.models import Consent, SecondaryCategory
from madoguchi.desk.consultations.taxonomy import Category
from madoguchi.desk.consultations.words import ConsentKind, MemberKind, State, Urgency
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.accounts.models import DeskProfile
from madoguchi.foundation.audit.models import Line
from madoguchi.foundation.core.sme import EnterpriseSize
from tests.journeys.paper import A4, sizes_of

GIST, ANSWER = "打ち明けられた要旨", "そのときの対応要旨"


@pytest.fixture
def look(client):
    def at(case, actor, name="counter:case"):
        client.force_login(actor)
        answer = client.get(reverse(name, args=[case.number]))
        return BeautifulSoup(answer.content, "html.parser") if answer.status_code == 200 else answer.status_code

    return at


def offered(page):
    return {button["href"] for button in page.select(".deeds a")}


def test_the_page_tells_the_whole_story(counter, look):
    case = counter.case(company=companies.company(office=counter.office), gist=GIST, answer_gist=ANSWER)
    other = counter.case(company=case.company)
    actions.link(consultation=case, other=other, by=counter.adviser, at=timezone.now())
    consultations.member_of(case, counter.colleague)
    counter.step(case, 2)
    appointment(case, counter.adviser)
    page = look(case, counter.adviser)
    for told in (GIST, ANSWER, case.company.name, counter.colleague.name, other.number, "折り返し連絡", "予約を変更"):
        assert told in page.text
    assert page.select_one(f"a[href='{case.company.get_absolute_url()}']")


def test_a_hidden_linked_case_is_not_told(counter, look, walls):
    case = counter.case(company=companies.company(office=counter.office))
    other = counter.case(owner="colleague", company=case.company)
    actions.link(consultation=case, other=other, by=counter.adviser, at=timezone.now())
    walls(other, counter.adviser)
    assert other.number not in look(case, counter.adviser).text


@pytest.mark.parametrize("name", ["counter:case", "counter:case_sheet"])
def test_the_gist_of_a_restricted_case_is_its_members_alone(counter, look, name):
    case = counter.case(is_restricted=True, gist=GIST, answer_gist=ANSWER)
    mine, managers = look(case, counter.adviser, name).text, look(case, counter.manager, name).text
    assert GIST in mine
    assert ANSWER in mine
    assert case.number in managers
    assert GIST not in managers
    assert ANSWER not in managers
    assert look(case, counter.colleague, name) == 404


@pytest.mark.parametrize("name", ["counter:case", "counter:case_sheet"])
def test_out_of_sight_is_404_and_no_look(counter, look, walls, name):
    case = counter.case()
    walls(case, counter.colleague)
    before = Line.objects.count()
    assert look(case, counter.colleague, name) == 404
    assert look(case, people.member(Role.MANAGER, people.office(code="23")), name) == 404
    assert Line.objects.count() == before
    look(case, counter.adviser, name)
    line = Line.objects.get(deed="look")
    assert (line.stream, line.by) == (f"consultation:{case.pk}", str(counter.adviser.pk))


@pytest.mark.parametrize("who", ["adviser", "colleague", "manager"])
@pytest.mark.parametrize("state", [State.RECEIVED, State.CLOSED, State.MIGRATED])
def test_buttons_are_the_deeds_and_nothing_else(counter, look, who, state):
    case = counter.case(state=state)
    actor = getattr(counter, who)
    wanted = {deed.url for deed in access.deeds(actor, case)}
    if case.is_open:
        wanted.add(reverse("appointments:book", args=[case.number]))
    assert offered(look(case, actor)) == wanted


def test_an_expert_reads_and_is_offered_the_conversation_alone(counter, look):
    expert = people.member(Role.EXPERT, counter.office)
    case = counter.case(gist=GIST, company=companies.company(office=counter.office))
    consultations.member_of(case, expert, MemberKind.EXPERT, until_date=timezone.localdate())
    counter.step(case, 0)
    page = look(case, expert)
    assert GIST in page.text
    assert offered(page) == {f"/consultations/{case.number}/{code}/" for code in ("write", "files", "parties")}
    assert not page.select("main form")
    assert not page.select(f"main a[href='{case.company.get_absolute_url()}']")


@pytest.mark.parametrize("urgency", Urgency)
def test_an_urgent_case_raises_the_alarm(counter, look, urgency):
    case = counter.case(urgency=urgency)
    page = look(case, counter.adviser)
    guide = reverse("consultations:first_aid", args=[case.number])
    assert bool(page.select(f"a[href='{guide}']")) == (urgency == Urgency.URGENT)


def test_a_next_step_is_done_with_one_press(counter, look, client):
    case = counter.case()
    step = counter.step(case, 0)
    button = look(case, counter.adviser).select_one("main form")
    assert client.post(button["action"]).status_code == 302
    step.refresh_from_db()
    assert step.done_by == counter.adviser


def test_walls_are_told_to_managers_only(counter, look, walls):
    case = counter.case()
    walls(case, outsider := people.member(Role.ADVISER, counter.office))
    assert outsider.name in look(case, counter.manager).text
    assert outsider.name not in look(case, counter.adviser).text


def test_the_reason_of_the_size_is_told_while_it_holds(counter, look):
    company = companies.company(office=counter.office)
    companies.size_fact(company=company, office=counter.office, fiscal_year=2015)
    assert "中小企業基本法" in look(counter.case(company=company, size=EnterpriseSize.SME), counter.adviser).text
    assert "中小企業基本法" not in look(counter.case(company=company, size=EnterpriseSize.LARGE), counter.adviser).text


def test_the_reason_of_the_size_is_told_to_nobody_who_may_not_know_the_facts(counter, look):
    company = companies.company()
    hidden = consultations.settle(counter.case(company=company, is_restricted=True))
    told = {"office": counter.office, "because": f"consultations.Consultation:{hidden.pk}", "fiscal_year": 2015}
    companies.size_fact(company=company, **told)
    case = counter.case(company=company, size=EnterpriseSize.SME)
    assert "中小企業基本法" in look(case, counter.adviser).text
    assert "中小企業基本法" not in look(case, counter.colleague).text


def _fullest(counter):
    """As much as a record can hold."""
    DeskProfile.objects.filter(office=counter.office).update(name="窓" * 100)
    for person in (counter.adviser, counter.office):
        person.name = "名" * 60
        person.save(update_fields=["name"])
    case = counter.case(
        company=companies.company(name="社" * 200),
        gist="要" * 200,
        answer_gist="答" * 200,
        state=State.CLOSED,
        outcome="handed",
        close_reason="informed",
        category=Category.LEAK,
        urgency=Urgency.URGENT,
        deadline_date=date(2026, 12, 28),
        consulter_role="agent",
    )
    SecondaryCategory.objects.bulk_create(
        [SecondaryCategory(consultation=case, category=one) for one in Category if one != case.category]
    )
    for kind in ConsentKind:
        Consent.objects.create(consultation=case, kind=kind, is_given=True, at=timezone.now())
    for _ in range(30):
        counter.step(case, 30, "follow_up")
    return case


def test_the_sheet_shows_the_newest_contacts_and_says_how_many_there_are(counter, look):
    page = look(_fullest(counter), counter.adviser, "counter:case_sheet")
    assert len(page.select(".sheet > table tbody tr")) == 6
    assert "全30回" in page.text


@pytest.mark.browser
@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_fullest_sheet_fills_one_page_of_a4(counter, client, tmp_path, language):
    case = _fullest(counter)
    client.force_login(counter.adviser)
    page = client.get(reverse("counter:case_sheet", args=[case.number]), headers={"Accept-Language": language})
    assert sizes_of(page.text, tmp_path) == [A4]
