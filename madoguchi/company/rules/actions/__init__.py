"""Everything that changes a handling table: a draft is begun, written, brought into force, and edited no more."""

from madoguchi.company.rules.actions.cells import Wording, WrittenMeanwhile, say
from madoguchi.company.rules.actions.levels import add_level, lower_level, name_levels, raise_level, remove_level
from madoguchi.company.rules.actions.rows import LevelLeft
from madoguchi.company.rules.actions.tables import (
    AlreadyDrafted,
    NotThatDay,
    begin,
    bring_into_force,
    discard,
    recall,
    revise,
)

__all__ = [
    "AlreadyDrafted",
    "LevelLeft",
    "NotThatDay",
    "Wording",
    "WrittenMeanwhile",
    "add_level",
    "begin",
    "bring_into_force",
    "discard",
    "lower_level",
    "name_levels",
    "raise_level",
    "recall",
    "remove_level",
    "revise",
    "say",
]
