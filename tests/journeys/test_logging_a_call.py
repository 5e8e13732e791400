"""A call is logged while it lasts, and found again by two characters; a draft survives a closed browser."""

import pytest

from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people
from tests.journeys.visitor import PASSWORD

GIST = "退職者との約束を整えたい。名簿の扱いに迷う。"
FEW = 5


@pytest.fixture
def adviser(town):
    return people.member(Role.ADVISER, town.centre, of=people.person(name="架空 春子", password=PASSWORD))


def test_a_call_is_logged_and_found_by_two_characters(visitor, adviser):
    caller = visitor(adviser)

    caller.goes_to("相談を受け付ける")
    assert caller.page.locator(".mark-required").count() <= FEW
    caller.fills("企業名または法人番号", "株式会社架空製作所")
    caller.chooses("相談区分", "営業秘密管理（管理方法・体制・規程）")
    caller.fills("要旨", GIST)
    caller.chooses("相談内容を記録することへの同意", "同意する")
    caller.presses("受け付ける")

    caller.sees(GIST)
    caller.searches("名簿")
    caller.sees(GIST)
    caller.searches("図面")
    caller.misses(GIST)


def test_what_is_missing_is_said_and_nothing_typed_is_lost(visitor, adviser):
    caller = visitor(adviser)

    caller.goes_to("相談を受け付ける")
    caller.fills("要旨", GIST)
    caller.presses("受け付ける")

    caller.sees("入力内容を確認してください")
    caller.finds("要旨", GIST)


def test_a_draft_survives_a_closed_browser(visitor, adviser):
    first = visitor(adviser)
    first.goes_to("相談を受け付ける")
    first.fills("要旨", GIST)
    if first.way.has_script:
        first.sees("下書きを保存しました")
    else:
        first.presses("下書き保存")
    first.leaves()

    second = visitor(adviser)
    second.goes_to("相談を受け付ける")

    second.finds("要旨", GIST)
    second.presses("下書きを捨てて新しく始める")
    second.finds("要旨", "")
