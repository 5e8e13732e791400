"""A leak is on the phone: the alarm is raised, the sheet opens, and nobody but those concerned sees the case."""

from madoguchi.desk.consultations.models import Consultation

GIST = "持ち出しの疑いがあり、いまも続いているとのこと。"


def test_a_leak_call_raises_the_alarm_and_stays_among_those_concerned(visitor, town):
    caller, colleague = visitor(town.person("colleague")), visitor(town.person("colleague"))

    caller.goes_to("相談を受け付ける")
    caller.chooses("相談者", "匿名")
    caller.chooses("相談区分", "営業秘密の流出・漏えい（被害相談）")
    caller.fills("要旨", GIST)
    caller.chooses("相談内容を記録することへの同意", "同意する")
    caller.chooses("流出が続いていますか", "はい")
    caller.chooses("証拠は保全されていますか", "いいえ")
    caller.presses("受け付ける")
    caller.sees("緊急の相談です")
    caller.presses("初動の手引きを開く（印刷用）")
    caller.sees("漏えいの疑いがあるときの初動の手引き")
    caller.presses("相談に戻る")
    caller.sees("限定（関係者のみ）")
    caller.sees(GIST)

    case = Consultation.objects.get()
    colleague.opens(case.get_absolute_url(), status=404)
    colleague.opens("/today/")
    colleague.misses(case.number)
    colleague.searches("持ち出し")
    colleague.misses(case.number)
