"""Who sees figures: managers and analysts, each for the offices they may count."""

from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.access.rules import rule

COUNT = rule("reports.index", Role.MANAGER, Role.ANALYST)
