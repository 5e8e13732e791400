"""相談一覧 — search, filters in the URL, pages by key, exports."""

import csv
import io
from datetime import timedelta

import openpyxl
import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from madoguchi.company.companies import factories as companies
from madoguchi.desk.consultations import factories as make
from madoguchi.desk.consultations import queries
from madoguchi.desk.consultations.models import Consultation
from madoguchi.desk.consultations.queries import Filters, listing
from madoguchi.desk.consultations.words import MemberKind
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.audit.models import Line
from madoguchi.foundation.search import queries as search

LIST, EXPORT = "/consultations/", "/consultations/export/"


def numbers(page):
    return [link.text for link in BeautifulSoup(page.text, "html.parser").select("#consultations tbody th a")]


@pytest.mark.parametrize("query", ["", "?q=管理", "?q=管理&category=MGT&state=open"])
def test_costs_the_same_for_one_or_many(desk, client, query, django_assert_max_num_queries):
    client.force_login(desk.owner)
    costs = []
    for more in (0, 24):
        for _ in range(more):
            make.consultation(office=desk.centre, owner=desk.owner, company=companies.company())
        with django_assert_max_num_queries(40) as spent:
            client.get(LIST + query)
        costs.append(len(spent))
    assert costs[0] == costs[1]


def test_rows_cost_two_queries_and_one_each_for_what_was_referred_and_what_arrives(desk, django_assert_num_queries):
    _ = desk.owner.memberships_today
    with django_assert_num_queries(4):
        queries.desk_list(actor=desk.owner, filters=Filters(category="MGT"))


@pytest.mark.parametrize("words", ["", "管理"])
def test_pages_by_key_show_every_row_once(desk, monkeypatch, words):
    monkeypatch.setattr(listing, "PAGE", 5)
    moment = timezone.now()
    for index in range(22):
        received_at = moment - timedelta(seconds=index // 3)
        case = make.consultation(office=desk.centre, is_restricted=index % 2 == 0, received_at=received_at)
        if index % 4 == 0:
            case = make.consultation(office=desk.window, received_at=received_at)
            make.referral(case, desk.centre, by=desk.stranger, shows_gist=index % 8 == 0)
    wanted = "営業" if words else ""
    seen, after = [], ""
    while True:
        part = queries.desk_list(actor=desk.manager, filters=Filters(q=wanted), after=after)
        seen += [row.number for row in part.rows]
        after = part.next_cursor
        if not after:
            break
    everything = Consultation.objects.order_by("-received_at", "-pk").values_list("number", flat=True)
    assert seen == list(everything)


def test_counts_no_further_than_a_thousand(desk, monkeypatch):
    monkeypatch.setattr(listing, "COUNTED", 3)
    for _ in range(4):
        make.consultation(office=desk.centre)
    part = queries.desk_list(actor=desk.owner, filters=Filters())
    assert (part.count, part.has_more) == (3, True)


def test_filters_combine_and_live_in_the_url(desk, client):
    client.force_login(desk.owner)
    wanted = make.consultation(office=desk.centre, owner=desk.owner, category="STR", prefecture="23", size="SME")
    make.consultation(office=desk.centre, owner=desk.owner, category="STR", prefecture="13", size="SME")
    make.consultation(office=desk.centre, category="STR", prefecture="23", size="SME")
    query = {
        "category": "STR",
        "prefecture": "23",
        "size": "SME",
        "owner": desk.owner.pk,
        "office": desk.centre.pk,
        "state": "open",
        "fiscal_year": wanted.fiscal_year,
        "q": wanted.gist,
    }
    page = client.get(LIST, query)
    assert numbers(page) == [wanted.number]
    assert client.get(LIST, {"owner": "none"}).status_code == 200


def test_a_fiscal_year_begins_at_midnight_of_the_first_of_april(desk):
    april = timezone.make_aware(timezone.datetime(2020, 4, 1))
    new = make.consultation(office=desk.centre, received_at=april)
    old = make.consultation(office=desk.centre, received_at=april - timedelta(seconds=1))
    for year, row in ((2020, new), (2019, old)):
        for words in ("", row.gist):
            part = queries.desk_list(actor=desk.owner, filters=Filters(q=words, fiscal_year=year))
            assert [line.number for line in part.rows] == [row.number]


def test_an_unknown_filter_is_refused_and_not_ignored(desk, client):
    client.force_login(desk.owner)
    page = client.get(LIST, {"office": desk.window.pk})
    assert page.status_code == 422
    assert numbers(page) == []


def test_filters_offer_nobody_and_no_year_out_of_sight(desk, client):
    client.force_login(desk.owner)
    long_ago = timezone.make_aware(timezone.datetime(2016, 5, 1))
    make.consultation(office=desk.window, owner=desk.stranger, received_at=long_ago)
    text = client.get(LIST).text
    assert desk.stranger.name not in text
    assert "2016年度" not in text


def test_too_many_words_are_refused_with_a_sentence(desk, client):
    client.force_login(desk.owner)
    assert client.get(LIST, {"q": " ".join("abcdefghijkl")}).status_code == 422


def test_a_damaged_cursor_gives_the_first_page(desk, client):
    client.force_login(desk.owner)
    for cursor in ("x", "9_", "99999999999999_1", "１_１"):
        assert numbers(client.get(LIST, {"q": "管理", "after": cursor})) == [desk.case.number]


def test_htmx_gets_the_table_alone(desk, client):
    client.force_login(desk.owner)
    part = client.get(LIST, headers={"HX-Request": "true"}).text
    assert "<html" not in part
    assert desk.case.number in part


def test_a_manager_sees_the_card_of_a_restricted_case_and_not_its_gist(desk, client):
    row = make.consultation(office=desk.centre, owner=desk.owner, is_restricted=True, gist="極秘の要旨")
    client.force_login(desk.manager)
    page = client.get(LIST)
    assert row.number in numbers(page)
    assert "極秘の要旨" not in page.text
    assert numbers(client.get(LIST, {"q": "極秘"})) == []
    assert row.number in numbers(client.get(LIST, {"q": row.number}))


def test_an_expert_sees_the_one_case(desk, client):
    make.consultation(office=desk.centre)
    make.member_of(desk.case, desk.expert, MemberKind.EXPERT, until_date=timezone.localdate())
    client.force_login(desk.expert)
    assert numbers(client.get(LIST)) == [desk.case.number]


# Exports


def exported(client, kind, **query):
    answer = client.post(EXPORT, {"format": kind, **query})
    assert answer.status_code == 200
    return answer, b"".join(answer.streaming_content)


def test_csv_holds_the_whole_list_and_states_its_count(desk, client):
    for _ in range(60):
        make.consultation(office=desk.centre)
    client.force_login(desk.owner)
    answer, content = exported(client, "csv")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert content.startswith(b"\xef\xbb\xbf")
    assert len(rows) == 1 + 61 + 1
    assert rows[-1] == ["以上 61件"]
    assert "61" in answer.headers["Content-Disposition"]


def test_xlsx_holds_the_same(desk, client):
    client.force_login(desk.owner)
    _answer, content = exported(client, "xlsx")
    rows = list(openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True))
    assert rows[1][0] == desk.case.number
    assert rows[-1][0] == "以上 1件"


def test_an_export_is_filtered_like_the_list(desk, client):
    other = make.consultation(office=desk.centre, category="STR", gist="名簿の扱い")
    client.force_login(desk.owner)
    _answer, content = exported(client, "csv", q="名簿", category="STR")
    text = content.decode()
    assert other.number in text
    assert desk.case.number not in text


@pytest.mark.parametrize("gist", ["=1+1", "+1", "-1", "@x", "＝1"])
def test_no_cell_is_a_formula(desk, client, gist):
    make.consultation(office=desk.centre, gist=gist)
    client.force_login(desk.owner)
    _answer, content = exported(client, "csv")
    cells = [cell for row in csv.reader(io.StringIO(content.decode("utf-8-sig"))) for cell in row]
    assert f"'{gist}" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    _answer, content = exported(client, "xlsx")
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert not [cell for row in book.active.iter_rows() for cell in row if cell.data_type == "f"]


def test_an_export_is_written_down_with_its_count(desk, client):
    client.force_login(desk.owner)
    exported(client, "csv")
    line = Line.objects.get(deed="consultations.export")
    assert (line.subject, line.by) == ("consultations.rows:1", str(desk.owner.pk))


def test_the_export_page_says_how_many_and_writes_nothing(desk, client):
    client.force_login(desk.owner)
    page = client.get(EXPORT, {"category": "MGT"})
    assert "1件" in page.text
    assert not Line.objects.filter(deed="consultations.export").exists()


def test_experts_do_not_export(desk, client):
    client.force_login(desk.expert)
    assert client.get(EXPORT).status_code == 403


# The consulter's own page


def test_consulters_see_number_dates_and_state_of_what_they_brought(desk, client):
    room = companies.room_of(desk.company)
    consulter, colleague = people.member(Role.EMPLOYEE, room), people.member(Role.STEWARD, room)
    make.member_of(desk.case, consulter, MemberKind.CONSULTER)
    client.force_login(consulter)
    page = client.get("/consultations/mine/")
    assert desk.case.number in page.text
    assert desk.case.gist not in page.text
    assert desk.owner.name not in page.text
    client.force_login(colleague)
    assert desk.case.number not in client.get("/consultations/mine/").text


def test_the_list_offers_to_export_what_it_shows(desk, client):
    client.force_login(desk.owner)
    page = BeautifulSoup(client.get(LIST, {"category": "MGT"}).text, "html.parser")
    assert page.select_one(f'a[href="{EXPORT}?category=MGT"]')
    client.force_login(desk.expert)
    assert EXPORT not in client.get(LIST).text


@pytest.mark.parametrize("few", [0, 500])
@pytest.mark.parametrize(
    "after", ["9999999999_1", "99999999999_1", "8589934592_1", "8589934591_999999999999999999", "x"]
)
def test_a_cursor_from_nowhere_still_opens_the_list(desk, monkeypatch, after, few):
    monkeypatch.setattr(search, "FEW", few)
    found = queries.desk_list(actor=desk.owner, filters=Filters(q=desk.case.number), after=after)
    assert [line.number for line in found.rows] == [desk.case.number]
