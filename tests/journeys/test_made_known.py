"""A small firm makes its handling table known in one department: slips handed out, read by link, counted."""

import pytest

from madoguchi.company.companies import factories as companies
from madoguchi.company.notices import factories as notices
from madoguchi.company.notices.models import Recipient
from madoguchi.company.rules import factories as rules
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people
from tests.journeys.links import answers
from tests.journeys.visitor import PASSWORD
from tests.journeys.ways import THREE_WAYS


@pytest.mark.parametrize("way", THREE_WAYS, indirect=True)
def test_a_firm_makes_its_rules_known_and_somebody_without_a_login_reads_them(visitor, town):
    room = companies.room_of(companies.company(name="架空精機株式会社"))
    person = people.member(Role.STEWARD, room, of=people.person(password=PASSWORD))
    rules.table(room, by=person)
    steward = visitor(person)

    steward.presses("決まりを社内に知らせる")
    steward.fills("部署", "製造部")
    steward.fills("サインインしない人（一行に一人）", "製造1、架空 一郎")
    steward.presses("この内容で知らせる")
    steward.presses("リンクの用紙を作る")
    steward.presses("用紙を作る")
    slip = steward.page.locator(".slip-link").text_content()

    reader = visitor()
    reader.opens(slip)
    reader.sees("守ること")
    reader.misses("架空 一郎")
    recipient = Recipient.objects.select_related("notice__table").get()
    answers(reader, recipient, wrong=1)
    reader.sees("説明を読んで、次の問いに答え直してください")
    answers(reader, recipient)
    reader.presses("読みました")
    reader.sees("することは、もうありません。決まりは、このまま読み返せます。")

    steward.presses("周知に戻る")
    steward.sees("%(asked)s人中 %(read)s人が読みました", asked=1, read=1)
    asked = len(notices.right(recipient))
    steward.sees(f"{asked - 1}／{asked}")
