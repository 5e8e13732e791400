"""A colleague leaves: everything is handed over on one page, and the door closes behind them."""

from madoguchi.desk.consultations import factories as consultations
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people
from tests.journeys.visitor import PASSWORD


def test_a_leaver_hands_over_everything_and_is_out_at_the_next_click(visitor, town):
    leaver = people.member(Role.ADVISER, town.centre, of=people.person(name="架空 去る子", password=PASSWORD))
    heir = people.member(Role.ADVISER, town.centre, of=people.person(name="架空 継ぐ男"))
    held = [consultations.consultation(office=town.centre, owner=leaver) for _one in range(2)]
    seat = consultations.member_of(town.consultation, leaver)
    manager, leaving = visitor(town.person("manager")), visitor(leaver)
    leaving.sees(held[0].number)

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

    leaving.goes_to("相談一覧")
    leaving.sees("利用するには、窓口責任者からの招待が必要です。")
    for case in held:
        case.refresh_from_db()
        assert case.owner == heir
    seat.refresh_from_db()
    assert seat.removed_at
