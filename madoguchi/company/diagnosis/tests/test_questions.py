"""質問集 — thirty questions, complete, in plain words, in two languages."""

from collections import Counter
from difflib import SequenceMatcher
from itertools import combinations

import pytest
from django.utils.translation import override

from madoguchi.company.diagnosis import questions
from madoguchi.company.diagnosis.words import Addressee, Block, Edition, Purpose

EDITION = questions.EDITIONS[-1]
QUESTIONS = EDITION.questions
TEXTS = ("text", "why", "evidence", "action")
each = pytest.mark.parametrize("question", QUESTIONS, ids=lambda one: one.code)


def test_there_are_thirty_in_three_blocks():
    assert Counter(one.block for one in QUESTIONS) == {Block.LEGAL: 10, Block.RECOMMENDED: 15, Block.DEALINGS: 5}
    assert [one.block for one in QUESTIONS] == sorted((one.block for one in QUESTIONS), key=list(Block).index)


def test_every_code_stands_once():
    assert len({one.code for one in QUESTIONS}) == 30


def test_every_purpose_and_every_addressee_is_asked_about():
    assert {purpose for one in QUESTIONS for purpose in one.purposes} == set(Purpose)
    assert {addressee for one in QUESTIONS for addressee in one.addressees} == set(Addressee)


def test_the_legal_minimum_asks_about_employees_leavers_partners_and_outsiders():
    assert {addressee for one in EDITION.of(Block.LEGAL) for addressee in one.addressees} == set(Addressee)


@pytest.mark.parametrize("name", TEXTS)
def test_no_two_say_the_same(name):
    said = [str(getattr(one, name)) for one in QUESTIONS]
    alike = [pair for pair in combinations(said, 2) if SequenceMatcher(None, *pair).ratio() > 0.75]
    assert alike == []


@each
def test_each_is_short_enough_to_be_read_aloud(question):
    assert len(str(question.text)) <= 60
    assert len(str(question.why)) <= 80
    assert len(str(question.evidence)) <= 50
    assert len(str(question.action)) <= 60


@each
def test_each_asks_explains_and_tells_what_to_do(question):
    assert str(question.text).endswith("か。")
    assert str(question.why).endswith("。")
    assert not str(question.evidence).endswith("。")
    assert str(question.action).endswith("ください。")


@each
def test_each_follows_a_paper_that_stands_when_the_edition_begins(question):
    assert str(question.source.label)
    assert question.source.since <= EDITION.since


@each
@pytest.mark.parametrize("name", TEXTS)
def test_each_text_has_its_english(question, name):
    with override("en"):
        english = str(getattr(question, name))
    assert english.isascii() or set(english) - set("“”’…") <= {chr(code) for code in range(128)}
    assert english


def test_the_edition_of_a_day_is_the_newest_that_stands(monkeypatch):
    newer = Edition("2030-04", EDITION.since.replace(year=2030), QUESTIONS)
    monkeypatch.setattr(questions, "EDITIONS", (EDITION, newer))
    assert questions.edition_on(EDITION.since.replace(year=2015)) is EDITION
    assert questions.edition_on(EDITION.since.replace(year=2029)) is EDITION
    assert questions.edition_on(EDITION.since.replace(year=2031)) is newer
