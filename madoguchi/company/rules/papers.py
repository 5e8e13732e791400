"""表から作るもの — labels, signs, the training sheet and lines for Excel, each in the words of the table alone."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from madoguchi.company.rules.queries import LevelOf, Said, Table
from madoguchi.company.rules.words import Action
from madoguchi.foundation.papers.sheets import Sheet

UNMARKED = "mark-none"
COPIES = 6
NO_ZONES: Mapping[str, Iterable[str]] = {}


@dataclass(frozen=True)
class Label:
    """表示の札 — of a level that is marked: its name, and who may see what bears it."""

    name: str
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class Sign:
    """掲示 — what is hung up, the levels for which the table asks for it, and the zones in which such items lie."""

    text: str
    sentence: str
    levels: tuple[str, ...]
    zones: tuple[str, ...] = ()


@dataclass(frozen=True)
class Lesson:
    """区分の説明 — what a mark means, and what to do with what bears it."""

    level: LevelOf
    meaning: Said
    doings: tuple[tuple[str, Said], ...]


def labels(table: Table) -> list[Label]:
    """札 — the highest first; a level whose things bear no mark has none. There is room for what matters most."""
    return [
        Label(level.name, _shortly(table.cell(level.code, Action.WHO)))
        for level in table.levels
        if _is_marked(table.cell(level.code, Action.MARK))
    ]


def signs(table: Table, zones: Mapping[str, Iterable[str]] = NO_ZONES) -> list[Sign]:
    """掲示 — each that a cell of a level asks for, once; `zones` by code of the level."""
    found: dict[str, tuple[str, list[LevelOf]]] = {}
    for level, said in _cells(table):
        for one in said.measures:
            if one.sign:
                found.setdefault(str(one.sign), (str(one.text), []))[1].append(level)
    return [_sign(text, *asked, zones) for text, asked in found.items()]


def lessons(table: Table) -> list[Lesson]:
    """説明 — of every level, the highest first; what the table says nothing about is left out."""
    return [
        Lesson(
            level,
            table.cell(level.code, Action.WHO),
            tuple(
                (row.label, table.cell(level.code, row.action))
                for row in table.rows
                if row.action is not Action.WHO and table.cell(level.code, row.action)
            ),
        )
        for level in table.levels
    ]


def sheets(table: Table) -> list[Sheet]:
    """Excelの表 — levels beside each other; then what lies over them."""
    lines: list[list[str]] = [[_("扱い"), *(level.name for level in table.levels)]]
    lines += [[row.label, *(said.text for said in row.cells)] for row in table.rows]
    over = [[_("重なる決まり"), _("扱い"), _("決まり")]]
    over += [[one.label, str(action.label), said.text] for one in table.overlays for action, said in one.cells]
    return [Sheet(_("区分と運用表"), lines), Sheet(_("重なる決まり"), over)]


def _sign(text: str, sentence: str, levels: list[LevelOf], zones: Mapping[str, Iterable[str]]) -> Sign:
    names = dict.fromkeys(level.name for level in levels)
    hung = dict.fromkeys(zone for level in levels for zone in zones.get(level.code, ()))
    return Sign(text, sentence, tuple(names), tuple(hung))


def _shortly(said: Said) -> tuple[str, ...]:
    """The way and the company's own sentence; all of it where there is neither."""
    short = ([str(said.way.text)] if said.way else []) + ([said.free] if said.free else [])
    return tuple(short) or said.sentences


def _is_marked(said: Said) -> bool:
    return bool(said) and UNMARKED not in {one.code for one in said.measures}


def _cells(table: Table) -> Iterator[tuple[LevelOf, Said]]:
    for row in table.rows:
        yield from zip(table.levels, row.cells, strict=True)
