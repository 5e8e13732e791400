"""組み立て — clauses and facts become sections, and sections a paper with its numbers and references."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from madoguchi.company.documents.clauses import outline_of
from madoguchi.company.documents.facts import Facts, family
from madoguchi.company.documents.numbers import resolved
from madoguchi.company.documents.text import digest, text_of, wide
from madoguchi.company.documents.words import Clause, Kind, Numbering, Outline
from madoguchi.foundation.papers.blocks import Block, Heading, Item, Paper, Text, Title

NO_ADVICE = "この書類は、窓口（madoguchi）の文案から作ったひな形であり、法律上の助言ではありません。"
HEAD = "title"
_CONDITION = re.compile(r"［([^］]+)］")
_TABLE = re.compile(r"＠([\w-]+)")
_SLOT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Section:
    """節 — the blocks of one clause; its numbers and references still stand there as {no:code} and {ref:code}."""

    code: str
    blocks: tuple[Block, ...]
    rule_version: date | None = None
    uses: frozenset[str] = frozenset()
    title: str = ""

    @property
    def digest(self) -> str:
        return digest(text_of(one) for one in self.blocks)


def sections_of(kind: str, facts: Facts) -> list[Section]:
    """節に分けた書類 — the title first, then every clause that says something under these facts."""
    outline = outline_of(kind)
    first = Section(HEAD, (Title(outline.title),), outline.clauses[0].rule_version)
    made = [_section(clause, outline, facts) for clause in outline.clauses]
    return [first, *(one for one in made if one.blocks)]


def paper_of(kind: str, sections: Iterable[Section], *, missing: Mapping[str, str] | None = None) -> Paper:
    """書類にする — numbers run through, references lead somewhere.

    `missing`: what is said in place of a number where the clause is gone. Raises NoSuchClause without it.
    """
    outline = outline_of(kind)
    blocks = resolved([block for one in sections for block in one.blocks], outline.numbering, missing)
    return Paper(outline.title, tuple(blocks), NO_ADVICE, is_landscape=kind in (Kind.TABLE, Kind.REGISTER))


def uses_of(clause: Clause) -> frozenset[str]:
    """使う材料 — the facts a clause speaks of or hangs on."""
    conditions = {family(one) for one in _CONDITION.findall(clause.text)}
    return frozenset(conditions | set(_SLOT.findall(clause.text)) | set(_TABLE.findall(clause.text)))


def _section(clause: Clause, outline: Outline, facts: Facts) -> Section:
    lines = [line for line in clause.text.strip("\n").split("\n") if line]
    held = [(_CONDITION.match(line), line) for line in lines]
    said = [_CONDITION.sub("", line, count=1) for found, line in held if found is None or facts.holds(found[1])]
    are_paragraphs = clause.is_numbered and outline.numbering == Numbering.ARTICLES
    blocks = _numbered(clause, outline.numbering, _blocks(said, facts, is_numbered=are_paragraphs))
    return Section(clause.code, tuple(blocks), clause.rule_version, uses_of(clause), clause.title)


def _blocks(lines: Sequence[str], facts: Facts, *, is_numbered: bool) -> list[Block]:
    """項 are numbered where there are several, 号 always; those of each 項 from the beginning."""
    made: list[Block] = []
    several = is_numbered and sum(line[0] not in "・！＠→" for line in lines) > 1
    paragraph = item = 0
    for line in lines:
        text = _filled(line, facts)
        if line[0] == "＠":
            made += facts.tables[line[1:]]
        elif line[0] == "！":
            made.append(Heading(text[1:], 2))
        elif line[0] == "→":
            made.append(Text(text[1:], "right"))
        elif line[0] == "・":
            item += 1
            made.append(Item(f"（{wide(item)}）{text[1:]}", 2))
        else:
            paragraph, item = paragraph + 1, 0
            made.append(Text(f"{wide(paragraph)}　{text}" if several and paragraph > 1 else text))
    return made


def _numbered(clause: Clause, numbering: Numbering, blocks: list[Block]) -> list[Block]:
    """An article has a heading of its own; a point with a title too, one without begins with its number."""
    if not clause.is_numbered or not blocks:
        return blocks
    number = f"{{no:{clause.code}}}"
    if numbering == Numbering.ARTICLES:
        return [Heading(f"{number}（{clause.title}）", 2), *blocks]
    if clause.title:
        return [Heading(f"{number}　{clause.title}", 2), *blocks]
    first, *rest = blocks
    return [Item(f"{number}　{text_of(first)}", 1), *rest]


def _filled(line: str, facts: Facts) -> str:
    return _SLOT.sub(lambda found: facts.slots[found[1]], line)
