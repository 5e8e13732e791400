"""金額・人数 — sums of yen and numbers of people as offices write them: 1,000万円, 1.5億円, 3,000千円, 約165名."""

import re
from decimal import Decimal

from django.utils.translation import gettext as _

from madoguchi.foundation.core.folding import unify
from madoguchi.foundation.core.language import is_japanese

MOST_YEN = 10**16 - 1
MOST_PEOPLE = 2**31 - 1

BIG = {"兆": 10**12, "億": 10**8, "万": 10**4, "": 1}
SMALL = {"千": 1000, "百": 100, "十": 10, "": 1}
KANJI_DIGITS = str.maketrans("〇一二三四五六七八九", "0123456789")

NUMBER = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"
PLACES = re.compile("".join(rf"(?:({NUMBER})?{sign})?" for sign in "千百十") + f"({NUMBER})?")
SECTIONS = re.compile("".join(rf"(?:([^兆億万]+){sign})?" for sign in "兆億万") + "([^兆億万]+)?")
ABOUT = "(?:約|およそ)?"
UNIT_IN_BRACKETS = re.compile(r"\(([十百千万億]*円)\)$")
YEN = re.compile(rf"(?:資本金)?:?{ABOUT}(?:金|¥|\\)?(.+?)円?(?:程度)?")
PEOPLE = re.compile(rf"(?:従業員数?)?:?{ABOUT}(.+?)(?:名|人)?(?:程度)?")


def parse_yen(text: str) -> int:
    """Whole yen, at most 9999兆; ValueError carries a sentence that may be shown."""
    amount = _read(YEN, text)
    if amount is None:
        raise ValueError(_("金額として読めません。例：1,000万円、1.5億円、3,000千円、10000000"))
    if amount > MOST_YEN:
        raise ValueError(_("金額が大きすぎます。"))
    return amount


def parse_count(text: str) -> int:
    """Whole people; ValueError carries a sentence that may be shown."""
    count = _read(PEOPLE, text)
    if count is None:
        raise ValueError(_("人数として読めません。例：165、約165名、1,200人"))
    if count > MOST_PEOPLE:
        raise ValueError(_("人数が大きすぎます。"))
    return count


def yen(amount: int) -> str:
    """1,987,000円, in English ¥1,987,000; `parse_yen` reads both again."""
    return f"{amount:,}円" if is_japanese() else f"¥{amount:,}"


def _read(shape: re.Pattern[str], text: str) -> int | None:
    written = UNIT_IN_BRACKETS.sub(r"\1", unify(text)).translate(KANJI_DIGITS)
    found = shape.fullmatch(written)
    value = _value(found[1]) if found else None
    return int(value) if value is not None and value == value.to_integral_value() else None


def _value(written: str) -> Decimal | None:
    """A number in sections of 兆, 億, 万; below the first, a section stays under 10,000 (1億50000万 is a slip)."""
    found = SECTIONS.fullmatch(written)
    if found is None:
        return None
    sections = [(_section(part), worth) for part, worth in zip(found.groups(), BIG.values(), strict=True) if part]
    if not sections or any(value is None for value, _worth in sections):
        return None
    known = [(value, worth) for value, worth in sections if value is not None]
    return None if any(value >= 10_000 for value, _worth in known[1:]) else Decimal(sum(v * w for v, w in known))


def _section(written: str) -> Decimal | None:
    """Up to 千百十一, each place with its number or alone: 3,000千, 2千5百, 千, 165."""
    found = PLACES.fullmatch(written)
    if found is None:
        return None
    total = Decimal(0)
    for number, (sign, worth) in zip(found.groups(), SMALL.items(), strict=True):
        if number or (sign and sign in written):
            total += Decimal((number or "1").replace(",", "")) * worth
    return total
