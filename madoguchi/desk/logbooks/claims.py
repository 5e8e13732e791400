"""列の見立て — which of our columns each heading claims, by its words and by what stands below it."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from madoguchi.desk.logbooks.headings import column_of, is_personal, is_remark
from madoguchi.desk.logbooks.tables import Column, Survey, Table
from madoguchi.desk.logbooks.words import exact_code_of

MOST = 0.7  # of the filled cells say the same thing
BY_CONTENT = 20  # after every claim by words
PARTS = re.compile(r"[、,，/／;；\n+＋&]| と ")
VAGUE = frozenset({"category", "channel", "kind", "state", "role", "enterprise_type", "gist"})
CODED = ("category", "channel", "prefecture", "industry")
TOLD_BY_WORDS = (*CODED, "role", "state", "kind")
NUMBER_OR_DAY = frozenset({"number", "date"})


@dataclass
class Claims:
    """見立て — use by heading, and the columns of ours that two headings of one table claim with equal right."""

    uses: dict[str, str] = field(default_factory=dict)
    ambiguous: dict[str, list[str]] = field(default_factory=dict)


def claimed(survey: Survey, known: Mapping[str, str]) -> Claims:
    """The best claim to each column of ours, table by table; nobody gets what two claim alike.

    `known` are uses decided before: no other heading of their table claims the same.
    """
    claims = Claims()
    wishes = {key: wish for key, column in survey.columns.items() if key not in known and (wish := _wish(column))}
    for table in survey.tables:
        held = {known[heading.key] for heading in table.headings if heading.key in known}
        free = {key: wish for key, wish in wishes.items() if wish[0] not in held}
        _settle(table, free, survey, claims)
    return claims


def _settle(table: Table, wishes: dict[str, tuple[str, int]], survey: Survey, claims: Claims) -> None:
    wished: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
    for heading in table.headings:
        if heading.key in wishes:
            column, rank = wishes[heading.key]
            wished[column].append((rank, heading.key))
    for column, ranked in wished.items():
        best = [key for rank, key in ranked if rank == min(ranked)[0]]
        if len(best) == 1:
            claims.uses.setdefault(best[0], column)
        else:
            claims.ambiguous.setdefault(column, [survey.columns[key].words for key in best])


def _wish(column: Column) -> tuple[str, int] | None:
    by_words = column_of(column.words)
    if not column.filled:
        return by_words
    if by_words and by_words[0] in VAGUE:
        return _better_told(column, by_words)
    if by_words and by_words[0] in NUMBER_OR_DAY:
        return _contradicted(column, by_words)
    is_for_anything = is_personal(column.words) or is_remark(column.words)
    return by_words or (None if is_for_anything else _by_content(column))


def _better_told(column: Column, by_words: tuple[str, int]) -> tuple[str, int]:
    """区分, 種別, 内容 …: what stands below says which kind it is."""
    if by_words[0] == "gist" and column.is_free_text:
        return by_words
    if by_words[0] != "gist" and _share(column, by_words[0]) >= MOST:
        return by_words
    told = _told_by_words(column, TOLD_BY_WORDS)
    return (told, by_words[1]) if told else by_words


def _contradicted(column: Column, by_words: tuple[str, int]) -> tuple[str, int] | None:
    """番号 over corporate numbers is 法人番号; a 日付 without a single day is none."""
    if by_words[0] == "number" and column.corporate_numbers >= MOST * column.filled:
        return "corporate_number", BY_CONTENT
    return None if by_words[0] == "date" and not column.days + column.serials else by_words


def _by_content(column: Column) -> tuple[str, int] | None:
    if column.corporate_numbers >= MOST * column.filled:
        return "corporate_number", BY_CONTENT
    if column.days >= MOST * column.filled:
        return "date", BY_CONTENT
    if column.companies >= MOST * column.filled:
        return "company", BY_CONTENT
    told = _told_by_words(column, CODED)
    return (told, BY_CONTENT) if told else None


def _told_by_words(column: Column, names: tuple[str, ...]) -> str:
    """The column whose words most cells hold; "" if none, or if it could be two."""
    shares = {name: _share(column, name) for name in names}
    best = [name for name, share in shares.items() if share >= MOST and share == max(shares.values())]
    return best[0] if len(best) == 1 else ""


def _share(column: Column, name: str) -> float:
    known = sum(
        times for word, times in column.written.items() if all(exact_code_of(name, part) for part in parts(word))
    )
    return known / column.filled


def parts(written: str) -> Iterator[str]:
    """A cell that names several: 秘密管理、契約."""
    yield from filter(None, (part.strip() for part in PARTS.split(written)))
