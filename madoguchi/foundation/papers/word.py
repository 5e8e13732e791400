"""Word — a paper as .docx: the same paper gives the same bytes, on every machine and day."""

import zipfile
from datetime import datetime
from functools import singledispatch
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from madoguchi.foundation.papers.blocks import Align, Block, Break, Heading, Item, Paper, Table, Text, Title

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FONT = "游ゴシック"
LATIN = "Yu Gothic"
ITEM = "Item {}"
DEEPEST = 3
EPOCH = (1980, 1, 1, 0, 0, 0)
MADE = datetime(1980, 1, 1)  # noqa: DTZ001 - the format knows no time zone
ALIGNED: dict[Align, Any] = {
    "left": None,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
}
SIZES = {"Normal": 10.5, "Title": 16, "Heading 1": 13, "Heading 2": 11.5, "Heading 3": 10.5, "Footer": 8}


def word(paper: Paper) -> bytes:
    """Wordの書類 — A4, Japanese fonts by name, headings and items as styles that a reader can change at once."""
    document = Document()
    _lay_out(document, paper)
    for block in paper.blocks:
        _write(block, document)
    saved = BytesIO()
    document.save(saved)
    return _undated(saved)


def _lay_out(document: Any, paper: Paper) -> None:
    core = document.core_properties
    core.title, core.author, core.comments, core.language = paper.title, "", "", "ja-JP"
    core.created = core.modified = MADE
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    if paper.is_landscape:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(22)
    for name, size in SIZES.items():
        _style(document.styles[name], size)
    for depth in range(1, DEEPEST + 1):
        style = document.styles.add_style(ITEM.format(depth), WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = document.styles["Normal"]
        style.paragraph_format.left_indent, style.paragraph_format.first_line_indent = (
            Pt(10.5 * (depth + 1)),
            Pt(-10.5),
        )
    _foot(section, paper.footer)


def _style(style: Any, size: float) -> None:
    style.font.size, style.font.color.rgb = Pt(size), RGBColor(0, 0, 0)
    style.paragraph_format.space_after, style.paragraph_format.line_spacing = Pt(4), 1.4
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for attribute in list(fonts.attrib):
        del fonts.attrib[attribute]
    for script, name in (("ascii", LATIN), ("hAnsi", LATIN), ("eastAsia", FONT), ("cs", LATIN)):
        fonts.set(qn(f"w:{script}"), name)
    if style.name == "Title":
        style.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
        for border in style.element.iter(qn("w:pBdr")):
            border.getparent().remove(border)


def _foot(section: Any, footer: str) -> None:
    line = section.footer.paragraphs[0]
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    line.add_run(f"{footer}　" if footer else "")
    number = OxmlElement("w:fldSimple")
    number.set(qn("w:instr"), "PAGE")
    line._p.append(number)


@singledispatch
def _write(block: Block, document: Any) -> None:
    raise TypeError(type(block))


@_write.register
def _title(block: Title, document: Any) -> None:
    document.add_paragraph(block.text, style="Title")


@_write.register
def _heading(block: Heading, document: Any) -> None:
    document.add_heading(block.text, level=block.level)


@_write.register
def _text(block: Text, document: Any) -> None:
    document.add_paragraph(block.text).alignment = ALIGNED[block.align]


@_write.register
def _item(block: Item, document: Any) -> None:
    document.add_paragraph(block.text, style=ITEM.format(block.depth))


@_write.register
def _break(block: Break, document: Any) -> None:
    document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)


@_write.register
def _table(block: Table, document: Any) -> None:
    lines = [block.head, *block.rows]
    table = document.add_table(rows=len(lines), cols=len(block.head), style="Table Grid")
    for row, line in zip(table.rows, lines, strict=True):
        for cell, text in zip(row.cells, line, strict=True):
            cell.text = text
            cell.paragraphs[0].paragraph_format.line_spacing = 1.0
            cell.paragraphs[0].paragraph_format.space_before = Pt(3)
    _repeat_head(table.rows[0])
    _widen(table, block.widths or (1,) * len(block.head), document.sections[0])


def _repeat_head(row: Any) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for cell in row.cells:
        for run in cell.paragraphs[0].runs:
            run.bold = True


def _widen(table: Any, shares: tuple[int, ...], section: Any) -> None:
    line = section.page_width - section.left_margin - section.right_margin
    table.autofit = False
    for column, share in zip(table.columns, shares, strict=True):
        column.width = line * share // sum(shares)
        for cell in column.cells:
            cell.width = column.width


def _undated(saved: BytesIO) -> bytes:
    """The same archive without the hour it was packed."""
    packed = BytesIO()
    with zipfile.ZipFile(saved) as before, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as after:
        for part in before.infolist():
            after.writestr(zipfile.ZipInfo(part.filename, EPOCH), before.read(part), zipfile.ZIP_DEFLATED)
    return packed.getvalue()
