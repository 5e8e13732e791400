"""Everything that changes people, their memberships, invitations and the desk's description."""

from madoguchi.foundation.accounts.actions.desks import (
    close_day,
    describe_desk,
    introduce_desk,
    open_day,
)
from madoguchi.foundation.accounts.actions.founding import found
from madoguchi.foundation.accounts.actions.invitations import INVITATION_HOLDS, accept, invite, issue, withdraw
from madoguchi.foundation.accounts.actions.office_boxes import company_box, glass_box, office_box
from madoguchi.foundation.accounts.actions.people import clear_second_factor, describe_self, disable, enable
from madoguchi.foundation.accounts.actions.roles import end_role, give_role
from madoguchi.foundation.accounts.actions.sessions import end_sessions

__all__ = [
    "INVITATION_HOLDS",
    "accept",
    "clear_second_factor",
    "close_day",
    "company_box",
    "describe_desk",
    "describe_self",
    "disable",
    "enable",
    "end_role",
    "end_sessions",
    "found",
    "give_role",
    "glass_box",
    "introduce_desk",
    "invite",
    "issue",
    "office_box",
    "open_day",
    "withdraw",
]
