"""状態の移り変わり — which step may follow which. Closing, withdrawing and reopening have deeds of their own."""

from madoguchi.desk.consultations.words import State

MOVES: dict[State, tuple[State, ...]] = {
    State.RECEIVED: (State.TRIAGED, State.BOOKED, State.WORKING, State.WAITING, State.REFERRED),
    State.TRIAGED: (State.BOOKED, State.WORKING, State.WAITING, State.REFERRED),
    State.BOOKED: (State.TRIAGED, State.WORKING, State.WAITING, State.REFERRED),
    State.WORKING: (
        State.BOOKED,
        State.WAITING,
        State.VISITING,
        State.ROLLING_OUT,
        State.FOLLOWING,
        State.REFERRED,
    ),
    State.WAITING: (State.BOOKED, State.WORKING, State.VISITING, State.FOLLOWING, State.REFERRED),
    State.VISITING: (State.WORKING, State.WAITING, State.ROLLING_OUT, State.FOLLOWING, State.REFERRED),
    State.ROLLING_OUT: (State.WORKING, State.VISITING, State.WAITING, State.FOLLOWING),
    State.FOLLOWING: (State.WORKING, State.VISITING, State.ROLLING_OUT),
    State.REFERRED: (State.WORKING, State.FOLLOWING),
    State.REOPENED: (State.TRIAGED, State.BOOKED, State.WORKING, State.WAITING, State.VISITING, State.REFERRED),
}
REOPENABLE = (State.CLOSED, State.WITHDRAWN, State.MIGRATED, State.REFERRED)


def may_follow(state: str, wanted: str) -> bool:
    """Does the table allow the step?"""
    return wanted in MOVES.get(State(state), ())
