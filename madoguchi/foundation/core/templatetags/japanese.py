"""Filters for days, moments, money and telephone numbers; whatever is not known is written as nothing."""

import re
from datetime import date, datetime
from unicodedata import normalize

from django import template
from django.utils.dateformat import format as format_date

from madoguchi.foundation.core import amounts, calendar
from madoguchi.foundation.core.language import is_japanese

register = template.Library()

WEEKDAYS = "月火水木金土日"


@register.filter
def day(value: date | None) -> str:
    """2026年11月22日（日）, in English 22 Nov 2026."""
    if not value:
        return ""
    value = calendar.day_of(value)
    if is_japanese():
        return f"{value.year}年{value.month}月{value.day}日（{WEEKDAYS[value.weekday()]}）"
    return format_date(value, "j M Y")


@register.filter
def moment(value: datetime | None) -> str:
    """2026年11月22日（日）14:05 in Tokyo, in English 22 Nov 2026, 14:05."""
    if not value:
        return ""
    return f"{day(value)}{'' if is_japanese() else ', '}{calendar.in_tokyo(value):%H:%M}"


@register.filter
def aside(value: object) -> str:
    """（添え書き）, in English set apart and in narrow brackets."""
    return f"（{value}）" if is_japanese() else f" ({value})"


@register.filter
def era(value: date | None) -> str:
    """令和8年11月22日; English has no eras and gets the plain day."""
    if not value:
        return ""
    return calendar.era_date(value) if is_japanese() else day(value)


@register.filter
def fiscal_year(value: int | None) -> str:
    """令和8年度（2026年度）, in English FY2026."""
    if value is None:
        return ""
    return calendar.fiscal_year_label(value) if is_japanese() else f"FY{value}"


@register.filter
def yen(value: int | None) -> str:
    """1,987,000円, in English ¥1,987,000."""
    return "" if value is None else amounts.yen(value)


@register.filter
def figure(value: int | float | None) -> str:
    """1,987 — alike in both languages."""
    return "" if value is None else f"{value:,}"


@register.filter
def dialled(value: str) -> str:
    """What a tel: link dials: the number as far as it goes, without an extension; "" where there is none."""
    number = re.match(r"\+?[\d\s()\-‐‑–—ー−]+", normalize("NFKC", value).strip())
    return re.sub(r"[^\d+]", "", number[0]) if number else ""
