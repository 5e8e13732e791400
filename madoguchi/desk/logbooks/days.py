"""受付日を読む — days as offices write them, also where only the title or the sheet tells the year."""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from django.utils.translation import gettext as _

from madoguchi.desk.logbooks.clock import without_clock
from madoguchi.foundation.core.calendar import ERA_NAMED, ERAS, fiscal_year, parse_day
from madoguchi.foundation.core.folding import unify, unify_number

ERA = "(?P<era>昭和|平成|令和|[昭平令SHR])"
YEAR = "(?P<year>元|[0-9]{1,4})"
ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}([ T][0-9:.]+)?")
DIGITS = re.compile(r"[0-9]{8}")
SIX_DIGITS = re.compile(r"[0-9]{6}")
SERIAL = re.compile(r"[345][0-9]{4}")
ERA_DIGITS = re.compile(r"([SHR])([0-9]{2})([0-9]{2})([0-9]{2})")
SHORT_YEAR = (
    re.compile(r"'?([0-9]{1,2}|元)([-/.])([0-9]{1,2})\2([0-9]{1,2})"),
    re.compile(r"([0-9]{1,2}|元)(年)([0-9]{1,2})月([0-9]{1,2})日"),
)
MONTH_AND_DAY = re.compile(r"([0-9]{1,2})(?:月|[-/.])([0-9]{1,2})日?")
WEEKDAY = re.compile(r"(\([月火水木金土日祝・]+\)|\([月火水木金土日]曜日?\)|[月火水木金土日]曜日?)$")
CLOCK_BEHIND = re.compile(r"[\s　]+(午前|午後|AM|PM)?\s*[0-9０-９]{1,2}[:：時][0-9０-９:：分秒]*\s*$")
MAY_BE_DAY = re.compile(  # spares numbers and times the search for a day
    r"['昭平令元SHRshrＳＨＲｓｈｒ0-9０-９](?:.*[年月/.／．\-－ー‐‑‒–—―−]|[0-9０-９]{4}$|[0-9０-９]{6,7}$)"
)
LATER = re.compile("[㍻㍼㋿’‘:：時]")  # in spellings that `spelled_day` doesn't know
APOSTROPHES = str.maketrans("’‘", "''")
LONGEST_DAY = 40
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(9000, 1, 1)
YEARS = range(1950, 2100)
SERIAL_ZERO = date(1899, 12, 30)


class Hint(NamedTuple):
    """年の手がかり — the year a title or the name of a sheet tells, as 年度 or as 年; 29.4.3 is read `near` it."""

    year: int
    is_fiscal: bool = True
    near: int = 2

    def distance(self, day: date) -> int:
        return abs((fiscal_year(day) if self.is_fiscal else day.year) - self.year)

    def year_of_month(self, month: int) -> int:
        return self.year + (self.is_fiscal and month < 4)


ANY_YEAR = Hint(2019, near=1000)  # has a 29 February
TITLES = (
    (re.compile(f"{ERA}?{YEAR}年度"), True),
    (re.compile(rf"{ERA}?{YEAR}[年./-](?P<month>[0-9]{{1,2}})(?:月|$|\))"), True),
    (re.compile(r"(?P<era>)(?P<year>20[0-9]{2})(?P<month>0[1-9]|1[0-2])$"), True),
    (re.compile(f"{ERA}?{YEAR}年"), False),
    (re.compile(r"^(?P<era>[SHR])(?P<year>[0-9]{1,2})(?![0-9])"), True),
    (re.compile(r"^(?P<era>)(?P<year>20[0-9]{2})$"), True),
)
SOME_YEAR = "(?:昭和|平成|令和|[昭平令SHR])?(?:元|[0-9]{1,4})"
SOME_MONTH = f"{SOME_YEAR}(?:年|[./])[0-9]{{1,2}}月?末?"
REVISED, PRINTED = "改訂|改定|改正|制定", "作成|印刷|出力|更新"
MADE = f"{REVISED}|{PRINTED}|現在|時点|様式"
STAMPS = re.compile(  # when a form was made or printed; the days of 4月1日～3月31日 are no such
    rf"(?<![0-9~〜らり至―–−ー→-]){SOME_YEAR}(?:年[0-9]{{1,2}}月[0-9]{{1,2}}日|([-/.])[0-9]{{1,2}}\1[0-9]{{1,2}})"
    r"(?!(?:\([^()]*\))?(?:[0-9~〜至―–−ー→-]|から|より))"
    rf"|{SOME_YEAR}年度?(?:{REVISED})"
    rf"|{SOME_MONTH}(?:{MADE})"
    rf"|(?:{REVISED}|{PRINTED})(?:年月日|年月|日)?[:=]?{SOME_MONTH}"
)


def hint_in(text: str) -> Hint | None:
    """The year a title or the name of a sheet tells: 平成29年度, H29.4, 2017年4月分, 平成29年 …"""
    written = unify(text[:200]).upper()
    for pattern, is_fiscal in TITLES:
        for found in pattern.finditer(written):
            if hint := _hint(found, is_fiscal):
                return hint
    return None


def hint_in_title(text: str) -> Hint | None:
    """The year a line above a table tells, whenever the form was made or printed: not that of 平成30年4月10日現在."""
    written = unify(text[:200]).upper()
    return hint_in(STAMPS.sub("", written)) or (None if re.search(MADE, written) else hint_in(written))


def _hint(found: re.Match[str], is_fiscal: bool) -> Hint | None:
    era = ERA_NAMED.get(found["era"] or "")
    number = 1 if found["year"] == "元" else int(found["year"])
    year = era.begins.year + number - 1 if era else number
    if year not in YEARS:
        return None
    month = int(found.groupdict().get("month") or 4)
    return Hint(year - (month < 4) if is_fiscal else year, is_fiscal)


def read_day(text: str, hint: Hint | None = None) -> date:
    """The day; `hint` tells the year where the cell doesn't. Raises ValueError for what is no day of the calendar."""
    try:
        return spelled_day(text, hint)
    except ValueError:
        if len(text) > LONGEST_DAY or not LATER.search(text):
            raise
    return spelled_day(without_clock(text).translate(APOSTROPHES), hint)


def spelled_day(text: str, hint: Hint | None = None) -> date:
    """The day in a spelling that `content` knows. It learns no other: rows taken long ago would look new."""
    if len(text) > LONGEST_DAY or not MAY_BE_DAY.match(text):
        raise ValueError(text[:LONGEST_DAY])
    return _read(text, hint)


@lru_cache(maxsize=4096)
def _read(text: str, hint: Hint | None) -> date:
    day = _plain(text) or _written(WEEKDAY.sub("", unify_number(CLOCK_BEHIND.sub("", text)).upper()), hint)
    if not FIRST_DAY <= day < LAST_DAY:
        raise ValueError(text)
    return day


def is_day(text: str) -> bool:
    """True for a day, also for one whose year only a title could tell; not for a bare number that Excel might mean."""
    try:
        return bool(read_day(text, ANY_YEAR)) and not is_serial(text)
    except ValueError:
        return False


def is_spelled(text: str, hint: Hint | None) -> bool:
    """True for a day that stands in `content` as the day it is."""
    try:
        return bool(spelled_day(text, hint))
    except ValueError:
        return False


def is_serial(text: str) -> bool:
    """42828: a day of Excel's in the dress of a number, if it stands in a column of days."""
    return bool(SERIAL.fullmatch(unify_number(text[:LONGEST_DAY])))


def no_day(text: str, hint: Hint | None) -> str:
    """What to say of a 受付日 that can't be read, and how to write it."""
    if SIX_DIGITS.fullmatch(unify_number(text[:LONGEST_DAY])):
        return _("受付日が6桁の数字では、年が決まりません。H29.4.3 や 2017/4/3 のように書いてください。")
    if hint is None and is_day(text):
        return _(
            "受付日に年がありません。表の上の題かシートの名前に「平成29年度」のように書くか、日付に年を書き足してください。"
        )
    return _("受付日がないか、暦にない日付です。")


def _plain(text: str) -> date | None:
    return datetime.fromisoformat(text).date() if ISO.fullmatch(text) else None


def _written(text: str, hint: Hint | None) -> date:
    text = text.rstrip(".")
    if DIGITS.fullmatch(text):
        return datetime.strptime(text, "%Y%m%d").date()  # noqa: DTZ007 - a day has no zone
    if SERIAL.fullmatch(text):
        return SERIAL_ZERO + timedelta(days=int(text))
    if packed := ERA_DIGITS.fullmatch(text):
        return parse_day(f"{packed[1]}{packed[2]}.{int(packed[3])}.{int(packed[4])}")
    return (_hinted(text, hint) if hint else None) or parse_day(text)


def _hinted(text: str, hint: Hint) -> date | None:
    for pattern in SHORT_YEAR:
        if found := pattern.fullmatch(text):
            return _nearest(found, hint)
    found = MONTH_AND_DAY.fullmatch(text)
    if found is None:
        return None
    month = int(found[1])
    return date(hint.year_of_month(month), month, int(found[2]))


def _nearest(found: re.Match[str], hint: Hint) -> date:
    """Of 29.4.3 as 平成29年, 令和29年, 昭和29年 and 2029, the one next to the year of the title."""
    near = [day for day in _readings(found) if hint.distance(day) <= hint.near]
    if not near:
        raise ValueError(found[0])
    return min(near, key=hint.distance)


def _readings(found: re.Match[str]) -> Iterator[date]:
    number = 1 if found[1] == "元" else int(found[1])
    years = [2000 + number, *(era.begins.year + number - 1 for era in ERAS)] if number else [2000]
    for year in years:
        yield date(year, int(found[3]), int(found[4]))
