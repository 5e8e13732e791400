"""The centre's manager sees that two companies are one, merges them, and takes it back."""

import pytest

from madoguchi.company.companies import factories as companies
from madoguchi.desk.consultations import factories as consultations
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people
from tests.journeys.visitor import PASSWORD
from tests.journeys.ways import THREE_WAYS

pytestmark = pytest.mark.parametrize("way", THREE_WAYS, indirect=True)
NAME, SPELLING, OTHER = "株式会社架空精機", "架空精機", "有限会社架空精機"
ADDRESS = "名古屋市架空町1"


@pytest.fixture
def manager(visitor, town):
    firm = companies.company(name=NAME, office=town.centre, corporate_number="7123456789012")
    consultations.consultation(office=town.centre, company=firm)
    consultations.consultation(
        office=town.window, company=companies.company(name=SPELLING, office=town.window, address=ADDRESS)
    )
    companies.company(name=OTHER, office=town.centre)
    return visitor(people.member(Role.MANAGER, town.centre, of=people.person(password=PASSWORD)))


def test_two_spellings_of_a_company_become_one_and_two_again(manager):
    manager.goes_to("企業一覧")
    manager.presses("同じ企業かもしれないもの", within="main")
    manager.sees("都道府県が同じで、「株式会社」などを除いた名前も同じです。一方には「株式会社」などがありません。")
    manager.presses("見比べる", exact=False)
    manager.sees("同じ企業なら")
    manager.chooses("残す企業名", SPELLING)
    manager.presses("一つの企業に統合する")
    manager.sees("一つの企業に統合しました。")
    manager.presses("統合を元に戻す")
    manager.presses("元に戻す", within="main")
    manager.sees("統合を元に戻しました。")
    manager.presses("候補の一覧に戻る")
    manager.sees("中くらい")


def test_what_is_another_company_is_set_apart_and_proposed_again(manager):
    manager.opens("/companies/twins/")
    manager.sees("弱い")
    manager.presses("見比べる", exact=False)
    manager.presses("別の企業とする")
    manager.presses("別の企業としたもの")
    manager.presses("候補に戻す")
    manager.presses("候補", within="main")
    manager.sees("弱い")
