"""よりどころ — the measures with what each is good for, towards whom, how strict it is, and where it comes from."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from madoguchi.company.diagnosis.words import Addressee, Purpose
from madoguchi.company.rules.queries import Table
from madoguchi.company.rules.words import Action, Edition, Guide, Measure, Strictness
from madoguchi.foundation.core.language import word


@dataclass(frozen=True)
class Entry:
    """一つの対策 — in one row, in the words of the page's language; `iso`: numbers of ISO/IEC 27002:2022."""

    text: str
    is_way: bool
    purpose: str
    addressees: str
    strictness: str
    iso: str
    guide: str


@dataclass(frozen=True)
class Group:
    """一行の対策 — those that can stand in it, or those that do."""

    action: Action
    label: str
    entries: tuple[Entry, ...]


def of_row(edition: Edition, action: Action) -> Group:
    """その行に置ける対策 — the ways first, the freest on top; then what may be added."""
    return _group(action, edition.of(action))


def catalogue(edition: Edition) -> list[Group]:
    """対策の一覧 — row by row; a measure that fits two rows stands in both, as strict as it is there."""
    return [of_row(edition, action) for action in Action]


def used(table: Table) -> list[Group]:
    """この表のよりどころ — what levels and overlays say in each row, each measure once; own sentences have none."""
    groups = [_group(row.action, dict.fromkeys(_said(table, row.action))) for row in table.rows]
    return [one for one in groups if one.entries]


def _said(table: Table, action: Action) -> Iterator[Measure]:
    for level in table.levels:
        yield from table.cell(level.code, action).measures
    for over in table.overlays:
        yield from over.cell(action).measures


def _group(action: Action, found: Iterable[Measure]) -> Group:
    return Group(action, str(action.label), tuple(_entry(one, action) for one in found))


def _entry(one: Measure, action: Action) -> Entry:
    comma = _("、")
    return Entry(
        str(one.text),
        one.is_way,
        word(Purpose, one.purpose),
        comma.join(word(Addressee, each) for each in one.addressees),
        word(Strictness, one.ranks[action]),
        comma.join(one.iso),
        word(Guide, one.guide),
    )
