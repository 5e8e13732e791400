"""人と人のあいだ — stories in which something is confided, shared, handed over or opened in an emergency."""

from madoguchi.config.demo.teller import RECORDED, Teller
from madoguchi.desk.consultations import actions
from madoguchi.desk.consultations.taxonomy import Category
from madoguchi.desk.consultations.words import (
    Channel,
    ConsentKind,
    ConsulterKind,
    MemberKind,
    MessageKind,
    NextAction,
    State,
    SupportKind,
)

MAY_BE_REFERRED = {**RECORDED, ConsentKind.REFERRAL: True}
LIST_TO_FILL_IN = """相手先,受領日,図面の番号,保管場所,返却期限
（記入例）見本工業株式会社（架空）,2026-04-10,見本-001,設計棚2,2026-12-28
"""
MEMORANDUM = """図面の取扱いに関する覚書（たたき台・架空）

1 図面を渡す目的を、見積りの確認に限る。
2 対価は、別に定める。
3 写しの作成と第三者への提供は、書面による承諾を要する。
4 目的が終わったときは、返却または廃棄し、その旨を書面で知らせる。
"""


def with_a_company_and_the_window(t: Teller) -> None:
    """A社: a visit, a file, an answer shown, a reply; the window of the prefecture helps on the spot."""
    case = t.log(
        "adviser",
        40,
        Category.MGT,
        "自社情報と取引先から預かった情報が混在している。区別して管理したい。",
        company=0,
        told="共有フォルダーに自社の図面と預かり図面が同じ階層で置かれている。担当者が三人とも両方を開ける。",
        contact={"name": "明野 光（架空）", "phone": "052-000-0000", "email": "hikari@example.jp"},
        consents=MAY_BE_REFERRED,
    )
    t.contact(case, 39, SupportKind.CONSULT)
    t.answer(case, 38, "訪問支援を提案。共有の方法を整理し、運用表を作る方針とした。")
    t.advance(case, 37, State.WORKING, State.VISITING)
    t.join(case, "company-a", 37, MemberKind.CONSULTER)
    t.contact(case, 10, SupportKind.VISIT, NextAction.FOLLOW_UP, due=-2)
    t.write(case, 10, MessageKind.VISIT, "預かり図面の棚に返却期限の札がない。次回までに一覧を作ってもらう。")
    t.write(
        case,
        9,
        MessageKind.ANSWER,
        "先日はありがとうございました。預かった図面の一覧を、次回までにご用意ください。項目は、相手先・受領日・返却期限の三つで足ります。",
        is_shown=True,
    )
    t.attach(case, "預かり図面の一覧（ひな形）.csv", LIST_TO_FILL_IN)
    reply = "一覧を作り始めました。受領日が分からない図面が十枚ほどあります。どう書けばよいでしょうか。"
    t.read(case, "company-a", 5)
    actions.post(consultation=case, body=reply, by=t.cast.people["company-a"], at=t.ago(4))
    t.read(case, "adviser", 4)
    t.refer(case, 3, t.cast.window, "次回の訪問に同行してください。現場の棚の表示を一緒に確かめたい相談です。")
    actions.accept_referral(consultation=case, by=t.cast.people["window"], at=t.ago(2))
    t.read(case, "window", 2)
    t.write(case, 1, MessageKind.NOTE, "訪問に同行します。火曜と木曜の午後が空いています。", by="window")


def with_an_expert(t: Teller) -> None:
    """The other side is a company that consults this desk, too; the expert's draft waits for the adviser."""
    case = t.log(
        "adviser",
        15,
        Category.TXN,
        "図面の無償提供を求められている。断り方と契約の見直しについて。",
        company=8,
        told="口頭で求められ、断ると発注を減らすと言われた。契約書に図面の扱いの条項はない。",
        party={"names": "株式会社東雲重工（架空）", "relation": "customer"},
    )
    t.advance(case, 14, State.WORKING)
    t.contact(case, 3, SupportKind.DOC_REVIEW, NextAction.ASK_EXPERT, due=5)
    t.join(case, "expert", 2, MemberKind.EXPERT, until=30)
    t.attach(case, "覚書の案（たたき台）.txt", MEMORANDUM)
    t.read(case, "expert", 1)
    draft = "対価と目的を定めた覚書を先に結ぶようお勧めします。求められた経緯は、日時と発言を記録しておいてください。"
    t.write(case, 0, MessageKind.ANSWER, draft, is_draft=True, by="expert")


def with_a_broken_glass(t: Teller) -> None:
    """The 限定 case: a leaver, customers' data, still going on; the manager had to look while the owner was away."""
    case = t.log(
        "adviser",
        2,
        Category.LEAK,
        "退職者による情報持ち出しの疑い。初動と証拠保全について相談。",
        company=4,
        is_restricted=True,
        urgency_answers={"is_leaking": True, "has_personal_data": True, "is_evidence_safe": False},
        details={"trigger": "leaver", "consulter_role": "head"},
        told="退職の二週間前から、夜間に共有フォルダーの大量コピーがあった。本人の私物端末は未回収。",
        contact={"name": "瀬戸 うち子（架空）", "phone": "087-000-0000", "email": ""},
        party={"names": "退職者 甲（架空）", "relation": "leaver"},
    )
    t.advance(case, 2, State.TRIAGED, State.WORKING)
    t.contact(case, 1, SupportKind.ANSWER, NextAction.CALL_BACK, due=0)
    t.write(case, 1, MessageKind.NOTE, "ログの保全を先に。端末の回収は弁護士と相談してから連絡してもらう。")
    t.refer_to_the_police(case, 1)
    reason = "相談者から折り返しの電話があり、担当者は移動中で連絡が取れない。端末の扱いの助言を確かめる必要がある。"
    actions.break_glass(consultation=case, reason=reason, by=t.cast.people["manager"], at=t.ago(1, 16))
    t.read(case, "manager", 1)


def at_the_window(t: Teller) -> None:
    """One case stays at the window, one is sent up to the centre and waits there."""
    t.log("window", 3, Category.MGT, "従業員向けの説明資料を作りたい。", company=0, channel=Channel.VISIT_IN)
    case = t.log(
        "window",
        1,
        Category.CON,
        "共同研究の契約案に、秘密の範囲と成果の帰属の定めがない。直し方を知りたい。",
        channel=Channel.VISIT_IN,
        consulter_kind=ConsulterKind.INDIVIDUAL,
        told="相手は大学の研究室。契約案は先方のひな形で、返事の期限は来週の金曜と言われている。",
        consents=MAY_BE_REFERRED,
    )
    t.refer(case, 1, t.cast.centre, "契約に詳しい方の助言をお願いします。来週の水曜までに返事があると助かります。")


TOGETHER = (
    with_a_company_and_the_window,
    with_an_expert,
    with_a_broken_glass,
    at_the_window,
)
