"""Wordを読む — a .docx that somebody edited, as blocks; what a file says about its own sizes is not believed."""

import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph

from madoguchi.foundation.core.errors import Refusal
from madoguchi.foundation.papers.blocks import Align, Block, Break, Heading, Item, Table, Text, Title
from madoguchi.foundation.papers.word import DEEPEST, ITEM

MOST_BYTES = 10_000_000
MOST_UNPACKED = 60_000_000
MOST_PARTS = 1_000
MOST_BLOCKS = 5_000
MOST_LETTERS = 500_000
MOST_CELLS = 20_000
PIECE = 1_000_000
ITEMS = {ITEM.format(depth): depth for depth in range(1, DEEPEST + 1)}
SIDES: dict[Any, Align] = {WD_ALIGN_PARAGRAPH.CENTER: "center", WD_ALIGN_PARAGRAPH.RIGHT: "right"}
PENDING = tuple(qn(f"w:{name}") for name in ("ins", "del", "moveFrom", "moveTo"))
HELD = (qn("w:sdt"), qn("w:sdtContent"))


class Unreadable(Refusal):
    """読めないWordの書類 — with what to do about it."""

    field = "file"


def read_word(data: bytes) -> tuple[Block, ...]:
    """Wordの書類の中身 — empty paragraphs left out.

    Raises Unreadable for what is no .docx, locked by a password, damaged or too large, and while changes are tracked.
    """
    if len(data) > MOST_BYTES:
        raise too_large()
    try:
        _require_small(data)
        document = Document(BytesIO(data))
        _require_settled(document)
        return tuple(_blocks(document))
    except Refusal:
        raise
    except Exception as error:  # whatever a damaged file does to the reader
        raise no_word() from error


def _require_small(data: bytes) -> None:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        parts = archive.infolist()
        if len(parts) > MOST_PARTS:
            raise too_large()
        seen = 0
        for part in parts:
            with archive.open(part) as stream:
                while piece := len(stream.read(PIECE)):
                    seen += piece
                    if seen > MOST_UNPACKED:
                        raise too_large()


def _require_settled(document: Any) -> None:
    if next(document.element.body.iter(*PENDING), None) is not None:
        raise Unreadable(
            _("変更履歴が残っています。Wordの「校閲」で、すべての変更を反映して保存してから、読み込んでください。")
        )


def _blocks(document: Any) -> Iterator[Block]:
    letters = 0
    for number, block in enumerate(_found(document.element.body, document)):
        letters += len(block.text) if not isinstance(block, Table | Break) else 0
        if number >= MOST_BLOCKS or letters > MOST_LETTERS:
            raise too_large()
        yield block


def _found(parent: Any, document: Any) -> Iterator[Block]:
    for element in parent.iterchildren():
        if element.tag == qn("w:p"):
            yield from _paragraph(Paragraph(element, document))
        elif element.tag == qn("w:tbl"):
            yield _table(WordTable(element, document))
        elif element.tag in HELD:
            yield from _found(element, document)


def _paragraph(paragraph: Paragraph) -> Iterator[Block]:
    if any(one.get(qn("w:type")) == "page" for one in paragraph._p.iter(qn("w:br"))):
        yield Break()
    text = paragraph.text.strip("\n 　")
    if text:
        yield _styled(text, paragraph)


def _styled(text: str, paragraph: Paragraph) -> Block:
    name = (paragraph.style.name if paragraph.style is not None else None) or ""
    if name == "Title":
        return Title(text)
    if name.startswith("Heading ") and name[-1] in "123":
        return Heading(text, int(name[-1]))
    if name in ITEMS:
        return Item(text, ITEMS[name])
    return Text(text, SIDES.get(paragraph.alignment, "left"))


def _table(table: WordTable) -> Table:
    if len(table._cells) > MOST_CELLS:
        raise too_large()
    lines = [tuple(cell.text.strip() for cell in row.cells) for row in table.rows]
    return Table(lines[0], tuple(lines[1:]))


def no_word() -> Unreadable:
    return Unreadable(
        _("Wordの書類として読めません。パスワードを外し、Wordで「.docx」の形式で保存し直してから、選んでください。")
    )


def too_large() -> Unreadable:
    return Unreadable(_("この書類は大きすぎます。写真などを外し、10MBより小さくしてから、選んでください。"))
