"""デモの町 — whoever signs in finds each feature at work, and nobody waits for a key."""

import pytest
from django.utils import timezone

from madoguchi.company.documents.models import Version
from madoguchi.company.documents.words import Kind
from madoguchi.config.demo import keys
from madoguchi.config.demo.people import cast
from madoguchi.config.demo.stories import tell
from madoguchi.desk.consultations.models import Consultation
from madoguchi.foundation.accounts import factories as make
from madoguchi.foundation.accounts.passwords import DEMO_PASSWORD
from madoguchi.foundation.vault.models import Seat

EXPERTS, COMPANYS, LEAK, SENT_UP = "図面の無償提供", "自社情報と取引先から", "退職者による", "共同研究の契約案"
CASE, MINE, PARTIES = "/cases/{number}/", "/consultations/mine/{number}/", "/consultations/{number}/parties/"
FOUND = (
    ("adviser", EXPERTS, CASE, ("下書き（まだ送っていません）", "遠藤 冬彦", "覚書の案（たたき台）.txt")),
    ("adviser", EXPERTS, PARTIES, ("株式会社東雲重工（架空）", "利害がぶつかるおそれのある相談があります")),
    ("adviser", COMPANYS, CASE, ("一覧を作り始めました", "訪問に同行します", "ひな形）.csv", "引受け")),
    ("adviser", LEAK, CASE, ("緊急閲覧がありました",)),
    ("adviser", LEAK, CASE + "log/", ("緊急閲覧を始めた", "対話を読んだ", "小川 千秋")),
    ("adviser", SENT_UP, CASE, ("契約に詳しい方の助言", "連携を引き受ける")),
    ("expert", EXPERTS, CASE, ("断ると発注を減らす", "たたき台）.txt", "先に結ぶようお勧めします")),
    ("window", SENT_UP, CASE, ("先方のひな形", "返事待ち")),
    ("window", COMPANYS, CASE, ("担当者が三人とも", "報告して連携を終える")),
    ("company-a", COMPANYS, MINE, ("項目は、相手先・受領日・返却期限", "一覧を作り始めました")),
    ("owner-a", "", "/room/", ("青木 春子（架空）に「情報台帳と契約」を",)),
    ("owner-a", "", "/notices/", ("5人中 3人", "設計部", "製造部", "3人中 3人", "締め切り済み")),
    ("adviser", "", "/supported/", ("株式会社あけぼの光測器（架空）",)),
    ("manager", LEAK, CASE, ("緊急に開く",)),
    ("manager", "", "/keys/officers/", ("青木 春子", "数見 統", "使われている鍵7本のうち、7本は")),
    ("adviser", "", "/today/", ("その後の確認（訪問支援のあと）", "6か月後")),
    ("adviser", "", "/engagements/", ("なにわ添加物商事", "課題整理", "フォロー中")),
    ("company-b", "", "/room/todo/", ("渡した試料と資料の一覧", "窓口")),
    ("company-a", "", "/room/papers/", ("営業秘密管理規程", "施行中", "誓約書（退職時）")),
    ("company-b", "", "/room/papers/", ("共同研究の覚書", "入社のときの誓約書", "第0版")),
    ("company-b", "", "/assets/", ("添加物の配合表", "試作品の安定性の記録")),
    ("analyst", "", "/keys/sheet/", ("用紙を作り直す",)),
)


@pytest.fixture
def town(db):
    make.demo()
    now = timezone.now()
    people = cast(now)
    keys.give_out(keys.cut(), people, now)
    keys.name_officers(people, now)
    tell(people, now)
    return people


def address(gist, where):
    case = Consultation.objects.filter(gist__startswith=gist).first()
    return where.format(number=case.number)


def test_everybody_finds_each_feature_at_work(client, town):
    for login, gist, where, words in FOUND:
        client.post("/sign-out/")
        client.post("/sign-in/", {"login": f"{login}@example.jp", "password": DEMO_PASSWORD})
        page = client.get(address(gist, where), follow=True).text
        for word in words:
            assert word in page, f"{login} misses {word} at {gist}{where}"
    papers = Version.objects.in_force().filter(document__organisation=town.companies[0].organisation)
    assert set(papers.values_list("document__kind", flat=True)) == set(Kind.values)
    with_keys = [town.people[login].pk for login in keys.LOGINS]
    assert not Seat.objects.waiting().filter(person__in=with_keys).exists()
