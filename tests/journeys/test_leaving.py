"""A colleague leaves: all is handed over on one page, the successor reads what was confided, the door closes."""

from madoguchi.desk.consultations import factories as consultations
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people
from tests.journeys.visitor import PASSWORD

CONFIDED = "鋳型の図面を写した人がいる"


def test_a_leaver_hands_over_everything_and_is_out_at_the_next_click(visitor, town):
    leaver, heir = (
        people.member(Role.ADVISER, town.centre, of=people.person(name=name, password=PASSWORD))
        for name in ("架空 去る子", "架空 継ぐ男")
    )
    held = [consultations.consultation(office=town.centre, owner=leaver) for _one in range(2)]
    seat = consultations.member_of(town.consultation, leaver)
    manager, following, leaving = visitor(town.person("manager")), visitor(heir), visitor(leaver)
    leaving.presses(held[0].number)
    leaving.presses("対話に書く")
    leaving.chooses("種類", "聞き取り")
    leaving.fills("本文", CONFIDED)
    leaving.presses("書き込む")
    following.opens(held[0].get_absolute_url())
    following.misses(CONFIDED)

    manager.goes_to("引き継ぎ")
    manager.presses(leaver.name)
    manager.chooses("引き継ぐ相手", heir.name)
    manager.presses("すべて引き継ぐ")
    manager.sees("抱えているものはありません")
    manager.presses("人の管理へ")
    manager.presses(leaver.name)
    manager.presses("利用を停止する")
    manager.presses("停止する")
    manager.sees("利用を停止しました。開いている画面は次の操作で終わります。")

    following.opens(held[0].get_absolute_url())
    following.sees(CONFIDED)
    leaving.goes_to("相談一覧")
    leaving.sees("利用するには、窓口責任者からの招待が必要です。")
    for case in held:
        case.refresh_from_db()
        assert case.owner == heir
    seat.refresh_from_db()
    assert seat.removed_at
