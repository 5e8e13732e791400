"""名前と中身 — a title that looks like the secret itself is warned about; whoever insists may keep it."""

import re

from django.utils.translation import gettext as _

from madoguchi.foundation.core.folding import unify

LONG = 40
MANY_NUMBERS = 3
_UNIT = re.compile(
    r"\d+(?:\.\d+)?\s*(?:℃|°c|度|%|％|パーセント|mpa|kpa|pa|気圧|mm|cm|μm|nm|kg|mg|g|ml|l|rpm|hz|khz|mhz|v|kv|ma|w|kw|"
    r"秒|分|時間|ppm|円|万円|千円|mol)(?![a-z])",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def looks_like_content(title: str) -> str:
    """中身らしさ — a sentence that says what looks like content in the title; "" where nothing does."""
    plain = unify(title).casefold()
    if _UNIT.search(plain):
        return _(
            "単位の付いた数値があります。条件や金額そのものではなく、「製造条件表」のような呼び名にしてください。"
        )
    if len(_NUMBER.findall(plain)) >= MANY_NUMBERS:
        return _("数字がいくつも入っています。中身ではなく、呼び名を書いてください。")
    if plain.rstrip("。.").count("。"):
        return _("文がいくつも入っています。中身ではなく、短い呼び名を書いてください。")
    if len(title.strip()) > LONG:
        return _("名前が長めです。中身まで書いていないか確かめてください。")
    return ""
