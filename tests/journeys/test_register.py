"""A small firm gets its register in one sitting: fifteen items, one of them a customer's; what mixes is put right."""

import pytest

from madoguchi.company.assets.models import Asset
from madoguchi.company.companies import factories as companies
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people
from tests.journeys.visitor import PASSWORD
from tests.journeys.ways import THREE_WAYS

pytestmark = pytest.mark.parametrize("way", THREE_WAYS, indirect=True)
STEPS = (
    ("開発", ("製品の設計図", "試作品と試験の結果")),
    ("調達", ("仕入先の一覧", "仕入価格の一覧")),
    ("製造", ("製造条件表", "配合表", "金型・治具", "取引先から預かった図面")),
    ("品質", ("検査基準書",)),
    ("販売", ("顧客名簿", "価格表・値引きの基準")),
    ("管理", ("事業計画書",)),
)
PASTED = """名称\t部門\t保管場所\t出所
めっき液の調合表\t製造部\t第2書庫\t自社の情報
外注先の評価表\t調達課\t第2書庫\t
補修の手順書\t製造部\t\t
"""
CUSTOMER = "架空金属株式会社"


@pytest.fixture
def owner(visitor, town):
    room = companies.room_of(companies.company(name="株式会社架空めっき"))
    return visitor(people.member(Role.PRINCIPAL, room, of=people.person(password=PASSWORD)))


def takes_stock(owner):
    owner.goes_to("情報台帳")
    owner.presses("順に洗い出す", within="main")
    for _step, titles in STEPS:
        for title in titles:
            owner.ticks(title)
        owner.fills("部署", "製造部")
        owner.chooses("秘密区分", "秘")
        owner.presses("登録して次へ")


def pastes(owner):
    owner.presses("Excelから貼り付ける", within="main")
    owner.fills("Excelで選んでコピーした表", PASTED)
    owner.presses("どうなるか見る")
    owner.presses("新しい%(number)s行を登録する", number=3)


def registers_the_agreement(owner):
    owner.presses("契約", within="main")
    owner.presses("契約を登録する", within="main")
    owner.fills("相手先", CUSTOMER)
    owner.chooses("契約の種類", "秘密保持契約")
    owner.chooses("事業の段階", "委託製造・業務委託")
    owner.presses("登録する", within="main")
    owner.sees("契約を登録しました。")


def says_whose_it_is(owner, place):
    """The customer's drawings, lying where one says."""
    owner.goes_to("情報台帳")
    owner.fills("名前で探す", owner.word("取引先から預かった図面"))
    owner.presses("探す", within="main")
    owner.presses("取引先から預かった図面", within="main")
    owner.presses("書き足す・訂正する", within="main")
    owner.chooses("出所", "預かった情報")
    owner.page.get_by_label(owner._label("契約")).select_option(index=1)
    owner.fills("新しい保管場所の名前", place)
    owner.presses("保存する")


def test_an_owner_gets_a_register_and_puts_right_what_mixes(owner):
    takes_stock(owner)
    pastes(owner)
    assert Asset.objects.count() == 15
    registers_the_agreement(owner)
    says_whose_it_is(owner, "第2書庫")
    owner.sees("自社の情報と預かった情報が、同じ場所にあります")

    owner.presses("混ざりの点検で、直し方を見る")
    owner.sees("自社の情報 %(own)s件、預かった情報 %(other)s件", own=1, other=1)
    owner.presses("取引先から預かった図面", within="main")
    owner.presses("書き足す・訂正する", within="main")
    owner.page.get_by_role("checkbox", name="第2書庫").uncheck()
    owner.fills("新しい保管場所の名前", "預かり品の棚")
    owner.presses("保存する")
    owner.misses("自社の情報と預かった情報が、同じ場所にあります")
    owner.goes_to("情報台帳")
    owner.presses("見取り図", within="main")
    owner.sees("図と同じ内容の表")
