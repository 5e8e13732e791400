"""月日の列 — 4 ｜ 3 below 月 ｜ 日, or 29 ｜ 4 ｜ 3 below 年 ｜ 月 ｜ 日, read as the one day they are."""

import re
from collections.abc import Sequence
from dataclasses import replace

from madoguchi.desk.logbooks.cells import is_ditto, key_of, text_of
from madoguchi.desk.logbooks.headings import is_date
from madoguchi.foundation.core.folding import unify
from madoguchi.foundation.papers.limits import RawRow

BEFORE = r"(?:.*日)?(?:受付|受理|相談|対応)?"
YEAR, MONTH, DAY = (re.compile(BEFORE + sign) for sign in "年月日")
PART = re.compile(r"((?:昭和|平成|令和|[昭平令SHR])?(?:元|[0-9]{1,4}))[年月日]?")


def day_columns(labels: dict[int, str]) -> tuple[int, ...]:
    """Where year (if there is one), month and day stand; () without such columns, or beside a whole 受付日."""
    keys = {at: key_of(label) for at, label in labels.items()}
    for at, key in keys.items():
        is_one = MONTH.fullmatch(key) and DAY.fullmatch(keys.get(at + 1, ""))
        if is_one and not any(is_date(label) for other, label in labels.items() if other != at + 1):
            return (at - 1, at, at + 1) if YEAR.fullmatch(keys.get(at - 1, "")) else (at, at + 1)
    return ()


def with_day(raw: RawRow, columns: tuple[int, ...], above: Sequence[str]) -> tuple[RawRow, list[str]]:
    """The row with the whole day in the cell of the day, and its year and month: a blank one is that `above`."""
    texts = [text_of(raw.cells[at]) if at < len(raw.cells) else "" for at in columns]
    told = [text if text and not is_ditto(text) else before for text, before in zip(texts, above, strict=False)]
    written = [*(told or texts[:-1]), texts[-1]]
    found = [PART.fullmatch(unify(part).upper()) for part in written]
    if not all(found):
        return raw, written[:-1]
    cells = list(raw.cells)
    signs = "年月日"[-len(columns) :]
    cells[columns[-1]] = "".join(f"{part[1]}{sign}" for part, sign in zip(found, signs, strict=True) if part)
    return replace(raw, cells=tuple(cells)), written[:-1]
