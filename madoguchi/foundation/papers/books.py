"""表を開く — an .xlsx or .csv as people keep it; its content tells what it is, not its name."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import SEEK_END
from pathlib import Path
from typing import IO, Protocol

from django.utils.translation import gettext as _

from madoguchi.foundation.core.errors import Refusal
from madoguchi.foundation.papers.limits import MOST_BYTES, MOST_UNPACKED, RawRow, not_a_book, too_large
from madoguchi.foundation.papers.texts import TextBook
from madoguchi.foundation.papers.workbooks import ExcelBook

OLD_FORMAT = bytes.fromhex("d0cf11e0a1b11ae1")
ZIP = (b"PK\x03\x04", b"PK\x05\x06")
OTHER_KINDS = (b"%PDF", b"{\\rtf", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"<", b"\xef\xbb\xbf<", b"\x1f\x8b", b"7z")

__all__ = ["Book", "RawRow", "opened"]


class Book(Protocol):
    """表 — rows in the order of the file, as often as one asks; `remarks` say what a reader should know."""

    remarks: list[str]

    def rows(self) -> Iterator[RawRow]:
        """Every row that holds something. Raises Refusal when the file turns out damaged or endless."""
        ...


@contextmanager
def opened(source: Path | IO[bytes], *, most_unpacked: int = MOST_UNPACKED) -> Iterator[Book]:
    """表を開く — raises Refusal with what to do when the file is no .xlsx or .csv, damaged or too large."""
    try:
        file = source.open("rb") if isinstance(source, Path) else source
        size = file.seek(0, SEEK_END)
    except (OSError, ValueError) as error:
        raise Refusal(_("ファイルを開けません。場所と名前を確かめてください。")) from error
    with file:
        _require_readable_size(size)
        file.seek(0)
        yield _book(file, most_unpacked)


def _require_readable_size(size: int) -> None:
    if size > MOST_BYTES:
        raise too_large()
    if size == 0:
        raise Refusal(_("ファイルが空です。選び直してください。"))


def _book(file: IO[bytes], most_unpacked: int) -> Book:
    head = file.read(16)
    file.seek(0)
    if head.startswith(OLD_FORMAT):
        raise Refusal(
            _("パスワードが付いているか、古い形式（.xls）です。パスワードを外し、.xlsx で保存し直してください。")
        )
    if head.startswith(ZIP):
        return ExcelBook(file, most_unpacked)
    if head.lstrip().startswith(OTHER_KINDS):
        raise not_a_book()
    return TextBook(file)
