"""受付票 — the call page: keyboard first, works without JavaScript, keeps what was typed."""

from datetime import date
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from madoguchi.company.companies import factories as companies
from madoguchi.company.companies.models import Company
from madoguchi.desk.consultations import actions, queries
from madoguchi.desk.consultations import factories as make
from madoguchi.desk.consultations.first_aid import report_clock
from madoguchi.desk.consultations.models import BODY_LENGTH, Consultation, Draft
from madoguchi.foundation.vault.factories import pocketed, unlocked
from madoguchi.foundation.vault.models import Keyring

LOG, DRAFT, SUGGEST = "/consultations/log/", "/consultations/draft/", "/consultations/suggest/"
NUMBER = "7000012050002"  # 国税庁, as published: a check digit that is right


@pytest.fixture
def typed(desk, client):
    """What an adviser typed; `typed(gist=…)` changes one thing."""
    pocketed(client, desk.owner)

    def fields(**changes):
        filled = {
            "submission": str(uuid4()),
            "office": desk.centre.pk,
            "channel": "TEL",
            "consulter_kind": "company",
            "company_name": "架空新社",
            "category": "MGT",
            "gist": "規程について",
            "consent_record": "yes",
            "restriction": "auto",
        }
        return filled | changes

    return fields


def newest():
    return Consultation.objects.latest("pk")


def test_asks_for_five_things_only(desk, client, typed):
    page = BeautifulSoup(client.get(LOG).text, "html.parser")
    required = page.select_one("section.panel").select(".mark-required")
    assert len(required) + 1 <= 5  # one more when a company calls: its name
    assert not page.select("details .mark-required")


def test_five_answers_are_enough(client, typed):
    answer = client.post(LOG, typed())
    assert answer.status_code == 302
    assert answer.headers["Location"] == newest().get_absolute_url()
    assert (newest().company.name, newest().gist) == ("架空新社", "規程について")


def test_an_invalid_call_keeps_what_was_typed(client, typed):
    answer = client.post(LOG, typed(category="", gist="長" * 201))
    assert answer.status_code == 422
    assert "長" * 201 in answer.text
    assert "架空新社" in answer.text
    assert not Company.objects.filter(name="架空新社").exists()


def test_two_hundred_characters_count_alike_with_line_ends(client, typed):
    gist = "行\r\n" * 100
    assert client.post(LOG, typed(gist=gist.rstrip())).status_code == 302


def test_the_page_warns_not_to_write_the_secret(client, typed):
    assert "秘密の内容そのもの" in client.get(LOG).text


def test_typing_suggests_companies_of_the_own_office_only(client, typed, desk):
    companies.company(name="架空電機株式会社", office=desk.centre)
    companies.company(name="架空電機有限会社", office=desk.window)
    answer = client.get(SUGGEST, {"company_name": "架空電機"})
    assert "架空電機株式会社" in answer.text
    assert "架空電機有限会社" not in answer.text


def test_the_find_button_shows_the_same_list_and_keeps_what_was_typed(client, typed, desk):
    companies.company(name="架空電機株式会社", office=desk.centre)
    answer = client.post(LOG, typed(company_name="架空電機", gist="途中の要旨", find="1"))
    assert answer.status_code == 200
    assert "架空電機株式会社" in answer.text
    assert "途中の要旨" in answer.text
    assert not Consultation.objects.filter(gist="途中の要旨").exists()


def test_a_company_on_the_list_can_be_chosen(client, typed, desk):
    known = companies.company(name="架空電機株式会社", office=desk.centre)
    client.post(LOG, typed(company_name="架空電機", company_choice=f"id:{known.pk}"))
    assert newest().company == known


def test_a_company_out_of_sight_cannot_be_chosen_by_its_id(client, typed, desk):
    hidden = companies.company(name="架空電機株式会社", office=desk.window)
    answer = client.post(LOG, typed(company_name="架空電機", company_choice=f"id:{hidden.pk}"))
    assert answer.status_code == 422
    assert "架空電機株式会社" not in answer.text


def test_a_choice_does_not_outlive_the_name_it_was_made_for(client, typed, desk):
    known = companies.company(name="架空電機株式会社", office=desk.centre)
    assert client.post(LOG, typed(company_name="別の会社", company_choice=f"id:{known.pk}")).status_code == 422


def test_a_whole_corporate_number_finds_across_offices(client, typed, desk):
    other = companies.company(name="架空造船株式会社", office=desk.window, corporate_number=NUMBER)
    assert "架空造船株式会社" in client.get(SUGGEST, {"company_name": NUMBER}).text
    client.post(LOG, typed(company_name=NUMBER))
    assert newest().company == other


def test_an_unknown_corporate_number_is_no_name(client, typed):
    answer = client.post(LOG, typed(company_name=NUMBER))
    assert answer.status_code == 422
    assert not Company.objects.filter(name=NUMBER).exists()


def test_a_company_of_the_same_name_is_asked_about_once(client, typed, desk):
    companies.company(name="架空新社", office=desk.centre)
    answer = client.post(LOG, typed())
    assert answer.status_code == 422
    assert "同じ名前の企業があります" in answer.text
    assert client.post(LOG, typed(company_choice="new")).status_code == 302
    assert Company.objects.filter(name="架空新社").count() == 2


@pytest.mark.parametrize(
    ("category", "restriction", "expected"),
    [
        ("LEAK", "auto", True),
        ("PPL", "auto", True),
        ("INB", "", True),
        ("MGT", "auto", False),
        ("LEAK", "no", False),
        ("MGT", "yes", True),
    ],
)
def test_restriction_is_proposed_by_category_and_decided_by_the_adviser(
    client, typed, category, restriction, expected
):
    client.post(LOG, typed(category=category, restriction=restriction))
    assert newest().is_restricted is expected


def test_sent_twice_it_is_one_record(client, typed):
    fields = typed()
    first, second = client.post(LOG, fields), client.post(LOG, fields)
    assert first.headers["Location"] == second.headers["Location"]
    assert Consultation.objects.filter(gist="規程について").count() == 1


def test_each_consent_is_recorded_by_itself(client, typed):
    client.post(LOG, typed(consent_referral="no", consent_statistics="yes"))
    given = {consent.kind: consent.is_given for consent in newest().consents.all()}
    assert given == {"record": True, "referral": False, "statistics": True}


def test_an_urgent_call_raises_the_alarm_and_links_the_sheet(client, typed):
    answer = client.post(LOG, typed(category="LEAK", is_leaking="yes", prefecture="13"), follow=True)
    page = BeautifulSoup(answer.text, "html.parser")
    assert page.select_one("[role=alert]")
    assert "警視庁" in answer.text
    assert page.select_one(f'a[href="{reverse("consultations:first_aid", args=[newest().number])}"]')


def test_the_first_aid_sheet_names_whom_to_call_and_the_days(client, desk):
    client.force_login(desk.owner)
    received = timezone.make_aware(timezone.datetime(2026, 11, 1, 10))
    facts = {"is_cyber": True, "has_personal_data": True, "category": "LEAK", "prefecture": "23"}
    row = make.consultation(office=desk.centre, owner=desk.owner, received_at=received, **facts)
    sheet = client.get(f"/consultations/{row.number}/first_aid/").text
    for words in ("愛知県警察本部", "IPA", "0570-001-240", "個人情報保護委員会", "2026-11-30", "2026-12-30"):
        assert words in sheet


def test_without_personal_data_no_clock_is_shown(client, desk):
    client.force_login(desk.owner)
    row = make.consultation(office=desk.centre, owner=desk.owner, has_personal_data=False)
    assert "確報" not in client.get(f"/consultations/{row.number}/first_aid/").text


def test_the_clock_counts_the_day_of_knowing_as_the_first():
    clock = report_clock(date(2026, 11, 1))
    assert (clock.preliminary_from, clock.preliminary_until) == (date(2026, 11, 3), date(2026, 11, 5))
    assert (clock.final_date, clock.final_if_wrongful_date) == (date(2026, 11, 30), date(2026, 12, 30))


def test_a_draft_survives_a_closed_browser(client, typed, desk):
    kept = client.post(DRAFT, typed(gist="電話の途中", secondary=["CON", "SEC"]))
    assert kept.status_code == 204
    client.logout()
    pocketed(client, desk.owner)
    page = BeautifulSoup(client.get(LOG).text, "html.parser")
    assert page.select_one("textarea[name=gist]").text.strip() == "電話の途中"
    assert {box["value"] for box in page.select("[name=secondary][checked]")} == {"CON", "SEC"}


def test_a_draft_is_nobody_elses(client, typed, desk):
    client.post(DRAFT, typed(gist="電話の途中"))
    pocketed(client, desk.colleague)
    assert "電話の途中" not in client.get(LOG).text
    assert queries.as_typed(Draft.objects.get(), actor=unlocked(desk.colleague)) is None


@pytest.fixture
def kept(desk):
    return lambda: queries.as_typed(Draft.objects.get(), actor=unlocked(desk.owner))


def test_a_draft_keeps_fields_of_the_form_only(client, typed, kept):
    client.post(DRAFT, typed(csrfmiddlewaretoken="x", keep="1", other="y"))
    assert not {"csrfmiddlewaretoken", "keep", "other"} & kept().keys()


def test_a_draft_takes_any_characters_and_the_longest_text(client, typed, kept):
    assert client.post(DRAFT, typed(gist="a\x00b", told="長" * BODY_LENGTH)).status_code == 204
    assert (kept()["gist"], kept()["told"]) == (["ab"], ["長" * BODY_LENGTH])


def test_a_draft_lies_sealed(client, typed):
    client.post(DRAFT, typed(gist="電話の途中", contact_name="架空 花子"))
    assert Draft.objects.get().typed.startswith(b"age-encryption.org/v1")


@pytest.fixture
def with_closed_keys(client, desk):
    """The owner comes back, and has not opened the keys yet."""

    def come_back():
        client.logout()
        client.force_login(desk.owner)

    return come_back


def test_with_closed_keys_the_page_says_that_there_is_a_draft_and_destroys_it_by_no_typing(
    client, typed, desk, with_closed_keys
):
    client.post(DRAFT, typed(gist="大事な下書き"))
    with_closed_keys()
    page = client.get(LOG)
    assert "大事な下書き" not in page.text
    assert "まだ開いていない下書き" in page.text
    fresh = BeautifulSoup(page.text, "html.parser").select_one("form[data-draft] [name=submission]")["value"]
    assert client.post(DRAFT, typed(submission=fresh, gist="")).status_code == 204

    pocketed(client, desk.owner)
    newest = BeautifulSoup(client.get(LOG).text, "html.parser")
    older = client.get(LOG + newest.select_one("section a[href^='?draft=']")["href"])
    assert newest.select_one("textarea[name=gist]").text.strip() == ""
    assert "大事な下書き" in older.text


def test_a_draft_that_was_not_opened_can_be_thrown_away(client, typed, with_closed_keys):
    client.post(DRAFT, typed(gist="大事な下書き"))
    with_closed_keys()
    button = BeautifulSoup(client.get(LOG).text, "html.parser").select_one("button[name=discard]")
    fields = {field["name"]: field["value"] for field in button.find_parent("form").select("[name]")}
    assert client.post(DRAFT, fields).status_code == 302
    assert not Draft.objects.exists()


def test_with_closed_keys_what_was_kept_by_the_button_stays_on_the_page(client, typed, with_closed_keys):
    with_closed_keys()
    answer = client.post(DRAFT, typed(gist="電話の途中", keep="1"))
    assert "下書きを保存しました" in answer.text
    form = BeautifulSoup(answer.text, "html.parser").select_one("form[data-draft]")
    assert form.select_one("textarea[name=gist]").text.strip() == "電話の途中"
    assert form["action"] == LOG


def test_without_a_keyring_no_draft_is_kept_and_the_page_says_so(client, typed):
    Keyring.objects.update(replaced_at=timezone.now())
    assert client.post(DRAFT, typed()).status_code == 409
    answer = client.post(DRAFT, typed(gist="電話の途中", keep="1"))
    assert "鍵を持つ人がまだいない" in answer.text
    assert "電話の途中" in answer.text


@pytest.mark.parametrize("submission", ["", "x", "' OR 1=1"])
def test_a_draft_of_no_page_is_not_kept(client, typed, submission):
    assert client.post(DRAFT, typed(submission=submission)).status_code == 409
    assert client.get(LOG, {"draft": submission}).status_code == 200


def test_a_form_sent_by_somebody_else_is_not_taken_for_ones_own(client, typed, desk):
    fields = typed()
    client.post(LOG, fields)
    client.force_login(desk.colleague)
    assert client.post(LOG, fields | {"company_choice": "new"}).status_code == 422


def test_a_draft_can_be_thrown_away(client, typed, desk):
    page = uuid4()
    actions.save_draft(submission=page, typed={"gist": ["途中"]}, by=desk.owner, at=timezone.now())
    assert client.post(DRAFT, {"discard": "1", "submission": page}).status_code == 302
    assert not Draft.objects.exists()


def test_a_new_page_is_begun_beside_a_draft_that_stays(client, typed):
    client.post(DRAFT, typed(gist="前の下書き"))
    page = BeautifulSoup(client.get(LOG).text, "html.parser")
    fresh = BeautifulSoup(client.get(LOG + page.select_one("a[href='?draft=new']")["href"]).text, "html.parser")
    assert fresh.select_one("textarea[name=gist]").text.strip() == ""
    assert fresh.select_one("a[href^='?draft=']")
    assert Draft.objects.count() == 1


def test_an_opened_draft_goes_on_as_itself(client, typed):
    client.post(DRAFT, typed(gist="前の下書き"))
    opened = BeautifulSoup(client.get(LOG).text, "html.parser").select_one("form[data-draft] [name=submission]")
    client.post(DRAFT, typed(submission=opened["value"], gist="続き"))
    assert Draft.objects.count() == 1


def test_a_draft_ends_with_the_record(client, typed):
    fields = typed()
    client.post(DRAFT, fields)
    client.post(LOG, fields)
    assert not Draft.objects.exists()


def test_the_name_typed_is_no_part_of_any_address(client, typed, desk):
    answer = client.post(LOG, typed(company_name="架空秘匿社"))
    assert "架空" not in answer.headers["Location"]


def test_a_quiet_case_has_no_alarm_page(client, desk):
    client.force_login(desk.owner)

    answer = client.get(f"/consultations/{desk.case.number}/alarm/")

    assert answer.headers["Location"] == desk.case.get_absolute_url()


def test_the_channel_is_the_telephone_unless_said_otherwise(client, typed):
    client.post(LOG, typed(channel=""))

    assert newest().channel == "TEL"
