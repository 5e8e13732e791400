"""リンクで来る人 — who is invited by mail, and who reads by the link on a slip."""

import re
from types import SimpleNamespace

from django.core import mail

from madoguchi.company.notices.questions import questions_of
from tests.journeys.visitor import PASSWORD


def invites(visitor, email, name, role):
    visitor.fills("メールアドレス", email)
    visitor.fills("氏名", name)
    visitor.chooses("役割", role)
    visitor.presses("招待のメールを送る")


def comes_by_mail(visitor, email):
    """Opens the link, chooses a password, signs in."""
    link = re.search(r"https?://[^/\s]+(/invitations/\S+)", mail.outbox[-1].body)[1]
    coming = visitor()
    coming.opens(link)
    coming.fills("パスワード", PASSWORD)
    coming.fills("パスワード（確認）", PASSWORD)
    coming.presses("登録する")
    coming.sign_in(SimpleNamespace(email=email))
    return coming


def answers(reader, recipient, wrong=0):
    """The first `wrong` of the questions wrongly."""
    for place, one in enumerate(questions_of(recipient)):
        chosen = (one.right + 1) % len(one.options) if place < wrong else one.right
        reader.hands.tick(reader.page.locator(f'input[name="{one.name}"][value="{chosen}"]'))
    reader.presses("答え合わせをする")
