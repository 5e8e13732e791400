"""暦 — eras, fiscal years and business days as a Japanese office counts them. All days are days in Tokyo."""

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

import jpholiday
from django.utils.translation import gettext as _

from madoguchi.foundation.core.folding import unify_number

TOKYO = ZoneInfo("Asia/Tokyo")
ONE_DAY = timedelta(days=1)


class Era(NamedTuple):
    """元号 — an era and the day on which it began."""

    name: str
    letter: str
    begins: date


ERAS = (
    Era("令和", "R", date(2019, 5, 1)),
    Era("平成", "H", date(1989, 1, 8)),
    Era("昭和", "S", date(1926, 12, 25)),
)
ERA_NAMED = {spelling: era for era in ERAS for spelling in (era.name, era.name[0], era.letter)}


def in_tokyo(moment: datetime) -> datetime:
    """The same moment on a clock in Tokyo; a moment without a zone is taken as Tokyo time."""
    return moment.astimezone(TOKYO) if moment.tzinfo else moment.replace(tzinfo=TOKYO)


def day_of(value: date | datetime) -> date:
    """The calendar day in Tokyo, whatever zone a moment is written in."""
    return in_tokyo(value).date() if isinstance(value, datetime) else value


def start_of(day: date) -> datetime:
    """The first moment of a day in Tokyo."""
    return datetime.combine(day, time.min, TOKYO)


# Fiscal years


def fiscal_year(day: date) -> int:
    """年度 — runs from 1 April to 31 March and is named after the year it begins in."""
    day = day_of(day)
    return day.year if day.month >= 4 else day.year - 1


def fiscal_year_bounds(year: int) -> tuple[date, date]:
    """First and last day of the fiscal year, both inclusive."""
    return date(year, 4, 1), date(year + 1, 3, 31)


def fiscal_year_label(year: int) -> str:
    """令和8年度（2026年度）; the year in which the era changed carries both names."""
    spellings = [era_year(day) for day in (date(year, 4, 1), date(year, 12, 31)) if era_of(day)]
    eras = "／".join(f"{spelling}度" for spelling in dict.fromkeys(spellings))
    return f"{eras}（{year}年度）" if eras else f"{year}年度"


# Eras


def era_of(day: date) -> Era | None:
    """The era a day lies in, by date and not by year; None before 昭和."""
    return next((era for era in ERAS if day >= era.begins), None)


def era_year(day: date) -> str:
    """令和8年, 令和元年; a day before 昭和 keeps its western year."""
    era = era_of(day)
    if era is None:
        return f"{day.year}年"
    number = day.year - era.begins.year + 1
    return f"{era.name}{'元' if number == 1 else number}年"


def era_date(day: date) -> str:
    """令和8年11月22日."""
    day = day_of(day)
    return f"{era_year(day)}{day.month}月{day.day}日"


# Days as offices write them

WRITTEN_YEAR = r"(?P<era>昭和|平成|令和|[昭平令SHR])?(?P<year>元|[0-9]{1,4})"
WEEKDAY = r"(\([月火水木金土日祝・]+\))?"
WRITTEN_DAY = (
    re.compile(rf"{WRITTEN_YEAR}年(?P<month>[0-9]{{1,2}})月(?P<day>[0-9]{{1,2}})日{WEEKDAY}"),
    re.compile(rf"{WRITTEN_YEAR}(?P<mark>[-/.])(?P<month>[0-9]{{1,2}})(?P=mark)(?P<day>[0-9]{{1,2}}){WEEKDAY}"),
)


def parse_day(text: str, *, strict: bool = False) -> date:
    """日付 — 2016-04-01, 2016/4/1, 平成２８年４月１日, H28.4.1, 令和元年5月1日 …; ValueError has a sentence to show.

    Offices did write 平成31年5月1日 and 平成32年, so years are converted arithmetically.
    `strict` refuses days that lie outside the era they name.
    """
    found = _match_day(unify_number(text).upper())
    era = ERA_NAMED.get(found["era"] or "")
    try:
        day = date(_western_year(found["year"], era), int(found["month"]), int(found["day"]))
    except ValueError as error:
        raise ValueError(_("暦にない日付です。")) from error
    if strict and era and era_of(day) is not era:
        raise ValueError(_("その元号の期間にない日付です。"))
    return day


def _match_day(text: str) -> re.Match[str]:
    for pattern in WRITTEN_DAY:
        found = pattern.fullmatch(text)
        if found and _is_year_whole(found):
            return found
    raise ValueError(_("日付として読めません。例：2026-11-22、2026/11/22、令和8年11月22日、R8.11.22"))


def _is_year_whole(found: re.Match[str]) -> bool:
    """A western year has four digits; an era year has fewer, or is 元."""
    is_western = len(found["year"]) == 4
    return is_western is (found["era"] is None)


def _western_year(year: str, era: Era | None) -> int:
    number = 1 if year == "元" else int(year)
    if number == 0:
        raise ValueError(year)
    return era.begins.year + number - 1 if era else number


# Business days

NO_DAYS: frozenset[date] = frozenset()


def is_business_day(day: date, closed: frozenset[date] = NO_DAYS) -> bool:
    """開庁日 — not a weekend, a holiday, the turn of the year (12/29–1/3) or one of the desk's own closed days."""
    return not (day.weekday() >= 5 or _is_turn_of_year(day) or day in closed or jpholiday.is_holiday(day))


def _is_turn_of_year(day: date) -> bool:
    return (day.month, day.day) >= (12, 29) or (day.month, day.day) <= (1, 3)


def next_business_day(day: date, closed: frozenset[date] = NO_DAYS) -> date:
    """翌開庁日 — the first business day strictly after the given day."""
    return add_business_days(day, 1, closed)


def add_business_days(day: date, number: int, closed: frozenset[date] = NO_DAYS) -> date:
    """The number-th business day after the day (before it, if negative); 0 is the day itself, open or not."""
    step = ONE_DAY if number > 0 else -ONE_DAY
    left = abs(number)
    while left:
        day += step
        left -= is_business_day(day, closed)
    return day


def business_minutes_between(
    start: datetime, end: datetime, opens: time, closes: time, closed: frozenset[date] = NO_DAYS
) -> int:
    """Whole minutes of opening hours between two moments; 0 if the end is not after the start."""
    start, end = in_tokyo(start), in_tokyo(end)
    open_time = timedelta()
    for day in _days(start.date(), end.date()):
        if is_business_day(day, closed):
            first = max(start, datetime.combine(day, opens, TOKYO))
            last = min(end, datetime.combine(day, closes, TOKYO))
            open_time += max(last - first, timedelta())
    return open_time // timedelta(minutes=1)


def _days(first: date, last: date) -> Iterator[date]:
    return (first + ONE_DAY * count for count in range((last - first).days + 1))
