"""A company is visited until it goes on by itself: consent, visit, homework, papers, closing, and what still lives."""

from datetime import timedelta

import pytest
from django.utils import timezone

from madoguchi.company.companies.actions import open_room
from madoguchi.desk.engagements import actions
from madoguchi.desk.engagements.models import Visit
from madoguchi.desk.engagements.words import StageKind
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.core.calendar import next_business_day
from tests.journeys.visitor import PASSWORD
from tests.journeys.ways import TWO_WAYS

pytestmark = pytest.mark.parametrize("way", TWO_WAYS, indirect=True)
SUBJECTS = ("規程", "運用表", "台帳", "誓約書", "教育", "体制")
CHECKS = (
    "運用する人が決まっている",
    "規程が施行されている",
    "区分と運用表が使われている",
    "情報台帳を見直した",
    "誓約書を取った",
    "従業員に知らせた",
    "次の見直しの日が決まっている",
)
HOMEWORK = "預かっている図面の一覧を作る"


@pytest.fixture
def president(town):
    return people.member(Role.PRINCIPAL, open_room(company=town.company), of=people.person(password=PASSWORD))


def opens_the_support(adviser, town):
    adviser.opens(town.consultation.get_absolute_url())
    adviser.presses("訪問支援を始める")
    adviser.chooses("同意した人の立場", "代表者・役員")
    adviser.fills("同意を得た日", town.today.isoformat())
    for subject in SUBJECTS:
        adviser.chooses(subject, "整備したいが予定はない")
    adviser.presses("訪問支援を始める", within="main")
    adviser.sees("進行中")


def books_a_visit(adviser, town):
    adviser.presses("訪問を予約する")
    adviser.fills("日付", next_business_day(town.today + timedelta(days=1)).isoformat())
    adviser.fills("開始時刻", "10:00")
    adviser.fills("終了時刻", "12:00")
    adviser.presses("予約する", within="main")
    adviser.sees("第%(number)d回訪問", number=1)
    adviser.presses("宿題を頼む")
    adviser.fills("会社にしてもらうこと", HOMEWORK)
    adviser.fills("期日", (town.today + timedelta(days=14)).isoformat())
    adviser.presses("宿題を頼む", within="main")
    adviser.sees(HOMEWORK)


def does_the_homework(company):
    company.goes_to("やること")
    company.sees(HOMEWORK)
    company.presses("済みにする")
    company.sees("いま、やることはありません")


def makes_its_rules(company):
    company.goes_to("自社のページ")
    for press in ("区分と運用表を決める", "表を作る", "使い始める", "この表を使い始める"):
        company.presses(press, within="main")
    company.goes_to("自社のページ")
    presses = ("規程と書類を作る", "書類をまとめて作る", "作る", "読んだ書類をまとめて施行する")
    for press in (*presses, "印を付けた書類を施行する", "営業秘密管理規程"):
        company.presses(press, within="main")
    company.sees("施行中")


def goes_through_the_stages(support, by):
    for stage in support.stages.exclude(kind=StageKind.FOLLOW):
        begun = actions.begin_stage(stage=stage, by=by, at=timezone.now())
        actions.finish_stage(stage=begun, by=by, at=timezone.now())


def closes(adviser, town, support):
    adviser.opens(support.get_absolute_url())
    adviser.presses("自走に移す")
    for item in CHECKS:
        adviser.chooses(item, "はい")
    adviser.fills("次の見直しの日", (town.today + timedelta(days=180)).isoformat())
    adviser.presses("自走に移す", within="main")
    adviser.sees("フォロー中")


def test_a_company_is_visited_and_goes_on_by_itself(visitor, town, president):
    owner = town.person("owner")
    adviser, company = visitor(owner), visitor(president)

    opens_the_support(adviser, town)
    books_a_visit(adviser, town)
    does_the_homework(company)

    visit = Visit.objects.get()
    actions.hold(visit=visit, travel_minutes=90, by=owner, at=visit.appointment.starts_at)
    makes_its_rules(company)

    goes_through_the_stages(visit.engagement, owner)
    closes(adviser, town, visit.engagement)
    adviser.presses("支援報告書")
    assert adviser.receives(adviser.word("PDFで受け取る")).startswith(b"%PDF-")
    adviser.presses("訪問支援に戻る")
    adviser.presses("答えを記録する")
    for subject in SUBJECTS:
        adviser.chooses(subject, "整備済み")
    adviser.presses("答えを記録する", within="main")
    adviser.sees("6か月後")
