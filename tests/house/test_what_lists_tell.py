"""Lists, counts, search, exports, suggestions and calendars name a case only to those who may know it."""

import pytest
from bs4 import BeautifulSoup

from madoguchi.company.companies.models import Company
from madoguchi.desk.consultations.models import Consultation
from tests.town import COMPANY, GIST, Town, each_standing

NUMBER_PAGES = (
    "/today/",
    "/consultations/",
    "/consultations/?q={number}",
    "/consultations/?q=架空",
    "/consultations/referrals/",
    "/engagements/",
    "/appointments/mine.ics",
)
COMPANY_PAGES = (
    "/engagements/",
    "/companies/",
    "/companies/?q=架空製作",
    "/consultations/suggest/?company_name=架空製作",
)


def told(client, path, town):
    """What a page says beside the reader's own words; nothing where the door does not open."""
    answer = client.get(path.format(number=town.consultation.number))
    return BeautifulSoup(answer.content, "html.parser").get_text() if answer.status_code == 200 else ""


@pytest.fixture(params=[False, True], ids=["open-case", "限定"])
def town(request, db):
    return Town(restricted=request.param)


@pytest.fixture(params=each_standing(but=["anonymous"]))
def person(request, client, town):
    made = town.person(request.param)
    town.settled_with_an_appointment()
    client.force_login(made)
    return made


def sees(person, town, within="visible_to"):
    return getattr(Consultation.objects.all(), within)(person).filter(pk=town.consultation.pk).exists()


def test_who_does_not_see_the_case_is_told_no_number_no_gist_and_no_company(client, person, town):
    for path in (*NUMBER_PAGES, *COMPANY_PAGES):
        text = told(client, path, town)
        if not sees(person, town):
            assert town.consultation.number not in text, path
        if not sees(person, town, "gist_visible_to"):
            assert GIST not in text, path
        if not (sees(person, town) or Company.objects.visible_to(person).exists()):
            assert COMPANY not in text, path


def test_who_sees_the_case_finds_it_and_its_count(client, person, town):
    text = told(client, "/consultations/?q={number}", town)
    assert (town.consultation.number in text) == sees(person, town)
    assert (GIST in text) == sees(person, town, "gist_visible_to")


def test_search_feels_no_way_through_a_gist_one_may_not_read(client, person, town):
    text = told(client, f"/consultations/?q={GIST[2:6]}", town)
    assert (town.consultation.number in text) == sees(person, town, "gist_visible_to")


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_an_export_holds_what_the_list_shows(client, person, town, format):
    answer = client.post("/consultations/export/", {"format": format, "q": town.consultation.number})
    if answer.status_code != 200:
        return
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if format == "csv":
        assert (town.consultation.number in content.decode()) == sees(person, town)
        assert (GIST in content.decode()) == sees(person, town, "gist_visible_to")
    else:
        assert content[:2] == b"PK"


def test_the_consulter_alone_is_told_the_state_of_the_case(client, person, town):
    text = told(client, "/consultations/mine/", town)
    assert (town.consultation.number in text) == sees(person, town, "confided_by")
    assert GIST not in text
