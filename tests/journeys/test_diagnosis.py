"""A small firm diagnoses itself: thirty answers, not a letter typed, three things to do; later once more, better."""

from madoguchi.company.companies import factories as companies
from madoguchi.company.diagnosis import questions
from madoguchi.company.diagnosis.models import Diagnosis
from madoguchi.company.diagnosis.words import Block
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people
from tests.journeys.visitor import PASSWORD

EDITION = questions.EDITIONS[-1]
MOST_ANSWERS = 30
MOST_LETTERS = 0
SHELF = "総務の棚 三段目"
DONE_SINCE = {"L01": "している", "L03": "一部している"}


def test_a_firm_answers_thirty_questions_and_does_it_again(visitor, town):
    room = companies.room_of(companies.company(name="架空精機株式会社"))
    steward = visitor(people.member(Role.STEWARD, room, of=people.person(password=PASSWORD)))
    effort = Effort(steward)

    steward.goes_to("自己診断")
    steward.presses("自己診断を始める")
    steward.presses("質問に進む")
    _answers(effort, Block.LEGAL, "していない")
    steward.presses("保存して次へ")
    _answers(effort, Block.RECOMMENDED, "一部している")
    steward.presses("保存して次へ")
    _closes_and_comes_back(steward)
    _answers(effort, Block.DEALINGS, "している")
    steward.presses("保存して終わりへ")
    steward.presses("診断を完了して結果を見る")

    for code in ("L01", "L03", "L05"):
        steward.sees(str(_asked(code).action))
    steward.sees("次の%(count)sつがまだ十分ではありません。", count=10)
    steward.sees(
        "この診断は、合格や不合格を決めるものでも、法律の助言でもありません。守られるかどうかは、"
        "一つひとつの事情で決まります。迷うときは、相談窓口や弁護士に相談してください。"
    )
    assert (effort.answers, effort.letters) == (MOST_ANSWERS, MOST_LETTERS)

    _does_it_again(steward)
    steward.sees("前回から変わった答え")
    steward.sees("進んだ")
    assert steward.page.locator("section[aria-labelledby=changes] tbody tr").count() == len(DONE_SINCE)
    steward.misses(SHELF)  # folded away until somebody wants all answers
    steward.hands.press(steward.page.locator("summary").filter(has_text=steward.word("すべての回答")))
    steward.sees(SHELF)
    assert Diagnosis.objects.finished().count() == 2


class Effort:
    """手間 — what somebody has to answer and to type."""

    def __init__(self, visitor):
        self.visitor, self.answers, self.letters = visitor, 0, 0

    def chooses(self, question, answer):
        self.visitor.chooses(str(question.text), answer)
        self.answers += 1


def _asked(code):
    return next(one for one in EDITION.questions if one.code == code)


def _answers(effort, block, answer):
    for one in EDITION.of(block):
        effort.chooses(one, answer)


def _closes_and_comes_back(steward):
    """In the middle of it: what was answered is there."""
    steward.opens("/diagnosis/")
    steward.sees("回答中 %(answered)s／%(asked)s", answered=25, asked=30)
    steward.presses("全社", within="main", exact=False)
    steward.presses("続きに答える")


def _does_it_again(steward):
    """The last answers are chosen already: only what has changed is touched."""
    steward.presses("自己診断を始める")
    steward.presses("質問に進む")
    for code, answer in DONE_SINCE.items():
        steward.chooses(str(_asked(code).text), answer)
    first = steward.page.locator(".question").first
    steward.hands.press(first.locator("summary"))
    steward.hands.fill(first.locator("textarea"), SHELF)
    for button in ("保存して次へ", "保存して次へ", "保存して終わりへ", "診断を完了して結果を見る"):
        steward.presses(button)
