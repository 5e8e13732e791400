"""A company moves into its own room: invited by the desk, run by its own people, shown until it says stop."""

from datetime import timedelta

import pytest

from madoguchi.company.companies import factories as companies
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people
from tests.journeys.links import comes_by_mail, invites
from tests.journeys.visitor import PASSWORD
from tests.journeys.ways import TWO_WAYS

pytestmark = pytest.mark.parametrize("way", TWO_WAYS, indirect=True)
OWNER, STEWARD = "shacho@example.jp", "soumu@example.jp"


def test_an_owner_runs_the_room_and_decides_who_sees_it(visitor, town):
    company = companies.company(name="株式会社架空製作所", office=town.centre)
    colleague = people.person(name="架空 相談子", password=PASSWORD)
    adviser = visitor(people.member(Role.ADVISER, town.centre, of=colleague))

    adviser.opens(company.get_absolute_url())
    adviser.presses("代表者を招待する")
    invites(adviser, OWNER, "架空 代表", "企業の代表者")
    adviser.sees("招待のメールを送りました。リンクは7日間有効です。")

    owner = comes_by_mail(visitor, OWNER)
    owner.sees("株式会社架空製作所")
    owner.presses("もう一人の責任者を招く")
    invites(owner, STEWARD, "架空 総務", "企業の管理責任者")
    steward = comes_by_mail(visitor, STEWARD)
    steward.sees("自己診断をする")
    adviser.opens(company.get_absolute_url())
    adviser.misses("代表者を招待する")

    owner.goes_to("自社のページ")
    owner.sees(
        "いまは、相談窓口のだれにも何も見せていません。窓口の助けを借りるときだけ、見せる相手とところを決めます。"
    )
    owner.presses("窓口に見せるもの")
    owner.presses("見せる相手を決める")
    owner.fills("窓口の担当者のメールアドレス", "meishi-to-chigau@example.jp")
    owner.ticks("情報台帳と契約")
    owner.fills("いつまで", str(town.today + timedelta(days=30)))
    owner.presses("見せる")
    owner.sees("このメールアドレスの担当者は、窓口にいません。名刺などで確かめて、もう一度入力してください。")
    owner.fills("窓口の担当者のメールアドレス", colleague.email)
    owner.presses("見せる")
    owner.sees("見せることにしました。いつでもやめられます。")
    owner.presses("だれが見たかを確かめる")
    owner.sees("窓口の人は、まだ何も見ていません。")

    adviser.goes_to("支援先の企業")
    adviser.presses("株式会社架空製作所")
    adviser.sees("情報台帳と契約")
    steward.presses("だれが見たか")
    steward.sees(colleague.name)
    steward.sees("見せてもらっているものの一覧を開いた")

    owner.goes_to("自社のページ")
    owner.presses("窓口に見せるもの")
    owner.presses("見せるのをやめる")
    owner.presses("やめることにする")
    owner.sees("見せるのをやめました。相手の画面からは、もう見えません。")
    adviser.goes_to("支援先の企業")
    adviser.misses("株式会社架空製作所")
