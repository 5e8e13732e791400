"""An office moves in with its Excel files: read, corrected where the reader didn't know, taken in, undone."""

import io

import pytest
from openpyxl import Workbook

from madoguchi.desk.consultations.models import Consultation
from madoguchi.desk.logbooks import pace
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.jobs import running as jobs
from tests.journeys.visitor import PASSWORD
from tests.journeys.ways import THREE_WAYS

pytestmark = pytest.mark.parametrize("way", THREE_WAYS, indirect=True)
HEADINGS = ("No.", "日にち", "連絡手段", "勤め先", "テーマ", "聞いたこと", "伝えたこと")
CONFIDED = "図面を三枚に分けて渡すように助言した"


def book(*rows):
    made = Workbook()
    made.active.append(("平成28年度　架空窓口の相談",))
    made.active.append(HEADINGS)
    for row in rows:
        made.active.append(row)
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


ROWS = (
    ("1", "H28.4.5", "電話", "株式会社架空精機", "秘密管理", "規程を作りたい", CONFIDED),
    ("2", "H28.5.6", "のろし", "架空工業㈱", "ひみつ", "図面の渡し方", "面談した"),
    ("3", "H28.13.40", "電話", "架空商会", "契約", "契約書を見てほしい", ""),
)


def test_an_office_moves_in_with_its_own_excel(visitor, town, monkeypatch):
    monkeypatch.setattr(pace, "sleep", lambda _seconds: None)
    colleague, manager = (
        visitor(people.member(role, town.centre, of=people.person(password=PASSWORD)))
        for role in (Role.ADVISER, Role.MANAGER)  # in this order: who comes later hands the office's key over
    )

    manager.goes_to("記録簿の取り込み")
    manager.presses("記録簿を渡す", within="main")
    manager.attaches("記録簿のファイル", "写真.xlsx", b"\x89PNG no logbook")
    manager.presses("渡して、読み方を確かめる")
    manager.sees("記録簿を読めません")
    manager.presses("記録簿を渡す", within="main")
    manager.attaches("記録簿のファイル", "相談28.xlsx", book(*ROWS))
    manager.presses("渡して、読み方を確かめる")
    manager.chooses("日にち", "受付日")
    manager.chooses("勤め先", "企業名")
    manager.chooses("聞いたこと", "要旨として開く（200字まで。続きは封をする）")
    manager.presses("試しに読んでみる")
    manager.sees("受付日がないか、暦にない日付です。")
    manager.presses("この読み方で取り込む")
    manager.sees("取り込み中")
    colleague.opens("/consultations/")
    colleague.misses("架空精機")

    jobs.drain()

    manager.goes_to("記録簿の取り込み")
    manager.sees("取り込み済み")
    colleague.opens("/consultations/")
    colleague.presses("1")
    colleague.sees("規程を作りたい")
    colleague.misses(CONFIDED)
    colleague.presses("移行した記載を読む")
    colleague.sees(CONFIDED)

    first = Consultation.objects.get(number="1")
    assert (first.gist, Consultation.objects.filter(arrival__isnull=False).count()) == ("規程を作りたい", 2)
    manager.opens(f"/logbooks/{first.taken_row.logbook_id}/")
    assert CONFIDED.encode() not in manager.receives(manager.word("行ごとの結果を受け取る（Excel）"))
    manager.presses("取り込みを取り消す")
    manager.presses("全部取り消す")
    colleague.opens("/consultations/")
    colleague.misses("架空精機")
