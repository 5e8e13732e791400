"""CSVの表 — in any of the encodings and separators in which Excel and its kin write one."""

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import IO, Any

from django.utils.translation import gettext as _

from madoguchi.foundation.core.errors import Refusal
from madoguchi.foundation.papers.limits import (
    MOST_COLUMNS,
    MOST_ROWS,
    MOST_ROWS_SEEN,
    RawRow,
    damaged,
    not_a_book,
    too_large,
    too_wide,
)

PIECE = 1_000_000
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
GUESSES = ("utf-8", "cp932")
SEPARATORS = ",\t;"
LOOKED_AT = 200
STEERING = frozenset(map(chr, {*range(32), 127} - {9, 10, 13, 26}))
STEERING_BY_CHANCE = 20
MOST_STEERING = 0.05


class TextBook:
    """CSV — one sheet without a name."""

    def __init__(self, file: IO[bytes]):
        self.file = file
        self.remarks: list[str] = []
        self.encoding = _encoding(file)
        self.separator, self.is_announced = self._separator()

    def rows(self) -> Iterator[RawRow]:
        filled = 0
        for number, cells in self._numbered():
            if any(cells):
                filled += 1
                if len(cells) > MOST_COLUMNS and any(cells[MOST_COLUMNS:]):
                    raise too_wide("", number)
                yield RawRow("", number, tuple(cell or None for cell in cells[:MOST_COLUMNS]))
            if filled > MOST_ROWS or number > MOST_ROWS_SEEN:
                raise too_large()

    def _numbered(self) -> Iterator[tuple[int, list[str]]]:
        try:
            yield from enumerate(self._records(self.separator), start=1)
        except UnicodeError as error:
            raise damaged() from error
        except csv.Error as error:
            raise Refusal(
                _('CSVの引用符（"）が閉じていないか、長すぎるセルがあります。.xlsx で保存し直してください。')
            ) from error

    def _records(self, separator: str) -> Iterator[list[str]]:
        records = csv.reader(self._lines(), delimiter=separator)
        if self.is_announced:
            next(records, None)
        return records

    def _separator(self) -> tuple[str, bool]:
        """The sign that cuts most lines into equally many cells; `sep=;` in the first line is Excel's own word."""
        self.is_announced = False
        first = next(self._lines(), "").strip().strip('"').casefold()
        if first.startswith("sep=") and len(first) == len("sep=;"):
            return first[-1], True
        return max(SEPARATORS, key=self._evenness), False

    def _lines(self) -> Iterator[str]:
        return io.TextIOWrapper(io.BufferedReader(_View(self.file)), encoding=self.encoding, newline="")

    def _evenness(self, separator: str) -> int:
        try:
            widths = Counter(len(cells) for cells in islice(self._records(separator), LOOKED_AT) if any(cells))
        except csv.Error:
            return 0
        return max(((width - 1) * times for width, times in widths.items()), default=0)


class _View(io.RawIOBase):
    """The file from its beginning, with a place of its own: many may read at once."""

    def __init__(self, file: IO[bytes]):
        super().__init__()
        self.file, self.at = file, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self.file.seek(self.at)
        piece = self.file.read(len(buffer))
        buffer[: len(piece)] = piece
        self.at += len(piece)
        return len(piece)


def _encoding(file: IO[bytes]) -> str:
    """What the first bytes say, else what reads the whole file without an error. Raises Refusal for no text."""
    head = file.read(4)
    for mark, name in MARKS:
        if head.startswith(mark):
            return _required(file, (name,))
    return _required(file, GUESSES)


def _required(file: IO[bytes], names: tuple[str, ...]) -> str:
    for name in names:
        if _reads(file, name):
            return name
    raise not_a_book()


def _reads(file: IO[bytes], encoding: str) -> bool:
    file.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)()
    steering = total = 0
    try:
        while piece := file.read(PIECE):
            text = decoder.decode(piece)
            steering += sum(map(text.count, STEERING))
            total += len(text)
        decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    return steering <= max(total * MOST_STEERING, STEERING_BY_CHANCE)
