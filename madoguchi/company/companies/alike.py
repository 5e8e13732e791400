"""似た企業 — under which keys a name is found that means the same, or is one slip of the pen away from it.

The form of a company (株式会社 …) stands outside the keys. Keys meet in an index, so that no name is compared with
every other: a name with one letter blotted out meets every name that has another letter there, and a name with one
letter left out meets the name that lacks it.
"""

import re
from collections.abc import Iterable, Iterator
from enum import IntEnum
from typing import NamedTuple

from madoguchi.company.companies.models import Company, Spelling
from madoguchi.foundation.core.folding import fold

SMALL_KANA = str.maketrans("ぁぃぅぇぉっゃゅょゎ", "あいうえおつやゆよわ", "ー")
TELLING = frozenset("0123456789一二三四五六七八九十東西南北中新")  # 第一 and 第二, 東日本 and 西日本 are no slips
TRADES = (
    "製作所 製造所 研究所 工業所 工業 工務店 産業 商事 商会 商店 物産 精機 精密 化学 化成 電機 電子 食品 薬品 製薬 "
    "繊維 印刷 建設 運輸 技研 技術 金属 鉄工 鋼業 酒造 醸造 システム サービス ソフト ホールディングス"
)
TRADE_BEHIND = re.compile(rf"({'|'.join(sorted(map(fold, TRADES.split()), key=len, reverse=True))})$")
LONG_ENOUGH, OWN_ENOUGH = 5, 3
BLOT = "□"


class Kind(IntEnum):
    """鍵の種類"""

    PLAIN = 0
    BLOTTED = 1
    SHORTENED = 2


class Key(NamedTuple):
    key: str
    kind: Kind


def keys(core: str) -> Iterator[Key]:
    """照合の鍵 — of a name without its form. 山田製作所 and 山本製作所 are too short in what is their own."""
    plain = core.translate(SMALL_KANA) or core
    yield Key(plain, Kind.PLAIN)
    if len(plain) < LONG_ENOUGH or len(TRADE_BEHIND.sub("", plain)) < OWN_ENOUGH:
        return
    for place, letter in enumerate(plain):
        if letter not in TELLING:
            before, behind = plain[:place], plain[place + 1 :]
            yield Key(before + BLOT + behind, Kind.BLOTTED)
            if len(plain) > LONG_ENOUGH:
                yield Key(before + behind, Kind.SHORTENED)


def spell(companies: Iterable[Company]) -> None:
    """鍵を書く — anew, after a company was registered or its name corrected."""
    if not (companies := list(companies)):
        return
    Spelling.objects.filter(company__in=companies).delete()
    Spelling.objects.bulk_create(
        Spelling(company=company, key=key, kind=kind) for company in companies for key, kind in set(keys(company.core))
    )
