"""The life of a case: booked, assigned, answered, closed, opened again."""

from datetime import timedelta

from madoguchi.desk.consultations.words import State
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.core.calendar import next_business_day

ANSWER = "就業規則と誓約書の見本を案内した。"


def test_book_assign_answer_close_reopen(visitor, town):
    owner, case = town.person("owner"), town.consultation
    other = people.member(Role.ADVISER, town.centre, of=people.person(name="架空 夏夫"))
    adviser = visitor(owner)

    adviser.opens(case.get_absolute_url())
    adviser.presses("予約する")
    adviser.fills("日付", next_business_day(town.today + timedelta(days=1)).isoformat())
    adviser.fills("開始時刻", "10:00")
    adviser.fills("終了時刻", "11:00")
    adviser.presses("予約する")
    adviser.sees("10:00–11:00")

    adviser.presses("回答を記録")
    adviser.fills("対応要旨", ANSWER)
    adviser.presses("回答を記録")
    adviser.sees(ANSWER)

    adviser.presses("終了する")
    adviser.chooses("結果", "解決した")
    adviser.chooses("終了理由", "情報提供で完了")
    adviser.presses("終了する")
    adviser.sees("終了日時")

    adviser.presses("再開する")
    adviser.presses("再開する")
    adviser.sees("再開")

    adviser.presses("担当を決める")
    adviser.chooses("担当", other.name)
    adviser.presses("担当を決める")
    case.refresh_from_db()
    assert (case.owner, case.state, case.answer_gist) == (other, State.REOPENED, ANSWER)
