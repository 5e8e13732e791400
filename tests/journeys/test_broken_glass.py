"""The owner is out of reach: a manager breaks the glass, reads for a while, and everybody concerned sees it."""

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest
from django.utils import timezone

from madoguchi.desk.consultations import actions
from madoguchi.desk.consultations import factories as consultations
from madoguchi.foundation.vault import pocket
from madoguchi.foundation.vault.factories import unlocked
from tests.journeys.ways import TWO_WAYS

SECRET = "鋳型の温度は八百二十度"
GIST = "持ち出しの疑いがある。"
REASON = "担当者が入院し、明朝の期限を確かめる必要がある"


def opens_keys(visitor, person):
    """The keyring of a test opens without a password."""
    cookies = {cookie["name"]: cookie["value"] for cookie in visitor.context.cookies()}
    request = HttpRequest()
    request.session = SessionStore(cookies["sessionid"])
    pocket.put(request, unlocked(person).open_keyring, at=timezone.now())
    request.session.save()
    visitor.context.add_cookies(
        [{"name": pocket.COOKIE, "value": request.keyring_cookie, "url": visitor.base_url, "httpOnly": True}]
    )


@pytest.mark.parametrize("way", TWO_WAYS, indirect=True)
def test_a_manager_breaks_the_glass_and_everyone_sees_it(visitor, town):
    chief, holder = town.person("manager"), town.person("owner")
    case = consultations.consultation(office=town.centre, owner=town.owner, is_restricted=True, gist=GIST)
    actions.write(consultation=case, kind="note", body=SECRET, by=unlocked(town.owner), at=timezone.now())
    manager, owner = visitor(chief), visitor(holder)
    opens_keys(manager, chief)
    opens_keys(owner, holder)

    manager.opens(case.get_absolute_url())
    manager.misses(SECRET)
    manager.misses(GIST)
    manager.presses("緊急に開く", within="main")
    manager.fills("理由", REASON)
    manager.presses("緊急に開く", within="main")
    manager.sees("緊急閲覧中です")
    manager.sees(SECRET)
    manager.sees(GIST)
    manager.misses("対話に書く")

    owner.opens(case.get_absolute_url())
    owner.sees("緊急閲覧中です")
    owner.sees(REASON)
    owner.presses("閲覧の記録")
    owner.sees("緊急閲覧を始めた")
    owner.sees(chief.name)

    manager.presses("緊急閲覧を終える", within="main")
    manager.presses("緊急閲覧を終える", within="main")
    manager.misses(SECRET)
    manager.misses(GIST)
    owner.opens(case.get_absolute_url())
    owner.sees("緊急閲覧がありました")
