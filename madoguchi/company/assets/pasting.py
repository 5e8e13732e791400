"""貼り付け — rows copied from a sheet: what each would become is said before anything is written."""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property, partial
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from madoguchi.company.agreements.models import Agreement
from madoguchi.company.agreements.queries import agreements_of
from madoguchi.company.assets import columns, queries
from madoguchi.company.assets.columns import LANGUAGES, Column, Values, agreement_cell
from madoguchi.company.assets.facts import COLUMNS, Facts, HolderNamed, PlaceNamed
from madoguchi.company.assets.levels import levels_of
from madoguchi.company.assets.models import Asset
from madoguchi.company.assets.naming import Spellings
from madoguchi.company.assets.people import holders_of, members_of
from madoguchi.company.assets.titles import looks_like_content
from madoguchi.company.assets.words import OTHERS, Medium
from madoguchi.foundation.accounts.models import Organisation
from madoguchi.foundation.core.errors import Refusal
from madoguchi.foundation.core.folding import fold, fold_company
from madoguchi.foundation.papers.sheets import closing

MOST_ROWS = 2_000
BLANKS: Values = {
    column.key: column.read("") for column in columns.COLUMNS if column.key != "title"
}  # what a column that is not there says
SEALED = re.compile(r"(?:封をした名前|Sealed name)\s*#(\d{1,12})")
FUNCTION = re.compile(
    r"(部|課|係|室|長|役|員|者|担当|チーム|グループ|班|全社|主任|技師|team|group|staff|manager)$", re.IGNORECASE
)


class Fate(StrEnum):
    NEW = "new"
    REPEATED = "repeated"
    REFUSED = "refused"


@dataclass
class Row:
    """行 — its number in what was pasted, its fate, and why or what to look at."""

    line: int
    title: str
    fate: Fate
    remark: str = ""
    facts: Facts | None = None


@dataclass
class Preview:
    """見通し — the rows, which headings were understood and which were not."""

    headings: list[str]
    ignored: list[str]
    rows: list[Row] = field(default_factory=list)

    def facts(self) -> list[Facts]:
        return [row.facts for row in self.rows if row.fate is Fate.NEW and row.facts is not None]

    def count(self, fate: Fate) -> int:
        return sum(row.fate is fate for row in self.rows)

    @property
    def new_count(self) -> int:
        return self.count(Fate.NEW)

    @property
    def repeated_count(self) -> int:
        return self.count(Fate.REPEATED)

    @property
    def refused_count(self) -> int:
        return self.count(Fate.REFUSED)


def preview(text: str, *, room: Organisation, defaults: Values, actor: Any, day: date) -> Preview:
    """見通しを立てる — `defaults` stand where a cell is empty. Raises Refusal where no heading is understood."""
    lines = list(islice(_lines(text), MOST_ROWS + 2))
    position, heading = next(((n, cells) for n, cells in lines if any(cells)), (0, []))
    found = columns.recognised(heading)
    if "title" not in {column.key for column in found.values()}:
        raise Refusal(
            _("見出しの行に「情報の名前」がありません。表の一行目に見出しを付けて、見出しごと貼り付けてください。")
        )
    if len(lines) > MOST_ROWS + 1:
        raise Refusal(
            _("一度に貼り付けられるのは%(most)d行までです。分けて貼り付けてください。") % {"most": MOST_ROWS}
        )
    ignored = [cell for at, cell in enumerate(heading) if cell.strip() and at not in found]
    made = Preview([str(column.label) for column in found.values()], ignored)
    judge = _Judge(room, defaults, actor, day)
    for number, cells in lines:
        if number > position and any(cell.strip() for cell in cells) and not _is_closing(cells, len(made.rows)):
            made.rows.append(judge.row(number, cells, found))
    return made


def as_text(cells: Sequence[Sequence[Any]]) -> str:
    """貼り付けられる形に — lines of cells as a sheet would put them into the clipboard."""
    return "\n".join("\t".join(_quoted(columns.text_of(cell)) for cell in line) for line in cells)


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if any(sign in text for sign in '\t\r\n"') else text


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    try:
        yield from enumerate(csv.reader(text.splitlines(keepends=True), delimiter="\t"), start=1)
    except csv.Error as error:
        raise Refusal(_('引用符（"）が閉じていません。表を選び直して貼り付けてください。')) from error


def _is_closing(cells: Sequence[str], count: int) -> bool:
    """The last row of what we write ourselves."""
    first, *rest = cells
    if any(cell.strip() for cell in rest):
        return False
    for language in LANGUAGES:
        with override(language):
            if first.strip() == closing(count):
                return True
    return False


class _Judge:
    """What becomes of a row: everything the register has is read once."""

    def __init__(self, room: Organisation, defaults: Values, actor: Any, day: date) -> None:
        self.room, self.defaults, self.actor, self.day = room, defaults, actor, day
        self.seen: set[tuple[str, str]] = set()
        self.numbers: set[int] = set()

    def row(self, line: int, cells: Sequence[str], found: dict[int, Column]) -> Row:
        at_title = next(at for at, column in found.items() if column.key == "title")
        title = cells[at_title].strip()[:80] if at_title < len(cells) else ""
        try:
            values = self._values(cells, found)
            if fate := self._repeated(values):
                return Row(line, title, *fate)
            facts = self._facts(values)
        except ValueError as wrong:
            return Row(line, title, Fate.REFUSED, str(wrong))
        self.seen.add((fold(values["title"]), fold(values["department"])))
        self.numbers |= {values["number"]} - {None}
        return Row(line, values["title"], Fate.NEW, looks_like_content(values["title"]), facts)

    def _values(self, cells: Sequence[str], found: dict[int, Column]) -> Values:
        values = {**BLANKS, "title": ""}
        for at, column in found.items():
            values[column.key] = self._read(column, cells[at] if at < len(cells) else "")
        for key, value in self.defaults.items():
            values[key] = values[key] or value
        return values | {
            "department": self._spellings.department(values["department"]),
            "places": tuple(dict.fromkeys(map(self._spellings.place, values["places"]))),
            "counterparty": self._spellings.partner(values["counterparty"]),
        }

    def _read(self, column: Column, cell: str) -> Any:
        try:
            return column.read(cell)
        except ValueError as wrong:
            if column.key == "title":
                raise
            raise ValueError(f"{column.label}：{wrong}") from wrong

    def _repeated(self, values: Values) -> tuple[Fate, str] | None:
        """What the register has, or what stood further up."""
        number, key = values["number"], (fold(values["title"]), fold(values["department"]))
        if number is not None and number in self._by_number:
            if self._by_number[number] == values:
                return Fate.REPEATED, _("台帳の内容と同じです。")
            raise ValueError(
                _("番号%(number)dは、台帳に別の内容であります。画面で訂正してください。") % {"number": number}
            )
        if number in self._taken or number in self.numbers:
            raise ValueError(_("番号%(number)dは、もう使われています。") % {"number": number})
        if number is None and (key in self.seen or key in self._titles):
            return Fate.REPEATED, _("同じ部署に、同じ名前の情報があります。")
        return None

    def _facts(self, values: Values) -> Facts:
        """Raises ValueError with what is missing or unknown."""
        own = {key: values[key] for key in COLUMNS if key in values}
        own |= {one.value: one.value in values["media"] for one in Medium}
        own |= {"level": self._level(values["level"]), "agreement": self._agreement(values)}
        if not values["department"]:
            raise ValueError(_("部署がありません。"))
        return Facts(
            columns=own,
            department=values["department"],
            places=[PlaceNamed(kind, name) for kind, name in values["places"] if name],
            owner=self._holder(values["owner"]),
            deputy=self._holder(values["deputy"]),
            holders=[named for text in values["holders"] if (named := self._holder(text))],
            number=values["number"],
        )

    def _level(self, text: str) -> str:
        for level in self._levels:
            if fold(text) in {fold(level.name), level.code}:
                return str(level.code)
        names = "、".join(level.name for level in self._levels)
        raise ValueError(
            _("秘密区分「%(text)s」はありません。使えるのは、%(names)sです。") % {"text": text, "names": names}
        )

    def _agreement(self, values: Values) -> Agreement | None:
        if values["origin"] not in OTHERS:
            return None
        partner, said = fold_company(values["counterparty"]), fold(values["agreement"])
        known = [one for one in self._agreements if one.counterparty.folded == partner]
        if said:
            known = [one for one in known if said in columns.both_of(partial(agreement_cell, one))]
        if not known:
            named = values["counterparty"] or _("（相手先なし）")
            raise ValueError(
                _("相手先「%(name)s」との契約が登録されていません。先に契約を登録してください。") % {"name": named}
            )
        return known[0]

    def _holder(self, text: str) -> HolderNamed | None:
        """A member by name, one the register knows, a function or group; any other word is a name, and sealed."""
        if not text:
            return None
        if sealed := SEALED.fullmatch(text):
            return self._known(int(sealed[1]))
        if fold(text) in self._members:
            return HolderNamed(person=self._members[fold(text)])
        if fold(text) in self._holders:
            return HolderNamed(holder=self._holders[fold(text)])
        return HolderNamed(title=text) if FUNCTION.search(text) else HolderNamed(name=text)

    def _known(self, holder: int) -> HolderNamed:
        if holder not in self._holders.values():
            raise ValueError(_("封をした名前の番号が、この会社の台帳にありません。"))
        return HolderNamed(holder=holder)

    @cached_property
    def _spellings(self) -> Spellings:
        return Spellings(self.room)

    @cached_property
    def _levels(self) -> list[Any]:
        return levels_of(self.room, self.day)

    @cached_property
    def _agreements(self) -> list[Agreement]:
        return list(agreements_of(self.room, actor=self.actor))

    @cached_property
    def _members(self) -> dict[str, int]:
        """Two of one name cannot be told apart: neither is meant."""
        members = members_of(self.room, self.day)
        names = [fold(name) for _person, name in members]
        return {fold(name): person for person, name in members if names.count(fold(name)) == 1}

    @cached_property
    def _holders(self) -> dict[str, int]:
        return {fold(label): pk for pk, label in holders_of(self.room, actor=self.actor).items()}

    @cached_property
    def _by_number(self) -> dict[int, Values]:
        names = {level.code: level.name for level in self._levels}
        rows = whole(queries.register(self.room, actor=self.actor))
        return {row.number: columns.values_of(row, names.get(row.level, row.level)) for row in rows}

    @cached_property
    def _taken(self) -> set[int]:
        """Numbers of items one does not see, or that were taken off."""
        return set(Asset.objects.filter(organisation=self.room).values_list("number", flat=True))

    @cached_property
    def _titles(self) -> set[tuple[str, str]]:
        return {(fold(values["title"]), fold(values["department"])) for values in self._by_number.values()}


def whole(rows: Any) -> Any:
    """書き出せる形で — the items with all that a sheet says of them, in order of number."""
    related = rows.select_related("department", "owner__person", "deputy__person", "agreement__counterparty")
    return related.prefetch_related("in_places__place", "with_holders__holder__person").order_by("number")


def exported(room: Organisation, *, actor: Any, day: date) -> Iterator[list[Any]]:
    """書き出す — a line of cells for each item."""
    names = {level.code: level.name for level in levels_of(room, day)}
    for row in whole(queries.register(room, actor=actor)).iterator(chunk_size=500):
        yield columns.cells_of(columns.values_of(row, names.get(row.level, row.level)))
