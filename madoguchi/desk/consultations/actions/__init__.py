"""Everything that changes a consultation. Keyword-only; `by` says who, `at` says when."""

from madoguchi.desk.consultations.actions.callers import record_caller
from madoguchi.desk.consultations.actions.contacts import finish_next, record_contact
from madoguchi.desk.consultations.actions.drafts import discard_draft, save_draft
from madoguchi.desk.consultations.actions.export import note_export, take_out
from madoguchi.desk.consultations.actions.files import attach, remove_file
from madoguchi.desk.consultations.actions.glass import break_glass, end_glass
from madoguchi.desk.consultations.actions.intake import log_call, with_number
from madoguchi.desk.consultations.actions.outside import record_reply, refer_outside
from madoguchi.desk.consultations.actions.parties import ConflictOfInterest, name_party, remove_party
from madoguchi.desk.consultations.actions.people import add_member, assign, lift_wall, remove_member, set_wall
from madoguchi.desk.consultations.actions.referrals import (
    accept_referral,
    decline_referral,
    refer,
    return_referral,
    withdraw_referral,
)
from madoguchi.desk.consultations.actions.taking_in import PastCase, recount_repeats, take_back, take_in
from madoguchi.desk.consultations.actions.thread import discard, post, revise, send, show, write
from madoguchi.desk.consultations.actions.work import (
    CORRECTABLE,
    answer,
    close,
    consent,
    correct,
    link,
    move,
    reopen,
    restrict,
    unlink,
    withdraw,
)
from madoguchi.desk.consultations.seating import case_box

__all__ = [
    "CORRECTABLE",
    "ConflictOfInterest",
    "PastCase",
    "accept_referral",
    "add_member",
    "answer",
    "assign",
    "attach",
    "break_glass",
    "case_box",
    "close",
    "consent",
    "correct",
    "decline_referral",
    "discard",
    "discard_draft",
    "end_glass",
    "finish_next",
    "lift_wall",
    "link",
    "log_call",
    "move",
    "name_party",
    "note_export",
    "post",
    "record_caller",
    "record_contact",
    "record_reply",
    "recount_repeats",
    "refer",
    "refer_outside",
    "remove_file",
    "remove_member",
    "remove_party",
    "reopen",
    "restrict",
    "return_referral",
    "revise",
    "save_draft",
    "send",
    "set_wall",
    "show",
    "take_back",
    "take_in",
    "take_out",
    "unlink",
    "with_number",
    "withdraw",
    "withdraw_referral",
    "write",
]
