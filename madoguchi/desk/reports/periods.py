"""期間 — what figures are of: a fiscal year, a quarter or month of it, or any days."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from madoguchi.foundation.core.calendar import ONE_DAY, day_of, fiscal_year, fiscal_year_bounds, start_of
from madoguchi.foundation.core.templatetags.japanese import day as day_words
from madoguchi.foundation.core.templatetags.japanese import fiscal_year as year_words

MONTHS = (4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2, 3)
WHOLE = "year"
QUARTERS = {f"q{number + 1}": MONTHS[3 * number : 3 * number + 3] for number in range(4)}
PARTS: dict[str, tuple[int, ...]] = {WHOLE: MONTHS, **QUARTERS, **{f"m{month}": (month,) for month in MONTHS}}
BESIDE = 5  # years, where days were chosen freely
FIRST_YEAR, LAST_YEAR = 1989, 2100  # there are no figures of others


@dataclass(frozen=True)
class Period:
    """期間 — from the first to the last day, both inclusive, in Tokyo; `part` "" where the days were chosen freely."""

    first: date
    last: date
    part: str = ""

    @property
    def start(self) -> datetime:
        return start_of(self.first)

    @property
    def end(self) -> datetime:
        """The first moment after the period."""
        return start_of(self.last + ONE_DAY)

    @property
    def fiscal_year(self) -> int:
        """年度 — in which the period begins."""
        return fiscal_year(self.first)

    @property
    def fiscal_years(self) -> tuple[int, int]:
        """年度 — in which it begins and ends."""
        return self.fiscal_year, fiscal_year(self.last)

    @property
    def is_whole_year(self) -> bool:
        return self.part == WHOLE

    @property
    def months(self) -> tuple[int, ...]:
        return PARTS[self.part]

    @property
    def calendar_months(self) -> list[tuple[int, int]]:
        """年と月 — of the calendar, each that the period touches."""
        first, last = (12 * day.year + day.month - 1 for day in (self.first, self.last))
        return [(at // 12, at % 12 + 1) for at in range(first, last + 1)]

    @property
    def is_longer_than_a_year(self) -> bool:
        return self.before(1).last >= self.first

    def is_over(self, at: datetime) -> bool:
        return self.last < day_of(at)

    def __str__(self) -> str:
        if not self.part:
            return _("%(first)sから%(last)sまで") % {"first": day_words(self.first), "last": day_words(self.last)}
        year = year_words(self.fiscal_year)
        return year if self.is_whole_year else f"{year} {part_words(self.part)}"

    @property
    def code(self) -> str:
        """As it stands in the name of a file."""
        days = f"{self.first:%Y%m%d}-{self.last:%Y%m%d}"
        return (
            str(self.fiscal_year) if self.is_whole_year else f"{self.fiscal_year}-{self.part}" if self.part else days
        )

    def before(self, years: int) -> "Period":
        """The same days of an earlier year; 29 February has the 28th before it."""
        return Period(_same_day(self.first, years), _same_day(self.last, years))


def year_of(year: int) -> Period:
    return part_of(year, WHOLE)


def part_of(year: int, part: str) -> Period:
    """The quarter or month of a fiscal year, or the whole of it."""
    first, last = fiscal_year_bounds(year)
    if part == WHOLE:
        return Period(first, last, part)
    months = PARTS[part]
    begins = date(_calendar_year(year, months[0]), months[0], 1)
    ends = date(_calendar_year(year, months[-1]), months[-1], 28) + timedelta(days=4)
    return Period(begins, ends.replace(day=1) - ONE_DAY, part)


def part_words(part: str) -> str:
    """通年, 第1四半期（4～6月）, 4月."""
    if part == WHOLE:
        return _("通年")
    months = PARTS[part]
    if len(months) == 1:
        return month_words(months[0])
    numbers = {"number": part[1:], "first": months[0], "last": months[-1]}
    return _("第%(number)s四半期（%(first)s～%(last)s月）") % numbers


def month_words(month: int) -> str:
    return [
        *(_("1月"), _("2月"), _("3月"), _("4月"), _("5月"), _("6月")),
        *(_("7月"), _("8月"), _("9月"), _("10月"), _("11月"), _("12月")),
    ][month - 1]


def _calendar_year(year: int, month: int) -> int:
    return year if month >= MONTHS[0] else year + 1


def _same_day(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
