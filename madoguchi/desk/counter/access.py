"""Who stands at the counter, and who may hand a colleague's work over."""

from madoguchi.desk.consultations.access import READ, TRACE
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.access.rules import rule

STAND = rule("counter.today", Role.ADVISER, Role.MANAGER, Role.EXPERT)
HAND_OVER = rule("counter.hand_over", Role.MANAGER)

__all__ = ["HAND_OVER", "READ", "STAND", "TRACE"]
