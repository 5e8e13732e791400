"""確かめの問い — three to five, drawn for one recipient from the table; the same until the table is another one.

What is drawn does not depend on the language of the page, so that an answer means the same in each.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from madoguchi.company.diagnosis.words import Addressee
from madoguchi.company.notices.models import Recipient
from madoguchi.company.notices.words import CONCERNS
from madoguchi.company.rules.queries import LevelOf, Said, Table, read
from madoguchi.company.rules.words import Action

MOST, FEWEST, MOST_OPTIONS = 5, 3, 4
YES, NO = 0, 1


@dataclass(frozen=True)
class Question:
    """問い — its field, what is asked, what may be chosen; `right` is the place of the right one."""

    name: str
    text: str
    options: tuple[str, ...]
    right: int
    sentence: str


@dataclass(frozen=True)
class Drawn:
    """引いた問い — a cell and what stands beside it; one statement alone is a question of yes or no."""

    level: LevelOf
    action: Action
    cell: Said
    statements: tuple[Said, ...]
    right: int

    @property
    def is_yes_no(self) -> bool:
        return len(self.statements) == 1

    def asked(self) -> Question:
        """In the words of the page's language."""
        words = {"level": self.level.name, "row": str(self.action.label)}
        name, sentence = f"{self.level.code}-{self.action.value}", _text(self.cell)
        if self.is_yes_no:
            said = words | {"said": _text(self.statements[0])}
            text = _("「%(level)s」の情報の「%(row)s」は、次の決まりで合っていますか。「%(said)s」") % said
            return Question(name, text, (_("合っている"), _("違う")), self.right, sentence)
        text = _("「%(level)s」の情報の「%(row)s」は、どう決まっていますか。") % words
        return Question(name, text, tuple(_text(one) for one in self.statements), self.right, sentence)


def questions_of(recipient: Recipient) -> list[Question]:
    """一人への問い — `notice` and its table should be at hand; two statements."""
    notice = recipient.notice
    with override("ja"):
        drawn = draw(read(notice.table), Addressee(notice.addressee), seed=f"{recipient.pk}:{notice.table_id}")
    return [one.asked() for one in drawn]


def draw(table: Table, addressee: Addressee, *, seed: str) -> list[Drawn]:
    """引く — of different rows as far as they go, of what is secret; none where every cell says the same."""
    ordered = sorted(_cells(table, addressee), key=lambda one: _lot(seed, one[0].code, one[1]))
    first: dict[Action, tuple[LevelOf, Action]] = {}
    for one in ordered:
        first.setdefault(one[1], one)
    chosen = list(first.values())
    chosen += [one for one in ordered if one not in chosen][: max(FEWEST - len(chosen), 0)]
    return [_drawn(table, *one, seed) for one in chosen[:MOST]]


def _cells(table: Table, addressee: Addressee) -> Iterator[tuple[LevelOf, Action]]:
    """Cells that something else can stand beside."""
    for level in table.secret or table.levels:
        for action in CONCERNS[addressee]:
            if table.cell(level.code, action) and _others(table, level, action):
                yield level, action


def _drawn(table: Table, level: LevelOf, action: Action, seed: str) -> Drawn:
    cell, others = table.cell(level.code, action), _others(table, level, action)

    def lot(said: Said) -> bytes:
        return _lot(seed, level.code, action, said.text)

    shown = sorted([cell, *sorted(others, key=lot)[: MOST_OPTIONS - 1]], key=lot)
    if len(shown) > 2:
        return Drawn(level, action, cell, tuple(shown), shown.index(cell))
    return Drawn(level, action, cell, (shown[0],), YES if shown[0] == cell else NO)


def _others(table: Table, level: LevelOf, action: Action) -> list[Said]:
    """What else the table says in this row; where that is nothing, what it says of this level elsewhere."""
    row = [table.cell(one.code, action) for one in table.levels]
    column = [table.cell(level.code, one.action) for one in table.rows]
    cell = table.cell(level.code, action)
    return _apart(cell, row) or _apart(cell, column)


def _apart(cell: Said, others: list[Said]) -> list[Said]:
    """Each text once, and none that says only a part of the cell or more than it: that would be no mistake."""
    own = set(cell.sentences)
    found: dict[str, Said] = {}
    for one in others:
        said = set(one.sentences)
        is_part = said <= own or own <= said or one.text in cell.text or cell.text in one.text
        if said and not is_part:
            found.setdefault(one.text, one)
    return list(found.values())


def _text(said: Said) -> str:
    """In the language of the page, whatever language the table was read in."""
    return Said((*(str(one.text) for one in said.measures), *([said.free] if said.free else []))).text


def _lot(*parts: Any) -> bytes:
    return sha256("\x00".join(str(one) for one in parts).encode()).digest()
