"""Papers for tests and the demo."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from madoguchi.company.documents import actions, files
from madoguchi.company.documents.models import Interview, Version
from madoguchi.company.documents.words import Kind
from madoguchi.foundation.accounts.models import Organisation, Person
from madoguchi.foundation.core.calendar import day_of
from madoguchi.foundation.papers.blocks import Block, Paper
from madoguchi.foundation.papers.word import word


def family(
    organisation: Organisation, *, by: Person, kinds: tuple[str, ...] = tuple(Kind), at: datetime | None = None
) -> dict[str, Version]:
    """Drafts, by kind."""
    made = actions.generate(organisation=organisation, kinds=kinds, by=by, at=at or timezone.now())
    return {one.kind: one.version for one in made if one.version}


def paper(organisation: Organisation, kind: str = Kind.REGULATION, *, by: Person) -> Version:
    """One draft."""
    return family(organisation, by=by, kinds=(kind,))[kind]


def in_force(version: Version, *, by: Person, at: datetime | None = None) -> Version:
    """Reviewed, approved and put in force by a principal whose keys are open."""
    now = at or timezone.now()
    actions.review(version=version, by=by, at=now)
    actions.approve(version=version, by=by, at=now)
    return actions.put_in_force(version=version, effective_date=day_of(now), by=by, at=now)


def docx(*blocks: Block) -> bytes:
    """A Word file that says this."""
    return word(Paper("架空の書類", blocks))


def edited(version: Version, *, by: Person, old: str, new: str) -> bytes:
    """The version's file after somebody replaced a text in Word."""
    before = files.blocks_in(version, actor=by)
    assert any(old in getattr(one, "text", "") for one in before)
    return docx(*(_replaced(one, old, new) for one in before))


def answers(**other: Any) -> dict[str, Any]:
    """What is chosen where nothing is chosen, but for `other`."""
    fresh = Interview()
    return {name: getattr(fresh, name) for name in actions.ANSWERS} | other


def _replaced(block: Any, old: str, new: str) -> Any:
    return type(block)(**{**vars(block), "text": block.text.replace(old, new)}) if hasattr(block, "text") else block
