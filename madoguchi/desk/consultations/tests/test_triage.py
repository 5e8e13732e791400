"""トリアージ — urgency follows from the answers alone."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.desk.consultations.triage import QUESTIONS, urgency_of
from madoguchi.desk.consultations.words import Urgency

TODAY = date(2026, 11, 22)


def judged(category="MGT", trigger="", **answers):
    return urgency_of(answers, category=category, trigger=trigger, today=TODAY)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, Urgency.NORMAL),
        ({"is_leaking": True}, Urgency.URGENT),
        ({"is_cyber": True}, Urgency.URGENT),
        ({"category": "LEAK", "trigger": "leaver"}, Urgency.URGENT),
        ({"has_personal_data": True, "trigger": "leaver"}, Urgency.URGENT),
        ({"trigger": "leaver"}, Urgency.NORMAL),
        ({"category": "LEAK"}, Urgency.NORMAL),
        ({"has_personal_data": True}, Urgency.HIGH),
        ({"is_evidence_safe": False}, Urgency.HIGH),
        ({"is_evidence_safe": True}, Urgency.NORMAL),
        ({"is_leaking": False, "is_cyber": None}, Urgency.NORMAL),
        ({"deadline_date": TODAY + timedelta(days=7)}, Urgency.HIGH),
        ({"deadline_date": TODAY + timedelta(days=8)}, Urgency.NORMAL),
        ({"deadline_date": TODAY - timedelta(days=1)}, Urgency.HIGH),
    ],
)
def test_follows_the_answers(facts, expected):
    assert judged(**facts) == expected


ANSWERS = st.fixed_dictionaries({question: st.sampled_from([True, False, None]) for question in QUESTIONS})


@given(answers=ANSWERS, question=st.sampled_from(["is_leaking", "has_personal_data", "is_cyber"]))
def test_a_yes_never_makes_it_less_urgent(answers, question):
    assert judged(**answers | {question: True}) >= judged(**answers | {question: None})
