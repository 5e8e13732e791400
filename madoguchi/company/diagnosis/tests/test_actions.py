"""自己診断の行い — begun, answered by several, finished, and never changed afterwards."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from madoguchi.company.companies import factories as companies
from madoguchi.company.diagnosis import actions, questions
from madoguchi.company.diagnosis.actions import AlreadyBegun, AnsweredMeanwhile, Said
from madoguchi.company.diagnosis.models import Answer, Diagnosis, EvidenceNote
from madoguchi.company.grants import factories as grants
from madoguchi.company.grants.models import Part, room_stream
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.audit.models import Line
from madoguchi.foundation.core.errors import Refusal
from madoguchi.foundation.vault import rows
from madoguchi.foundation.vault.errors import NobodyHasAKey
from madoguchi.foundation.vault.factories import unlocked

NOW = timezone.now()
WHERE = "総務の棚 三段目"


def says(code, value, *, note=None, seen=0, reason=""):
    return Said(code, value, reason, note, seen)


def answers(diagnosis, by, *said):
    return actions.answer(diagnosis=diagnosis, said=said, by=by, at=timezone.now())


def held(diagnosis):
    return dict(diagnosis.answers.order_by("question").values_list("question", "value"))


@pytest.fixture
def fresh(room, steward):
    return actions.begin(organisation=room, by=steward, at=NOW)


def test_it_begins_with_the_questions_of_the_day(fresh):
    assert fresh.edition is questions.edition_on(timezone.localdate(NOW))
    assert held(fresh) == {}


def test_one_scope_has_one_unfinished_at_a_time(room, steward, fresh):
    with pytest.raises(AlreadyBegun) as refused:
        actions.begin(organisation=room, by=steward, at=NOW)
    assert refused.value.diagnosis == fresh


def test_a_department_has_one_of_its_own(room, steward, fresh):
    assert actions.begin(organisation=room, label=" 開発部 ", by=steward, at=NOW).label == "開発部"


def test_only_who_runs_the_room_begins_and_finishes(room, begun, head, steward):
    with pytest.raises(PermissionDenied):
        actions.begin(organisation=room, label="x", by=head, at=NOW)
    for deed in (actions.finish, actions.discard):
        with pytest.raises(PermissionDenied):
            deed(diagnosis=begun, by=head, at=NOW)


def test_nobody_begins_for_another_company(steward):
    other = companies.room_of(companies.company())
    with pytest.raises(PermissionDenied):
        actions.begin(organisation=other, by=steward, at=NOW)


def test_a_head_answers_and_leaves_notes_to_others(fresh, head):
    assert answers(fresh, head, says("L01", 1)) == 1
    with pytest.raises(PermissionDenied):
        answers(fresh, head, says("L02", 1, note=WHERE))
    assert held(fresh) == {"L01": 1}


def test_whoever_it_is_shown_to_writes_nothing(room, fresh, adviser, steward):
    grants.grant(room, adviser, Part.DIAGNOSIS, by=steward)
    with pytest.raises(PermissionDenied):
        answers(fresh, adviser, says("L01", 1))


def test_out_of_sight_is_not_there(fresh):
    stranger = unlocked(people.member(Role.STEWARD, companies.room_of(companies.company())))
    with pytest.raises(Diagnosis.DoesNotExist):
        answers(fresh, stranger, says("L01", 1))


def test_what_does_not_apply_has_a_reason_and_no_value(fresh, steward):
    answers(fresh, steward, says("T03", None, reason="none"))
    assert fresh.answers.get().reason == "none"


def test_questions_of_no_edition_are_left_out(fresh, steward):
    assert answers(fresh, steward, says("X99", 2)) == 0


def test_the_same_said_again_changes_nothing(fresh, steward):
    answers(fresh, steward, says("L01", 1, note=WHERE))
    before = Line.objects.count()

    assert answers(fresh, steward, says("L01", 1)) == 0
    assert Line.objects.count() == before
    assert fresh.answers.get().version == 1


def test_two_people_who_answer_different_questions_do_not_disturb_each_other(fresh, steward, head):
    answers(fresh, steward, says("L01", 1))
    answers(fresh, head, says("L02", 2))
    assert held(fresh) == {"L01": 1, "L02": 2}


def test_two_people_who_answer_alike_agree(fresh, steward, head):
    answers(fresh, steward, says("L01", 1))
    assert answers(fresh, head, says("L01", 1)) == 0


def test_the_second_to_answer_differently_is_told_and_nothing_is_saved(fresh, steward, head):
    answers(fresh, steward, says("L01", 2))
    with pytest.raises(AnsweredMeanwhile) as crossed:
        answers(fresh, head, says("L01", 0), says("L02", 0))
    assert crossed.value.codes == {"L01"}
    assert held(fresh) == {"L01": 2}


def test_knowing_what_stands_there_the_second_may_replace_it(fresh, steward, head):
    answers(fresh, steward, says("L01", 2))
    answers(fresh, head, says("L01", 0, seen=1))
    assert held(fresh) == {"L01": 0}


def test_one_s_own_earlier_saving_is_no_conflict(fresh, steward):
    answers(fresh, steward, says("L01", 2))
    answers(fresh, steward, says("L01", 0))
    assert held(fresh) == {"L01": 0}


def test_a_note_that_somebody_else_wrote_is_not_overwritten_unseen(room, fresh, steward):
    principal = unlocked(people.member(Role.PRINCIPAL, room))
    answers(fresh, steward, says("L01", 2, note=WHERE))
    with pytest.raises(AnsweredMeanwhile):
        answers(fresh, principal, says("L01", 2, note="別の棚"))


def test_a_note_is_sealed_for_who_runs_the_room(room, fresh, steward):
    principal = unlocked(people.member(Role.PRINCIPAL, room))
    answers(fresh, steward, says("L01", 2, note=WHERE))

    note = EvidenceNote.objects.get()

    assert WHERE.encode() not in bytes(note.text)
    for reader in (steward, principal):
        assert rows.unseal(note, reader.open_keyring) == {"text": WHERE}
    assert note.box.subject == f"company:{room.pk}"


def test_an_emptied_note_is_gone(fresh, steward):
    answers(fresh, steward, says("L01", 2, note=WHERE))
    answers(fresh, steward, says("L01", 2, note="", seen=1))
    assert not EvidenceNote.objects.exists()


def test_without_anybody_s_key_no_note_is_taken(room, people_without_keys):
    fresh = actions.begin(organisation=room, by=people_without_keys, at=NOW)
    with pytest.raises(NobodyHasAKey):
        answers(fresh, people_without_keys, says("L01", 2, note=WHERE))
    assert not Answer.objects.exists()


@pytest.fixture
def people_without_keys(room):
    return people.member(Role.STEWARD, room, of=people.person(password="tadashii-aikotoba"))


def test_it_is_finished_once_everything_is_answered(begun, steward):
    begun.answers.filter(question="T05").delete()
    with pytest.raises(Refusal, match="1"):
        actions.finish(diagnosis=begun, by=steward, at=NOW)
    answers(begun, steward, says("T05", 1))

    assert actions.finish(diagnosis=begun, by=steward, at=NOW).finished_by == steward


def test_what_is_finished_stays_as_it_is(finished, steward):
    before = held(finished)
    for deed in (
        lambda: answers(finished, steward, says("L01", 0, seen=1)),
        lambda: actions.finish(diagnosis=finished, by=steward, at=NOW),
        lambda: actions.discard(diagnosis=finished, by=steward, at=NOW),
    ):
        with pytest.raises(Refusal):
            deed()
    assert held(finished) == before


def test_the_next_one_begins_from_the_last_finished_of_the_same_scope(room, steward, finished):
    again = actions.begin(organisation=room, by=steward, at=NOW)
    elsewhere = actions.begin(organisation=room, label="開発部", by=steward, at=NOW)

    assert (again.earlier, elsewhere.earlier) == (finished, None)
    assert held(again) == {}


def test_an_unfinished_one_can_be_given_up_with_all_it_holds(begun, steward):
    answers(begun, steward, says("L01", 2, note=WHERE, seen=1))
    actions.discard(diagnosis=begun, by=steward, at=NOW)
    assert [model.objects.count() for model in (Diagnosis, Answer, EvidenceNote)] == [0, 0, 0]


def test_every_deed_leaves_one_line_in_the_company_s_diary(room, begun, steward):
    actions.finish(diagnosis=begun, by=steward, at=NOW)
    lines = Line.objects.filter(stream=room_stream(room.pk)).order_by("seq")
    assert [one.deed for one in lines] == ["diagnosis.begin", "diagnosis.answer", "diagnosis.finish"]
    assert {one.subject for one in lines} == {f"diagnosis.Diagnosis:{begun.pk}"}


def test_many_notes_cost_as_many_questions_as_one(room, steward):
    def cost(label, codes):
        fresh = actions.begin(organisation=room, label=label, by=steward, at=NOW)
        with CaptureQueriesContext(connection) as asked:
            answers(fresh, steward, *(says(code, 1, note=WHERE) for code in codes))
        return len(asked)

    cost("a", ["L01"])
    assert cost("c", ["L01", "L02", "L03"]) - cost("b", ["L01"]) == 2  # the two further answers
