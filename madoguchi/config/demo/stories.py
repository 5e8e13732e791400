"""架空の相談 — weeks of life at the demo counter: every state, a wall, appointments today."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from madoguchi.config.demo.people import Cast
from madoguchi.config.demo.rooms import ROOMS
from madoguchi.config.demo.teller import Teller
from madoguchi.config.demo.together import TOGETHER
from madoguchi.config.demo.visits import VISITED
from madoguchi.desk.appointments import actions as appointments
from madoguchi.desk.appointments.models import Place
from madoguchi.desk.consultations import actions
from madoguchi.desk.consultations.models import Consultation
from madoguchi.desk.consultations.taxonomy import Category
from madoguchi.desk.consultations.words import (
    Channel,
    CloseReason,
    ConsulterKind,
    MemberKind,
    NextAction,
    Outcome,
    State,
    SupportKind,
)
from madoguchi.foundation.core.calendar import is_business_day, next_business_day


def tell(cast: Cast, now: datetime) -> None:
    teller = Teller(cast, now)
    stories: tuple[Callable[[Teller], None], ...] = (
        _fresh,
        _under_way,
        _walled,
        _ended,
        _appointments,
        *TOGETHER,
        *ROOMS,
        *VISITED,
    )
    for story in stories:
        story(teller)
    teller.sign_in_again()


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
    rolling = t.log(
        "adviser", 90, Category.MGT, "共同研究先との秘密情報の特定が不十分。管理体制を整えたい。", company=1
    )
    t.answer(rolling, 85, "経営層向けの説明と規程案の検討を行った。誓約書のひな形も整えた。")
    t.advance(rolling, 84, State.WORKING)
    t.contact(rolling, 12, SupportKind.CONSULT, NextAction.CALL_BACK, due=0)
    t.join(rolling, "company-b", 12, MemberKind.CONSULTER)
    waiting = t.log("adviser2", 9, Category.STR, "製造条件を出願するか秘匿するかの判断基準を知りたい。", company=9)
    t.advance(waiting, 8, State.WORKING, State.WAITING)
    t.contact(waiting, 8, SupportKind.CONSULT, NextAction.ASK_EXPERT, due=3)
    following = t.log("adviser3", 120, Category.MGT, "台帳の単位と見直しの頻度について。", company=7)
    t.answer(following, 118, "台帳は部門ごとの単位で始め、年一回見直すことを助言した。")
    t.advance(following, 100, State.WORKING)
    t.advance(following, 30, State.FOLLOWING)
    t.contact(following, 30, SupportKind.FOLLOWUP, NextAction.FOLLOW_UP, due=14)


def _walled(t: Teller) -> None:
    """利益相反: one adviser must not know of this case."""
    case = t.log("adviser3", 6, Category.INB, "転職者の受け入れで他社の情報が混ざらないようにしたい。", company=5)
    manager = t.cast.people["manager"]
    actions.set_wall(consultation=case, person=t.cast.people["adviser2"], by=manager, at=t.ago(6, 11))
    t.advance(case, 5, State.WORKING)


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
