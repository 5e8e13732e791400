"""周知の頁 — who makes it known, who sees how far it got, the sheet of links, the evidence."""

from datetime import timedelta
from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone
from openpyxl import load_workbook

from madoguchi.company.companies import factories as companies
from madoguchi.company.grants import factories as grants
from madoguchi.company.grants.models import Grant, Part
from madoguchi.company.notices import factories as make
from madoguchi.company.notices.models import Notice, Recipient
from madoguchi.company.notices.words import Listed
from madoguchi.company.rules import factories as rules
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.accounts.queries import fingerprint
from madoguchi.foundation.audit.models import Line
from madoguchi.foundation.vault.factories import pocketed

NAMED = (Listed("製造1", "架空 一郎"), Listed(name="架空 二郎"))
TYPED = {
    "title": "秘密の情報の扱い方",
    "message": "読んで、問いに答えてください。",
    "addressee": "E",
    "department": "製造部",
    "due_date": "2099-03-31",
    "listed": "製造1、架空 一郎\n検査2\t架空 二郎\n架空 三郎",
    "alone": "name",
}


def home(room, more=""):
    return f"/room/{room.pk}/notices/{more}"


def test_the_form_takes_everybody_and_a_pasted_list(room, steward, employee, table, page):
    answer = page(steward).post(home(room, "begin/"), TYPED | {"everybody": "on"}, follow=True)

    row = Notice.objects.get()
    assert set(row.recipients.exclude(person=None).values_list("person", flat=True)) == {steward.pk, employee.pk}
    assert list(row.recipients.filter(person=None).order_by("pk").values_list("label", flat=True)) == [
        "製造1",
        "検査2",
        "",
    ]
    for name in ("架空 一郎", "架空 二郎", "架空 三郎", "5人中 0人が読みました"):
        assert name in answer.text


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"title": ""}, "必須"),
        ({"message": "長" * 601}, "600"),
        ({"due_date": "2020-01-01"}, "期限は、今日か先の日にしてください。"),
        ({"listed": ""}, "知らせる相手を、一人以上選ぶか書いてください。"),
        ({"listed": "一\n" * 201, "alone": "label"}, "一度に書けるのは200人までです。"),
        ({"listed": "一、二、三"}, "呼び名と名前の二つまで"),
        ({"listed": "長" * 41, "alone": "label"}, "呼び名は40字"),
    ],
)
def test_what_is_wrong_is_said_and_kept(room, steward, table, page, wrong, said):
    refused = page(steward).post(home(room, "begin/"), TYPED | wrong)

    assert refused.status_code == 422
    assert said in refused.text
    assert "製造部" in refused.text
    assert not Notice.objects.exists()


def test_the_sheet_of_links_is_the_answer_to_the_deed_and_stands_nowhere_else(room, steward, table, page):
    row = make.notice(room, by=steward, listed=NAMED)
    client = page(steward)

    made = BeautifulSoup(client.post(home(room, f"{row.pk}/links/"), {"who": "fresh"}).content, "html.parser")

    tokens = [one.text.rstrip("/").rpartition("/")[2] for one in made.find_all(class_="slip-link")]
    assert {fingerprint(one) for one in tokens} == set(Recipient.objects.values_list("token_hash", flat=True))
    assert len(made.select(".slip svg path")) == 2
    assert "架空 一郎" in made.text
    shown = client.get(row.get_absolute_url()).text + client.get(home(room, f"{row.pk}/links/")).text
    assert [one for one in tokens if one in shown] == []
    refused = client.post(home(room, f"{row.pk}/links/"), {"who": "fresh"})
    assert (refused.status_code, "リンクの要る人は、いません。" in refused.text) == (422, True)


def test_the_page_of_one_says_who_opened_who_read_and_who_did_not(room, steward, notice, page, client):
    tokens = make.links(notice, by=steward)
    first = notice.recipients.get(label="製造1")
    make.read(first, token=tokens["製造1"], said={})
    before = page(steward).get(notice.get_absolute_url()).text
    assert before.count(">―<") == 2  # opened, answered
    client.logout()
    client.get(f"/notice/{tokens['製造2']}/", follow=True)

    seen = BeautifulSoup(page(steward).get(notice.get_absolute_url()).content, "html.parser")

    assert "2人中 1人が読みました" in seen.text
    rows = [[cell.text.strip() for cell in row.find_all(["th", "td"])] for row in seen.select("tbody tr")]
    assert rows[0][0] == "製造1"
    assert rows[0][2] == f"0／{len(make.right(first))}"
    assert rows[1][0] == "製造2"
    assert rows[1][1] != "―"
    assert rows[1][2:4] == ["―", "まだ"]
    waiting = page(steward).get(f"{notice.get_absolute_url()}?waiting=1").text
    assert ("製造1" in waiting, "製造2" in waiting) == (False, True)


def test_names_stay_sealed_where_the_keys_are_closed_and_opening_them_is_written_down(room, steward, table, client):
    row = make.notice(room, by=steward, listed=NAMED)
    client.force_login(steward)
    for address in (row.get_absolute_url(), home(room, "evidence/")):
        closed = client.get(address).text
        assert "架空 一郎" not in closed
        assert "鍵を開いてください" in closed
    assert not Line.objects.filter(deed="notices.read_names").exists()

    pocketed(client, steward)
    assert "架空 二郎" in client.get(row.get_absolute_url()).text
    assert Line.objects.filter(deed="notices.read_names", by=str(steward.pk)).count() == 1


def test_the_evidence_says_for_each_kind_of_addressee_what_was_told_and_who_has_read(room, steward, table, page):
    row = make.notice(room, by=steward, listed=NAMED)
    make.notice(room, by=steward, addressee="B", title="預けた図面の扱い")
    token = make.links(row, by=steward)["製造1"]
    make.read(row.recipients.get(label="製造1"), token=token)
    client = page(steward)

    seen = BeautifulSoup(client.get(home(room, "evidence/")).content, "html.parser")
    sums = {line.th.text: [cell.text for cell in line.find_all("td")][:2] for line in seen.table.tbody.find_all("tr")}
    assert sums == {
        "従業員・役員": ["1", "2人中 1人"],
        "辞める人": ["まだ知らせていません", "―"],
        "取引先": ["1", "2人中 0人"],
        "外部の人": ["まだ知らせていません", "―"],
    }
    assert "第1版" in seen.text
    book = load_workbook(BytesIO(b"".join(client.get(home(room, "evidence/sheet.xlsx")))))
    lines = [[cell.value for cell in line] for line in book.worksheets[1].iter_rows(min_row=2)]
    assert [line[7:9] for line in lines if line[0] == "従業員・役員"] == [
        ["製造1", "架空 一郎"],
        ["", "架空 二郎"],
    ]
    assert len(lines) == 4


def test_the_sheet_tells_no_name_where_the_keys_are_closed(room, steward, table, client):
    make.notice(room, by=steward, listed=NAMED)
    client.force_login(steward)

    book = load_workbook(BytesIO(b"".join(client.get(home(room, "evidence/sheet.xlsx")))))
    told = str([cell.value for line in book.worksheets[1].iter_rows() for cell in line])
    assert "架空 一郎" not in told
    assert "封がされていて" in told


def test_a_desk_with_the_rules_granted_reads_counts_and_nobody_s_name(room, steward, adviser, notice, page):
    make.links(notice, by=steward)
    grants.grant(room, adviser, Part.RULES, by=steward)

    seen = page(adviser).get(home(room)).text + page(adviser).get(notice.get_absolute_url()).text

    assert "2人中 0人" in seen
    for hidden in ("製造1", "製造2", "新しく知らせる", "リンク", "自分あて"):
        assert hidden not in seen
    for more in ("evidence/", "evidence/sheet.xlsx", "begin/", f"{notice.pk}/links/", f"{notice.pk}/read/"):
        assert page(adviser).get(home(room, more)).status_code == 403
    assert "周知を開いた" in page(steward).get(f"/room/{room.pk}/log/").text


@pytest.mark.parametrize("part", [None, Part.REGISTER, "ended"])
def test_a_desk_without_it_sees_nothing(room, steward, adviser, notice, page, part):
    if part:
        grants.grant(room, adviser, Part.RULES if part == "ended" else part, by=steward)
    if part == "ended":
        Grant.objects.update(revoked_at=timezone.now(), revoked_by=steward)

    assert page(adviser).get(home(room)).status_code == 404
    assert page(adviser).get(notice.get_absolute_url()).status_code == 404


def test_another_company_s_notice_is_not_there(room, steward, notice, page):
    other = companies.room_of(companies.company())
    stranger = people.member(Role.PRINCIPAL, other)
    one = notice.recipients.first()

    for more in ("", "links/", "add/", "close/", f"recipients/{one.pk}/revoke/", f"recipients/{one.pk}/link/"):
        for room_of in (room, other):
            assert page(stranger).get(home(room_of, f"{notice.pk}/{more}")).status_code == 404
    mine = make.notice(room, by=steward, listed=(Listed("検査9"),))
    assert page(steward).get(home(room, f"{mine.pk}/recipients/{one.pk}/revoke/")).status_code == 404


def test_the_step_asks_until_this_version_is_made_known_and_again_for_the_next(room, steward, employee, table, page):
    step = "決まりを社内に知らせる"
    home_page = f"/room/{room.pk}/"
    assert step in page(steward).get(home_page).text
    assert step not in page(employee).get(home_page).text

    make.notice(room, by=steward)
    assert step not in page(steward).get(home_page).text

    rules.table(room, by=steward)
    assert step in page(steward).get(home_page).text
    old = Notice.objects.get()
    assert "いま使っているのは第2版です。" in page(steward).get(old.get_absolute_url()).text


def test_revoking_renewing_and_closing_lead_back(room, steward, notice, page):
    make.links(notice, by=steward)
    first, second = notice.recipients.order_by("pk")
    client, address = page(steward), notice.get_absolute_url()

    assert "前に渡したリンクは使えなくなります" in client.get(f"{address}recipients/{first.pk}/link/").text
    assert client.post(f"{address}recipients/{first.pk}/link/").text.count("slip-link") == 1
    assert client.post(f"{address}recipients/{second.pk}/revoke/").headers["Location"] == address
    assert "1人中 0人が読みました" in client.get(address).text
    assert client.post(f"{address}close/").headers["Location"] == address
    refused = client.post(f"{address}add/", {"listed": "検査3", "alone": "label"})
    assert (refused.status_code, "締め切られています" in refused.text) == (422, True)


def test_lists_cost_the_same_for_one_and_for_many(room, steward, table, page, django_assert_max_num_queries):
    for number in range(12):
        row = make.notice(room, by=steward, listed=(Listed(f"製造{number}", "架空 一郎"),))
    make.notice(room, by=steward, listed=tuple(Listed(str(n), f"架空 {n}") for n in range(60)))
    client = page(steward)

    with django_assert_max_num_queries(16):
        client.get(home(room))
    with django_assert_max_num_queries(24):
        client.get(row.get_absolute_url())
    with django_assert_max_num_queries(24):
        many = client.get(Notice.objects.latest("pk").get_absolute_url()).text
    assert many.count("取り消す<") == 50
    with django_assert_max_num_queries(24):
        client.get(home(room, "evidence/"))


def test_a_due_date_gone_by_is_pointed_out(room, steward, notice, page):
    Notice.objects.update(due_date=timezone.localdate() - timedelta(days=1))

    assert "期限を過ぎています" in page(steward).get(home(room)).text
    assert "まだ（期限を過ぎています）" in page(steward).get(notice.get_absolute_url()).text
