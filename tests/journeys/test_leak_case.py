"""A leak from the call to the expert and back to the company: confided under seal, and closed to who has left."""

from datetime import timedelta

import pytest

from madoguchi.company.companies import factories as companies
from madoguchi.desk.consultations.models import Consultation
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people
from tests.journeys.visitor import PASSWORD
from tests.journeys.ways import TWO_WAYS

NUMBER = "7123456789012"
GIST = "退職者による持ち出しの疑い。"
TOLD = "夜間に図面の大量の複写があった"
RECORD, LINES = "操作の記録.csv", "22:10,複写".encode()
RIVAL = "退職者 甲（架空）"
DRAFT = "端末には触れず、記録の写しを先に取ってください。"
REPLY = "記録の写しを取りました。"


@pytest.mark.parametrize("way", TWO_WAYS, indirect=True)
def test_a_leak_goes_to_an_expert_and_comes_back_to_the_company(visitor, town):
    firm, other_case = companies.company(corporate_number=NUMBER), town.consultation.number
    lawyer = _person(Role.EXPERT, town.centre, "架空 法子")
    client = _person(Role.STEWARD, companies.room_of(firm), "架空 技男")
    adviser, expert, consulter = (visitor(one) for one in (_person(Role.ADVISER, town.centre), lawyer, client))

    _takes_the_call(adviser)
    _confides(adviser)
    _lets_in(adviser, lawyer, until=town.today + timedelta(days=14))
    _lets_in(adviser, client)

    case = Consultation.objects.get(gist=GIST)
    expert.opens("/consultations/")
    expert.misses(other_case)
    expert.presses(case.number)
    expert.sees(TOLD)
    assert expert.receives(RECORD) == LINES
    _drafts(expert)

    _sends_the_draft(adviser, case, lawyer)
    consulter.opens("/consultations/mine/")
    consulter.presses(case.number)
    consulter.sees(DRAFT)
    consulter.misses(TOLD)
    consulter.fills("窓口へのご連絡", REPLY)
    consulter.presses("届ける")
    consulter.sees(REPLY)

    expert.opens(case.get_absolute_url())
    adviser.opens(case.get_absolute_url())
    adviser.sees(REPLY)
    adviser.presses("関係者")
    adviser.presses("外す", within="main li:has-text('架空 法子')", exact=False)
    adviser.presses("関係者から外す", within="main")
    expert.presses("対話に書く")
    expert.sees("ページが見つかりません")
    expert.opens("/consultations/")
    expert.misses(case.number)


def _person(role, within, name=""):
    return people.member(role, within, of=people.person(name=name, password=PASSWORD))


def _takes_the_call(adviser):
    adviser.goes_to("相談を受け付ける")
    adviser.fills("企業名または法人番号", NUMBER)
    adviser.chooses("相談区分", "営業秘密の流出・漏えい（被害相談）")
    adviser.fills("要旨", GIST)
    adviser.chooses("相談内容を記録することへの同意", "同意する")
    adviser.chooses("流出が続いていますか", "はい")
    adviser.presses("受け付ける")
    adviser.sees("緊急の相談です")
    adviser.presses("相談を開く")
    adviser.sees("限定（関係者のみ）")


def _confides(adviser):
    """What was told, a file, and who the other side is."""
    adviser.presses("対話に書く")
    adviser.chooses("種類", "聞き取り")
    adviser.fills("本文", TOLD)
    adviser.presses("書き込む")
    adviser.sees(TOLD)
    adviser.presses("ファイルを加える")
    adviser.attaches("ファイル", RECORD, LINES)
    adviser.presses("加える")
    adviser.sees(RECORD)
    adviser.presses("相手方・利益相反")
    adviser.fills("相手方の名前", RIVAL)
    adviser.chooses("相談者との関係", "退職者・従業員")
    adviser.presses("加える")


def _lets_in(adviser, person, until=None):
    adviser.presses("関係者")
    adviser.chooses("加える人", person.name)
    if until:
        adviser.fills("終了日", until.isoformat())
    adviser.presses("加える")


def _drafts(expert):
    expert.presses("相手方・利益相反")
    expert.sees(RIVAL)
    expert.presses("やめて相談に戻る")
    expert.presses("対話に書く")
    expert.chooses("種類", "回答")
    expert.fills("本文", DRAFT)
    expert.presses("下書きとして残す")
    expert.sees("下書き（まだ送っていません）")


def _sends_the_draft(adviser, case, lawyer):
    adviser.opens(case.get_absolute_url())
    adviser.sees(DRAFT)
    adviser.presses("直す・送る", exact=False)
    adviser.ticks("相談者に見せる")
    adviser.presses("送る")
    adviser.sees("相談者に見せています")
    adviser.sees("起案：%(name)s", name=lawyer.name)
