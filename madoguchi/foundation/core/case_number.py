"""受付番号 — YY-DDD-DDD: fiscal year, five random digits, one check digit; made to be said on the phone.

Random on purpose: a gap in a sequence would tell a colleague that a case out of sight exists. A fiscal year holds
100,000 numbers, so whoever stores one draws again when the number is taken. The check digit (Damm) notices every
single wrong digit and every swap of neighbours.
"""

import re
import secrets

from django.utils.translation import gettext as _
from stdnum import damm

from madoguchi.foundation.core.folding import unify_number

PER_YEAR = 100_000


def draw(fiscal_year: int) -> str:
    """引く — a random number of that fiscal year, for example 26-123-456. It may be taken already."""
    digits = f"{fiscal_year % 100:02}{secrets.randbelow(PER_YEAR):05}"
    return _spoken(digits + damm.calc_check_digit(digits))


def clean(text: str) -> str:
    """The number as stored, from full width, blanks or without hyphens; ValueError with a sentence to show."""
    digits = unify_number(text).replace("-", "")
    if not re.fullmatch("[0-9]{8}", digits):
        raise ValueError(_("受付番号は8桁の数字です。例：26-123-456"))
    if not damm.is_valid(digits):
        raise ValueError(_("受付番号の数字が合いません。聞き間違い、写し間違いがないかご確認ください。"))
    return _spoken(digits)


def _spoken(digits: str) -> str:
    return f"{digits[:2]}-{digits[2:5]}-{digits[5:]}"
