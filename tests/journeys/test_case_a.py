"""事例A — a maker of optical instruments (架空) in whose folders own and customers' drawings lie mixed.

From its first call until it goes on by itself, with every paper it is left with.
"""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from madoguchi.company.companies.models import Company
from madoguchi.company.diagnosis import questions
from madoguchi.company.diagnosis.words import Block
from madoguchi.company.documents.clauses import outline_of
from madoguchi.company.documents.models import Version
from madoguchi.company.documents.text import text_of
from madoguchi.company.documents.words import Kind
from madoguchi.company.notices.models import Recipient
from madoguchi.desk.appointments.models import Place
from madoguchi.desk.engagements import actions
from madoguchi.desk.engagements.models import Engagement
from madoguchi.desk.engagements.words import Paper, StageKind
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.core.calendar import next_business_day
from madoguchi.foundation.papers.reading import read_word
from tests.journeys.links import answers, comes_by_mail, invites
from tests.journeys.paper import A4, sizes_of
from tests.journeys.visitor import PASSWORD
from tests.journeys.ways import TWO_WAYS

pytestmark = pytest.mark.parametrize("way", TWO_WAYS, indirect=True)
NAME, OWNER, CUSTOMER = "株式会社架空光測器", "kousoku@example.jp", "架空精密株式会社"
GIST = "自社の図面と取引先の図面が混ざっている。分けて管理し、規程を整えたい。"
SUBJECTS = ("規程", "運用表", "台帳", "誓約書", "教育", "体制")
HOMEWORK = "預かっている図面の一覧を作る"
FIRST = "預かり図面と自社の図面が同じ棚にあることを確かめた。"
LATER = ("社長と管理職に、混ざりを防ぐことを説明した。", "規程と運用表の案を読んだ。", "社内に広げる順を決めた。")
KEPT = """名称\t部署\t保管場所\t出所
対物レンズの研磨条件表\t製造部\t製造課の書庫\t自社の情報
鏡筒の組立図\t設計部\t設計棚2\t自社の情報
検査の合格基準書\t品質保証部\t品質の書庫\t自社の情報
見積りの原価表\t営業部\t営業の書庫\t自社の情報
"""
MIXED = "自社の情報と預かった情報が、同じ場所にあります"
CHECKS = (
    "運用する人が決まっている",
    "規程が施行されている",
    "区分と運用表が使われている",
    "情報台帳を見直した",
    "誓約書を取った",
    "従業員に知らせた",
    "次の見直しの日が決まっている",
)
UNFILLED = re.compile(r"[{}＠]|［|\bNone\b")


@pytest.fixture
def adviser(visitor, town):
    return visitor(people.member(Role.ADVISER, town.centre, of=people.person(name="架空 春子", password=PASSWORD)))


def logs_the_call(adviser):
    adviser.goes_to("相談を受け付ける")
    adviser.fills("企業名または法人番号", NAME)
    adviser.chooses("相談区分", "営業秘密管理（管理方法・体制・規程）")
    adviser.fills("要旨", GIST)
    adviser.chooses("相談内容を記録することへの同意", "同意する")
    adviser.presses("受け付ける")
    adviser.sees(GIST)


def opens_the_support(adviser, today):
    adviser.presses("訪問支援を始める")
    adviser.chooses("同意した人の立場", "代表者・役員")
    adviser.fills("同意を得た日", today.isoformat())
    for subject in SUBJECTS:
        adviser.chooses(subject, "整備したいが予定はない")
    adviser.presses("訪問支援を始める", within="main")
    adviser.sees("進行中")


def books_the_first_visit(adviser, today):
    adviser.presses("訪問を予約する")
    adviser.fills("日付", next_business_day(today + timedelta(days=1)).isoformat())
    adviser.fills("開始時刻", "10:00")
    adviser.fills("終了時刻", "12:00")
    adviser.presses("予約する", within="main")
    adviser.sees("第%(number)d回訪問", number=1)
    adviser.presses("宿題を頼む")
    adviser.fills("会社にしてもらうこと", HOMEWORK)
    adviser.fills("期日", (today + timedelta(days=14)).isoformat())
    adviser.presses("宿題を頼む", within="main")
    adviser.sees(HOMEWORK)


def invites_the_owner(adviser, visitor):
    adviser.opens(Company.objects.get(name=NAME).get_absolute_url())
    adviser.presses("代表者を招待する")
    invites(adviser, OWNER, "架空 代表", "企業の代表者")
    owner = comes_by_mail(visitor, OWNER)
    owner.sees(NAME)
    return owner


def reports_on_the_first_visit(adviser, support):
    visit = support.visits.get()
    actions.hold(visit=visit, travel_minutes=90, by=support.opened_by, at=visit.appointment.starts_at)
    adviser.opens(visit.get_absolute_url())
    adviser.presses("%(paper)sを書く", paper=adviser.word("訪問の報告"))
    adviser.fills("訪問の報告", FIRST)
    adviser.presses("封をして保存する")
    adviser.sees(FIRST)


def diagnoses_itself(owner):
    owner.goes_to("自己診断")
    owner.presses("自己診断を始める")
    owner.presses("質問に進む")
    for block, button in zip(Block, ("保存して次へ", "保存して次へ", "保存して終わりへ"), strict=True):
        for one in questions.EDITIONS[-1].of(block):
            owner.chooses(str(one.text), "一部している")
        owner.presses(button)
    owner.presses("診断を完了して結果を見る")


def does_the_homework(owner):
    owner.goes_to("やること")
    owner.sees(HOMEWORK)
    owner.presses("済みにする")
    owner.sees("いま、やることはありません")


def registers_its_own(owner):
    owner.goes_to("情報台帳")
    owner.presses("Excelから貼り付ける", within="main")
    owner.fills("Excelで選んでコピーした表", KEPT)
    owner.presses("どうなるか見る")
    owner.presses("新しい%(number)s行を登録する", number=4)


def registers_what_it_keeps_for_a_customer(owner):
    owner.presses("契約", within="main")
    owner.presses("契約を登録する", within="main")
    owner.fills("相手先", CUSTOMER)
    owner.chooses("契約の種類", "秘密保持契約")
    owner.chooses("事業の段階", "委託製造・業務委託")
    owner.presses("登録する", within="main")
    owner.goes_to("情報台帳")
    owner.presses("一件ずつ登録する", within="main")
    owner.fills("情報の名前", "預かり図面一式")
    owner.chooses("種類", "設計図・CAD")
    owner.chooses("出所", "預かった情報")
    owner.page.get_by_label(owner._label("契約")).select_option(index=1)
    owner.chooses("秘密区分", "秘")
    owner.fills("部署", "設計部")
    owner.fills("新しい保管場所の名前", "設計棚2")
    owner.presses("登録する", within="main")


def puts_it_apart(owner):
    owner.sees(MIXED)
    owner.presses("書き足す・訂正する", within="main")
    owner.page.get_by_role("checkbox", name="設計棚2").uncheck()
    owner.fills("新しい保管場所の名前", "預かり品の棚")
    owner.presses("保存する")
    owner.misses(MIXED)


def decides_on_levels(owner):
    owner.goes_to("自社のページ")
    owner.presses("区分と運用表を決める", within="main")
    owner.chooses("どの区分で始めますか", "三つ＋公開で始める（極秘・秘・社外秘・公開）")
    for press in ("表を作る", "使い始める", "この表を使い始める"):
        owner.presses(press, within="main")


def makes_its_papers(owner):
    owner.goes_to("自社のページ")
    owner.presses("規程と書類を作る", within="main")
    owner.presses("聞き取りに答える", within="main")
    owner.chooses("営業秘密管理責任者", "技術部長")
    owner.ticks("情報管理委員会を置く")
    owner.presses("答えを保存する")
    owner.presses("書類をまとめて作る", within="main")
    owner.presses("作る", within="main")


def puts_them_in_force(owner):
    """The regulation step by step, then all the others that were read."""
    owner.presses("営業秘密管理規程", within="main")
    for press in ("確認済みにする", "承認する", "施行する", "施行する"):
        owner.presses(press, within="main")
    owner.sees("施行中")
    owner.goes_to("規程と書類")
    owner.presses("読んだ書類をまとめて施行する", within="main")
    owner.presses("印を付けた書類を施行する", within="main")
    in_force = Version.objects.in_force().values_list("document__kind", flat=True)
    assert sorted(in_force) == sorted(Kind.values)


def opens_each_paper(owner):
    for version in Version.objects.in_force().select_related("document"):
        address, kind = version.get_absolute_url(), version.document.kind
        said = "\n".join(text_of(one) for one in read_word(owner.fetches(f"{address}word/")))
        assert [one.title for one in outline_of(kind).clauses if is_always_said(one) and one.title not in said] == []
        assert not UNFILLED.search(said), kind
        assert owner.fetches(f"{address}pdf/").startswith(b"%PDF-")
    owner.presses("誓約書（退職時）", within="main")
    owner.presses("第%(number)d版", within="main", number=1)
    assert read_word(owner.receives(owner.word("Wordで受け取る")))


def is_always_said(clause):
    return clause.is_numbered and any(not line.startswith("［") for line in clause.text.split("\n") if line)


def prints_what_is_hung_up(owner, folder):
    owner.goes_to("区分と運用表")
    owner.presses("表示の札と掲示", within="main")
    assert set(sizes_of(owner.page.content(), folder)) == {A4}
    owner.presses("区分と運用表に戻る")
    owner.presses("従業員への説明資料", within="main")
    owner.sees("秘密の印と守ること")


def makes_it_known(owner, visitor):
    """In one department first; a second one is added."""
    owner.goes_to("自社のページ")
    owner.presses("決まりを社内に知らせる", within="main")
    owner.fills("部署", "設計部")
    owner.fills("サインインしない人（一行に一人）", "設計1、架空 一郎")
    owner.presses("この内容で知らせる")
    owner.presses("相手を加える")
    owner.fills("サインインしない人（一行に一人）", "製造1、架空 次郎")
    owner.presses("加える", within="main")
    owner.presses("リンクの用紙を作る")
    owner.presses("用紙を作る")
    slips = owner.page.locator(".slip-link").all_text_contents()
    for slip, recipient in zip(slips, Recipient.objects.select_related("notice__table").order_by("pk"), strict=True):
        reads(visitor(), slip, recipient)
    owner.presses("周知に戻る")
    owner.sees("%(asked)s人中 %(read)s人が読みました", asked=2, read=2)


def reads(reader, slip, recipient):
    reader.opens(slip)
    answers(reader, recipient)
    reader.presses("読みました")
    reader.leaves()


def visits_three_times_more(support):
    """Each on another day, with a report of its own."""
    by, first = support.opened_by, support.visits.get().appointment.starts_at
    for number, told in enumerate(LATER, start=1):
        starts = first + timedelta(days=30 * number)
        when = {"starts_at": starts, "ends_at": starts + timedelta(hours=2), "outside_hours": True}
        made = actions.book(engagement=support, place=Place.COMPANY, people=[by], **when, by=by, at=timezone.now())
        actions.write_paper(visit=made, kind=Paper.REPORT, text=told, seen_version=0, by=by, at=starts)
        actions.hold(visit=made, by=by, at=starts)


def goes_through_the_stages(support):
    how = {"by": support.opened_by, "at": timezone.now()}
    for stage in support.stages.exclude(kind=StageKind.FOLLOW):
        begun = actions.begin_stage(stage=stage, **how)
        for department in ("設計部", "製造部") if stage.kind == StageKind.ROLL_OUT else ():
            actions.finish_rollout(rollout=actions.roll_out(stage=begun, department=department, **how), **how)
        actions.finish_stage(stage=begun, **how)


def closes(adviser, support, today):
    adviser.opens(support.get_absolute_url())
    adviser.presses("自走に移す")
    for item in CHECKS:
        adviser.chooses(item, "はい")
    adviser.fills("次の見直しの日", (today + timedelta(days=180)).isoformat())
    adviser.presses("自走に移す", within="main")
    adviser.sees("フォロー中")


def takes_the_report(adviser):
    adviser.presses("支援報告書")
    said = "\n".join(text_of(one) for one in read_word(adviser.receives(adviser.word("Wordで受け取る"))))
    assert [one for one in (NAME, FIRST, *LATER, HOMEWORK, "設計部", "製造部") if one not in said] == []
    assert adviser.receives(adviser.word("PDFで受け取る")).startswith(b"%PDF-")
    adviser.presses("訪問支援に戻る")


def asks_again(adviser):
    adviser.presses("答えを記録する")
    for subject in SUBJECTS:
        adviser.chooses(subject, "整備済み")
    adviser.presses("答えを記録する", within="main")
    adviser.sees("6か月後")


def test_a_company_is_helped_from_its_first_call_until_it_goes_on_by_itself(visitor, town, adviser, tmp_path):
    logs_the_call(adviser)
    opens_the_support(adviser, town.today)
    books_the_first_visit(adviser, town.today)
    owner, support = invites_the_owner(adviser, visitor), Engagement.objects.get()
    reports_on_the_first_visit(adviser, support)

    diagnoses_itself(owner)
    does_the_homework(owner)
    registers_its_own(owner)
    registers_what_it_keeps_for_a_customer(owner)
    puts_it_apart(owner)

    decides_on_levels(owner)
    makes_its_papers(owner)
    puts_them_in_force(owner)
    opens_each_paper(owner)
    prints_what_is_hung_up(owner, tmp_path)
    makes_it_known(owner, visitor)

    visits_three_times_more(support)
    goes_through_the_stages(support)
    closes(adviser, support, town.today)
    takes_the_report(adviser)
    asks_again(adviser)
