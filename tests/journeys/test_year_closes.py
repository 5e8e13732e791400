"""The manager reads FY2017, closes it and corrects it; the analyst sees figures and no case."""

from datetime import datetime

import pytest

from madoguchi.desk.consultations import factories as consultations
from madoguchi.desk.reports import factories as reports
from madoguchi.foundation.core.calendar import TOKYO
from tests.journeys.ways import THREE_WAYS

pytestmark = pytest.mark.parametrize("way", THREE_WAYS, indirect=True)
JUNE = datetime(2017, 6, 1, 10, tzinfo=TOKYO)
REASON = "区分を確認し直したため"


@pytest.fixture
def cases(town):
    """Three of FY2017, in the hands of the town's owner."""
    return [consultations.consultation(office=town.centre, owner=town.owner, received_at=JUNE) for _one in range(3)]


def reads(person, year="2017", part="通年"):
    """Chooses the year as the page offers it."""
    label = {"ja": "平成29年度（2017年度）", "en": "FY2017"}[person.way.language]
    person.goes_to("年次実績")
    person.chooses("年度", label)
    person.chooses("期間", part)
    person.presses("表示")


def test_the_manager_reads_a_year_closes_it_and_corrects_it(visitor, town, cases):
    manager, adviser = visitor(town.person("manager")), visitor(town.person("owner"))
    reads(manager)
    manager.sees("内部用・公表不可")
    manager.presses("この年度を締める")
    manager.sees("締めは取り消せません。締め直すこともできません。")
    manager.presses("この年度を締める", within="main")
    manager.sees("年度を締めました。")
    manager.sees("締めた数と、いまの記録は同じです。")

    adviser.opens(cases[0].get_absolute_url())
    adviser.presses("内容を訂正")
    adviser.chooses("相談区分", "知財戦略（権利化・秘匿化、オープン・クローズ）")
    adviser.presses("内容を訂正", within="main")

    reads(manager)
    manager.sees("締めたあとに記録が変わりました。締めた数は変わりません。違いを訂正として示すことができます。")
    manager.presses("訂正する")
    manager.fills("訂正の理由", REASON)
    manager.presses("訂正する", within="main")
    manager.sees("訂正しました。締めた数はそのまま残ります。")
    manager.presses("訂正%(number)s", number=1)
    manager.sees(REASON)
    manager.sees("訂正後")


def test_the_manager_enters_what_was_published_about_a_year_without_records(visitor, town, cases):
    manager = visitor(town.person("manager"))
    manager.goes_to("年次実績")
    manager.presses("公表値の登録")
    manager.fills("年度", "2015")
    manager.fills("数", "400")
    manager.chooses("単位", "件")
    manager.fills("範囲", "電話の相談")
    manager.presses("登録する")
    manager.sees("入力内容を確認してください")
    manager.finds("範囲", "電話の相談")
    manager.fills("出典", "事業報告（架空）")
    manager.presses("登録する")
    manager.sees("公表値を登録しました。")

    reads(manager)
    manager.sees("単位または範囲が違う数は、同じものを数えていないため、一本の線で結びません。")
    manager.sees("事業報告（架空）")


def test_the_analyst_sees_figures_and_no_case(visitor, town, cases):
    reports.closed(2017, by=town.chief)
    analyst = visitor(town.person("analyst"))
    reads(analyst)
    analyst.sees("締めた数と、いまの記録は同じです。")
    analyst.misses("公表値の登録")
    for case in cases:
        analyst.misses(case.number)
        analyst.opens(case.get_absolute_url(), status=403)
    analyst.opens("/figures/")
    reads(analyst, part="4月")
    analyst.sees("この期間の相談はまだありません。")
