"""From an empty room to fifteen items, two levels, a regulation and pledges in force, in one sitting: what it costs.

The numbers are written down in docs/decisions/0027-first-sitting.md.
"""

import pytest

from madoguchi.company.assets.models import Asset, Level
from madoguchi.company.companies import factories as companies
from madoguchi.company.documents.models import Version
from madoguchi.company.documents.words import Kind
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people
from tests.journeys.visitor import PASSWORD
from tests.journeys.ways import TWO_WAYS

STEPS = (
    ("製品の設計図", "試作品と試験の結果", "うまくいかなかった試験の記録"),
    ("仕入先の一覧", "仕入価格の一覧"),
    ("製造条件表", "配合表", "金型・治具"),
    ("検査基準書", "不良の原因と対策の記録"),
    ("顧客名簿", "見積書・提案書", "価格表・値引きの基準"),
    ("事業計画書", "契約書の綴り"),
)
PLEDGES = {Kind.JOINING, Kind.PROMOTION, Kind.PROJECT, Kind.LEAVING, Kind.TRANSFER}
PAGES, ANSWERS, LETTERS = 18, 15, 0


class Counted:
    """数える人 — pages that opened, answers that had to be given, letters that were typed."""

    def __init__(self, visitor):
        self.visitor, self.pages, self.answers, self.letters = visitor, 0, 0, 0

    def presses(self, name):
        self.visitor.presses(name, within="main")
        self.pages += 1

    def goes_home(self):
        self.visitor.goes_to("自社のページ")
        self.pages += 1

    def ticks(self, label):
        self.visitor.ticks(label)
        self.answers += 1


@pytest.mark.parametrize("way", TWO_WAYS, indirect=True)
def test_an_owner_has_register_levels_regulation_and_pledges_without_a_letter_typed(visitor, town):
    room = companies.room_of(companies.company(name="株式会社架空めっき"))
    owner = Counted(visitor(people.member(Role.PRINCIPAL, room, of=people.person(password=PASSWORD))))

    owner.presses("情報台帳を作る")
    for titles in STEPS:
        for title in titles:
            owner.ticks(title)
        owner.presses("登録して次へ")
    assert Asset.objects.count() == 15

    owner.goes_home()
    owner.presses("区分と運用表を決める")
    owner.presses("表を作る")
    owner.presses("使い始める")
    owner.presses("この表を使い始める")
    assert Level.objects.count() == 2

    owner.goes_home()
    owner.presses("規程と書類を作る")
    owner.presses("書類をまとめて作る")
    owner.presses("作る")
    owner.presses("読んだ書類をまとめて施行する")
    owner.presses("印を付けた書類を施行する")

    in_force = set(Version.objects.in_force().values_list("document__kind", flat=True))
    assert in_force >= {Kind.REGULATION, Kind.TABLE, *PLEDGES}
    assert (owner.pages, owner.answers, owner.letters) == (PAGES, ANSWERS, LETTERS)
