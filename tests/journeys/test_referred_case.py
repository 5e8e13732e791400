"""A window sends a case up to the centre and gets it back: with consent, and only for as long as it lasts."""

import pytest

from madoguchi.desk.consultations import factories as consultations
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people
from tests.journeys.visitor import PASSWORD
from tests.journeys.ways import TWO_WAYS

GIST = "共同研究の契約案について。"
TOLD = "相手の研究室が先に発表すると言っている"
REQUEST = "契約に詳しい方の助言をお願いします。"
NOTE = "発表の前に契約を結ぶのがよい"
REPORT = "契約案を直し、相手に渡しました。"


@pytest.mark.parametrize("way", TWO_WAYS, indirect=True)
def test_a_window_sends_a_case_up_and_gets_it_back(visitor, town):
    town.centre.name = "架空の窓口"  # no word of the pages, so that it reads the same in English
    town.centre.save(update_fields=["name"])
    sender, taker = _adviser(town.window), _adviser(town.centre)
    case = consultations.consultation(office=town.window, owner=sender, gist=GIST)
    window, centre = visitor(sender), visitor(taker)

    window.opens(case.get_absolute_url())
    _confides(window)
    _refers(window, town.centre)

    centre.goes_to("連携")
    centre.presses(case.number)
    centre.sees(GIST)
    centre.sees(REQUEST)
    centre.misses(TOLD)
    centre.presses("連携を引き受ける", within="main")
    centre.presses("連携を引き受ける", within="main")
    centre.sees("鍵待ちです。鍵を持つ関係者が次に鍵を開くと、読めるようになります。")

    window.opens(case.get_absolute_url())
    window.sees("鍵待ち")
    _opens_the_keys_anew(window, case)
    centre.opens(case.get_absolute_url())
    centre.sees(TOLD)
    _writes(centre, "内部メモ", NOTE)
    centre.presses("報告して連携を終える", within="main")
    centre.fills("報告", REPORT)
    centre.presses("報告して連携を終える", within="main")
    centre.sees("保存しました。この相談は、あなたには表示されなくなりました。")

    window.opens(case.get_absolute_url())
    window.sees(NOTE)
    window.sees(REPORT)
    window.sees("報告して終了")
    centre.goes_to("連携")
    centre.misses(case.number)
    centre.opens(case.get_absolute_url(), status=404)


def _adviser(office):
    return people.member(Role.ADVISER, office, of=people.person(password=PASSWORD))


def _writes(visitor, kind, text):
    visitor.presses("対話に書く")
    visitor.chooses("種類", kind)
    visitor.fills("本文", text)
    visitor.presses("書き込む")
    visitor.sees(text)


def _confides(window):
    _writes(window, "聞き取り", TOLD)
    window.presses("同意を記録")
    window.chooses("同意の種類", "他の窓口・機関への紹介")
    window.chooses("答え", "同意する")
    window.presses("同意を記録", within="main")


def _refers(window, centre):
    window.presses("ほかの窓口と連携")
    window.chooses("連携先の窓口", centre.name)
    window.ticks("要旨を見せる")
    window.ticks("対話を見せる")
    window.fills("連携先へのメッセージ", REQUEST)
    window.presses("連携を頼む")
    window.sees("返事待ち")


def _opens_the_keys_anew(window, case):
    window.opens(f"/keys/lock/?next={case.get_absolute_url()}")
    window.presses("鍵を閉じる", within="main")
    window.misses(TOLD)
    window.presses("鍵を開く", within="#thread")
    window.fills("パスワード", PASSWORD)
    window.presses("鍵を開く", within="main")
    window.sees(TOLD)
