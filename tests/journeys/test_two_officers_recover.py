"""A person forgets the password: two officers give the keys back, and what was sealed is read again."""

import re

import pytest
from django.core import mail
from django.utils import timezone

from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.vault import boxes, keyrings, shares
from madoguchi.foundation.vault.handing import identity_of
from madoguchi.foundation.vault.models import BoxKind
from madoguchi.foundation.vault.sealing import Place, seal, unseal
from tests.journeys.visitor import PASSWORD
from tests.journeys.ways import TWO_WAYS

FORGOTTEN = "wasureta-aikotoba"
CONFIDED = "打ち明けられたこと"


@pytest.mark.parametrize("way", TWO_WAYS, indirect=True)
def test_two_officers_give_the_keys_back(visitor, town):
    first, second = (_at_the_centre(town, name) for name in ("架空 金庫子", "架空 金庫男"))
    sheets = _named_with_sheets(visitor, town, first, second)
    owner = _at_the_centre(town, "架空 忘れ太", password=FORGOTTEN)
    generation, sealed = _sealed_for(owner)

    forgetful = visitor()
    _sets_a_new_password(forgetful, owner)
    forgetful.sign_in(owner)
    forgetful.opens("/settings/")
    forgetful.presses("鍵の復旧", within="main")
    forgetful.fills("パスワード", PASSWORD)
    forgetful.presses("復旧を依頼する")
    forgetful.sees("鍵の復旧を依頼しました。保管責任者にメールで知らせました。")
    for person, sheet in sheets.items():
        keeping = visitor(person)
        keeping.opens("/keys/recoveries/")
        keeping.presses(owner.name, within="main")
        keeping.fills("用紙の文字", sheet)
        keeping.presses("用紙を入力する")
        keeping.sees("用紙を確かめました。")
    forgetful.opens("/keys/recovery/")
    forgetful.fills("パスワード", PASSWORD)
    forgetful.presses("鍵を戻す")
    forgetful.sees("鍵が戻りました。これまでの記録を読めます。")
    forgetful.sees("あなたの鍵は開いています。復旧は必要ありません。")

    owner.refresh_from_db()
    keys = keyrings.unlock(keyrings.current(owner), PASSWORD)
    assert unseal(sealed, _place(generation), identity_of(generation, keys)).decode() == CONFIDED


def _at_the_centre(town, name, password=PASSWORD):
    return people.member(Role.ADVISER, town.centre, of=people.person(name=name, password=password))


def _named_with_sheets(visitor, town, *officers):
    """The manager names them; each prints a sheet: what stands on it, by officer."""
    manager = visitor(town.person("manager"))
    for person in officers:
        manager.goes_to("鍵の保管責任者")
        manager.presses("保管責任者を加える")
        manager.chooses("保管責任者にする方", person.name)
        manager.presses("加える")
        manager.sees("保管責任者に加えました。用紙を作るよう、メールで知らせました。")
    return {person: _sheet_of(visitor(person)) for person in officers}


def _sheet_of(keeping):
    keeping.opens("/keys/sheet/")
    keeping.presses("用紙を作る")
    printed = " ".join(keeping.page.locator(".key-groups span").all_text_contents())
    keeping.presses("印刷を終えた")
    keeping.leaves()
    return printed


def _sealed_for(owner):
    """Something confided, in a box that nobody but the owner opens."""
    now = timezone.now()
    keys = keyrings.make(owner, FORGOTTEN, at=now)
    shares.renew(keyrings.current(owner), keys)
    box = boxes.box_of("journey:1", BoxKind.CASE, at=now)
    boxes.reseat(box, boxes.Seated(frozenset({owner.pk})), at=now)
    generation = boxes.writing_generation(box, at=now)
    return generation, seal(CONFIDED.encode(), _place(generation), generation.public)


def _place(generation):
    return Place("journey.Row.text", "1", generation.box_id, generation.number)


def _sets_a_new_password(forgetful, owner):
    mail.outbox.clear()
    forgetful.opens("/sign-in/")
    forgetful.presses("パスワードを忘れた方")
    forgetful.fills("メールアドレス", owner.email)
    forgetful.presses("リンクを送る")
    link = re.search(r"https?://[^/\s]+(/password/reset/\S+)", mail.outbox[-1].body)[1]
    forgetful.opens(link)
    forgetful.fills("新しいパスワード", PASSWORD)
    forgetful.fills("新しいパスワード（確認）", PASSWORD)
    forgetful.presses("パスワードを決める")
