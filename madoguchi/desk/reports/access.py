"""Who sees figures: the people of the counter and the analyst, each for the offices they may count."""

from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.access.rules import rule

COUNT = rule("reports.index", Role.ADVISER, Role.MANAGER, Role.ANALYST)
