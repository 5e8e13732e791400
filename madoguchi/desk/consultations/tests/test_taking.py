"""自分で開かない — what was confided to a colleague is not opened by making oneself the owner."""

import pytest

from madoguchi.desk.consultations import actions
from madoguchi.desk.consultations import factories as make
from madoguchi.desk.consultations.factories import mark
from madoguchi.foundation.core.errors import Refusal


@pytest.mark.parametrize("who", ["colleague", "manager"])
def test_nobody_takes_a_colleagues_case_for_oneself(desk, who):
    person = getattr(desk, who)
    with pytest.raises(Refusal):
        actions.assign(consultation=desk.case, owner=person, **mark(person))


def test_a_case_that_is_nobodys_is_free_to_take(desk):
    case = make.consultation(office=desk.centre, owner=None)
    assert actions.assign(consultation=case, owner=desk.colleague, **mark(desk.colleague)).owner == desk.colleague


def test_a_manager_gives_a_case_to_somebody_else(desk):
    assert actions.assign(consultation=desk.case, owner=desk.colleague, **mark(desk.manager)).owner == desk.colleague
