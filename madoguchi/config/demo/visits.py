"""訪問支援 — A社 runs by itself after four visits and is asked after; B社 stands before the second of three."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from madoguchi.config.demo.teller import RECORDED, Teller
from madoguchi.desk.appointments.models import Place
from madoguchi.desk.consultations.models import Consultation
from madoguchi.desk.consultations.taxonomy import Category
from madoguchi.desk.consultations.words import ConsulterRole
from madoguchi.desk.engagements import actions
from madoguchi.desk.engagements.models import Engagement, Visit
from madoguchi.desk.engagements.words import Item, Paper, Readiness, Said, Subject
from madoguchi.foundation.core.calendar import add_business_days

BEFORE_A: dict[str, str] = {
    Subject.REGULATION: Readiness.WANT_NO_PLAN,
    Subject.TABLE: Readiness.WANT_NO_PLAN,
    Subject.REGISTER: Readiness.WANT_NO_PLAN,
    Subject.PLEDGES: Readiness.DOING,
    Subject.TRAINING: Readiness.NOT_NEEDED,
    Subject.SETUP: Readiness.PLANNED,
}
BEFORE_B: dict[str, str] = {**dict.fromkeys(Subject, Readiness.PLANNED), Subject.PLEDGES: Readiness.DONE}
VISITS_A = (
    (
        (300, "課題整理"),
        "預かった図面と自社の図面が同じ棚にあることを確かめました。区別の付け方を次回までに考えていただきます。",
        "預かっている図面の一覧を作る",
    ),
    (
        (270, "情報の棚卸し"),
        "仕事の流れに沿って、守る情報の名前を八つ挙げました。秘密区分は、極秘・秘・社外秘と公開にすることになりました。",
        "挙げた情報の置き場所を確かめる",
    ),
    (
        (230, "規程・誓約書"),
        "規程の案を一緒に読み、現場で守れない条を改めました。誓約書は、入社、昇進・異動、プロジェクト、退職、転入の五つにします。",
        "規程の案を役員会に諮る",
    ),
    (
        (200, "最終確認"),
        "工場の朝礼で使う説明を確かめました。設計部から始め、製造部に広げます。",
        "従業員に知らせる日を決める",
    ),
)


def a_runs_by_itself(t: Teller) -> None:
    """Support of last year: closed into 自走, and the check after half a year is due."""
    case = t.log(
        "adviser",
        330,
        Category.MGT,
        "取引先の情報が混ざらない管理の仕組みを作り、規程と誓約書まで整えたい。",
        company=0,
        consents=RECORDED,
    )
    t.answer(case, 325, "訪問支援を行い、規程、運用表、誓約書のひな形を会社と一緒に作ることにした。")
    row = _opened(t, case, 320, BEFORE_A)
    for (days, title), told, asked in VISITS_A:
        _held(t, row, days, title, told, asked)
    _through(t, row, "区分と運用表", 258, 235)
    _roll_out(t, row, 198, "設計部", "製造部")
    answers: dict[str, str] = {**dict.fromkeys(Item, Said.YES), Item.REGISTER: Said.NO}
    review = timezone.localdate(t.now) + timedelta(days=170)
    actions.close(engagement=row, answers=answers, review_date=review, **_at(t, case, 187))


def b_stands_before_its_second_visit(t: Teller) -> None:
    case = Consultation.objects.get(gist__startswith="共同研究先との秘密情報")
    row = _opened(t, case, 60, BEFORE_B)
    told = "共同研究先に渡した情報の一覧がないため、まず一覧を作ることにしました。試作の記録は研究室の棚にあります。"
    _held(t, row, 30, "課題整理", told, "共同研究先に渡した試料と資料の一覧を作る")
    visit = _booked(t, row, 8, "情報の棚卸し", add_business_days(timezone.localdate(t.now), 5))
    _booked(t, row, 8, "規程・誓約書", add_business_days(timezone.localdate(t.now), 25))
    at = _at(t, case, 7)
    actions.invite(visit=visit, person=t.cast.people["expert"], **at)
    preparation = "前回の宿題：渡した資料の一覧。契約書の写しがあれば見せてもらう。"
    _write(t, visit, Paper.PREPARATION, preparation, 7)
    _write(t, visit, Paper.AGENDA, "一 宿題の確認\n二 研究室の棚を一緒に見る\n三 共同研究の契約と照らす", 7)


def _opened(t: Teller, case: Consultation, days: int, before: dict[str, str]) -> Engagement:
    at = _at(t, case, days)
    day = timezone.localdate(at["at"])
    return actions.open_engagement(
        consultation=case, consented_by=ConsulterRole.HEAD, consent_date=day, answers=before, **at
    )


def _held(t: Teller, row: Engagement, days: int, title: str, told: str, asked: str) -> None:
    """Booked a week before, held on the day, with a report and homework for a month."""
    stage, case, is_over = row.stages.get(title=title), row.consultation, days > 30
    day = add_business_days(timezone.localdate(t.now) - timedelta(days=days + 1), 1)
    days = (timezone.localdate(t.now) - day).days
    visit = _booked(t, row, days + 7, title, day)
    actions.begin_stage(stage=stage, **_at(t, case, days))
    _write(t, visit, Paper.REPORT, told, days, hour=16)
    due = day + timedelta(days=21 if is_over else 35)
    given = actions.give(visit=visit, title=asked, due_date=due, for_whom="総務", **_at(t, case, days, 16))
    actions.hold(visit=visit, travel_minutes=120, **_at(t, case, days, 17))
    if is_over:
        actions.finish_homework(homework=given, **_at(t, case, days - 8))
        actions.finish_stage(stage=stage, **_at(t, case, days - 8))


def _booked(t: Teller, row: Engagement, days: int, title: str, day: date) -> Visit:
    starts = timezone.make_aware(datetime.combine(day, time(13, 30)))
    return actions.book(
        engagement=row,
        starts_at=starts,
        ends_at=starts + timedelta(hours=2),
        place=Place.COMPANY,
        people=[t.owner(row.consultation)],
        outside_hours=True,
        travel_minutes=120,
        stage=row.stages.get(title=title),
        **_at(t, row.consultation, days),
    )


def _write(t: Teller, visit: Visit, kind: Paper, text: str, days: int, hour: int = 10) -> None:
    at = _at(t, visit.engagement.consultation, days, hour)
    actions.write_paper(visit=visit, kind=kind, text=text, seen_version=0, **at)


def _through(t: Teller, row: Engagement, title: str, begun: int, done: int) -> None:
    stage = actions.begin_stage(stage=row.stages.get(title=title), **_at(t, row.consultation, begun))
    actions.finish_stage(stage=stage, **_at(t, row.consultation, done))


def _roll_out(t: Teller, row: Engagement, days: int, *departments: str) -> None:
    case = row.consultation
    stage = actions.begin_stage(stage=row.stages.get(kind="roll_out"), **_at(t, case, days))
    for number, department in enumerate(departments):
        made = actions.roll_out(stage=stage, department=department, **_at(t, case, days - number))
        actions.finish_rollout(rollout=made, **_at(t, case, days - 5))
    actions.finish_stage(stage=stage, **_at(t, case, days - 6))


def _at(t: Teller, case: Consultation, days: int, hour: int = 10) -> dict[str, Any]:
    return {"by": t.owner(case), "at": t.ago(days, hour)}


VISITED = (a_runs_by_itself, b_stands_before_its_second_visit)
