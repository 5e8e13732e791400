"""Everything that changes an engagement. Keyword-only; `by` says who, `at` says when."""

from madoguchi.desk.engagements.actions.homework import drop_homework, finish_homework, give, postpone_homework
from madoguchi.desk.engagements.actions.leading import (
    call_off,
    close,
    mark_of,
    open_engagement,
    resume,
    set_template,
    stall,
)
from madoguchi.desk.engagements.actions.papers import write_paper
from madoguchi.desk.engagements.actions.stages import (
    add_stage,
    begin_stage,
    finish_rollout,
    finish_stage,
    move_stage,
    roll_out,
    skip_stage,
    take_up_stage,
)
from madoguchi.desk.engagements.actions.surveys import answer, correct
from madoguchi.desk.engagements.actions.visits import book, cancel, hold, invite, postpone

__all__ = [
    "add_stage",
    "answer",
    "begin_stage",
    "book",
    "call_off",
    "cancel",
    "close",
    "correct",
    "drop_homework",
    "finish_homework",
    "finish_rollout",
    "finish_stage",
    "give",
    "hold",
    "invite",
    "mark_of",
    "move_stage",
    "open_engagement",
    "postpone",
    "postpone_homework",
    "resume",
    "roll_out",
    "set_template",
    "skip_stage",
    "stall",
    "take_up_stage",
    "write_paper",
]
