"""限度 — how large a table that somebody sends may be, and what is said of one that is larger or no table at all."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from madoguchi.foundation.core.errors import Refusal

MOST_BYTES = 150_000_000
MOST_UNPACKED = 1_500_000_000
MOST_OF_A_PART = 20_000_000  # of the small parts that are read whole: list of sheets, styles
MOST_PARTS = 5_000
MOST_BYTES_OF_A_ROW = 16_000_000
MOST_ROWS = 300_000  # that hold something
MOST_ROWS_SEEN = 3_000_000  # blank ones too: a sheet may be formatted to its last row
LAST_ROW = 1_048_576  # of an Excel sheet
MOST_COLUMNS = 256
MOST_MERGES = 300_000
MOST_TEXTS = 5_000_000


@dataclass(frozen=True)
class RawRow:
    """行 — one that holds something, numbered as Excel shows it; `spans` are cells merged sideways, first to last."""

    sheet: str
    number: int
    cells: tuple[Any, ...]
    is_hidden: bool = False
    spans: tuple[tuple[int, int], ...] = ()


def too_large() -> Refusal:
    return Refusal(_("ファイルが大きすぎます。年度や部署ごとなどに分けてください。"))


def too_wide(sheet: str, number: int) -> Refusal:
    words = {"place": place(sheet, number), "most": MOST_COLUMNS}
    return Refusal(_("%(place)s に%(most)d列を超えて書き込みがあります。余分な列を消してください。") % words)


def damaged() -> Refusal:
    return Refusal(_("このファイルは壊れていて読めません。Excelで開いて保存し直してください。"))


def not_a_book() -> Refusal:
    return Refusal(_("Excel（.xlsx）でもCSVでもありません。Excelで開き、.xlsx で保存し直してください。"))


def place(sheet: str, number: int) -> str:
    """4月!5; of a file without sheets 5行目."""
    return f"{sheet}!{number}" if sheet else _("%(number)d行目") % {"number": number}
