"""条項集 — the clauses of every paper, as data with a source and a day."""

from madoguchi.company.documents.clauses.basics import ANNOUNCEMENT, POLICY, WORK_RULES
from madoguchi.company.documents.clauses.lists import LEAVER_LIST, REGISTER, TABLE
from madoguchi.company.documents.clauses.ndas import NDA_MUTUAL, NDA_ONE_WAY, NDA_VISIT
from madoguchi.company.documents.clauses.pledges import JOINING, LEAVING, PROJECT, PROMOTION, TRANSFER
from madoguchi.company.documents.clauses.regulation import REGULATION
from madoguchi.company.documents.words import Kind, Outline

_ALL = (
    *(POLICY, REGULATION, TABLE, REGISTER, WORK_RULES, ANNOUNCEMENT),
    *(JOINING, PROMOTION, PROJECT, LEAVING, TRANSFER),
    *(NDA_ONE_WAY, NDA_MUTUAL, NDA_VISIT, LEAVER_LIST),
)
OUTLINES: dict[str, Outline] = {str(one.kind.value): one for one in _ALL}


def outline_of(kind: str) -> Outline:
    return OUTLINES[Kind(kind).value]
