"""事例B — a wholesaler that develops additives (架空) brings drafts of its own, up to its second visit.

They come in as they are, are read and compared, and never rewritten; the adviser prepares what to talk about.
"""

from datetime import timedelta

import pytest
from django.utils import timezone

from madoguchi.company.companies import factories as companies
from madoguchi.company.documents import factories as papers
from madoguchi.company.documents.models import Version
from madoguchi.company.documents.words import Made, State
from madoguchi.company.grants import factories as grants
from madoguchi.company.grants.models import Part
from madoguchi.desk.appointments.models import AppointmentState
from madoguchi.desk.consultations import factories as consultations
from madoguchi.desk.consultations.words import State as CaseState
from madoguchi.desk.engagements import factories as engagements
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.core.calendar import next_business_day
from madoguchi.foundation.papers.blocks import Heading, Table, Text, Title
from tests.journeys.paper import A4, sizes_of
from tests.journeys.visitor import PASSWORD
from tests.journeys.ways import TWO_WAYS

pytestmark = pytest.mark.parametrize("way", TWO_WAYS, indirect=True)
HOMEWORK = "渡した試料と資料の一覧を作る"
PREPARATION = "渡した資料の一覧と、共同研究の契約の写しを見る。"
AGENDA = "一 宿題の確認\n二 会社の規程の案を一緒に読む"
RULES, AGREED, TABLE = "情報の取扱い（たたき台）", "共同研究の覚書", "区分の一覧（たたき台）"
DRAFTS = {
    RULES: (
        "営業秘密管理規程",
        (Heading("第１条（目的）", 2), Text("会社の情報を守る。"), Heading("第２条（区分）", 2), Text("秘と社内。")),
    ),
    AGREED: ("秘密保持契約書（双方が開示）", (Heading("第１条（目的）", 2), Text("共同で研究する添加物について。"))),
    TABLE: ("秘密区分の運用表", (Table(("区分", "扱い"), (("秘", "鍵のかかる棚に置く"),)),)),
}
FILES = {title: papers.docx(Title(title), *blocks) for title, (_kind, blocks) in DRAFTS.items()}


@pytest.fixture
def room(town):
    return companies.room_of(town.company)


@pytest.fixture
def adviser(town):
    return people.member(Role.ADVISER, town.centre, of=people.person(name="架空 春子", password=PASSWORD))


@pytest.fixture
def support(town, adviser):
    """Visited once, with homework to do."""
    case = consultations.consultation(
        office=town.centre, company=town.company, owner=adviser, state=CaseState.VISITING
    )
    made = engagements.engagement(case, by=adviser)
    held = {"starts_at": timezone.now() - timedelta(days=20), "state": AppointmentState.DONE}
    engagements.homework(engagements.visit(made, adviser, **held), by=adviser, title=HOMEWORK)
    return made


@pytest.fixture
def steward(visitor, room):
    return visitor(people.member(Role.STEWARD, room, of=people.person(password=PASSWORD)))


def brings(steward, title):
    steward.goes_to("規程と書類")
    steward.presses("前からある書類を入れる", within="main")
    steward.chooses("書類の種類", DRAFTS[title][0])
    steward.fills("会社での呼び名", title)
    steward.attaches("Wordのファイル（.docx）", f"{title}.docx", FILES[title])
    steward.presses("入れる", within="main")
    steward.sees("第0版として入れました。書き換えずに、このまま確認できます。")


def reads_what_is_missing(steward):
    steward.sees("見当たらない事柄")
    steward.sees("事故の報告")
    steward.presses("確認済みにする", within="main")
    steward.sees("確認済みにしました。次は、代表者が承認します。")


def makes_the_rest(steward):
    """The family is made around what the company brought."""
    steward.goes_to("規程と書類")
    steward.presses("書類をまとめて作る", within="main")
    steward.presses("作る", within="main")
    steward.sees("%(count)d件は前からある書類なので、そのままです。", count=len(DRAFTS))
    for version in Version.objects.filter(made=Made.BROUGHT_ALONG).select_related("document"):
        assert steward.fetches(f"{version.get_absolute_url()}word/") == FILES[version.document.own_title]


def compares_with_ours(steward):
    steward.presses(RULES, within="main")
    steward.presses("文案から新しく作る", within="main")
    steward.presses("作る", within="main")
    steward.presses("第%(number)d版", within="main", number=1)
    steward.presses("前の版と見比べる", within="main")
    old, new = (steward.word("第%(number)d版", number=number) for number in (0, 1))
    steward.sees("%(old)sから%(new)sへ、変わったところです。", old=old, new=new)
    steward.sees("加わった")


def begins_a_table(steward):
    steward.goes_to("区分と運用表")
    steward.presses("表を作る", within="main")
    steward.sees("まだ使っていない下書きです。")


def looks_at_what_is_shown(adviser, room):
    adviser.goes_to("支援先の企業")
    adviser.presses(room.name, within="main")
    adviser.presses("規程と書類", within="main")
    adviser.presses(RULES, within="main")
    adviser.presses("第%(number)d版", within="main", number=0)
    adviser.misses("会社の情報を守る。")


def books_the_second_visit(adviser, support, today):
    adviser.opens(support.get_absolute_url())
    adviser.presses("訪問を予約する")
    adviser.fills("日付", next_business_day(today + timedelta(days=3)).isoformat())
    adviser.fills("開始時刻", "13:30")
    adviser.fills("終了時刻", "15:30")
    adviser.chooses("段階", "情報の棚卸し")
    adviser.presses("予約する", within="main")
    adviser.sees("第%(number)d回訪問", number=2)


def prepares_it(adviser, folder):
    for paper, text in (("事前準備", PREPARATION), ("当日の次第", AGENDA)):
        adviser.presses("%(paper)sを書く", paper=adviser.word(paper))
        adviser.fills(paper, text)
        adviser.presses("封をして保存する")
    adviser.presses("準備票を印刷")
    for said in (PREPARATION, "会社の規程の案を一緒に読む", HOMEWORK):
        adviser.sees(said)
    assert sizes_of(adviser.page.content(), folder) == [A4]


def test_a_company_brings_its_drafts_and_its_second_visit_is_prepared(
    visitor, town, room, adviser, support, steward, tmp_path
):
    for title in (AGREED, TABLE, RULES):
        brings(steward, title)
    reads_what_is_missing(steward)
    makes_the_rest(steward)
    compares_with_ours(steward)
    begins_a_table(steward)

    grants.grant(room, adviser, Part.PAPERS, by=people.member(Role.PRINCIPAL, room))
    desk = visitor(adviser)
    looks_at_what_is_shown(desk, room)
    books_the_second_visit(desk, support, town.today)
    prepares_it(desk, tmp_path)

    states = Version.objects.filter(number=0).values_list("document__own_title", "state")
    assert dict(states) == {RULES: State.REVIEWED, AGREED: State.DRAFT, TABLE: State.DRAFT}
