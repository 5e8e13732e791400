"""行を見分ける — title, heading, subtotal or consultation: told from the row, the one before and the one after."""

import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import takewhile

from madoguchi.desk.logbooks.cells import is_moment, key_of, text_of
from madoguchi.desk.logbooks.day_columns import day_columns, with_day
from madoguchi.desk.logbooks.days import Hint, hint_in, hint_in_title, is_day
from madoguchi.desk.logbooks.headings import is_date, is_known, is_plain, unit_alone, unit_told
from madoguchi.foundation.core.folding import unify
from madoguchi.foundation.papers.books import Book
from madoguchi.foundation.papers.limits import RawRow

LONGEST_HEADING = 100
LONGEST_UNKNOWN = 40
FEWEST_UNKNOWN = 3
LOOKED_AHEAD = 5
PERIOD = "[0-9元年月度平成令和昭HRS./第四半上下期~-]*(?:分|全体|相談|件数|年間)*の?"
SUBTOTAL = re.compile(
    rf"[(\[【<〔]?{PERIOD}(?P<word>[小合累総月年]?計|総合計|合計件数|総件数|件数合計)(?:\([^()]*\))?[)\]】>〕]?"
    r"[:=]?(?P<count>[0-9][0-9,]*)?件?"
)
COUNTED = re.compile(  # 相談件数：47件, 4月分 47件
    rf"[(\[【<〔]?(?=[^:=]*[月年期分数]){PERIOD}(?<![0-9])[)\]】>〕]?[:=]?(?P<count>[0-9][0-9,]*)件[)\]】>〕]?"
)
COUNT = re.compile(r"(?:計)?([0-9][0-9,]*)件?")
NUMBER = re.compile(r"[-+]?[0-9][0-9,.]*")
NOTE = re.compile(r"[※*]|注[0-9:)]|備考:|以上(?:[0-9]+件)?$|Endoflist:[0-9]+$")
MONTH = re.compile(r"[【\[<(■●◆]?(?:[0-9]{1,2}月|上半期|下半期|第[1-4]四半期)(?:分|度)?[】\]>)]?")
TITLE_IN_TABLE = re.compile(r".{0,30}(?:記録簿?|一覧表?|台帳|分|月|年度?)[】\]>)]?")
EXAMPLE = re.compile(r"[(\[【<〔「※]*(?:記入|入力|記載)?(?:例|見本|サンプル)[0-9]*[)\]】>〕」]?:?")
FISCAL = "年度"


class Kind(StrEnum):
    """行の種類 — only ROW is a consultation to be understood."""

    ROW = "row"
    TITLE = "title"
    HEADER = "header"
    BLANK = "blank"
    SUBTOTAL = "subtotal"
    NOTE = "note"
    STRAY = "stray"  # above the first heading of a sheet, or on a sheet without one
    OTHER_TABLE = "other_table"  # in a table that holds no consultations


@dataclass
class Top:
    """見出し行 — the labels of the table in which the scan is; `index` counts the tables of the book."""

    index: int
    sheet: str
    last: int
    labels: dict[int, str]
    lines: list[tuple[str, ...]]
    open_positions: set[int] = field(default_factory=set)
    unit: str = ""
    units: dict[int, str] = field(default_factory=dict)
    day_columns: tuple[int, ...] = ()
    year_and_month: list[str] = field(default_factory=list)

    def unit_at(self, position: int) -> str:
        """万円 — of a line of units, else of the whole table."""
        return self.units.get(position) or self.unit


@dataclass(frozen=True)
class Scanned:
    """見分けた行 — the row, what it is, the table it stands in and the year its title tells."""

    kind: Kind
    raw: RawRow
    top: Top | None
    hint: Hint | None = None
    label: str = ""
    count: int | None = None


def scanned(book: Book) -> Iterator[Scanned]:
    """Every row of the book in order, seen for what it is; the same each time."""
    scan = _Scan()
    coming: deque[RawRow] = deque()
    for raw in book.rows():
        coming.append(raw)
        if len(coming) > LOOKED_AHEAD:
            yield scan.see(coming.popleft(), coming)
    while coming:
        yield scan.see(coming.popleft(), coming)


class _Scan:
    """Where the scan is: sheet, table, hint, and the labels that stood above any table so far."""

    def __init__(self) -> None:
        self.sheet = ""
        self.has_begun = False
        self.top: Top | None = None
        self.tables = 0
        self.hint: Hint | None = None
        self.is_fiscal = False  # does 年度 tell it?
        self.unit = ""
        self.above: RawRow | None = None
        self.seen_labels: set[str] = set()

    def see(self, raw: RawRow, coming: Iterable[RawRow]) -> Scanned:
        self._enter(raw.sheet)
        following = list(takewhile(lambda row: row.sheet == raw.sheet, coming))
        texts = _texts(raw)
        found = self._classified(raw, texts, following)
        self.above = raw if found.kind in (Kind.TITLE, Kind.HEADER) else None
        return found

    def _enter(self, sheet: str) -> None:
        if sheet != self.sheet or not self.has_begun:
            self.sheet, self.top, self.above, self.unit = sheet, None, None, ""
            self.hint, self.is_fiscal = hint_in(sheet), FISCAL in sheet
            self.has_begun = True

    def _classified(self, raw: RawRow, texts: list[str], following: list[RawRow]) -> Scanned:
        if not any(texts):
            return Scanned(Kind.BLANK, raw, self.top)
        if self._is_header(raw, texts, following):
            return Scanned(Kind.HEADER, raw, self.top, self.hint)
        if self.top and (total := _subtotal(texts)):
            return Scanned(Kind.SUBTOTAL, raw, self.top, self.hint, *total)
        if kind := self._aside(raw, texts, following):
            return Scanned(kind, raw, self.top, self.hint)
        return Scanned(Kind.STRAY, raw, None, self.hint) if self.top is None else self._row(raw, self.top)

    def _row(self, raw: RawRow, top: Top) -> Scanned:
        if top.day_columns:
            raw, top.year_and_month = with_day(raw, top.day_columns, top.year_and_month)
        return Scanned(Kind.ROW, raw, top, self.hint)

    def _aside(self, raw: RawRow, texts: list[str], following: list[RawRow]) -> Kind | None:
        """A title above the table; a title or a note among its rows, which is one cell that says so itself."""
        distinct = list(dict.fromkeys(filter(None, texts)))
        if self.top and len(distinct) > 1:
            return Kind.NOTE if _is_example(distinct[0]) else None
        words = [unify(word) for word in distinct]
        is_alone = len(words) == 1 and (_is_title_in_table(words[0]) or self._is_heading_row(*following[:1]))
        if is_alone or (self.top is None and not _has_day(raw, texts)):
            self._note_year(words)
            self._note_unit(words)
            return Kind.TITLE
        if len(words) > 1 or not (NOTE.match(words[0]) or _is_example(words[0])):
            return None
        self._note_unit(words)
        return Kind.NOTE

    def _note_year(self, words: list[str]) -> None:
        """Above a table 年度 stands against any other year: that may be when the form was made."""
        for word in sorted(words, key=lambda word: FISCAL not in word):
            hint = hint_in_title(word)
            if hint and (self.top or FISCAL in word or not self.is_fiscal):
                self.hint, self.is_fiscal = hint, FISCAL in word
                return

    def _note_unit(self, words: list[str]) -> None:
        self.unit = next(filter(None, map(unit_told, words)), self.unit)
        if self.top:
            self.top.unit = self.unit

    # Headings

    def _is_heading_row(self, raw: RawRow | None = None) -> bool:
        texts = _texts(raw) if raw else []
        return raw is not None and _is_label_row(texts, raw) and self._is_known(texts)

    def _is_header(self, raw: RawRow, texts: list[str], following: list[RawRow]) -> bool:
        """Notices a heading and remembers it: a new table, the second line of one, or the same once more."""
        if not _is_text_row(texts, raw):
            return False
        if self._is_repeated(raw, texts, following):
            return True
        if self._is_second_line(raw, texts):
            self._extend(raw, texts)
            return True
        if self._is_line_of_units(texts):
            return True
        is_followed = _is_label_row(texts, raw) and self._is_followed_by_days(texts, following)
        if is_followed or self._is_heading_row(raw):
            self._begin(raw, texts)
            return True
        return False

    def _is_repeated(self, raw: RawRow, texts: list[str], following: list[RawRow]) -> bool:
        if self.top is None or _line(texts) not in self.top.lines:
            return False
        below = _line(_texts(following[0])) if following else ()
        return _is_label_row(texts, raw) or below in self.top.lines

    def _is_second_line(self, raw: RawRow, texts: list[str]) -> bool:
        top = self.top
        if top is None or raw.number != top.last + 1 or not _is_text_row(texts, raw):
            return False
        filled = {at for at, text in enumerate(texts) if text and key_of(text) != key_of(top.labels.get(at, ""))}
        return bool(filled) and (filled <= top.open_positions or self._is_known(texts))

    def _is_line_of_units(self, texts: list[str]) -> bool:
        """（万円）｜（人） below a heading: remembered beside the labels, which stay as they are."""
        units = {at: unit_alone(text) for at, text in enumerate(texts) if text}
        if self.top is None or self.above is None or None in units.values():
            return False
        self.top.units |= {at: unit for at, unit in units.items() if unit}
        self._note_unit(texts)
        return True

    def _is_known(self, texts: list[str]) -> bool:
        """Enough of the words are headings; below a heading only such count as hardly ever stand in cells."""
        words = [text for text in texts if text]
        is_one = is_known if self.top is None else is_plain
        known = [word for word in words if is_one(word) or key_of(word) in self.seen_labels]
        has_date = any(is_date(word) and is_one(word) for word in words)
        return len(words) > 1 and (has_date or (len(known) > 1 and 2 * len(known) >= len(words)))

    def _is_followed_by_days(self, texts: list[str], following: list[RawRow]) -> bool:
        """Words nobody knows are headings when soon a day comes below one of them, and nothing else in between."""
        words = [text for text in texts if text]
        if self.top or len(words) < FEWEST_UNKNOWN or len(max(words, key=len)) > LONGEST_UNKNOWN:
            return False
        below = [_texts(row) for row in following]
        first = next((number for number, row in enumerate(below) if any(map(is_day, row))), None)
        if first is None:
            return False
        days = [at for at, text in enumerate(below[first]) if is_day(text) and at < len(texts) and texts[at]]
        return any(not any(at < len(row) and row[at] for row in below[:first]) for at in days)

    def _begin(self, raw: RawRow, texts: list[str]) -> None:
        group = _group_above(self.above, raw)
        labels = _labels(texts, group)
        upper = _texts(self.above) if group and self.above else []
        labels |= {at: " ".join(text.split()) for at, text in enumerate(upper) if text and at not in labels}
        lines = [_line(texts), _line(upper)] if upper else [_line(texts)]
        self.top = Top(self.tables, raw.sheet, raw.number, labels, lines, _open_positions(raw, texts), self.unit)
        self.top.day_columns = day_columns(labels)
        self.tables += 1
        self.seen_labels |= {key_of(label) for label in labels.values()}

    def _extend(self, raw: RawRow, texts: list[str]) -> None:
        top = self.top
        assert top is not None
        top.labels |= _labels(texts, _spread(self.above, raw))
        top.last, top.open_positions = raw.number, set()
        top.day_columns = day_columns(top.labels)
        top.lines.append(_line(texts))
        self.seen_labels |= {key_of(label) for label in top.labels.values()}


def _texts(raw: RawRow) -> list[str]:
    return [text_of(cell) for cell in raw.cells]


def _line(texts: list[str]) -> tuple[str, ...]:
    """The labels of a heading without the empty cells behind the last one."""
    keys = [key_of(text) for text in texts]
    while keys and not keys[-1]:
        keys.pop()
    return tuple(keys)


def _labels(texts: list[str], group: dict[int, str]) -> dict[int, str]:
    """The lower words, where they say enough by themselves and once only, else with the word they stand under."""
    keys = [key_of(text) for text in texts]
    labels = {at: " ".join(text.split()) for at, text in enumerate(texts) if text}
    for at, text in labels.items():
        above = group.get(at, "")
        is_enough = is_known(text) and keys.count(keys[at]) == 1
        if above and key_of(above) != keys[at] and not is_enough:
            labels[at] = f"{above} {text}"
    return labels


def _is_text_row(texts: list[str], raw: RawRow) -> bool:
    """Short words only: no days, no numbers."""
    words = [text for text in texts if text]
    is_short = all(cell is None or (isinstance(cell, str) and len(cell) <= LONGEST_HEADING) for cell in raw.cells)
    return is_short and not any(is_day(word) or NUMBER.fullmatch(unify(word)) for word in words)


def _is_label_row(texts: list[str], raw: RawRow) -> bool:
    words = [key_of(text) for text in texts if text]
    return len(words) > 1 and 2 * len(set(words)) > len(words) and _is_text_row(texts, raw)


def _is_title_in_table(word: str) -> bool:
    return bool(MONTH.fullmatch(word) or (TITLE_IN_TABLE.fullmatch(word) and hint_in(word) and not is_day(word)))


def _is_example(text: str) -> bool:
    return len(text) <= LONGEST_UNKNOWN and bool(EXAMPLE.fullmatch(unify(text)))


def _has_day(raw: RawRow, texts: list[str]) -> bool:
    return any(is_moment(cell) for cell in raw.cells) or any(map(is_day, filter(None, texts)))


def _open_positions(raw: RawRow, texts: list[str]) -> set[int]:
    """Where a second line of the heading may write: below nothing, and below what reaches over several columns."""
    wide = {at for first, last in raw.spans for at in range(first, last + 1)}
    empty = {at for at, text in enumerate(texts) if not text}
    return wide | empty | {at - 1 for at in empty if at} | set(range(len(texts), len(texts) + 5))


def _group_above(above: RawRow | None, raw: RawRow) -> dict[int, str]:
    """The upper line of a heading, if the row right above is one: a word of it reaches over several columns."""
    if above is None or above.number != raw.number - 1:
        return {}
    texts = _texts(above)
    if hint_in(" ".join(texts)) or not _is_text_row(texts, above):
        return {}
    spread = _spread(above, raw)
    reach = Counter(spread.get(at, "") for at, text in enumerate(_texts(raw)) if text)
    is_title = sum(map(bool, texts)) == 1 and bool(texts[0])
    return spread if not is_title and any(word and times > 1 for word, times in reach.items()) else {}


def _spread(above: RawRow | None, raw: RawRow) -> dict[int, str]:
    """The words of the upper line over all columns they reach: as merged, else up to the next word."""
    if above is None:
        return {}
    texts = [" ".join(text_of(cell).split()) for cell in above.cells]
    spread = {at: text for at, text in enumerate(texts) if text}
    for first, last in above.spans:
        spread |= dict.fromkeys(range(first, last + 1), texts[first] if first < len(texts) else "")
    if not above.spans:
        word = ""
        for at in range(max(len(texts), len(raw.cells))):
            word = spread.setdefault(at, word)
    return spread


def _subtotal(texts: list[str]) -> tuple[str, int | None] | None:
    """Label and number of a subtotal; the number may stand in the same cell or in the next filled one."""
    words = [unify(text[:LONGEST_HEADING]) for text in texts if text]
    ways = ((shape, written) for shape in (SUBTOTAL, COUNTED) for written in (words[0], "".join(words[:2])))
    found = next(filter(None, (shape.fullmatch(written) for shape, written in ways)), None)
    if found is None or any(map(is_day, words[1:])):
        return None
    written = found["count"] or next((match[1] for word in words[1:] if (match := COUNT.fullmatch(word))), "")
    label = found[0][: found.start("count")].rstrip(":=") if found["count"] else found[0].removesuffix("件")
    return label, int(written.replace(",", "")[:12]) if written else None
