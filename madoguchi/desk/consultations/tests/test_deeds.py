"""操作 — each deed offered succeeds, each not offered is refused; over standings and states."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from madoguchi.desk.consultations import access, actions
from madoguchi.desk.consultations import factories as make
from madoguchi.desk.consultations.models import Consultation
from madoguchi.desk.consultations.states import MOVES
from madoguchi.desk.consultations.words import MemberKind, State
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as people
from madoguchi.foundation.core.errors import Refusal
from madoguchi.foundation.vault.factories import unlocked

REFUSED = (Refusal, PermissionDenied, Consultation.DoesNotExist)


def first_move(row):
    return next(iter(MOVES.get(State(row.state), ())), State.RECEIVED)


DOING = {
    "answer": lambda row, desk: actions.answer(**on(row), seen_version=row.version, answer_gist="助言", **by(desk)),
    "contact": lambda row, desk: actions.record_contact(**on(row), channel="TEL", kind="CONSULT", **by(desk)),
    "assign": lambda row, desk: actions.assign(**on(row), owner=desk.spare, **by(desk)),
    "move": lambda row, desk: actions.move(**on(row), to_state=first_move(row), **by(desk)),
    "correct": lambda row, desk: actions.correct(
        **on(row), seen_version=row.version, changes={"gist": "訂正"}, **by(desk)
    ),
    "members": lambda row, desk: actions.add_member(
        **on(row), person=desk.spare, kind=MemberKind.MEMBER, from_date=timezone.localdate(), **by(desk)
    ),
    "caller": lambda row, desk: actions.record_caller(
        **on(row), seen_version=0, name="架空", phone="1", email="", **by(desk)
    ),
    "write": lambda row, desk: actions.write(**on(row), kind="note", body="社内の事情", **by(desk)),
    "attach": lambda row, desk: make.attachment(row, by=desk.actor),
    "parties": lambda row, desk: actions.name_party(**on(row), name="架空競合", relation="other", **by(desk)),
    "consent": lambda row, desk: actions.consent(**on(row), kind="referral", is_given=True, **by(desk)),
    "link": lambda row, desk: actions.link(**on(row), other=desk.sibling, **by(desk)),
    "refer": lambda row, desk: actions.refer(
        **on(row),
        to_office=desk.window,
        shows_gist=True,
        shows_thread=False,
        urgency=0,
        message="お願いします",
        **by(desk),
    ),
    "refer_outside": lambda row, desk: make.outside_referral(row, by=desk.actor),
    "accept_referral": lambda row, desk: actions.accept_referral(**on(row), **by(desk)),
    "decline_referral": lambda row, desk: actions.decline_referral(**on(row), reason="capacity", **by(desk)),
    "return_referral": lambda row, desk: actions.return_referral(**on(row), report="助言した", **by(desk)),
    "restrict": lambda row, desk: actions.restrict(**on(row), is_restricted=not row.is_restricted, **by(desk)),
    "wall": lambda row, desk: actions.set_wall(**on(row), person=desk.spare, **by(desk)),
    "break_glass": lambda row, desk: actions.break_glass(**on(row), reason="担当者と連絡が取れない", **by(desk)),
    "end_glass": lambda row, desk: actions.end_glass(**on(row), **by(desk)),
    "take_out": lambda row, desk: actions.take_out(**on(row), **by(desk)),
    "close": lambda row, desk: actions.close(**on(row), outcome="solved", reason="informed", **by(desk)),
    "withdraw": lambda row, desk: actions.withdraw(**on(row), **by(desk)),
    "reopen": lambda row, desk: actions.reopen(**on(row), **by(desk)),
}


def on(row):
    return {"consultation": row}


def by(desk):
    return {"by": desk.actor, "at": timezone.now()}


def standing(desk, name, row):
    match name:
        case "member":
            return make.member_of(row, people.member(Role.ADVISER, desk.centre)).person
        case "expert":
            until = timezone.localdate() + timedelta(days=3)
            return make.member_of(row, desk.expert, MemberKind.EXPERT, until_date=until).person
        case "walled manager":
            return make.wall(row, person=people.member(Role.MANAGER, desk.centre), by=desk.manager).person
        case "referred stranger":
            make.referral(row, desk.window, by=desk.owner)
            return desk.stranger
        case "partner":
            make.referral(row, desk.window, by=desk.owner, partner=desk.stranger, shows_thread=True)
            return desk.stranger
        case "manager with broken glass":
            if access.may(desk.manager, row, access.BREAK_GLASS):
                DOING["break_glass"](row, SimpleNamespace(actor=unlocked(desk.manager)))
            return desk.manager
    return getattr(desk, name)


@pytest.mark.parametrize("is_owned", [True, False], ids=["owned", "nobodys"])
@pytest.mark.parametrize(
    "is_restricted",
    [pytest.param(False, id="open"), pytest.param(True, id="restricted", marks=pytest.mark.slow)],
)
@pytest.mark.parametrize(
    "state",
    [
        State.RECEIVED,
        *(pytest.param(one, marks=pytest.mark.slow) for one in (State.CLOSED, State.REFERRED, State.MIGRATED)),
    ],
)
@pytest.mark.parametrize(
    "who",
    [
        "owner",
        "member",
        "colleague",
        "manager",
        "manager with broken glass",
        "expert",
        "walled manager",
        "stranger",
        "referred stranger",
        "partner",
        "analyst",
    ],
)
def test_buttons_tell_the_truth(desk, who, state, is_restricted, is_owned):
    desk.spare = people.member(Role.ADVISER, desk.centre)
    owner = desk.owner if is_owned else None
    described = {"company": desk.company, "owner": owner, "state": state, "is_restricted": is_restricted}
    row = make.consultation(office=desk.centre, **described)
    desk.sibling = make.consultation(office=desk.centre, company=desk.company, owner=desk.owner)
    make.consent(row)
    desk.actor = unlocked(standing(desk, who, row))

    offered = {deed.code for deed in access.deeds(desk.actor, Consultation.objects.get(pk=row.pk))}
    assert {code for code in DOING if succeeds(code, row, desk)} == offered


def succeeds(code, row, desk):
    """Tries the deed and takes it back."""
    try:
        with transaction.atomic():
            DOING[code](Consultation.objects.get(pk=row.pk), desk)
            raise TakenBack
    except TakenBack:
        return True
    except REFUSED:
        return False


class TakenBack(Exception):
    pass


def test_every_deed_has_been_tried():
    assert DOING.keys() == access.RULE_OF.keys()


def test_deeds_of_one_case_cost_two_queries(desk, django_assert_num_queries):
    _ = desk.owner.memberships_today
    with django_assert_num_queries(2):  # members, walls
        access.deeds(desk.owner, desk.case)


def test_deeds_of_many_cases_cost_no_more_with_a_prefetch(desk, django_assert_num_queries):
    for _ in range(5):
        make.consultation(office=desk.centre)
    _ = desk.owner.memberships_today
    with django_assert_num_queries(3):
        for row in Consultation.objects.prefetch_related("members", "walls"):
            access.deeds(desk.owner, row)


def test_an_expert_writes_into_the_conversation_and_does_nothing_else(desk):
    make.member_of(desk.case, desk.expert, MemberKind.EXPERT)
    assert [deed.code for deed in access.deeds(desk.expert, desk.case)] == ["write", "attach", "parties"]


def test_a_manager_works_on_a_restricted_case_without_its_gist(desk):
    row = make.consultation(office=desk.centre, owner=desk.owner, is_restricted=True)
    offered = {deed.code for deed in access.deeds(desk.manager, row)}
    assert {"assign", "members", "close", "wall"} <= offered
    assert not {"correct", "answer", "restrict"} & offered


def test_a_manager_opens_no_restricted_gist_alone(desk):
    row = make.consultation(office=desk.centre, owner=desk.owner, is_restricted=True)
    mark = {"by": desk.manager, "at": timezone.now()}

    with pytest.raises(Refusal):
        actions.assign(consultation=row, owner=desk.manager, **mark)
    with pytest.raises(Refusal):
        actions.add_member(
            consultation=row,
            person=desk.manager,
            kind=MemberKind.MEMBER,
            from_date=timezone.localdate(),
            **mark,
        )
    with pytest.raises(PermissionDenied):
        actions.restrict(consultation=row, is_restricted=False, **mark)

    actions.add_member(
        consultation=row,
        person=desk.manager,
        kind=MemberKind.MEMBER,
        from_date=timezone.localdate(),
        by=desk.owner,
        at=timezone.now(),
    )
    assert access.standing(desk.manager, row).reads_gist(row)
