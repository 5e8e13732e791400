"""架空の相談 — weeks of life at the demo counter: every state, a leak, a wall, an expert, appointments today."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from madoguchi.config.demo.people import Cast
from madoguchi.desk.appointments import actions as appointments
from madoguchi.desk.appointments.models import Place
from madoguchi.desk.consultations import actions
from madoguchi.desk.consultations.models import Consultation
from madoguchi.desk.consultations.taxonomy import Category
from madoguchi.desk.consultations.words import (
    Channel,
    CloseReason,
    ConsentKind,
    ConsulterKind,
    MemberKind,
    MessageKind,
    NextAction,
    Outcome,
    OutsideBody,
    OutsidePart,
    State,
    SupportKind,
)
from madoguchi.foundation.core.calendar import is_business_day, next_business_day

RECORDED = {ConsentKind.RECORD: True, ConsentKind.STATISTICS: True}


@dataclass
class Teller:
    """Tells the stories as of `now`; `ago(3)` is three business-ish days back at ten o'clock."""

    cast: Cast
    now: datetime

    def ago(self, days: int, hour: int = 10) -> datetime:
        day = timezone.localdate(self.now) - timedelta(days=days)
        told = timezone.make_aware(datetime.combine(day, time(hour, 10)))
        return min(told, self.now)

    def log(self, by: str, days: int, category: Category, gist: str, **facts: Any) -> Consultation:
        at = self.ago(days, facts.pop("hour", 10))
        person = self.cast.people[by]
        company = facts.pop("company", None)
        call: dict[str, Any] = {
            "office": self.cast.window if by == "window" else self.cast.centre,
            "channel": Channel.TEL,
            "consulter_kind": ConsulterKind.COMPANY if company is not None else ConsulterKind.ANONYMOUS,
            "company": self.cast.companies[company] if company is not None else None,
            "urgency_answers": {},
            "consents": RECORDED,
            "is_restricted": False,
            **facts,
        }
        return actions.log_call(category=category, gist=gist, received_at=at, by=person, at=at, **call)

    def advance(self, case: Consultation, days: int, *states: State) -> None:
        for state in states:
            actions.move(consultation=case, to_state=state, by=self.owner(case), at=self.ago(days))

    def contact(self, case: Consultation, days: int, kind: SupportKind, next_action: str = "", due: int = 0) -> None:
        next_date = timezone.localdate(self.now) + timedelta(days=due) if next_action else None
        actions.record_contact(
            consultation=case,
            channel=Channel.TEL,
            kind=kind,
            next_action=next_action,
            next_date=next_date,
            by=self.owner(case),
            at=self.ago(days, 14),
        )

    def refer_to_the_police(self, case: Consultation, days: int) -> None:
        who = {"consultation": case, "by": self.owner(case), "at": self.ago(days, 16)}
        actions.consent(kind=ConsentKind.REFERRAL, is_given=True, **who)
        actions.refer_outside(
            body=OutsideBody.POLICE,
            prefecture="37",
            receiver="生活環境課 営業秘密の御担当（架空）",
            urgency=case.urgency,
            is_handed=True,
            parts=[OutsidePart.CARD, OutsidePart.GIST],
            scope="代表者（電話で確認）。警察への相談と、経緯を伝えることについて。",
            facts="退職した従業員が、退職の二週間前から夜間に共有フォルダーのファイルを大量に複製した疑いがあります。"
            "接続の記録は会社が保全しました。本人の私物端末は未回収で、本人への聞き取りはまだ行っていません。\n"
            "会社は被害届の提出を含めて相談を希望しています。",
            **who,
        )

    def answer(self, case: Consultation, days: int, text: str) -> None:
        case.refresh_from_db()
        actions.answer(
            consultation=case, seen_version=case.version, answer_gist=text, by=self.owner(case), at=self.ago(days, 15)
        )

    def write(self, case: Consultation, days: int, kind: MessageKind, body: str, **how: Any) -> None:
        by = how.pop("by", None) or self.owner(case)
        actions.write(consultation=case, kind=kind, body=body, **how, by=by, at=self.ago(days, 15))

    def close(self, case: Consultation, days: int, outcome: Outcome, reason: CloseReason) -> None:
        actions.close(consultation=case, outcome=outcome, reason=reason, by=self.owner(case), at=self.ago(days, 16))

    def owner(self, case: Consultation) -> Any:
        owner = Consultation.objects.get(pk=case.pk).owner
        return owner or self.cast.people["adviser"]


def tell(cast: Cast, now: datetime) -> None:
    teller = Teller(cast, now)
    stories: tuple[Callable[[Teller], None], ...] = (
        _fresh,
        _under_way,
        _leak,
        _walled,
        _with_an_expert,
        _ended,
        _at_the_window,
        _appointments,
    )
    for story in stories:
        story(teller)


def _fresh(t: Teller) -> None:
    t.log(
        "adviser2",
        0,
        Category.MGT,
        "営業秘密管理規程をこれから作りたい。最初に決めることを知りたい。",
        company=2,
        take=False,
    )
    t.log(
        "adviser", 0, Category.SYS, "不正競争防止法の改正点について概要を知りたい。", channel=Channel.MAIL, take=False
    )
    t.log(
        "adviser3",
        1,
        Category.CON,
        "取引先から一方的な秘密保持契約を求められた。確認の観点を知りたい。",
        company=8,
        take=False,
    )
    case = t.log("adviser", 1, Category.SEC, "クラウド共有の権限設定と営業秘密の関係を整理したい。", company=3)
    t.advance(case, 0, State.TRIAGED)


def _under_way(t: Teller) -> None:
    case = t.log(
        "adviser",
        40,
        Category.MGT,
        "自社情報と取引先から預かった情報が混在している。区別して管理したい。",
        company=0,
        told="共有フォルダーに自社の図面と預かり図面が同じ階層で置かれている。担当者が三人とも両方を開ける。",
        contact={"name": "明野 光（架空）", "phone": "052-000-0000", "email": "hikari@example.jp"},
    )
    t.contact(case, 39, SupportKind.CONSULT)
    t.answer(case, 38, "訪問支援を提案。共有の方法を整理し、運用表を作る方針とした。")
    t.advance(case, 37, State.WORKING, State.VISITING)
    t.contact(case, 10, SupportKind.VISIT, NextAction.FOLLOW_UP, due=-2)
    _consulter(t, case, "company-a")
    t.write(case, 10, MessageKind.VISIT, "預かり図面の棚に返却期限の札がない。次回までに一覧を作ってもらう。")
    t.write(
        case,
        9,
        MessageKind.ANSWER,
        "先日はありがとうございました。預かった図面の一覧を、次回までにご用意ください。項目は、相手先・受領日・返却期限の三つで足ります。",
        is_shown=True,
    )
    rolling = t.log(
        "adviser", 90, Category.MGT, "共同研究先との秘密情報の特定が不十分。管理体制を整えたい。", company=1
    )
    t.answer(rolling, 85, "経営層向けの説明と規程案の検討を行った。誓約書のひな形も整えた。")
    t.advance(rolling, 60, State.WORKING, State.VISITING)
    t.advance(rolling, 12, State.ROLLING_OUT)
    t.contact(rolling, 12, SupportKind.VISIT, NextAction.CALL_BACK, due=0)
    _consulter(t, rolling, "company-b")
    waiting = t.log("adviser2", 9, Category.STR, "製造条件を出願するか秘匿するかの判断基準を知りたい。", company=9)
    t.advance(waiting, 8, State.WORKING, State.WAITING)
    t.contact(waiting, 8, SupportKind.CONSULT, NextAction.ASK_EXPERT, due=3)
    following = t.log("adviser3", 120, Category.MGT, "台帳の単位と見直しの頻度について。", company=7)
    t.answer(following, 118, "台帳は部門ごとの単位で始め、年一回見直すことを助言した。")
    t.advance(following, 100, State.WORKING)
    t.advance(following, 30, State.FOLLOWING)
    t.contact(following, 30, SupportKind.FOLLOWUP, NextAction.FOLLOW_UP, due=14)


def _leak(t: Teller) -> None:
    """The 限定 case: a leaver, customers' data, still going on."""
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


def _walled(t: Teller) -> None:
    """利益相反: one adviser must not know of this case."""
    case = t.log("adviser", 6, Category.INB, "転職者の受け入れで他社の情報が混ざらないようにしたい。", company=5)
    manager = t.cast.people["manager"]
    actions.set_wall(consultation=case, person=t.cast.people["adviser2"], by=manager, at=t.ago(6, 11))
    t.advance(case, 5, State.WORKING)


def _with_an_expert(t: Teller) -> None:
    case = t.log(
        "adviser",
        15,
        Category.TXN,
        "図面の無償提供を求められている。断り方と契約の見直しについて。",
        company=8,
        told="口頭で求められ、断ると発注を減らすと言われた。契約書に図面の扱いの条項はない。",
        party={"names": "大手発注元 乙（架空）", "relation": "customer"},
    )
    t.advance(case, 14, State.WORKING)
    today = timezone.localdate(t.now)
    actions.add_member(
        consultation=case,
        person=t.cast.people["expert"],
        kind=MemberKind.EXPERT,
        from_date=today,
        until_date=today + timedelta(days=30),
        by=t.cast.people["adviser"],
        at=t.now,
    )
    t.contact(case, 3, SupportKind.DOC_REVIEW, NextAction.ASK_EXPERT, due=5)
    draft = "対価と目的を定めた覚書を先に結ぶようお勧めします。求められた経緯は、日時と発言を記録しておいてください。"
    t.write(case, 0, MessageKind.ANSWER, draft, is_draft=True, by=t.cast.people["expert"])


def _ended(t: Teller) -> None:
    done = t.log("adviser", 60, Category.CON, "共同開発の前に秘密保持契約を結ぶ時期について。", company=6)
    t.answer(done, 60, "開示の前に結ぶこと、対象を一覧で特定することを助言した。")
    t.close(done, 58, Outcome.ADVISED, CloseReason.INFORMED)
    again = t.log("adviser2", 50, Category.PPL, "入社時誓約書の見直しについて。", company=10)
    t.answer(again, 49, "入社時だけでなく、昇進・異動時にも取り直すことを助言した。")
    t.close(again, 45, Outcome.SOLVED, CloseReason.SELF_RUNNING)
    actions.reopen(consultation=again, by=t.cast.people["adviser2"], at=t.ago(4))
    gone = t.log("adviser3", 30, Category.OTH, "補助金の申請について。", take=True)
    actions.withdraw(consultation=gone, by=t.cast.people["adviser3"], at=t.ago(29))
    referred = t.log("adviser3", 20, Category.LAW, "未払い代金の回収について。", company=11)
    t.advance(referred, 19, State.REFERRED)
    single = t.log(
        "adviser",
        70,
        Category.SYS,
        "個人で開発した技術を秘密にしておく方法。",
        consulter_kind=ConsulterKind.INDIVIDUAL,
    )
    t.answer(single, 70, "三つの要件と、日付のある記録の残し方を説明した。")
    t.close(single, 70, Outcome.SOLVED, CloseReason.INFORMED)


def _at_the_window(t: Teller) -> None:
    t.log("window", 3, Category.MGT, "従業員向けの説明資料を作りたい。", company=0, channel=Channel.VISIT_IN)


def _appointments(t: Teller) -> None:
    """Two today, whatever the hour and even on a holiday; one on the next business day."""
    today = timezone.localdate(t.now)
    for by, company, day, hour in (
        ("adviser", 3, today, 14),
        ("adviser3", 7, today, 16),
        ("adviser2", 2, next_business_day(today), 10),
    ):
        case = t.log(by, 7, Category.MGT, "訪問前の打合せと資料の確認。", company=company, hour=11)
        _book(t, case, by, day, hour)


def _book(t: Teller, case: Consultation, by: str, day: date, hour: int) -> None:
    """Booked a week ago, so that today's appointments are there in the evening too."""
    starts = timezone.make_aware(datetime.combine(day, time(hour)))
    appointments.book(
        consultation=case,
        starts_at=starts,
        ends_at=starts + timedelta(hours=1),
        place=Place.ONLINE,
        people=[t.cast.people[by]],
        outside_hours=not is_business_day(day),
        by=t.cast.people[by],
        at=case.received_at,
    )


def _consulter(t: Teller, case: Consultation, login: str) -> None:
    actions.add_member(
        consultation=case,
        person=t.cast.people[login],
        kind=MemberKind.CONSULTER,
        from_date=timezone.localdate(t.now),
        by=t.cast.people["adviser"],
        at=t.now,
    )
