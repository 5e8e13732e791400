"""暦 — eras, fiscal years, written days, business days."""

from datetime import UTC, date, datetime, time, timedelta

import jpholiday
import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.foundation.core import calendar

SHOWA, HEISEI, REIWA = date(1926, 12, 25), date(1989, 1, 8), date(2019, 5, 1)
DAYS = st.dates(SHOWA, date(2117, 12, 31))
NEAR_DAYS = st.dates(date(2015, 1, 1), date(2031, 12, 31))
MOMENTS = st.integers(0, 60 * 24 * 60).map(
    lambda minutes: datetime(2025, 12, 20, tzinfo=calendar.TOKYO) + timedelta(minutes=minutes)
)
FULL_WIDTH = str.maketrans("0123456789/.", "０１２３４５６７８９／．")


@given(DAYS)
def test_a_day_lies_in_the_fiscal_year_it_is_counted_in(day):
    first, last = calendar.fiscal_year_bounds(calendar.fiscal_year(day))

    assert first <= day <= last
    assert last + timedelta(days=1) == calendar.fiscal_year_bounds(calendar.fiscal_year(day) + 1)[0]


def test_a_fiscal_year_begins_on_the_first_of_april_in_tokyo():
    assert calendar.fiscal_year(date(2017, 3, 31)) == 2016
    assert calendar.fiscal_year(date(2017, 4, 1)) == 2017
    assert calendar.fiscal_year(datetime(2017, 3, 31, 15, 0, tzinfo=UTC)) == 2017
    assert calendar.fiscal_year(datetime(2017, 3, 31, 14, 59, tzinfo=UTC)) == 2016


@given(DAYS)
def test_a_day_starts_with_its_first_moment(day):
    start = calendar.start_of(day)

    assert calendar.day_of(start) == day
    assert calendar.day_of(start - timedelta(microseconds=1)) == day - timedelta(days=1)


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2026, 11, 22), "令和8年11月22日"),
        (REIWA, "令和元年5月1日"),
        (date(2019, 4, 30), "平成31年4月30日"),
        (HEISEI, "平成元年1月8日"),
        (date(1989, 1, 7), "昭和64年1月7日"),
        (SHOWA, "昭和元年12月25日"),
        (date(1926, 12, 24), "1926年12月24日"),
    ],
)
def test_eras_change_by_date_and_not_by_year(day, written):
    assert calendar.era_date(day) == written


@pytest.mark.parametrize(
    ("year", "label"),
    [
        (2026, "令和8年度（2026年度）"),
        (2019, "平成31年度／令和元年度（2019年度）"),
        (2018, "平成30年度（2018年度）"),
        (2017, "平成29年度（2017年度）"),
        (1989, "平成元年度（1989年度）"),
        (1988, "昭和63年度（1988年度）"),
        (1920, "1920年度"),
    ],
)
def test_a_fiscal_year_is_labelled_with_every_era_it_began_in(year, label):
    assert calendar.fiscal_year_label(year) == label


@pytest.mark.parametrize(
    "text",
    [
        "2016-04-01",
        "2016/4/1",
        "2016.4.1",
        "平成28年4月1日",
        "平成２８年４月１日",
        "平成 28年 4月 1日",
        "H28.04.01",
        "H28/4/1",
        "h28-4-1",
        "Ｈ２８．４．１",
        "㍻28年4月1日",
        "2016年4月1日",
        "2016年4月1日（金）",
        "2016−04−01",
        "\u30002016/04/01 ",
    ],
)
def test_reads_the_ways_offices_write_a_day(text):
    assert calendar.parse_day(text) == date(2016, 4, 1)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("R1.5.1", REIWA),
        ("令和元年5月1日", REIWA),
        ("R元.5.1", REIWA),
        ("平成31年4月30日", date(2019, 4, 30)),
        ("S64.1.7", date(1989, 1, 7)),
        ("H1.1.8", HEISEI),
        ("2024/2/29", date(2024, 2, 29)),
    ],
)
def test_reads_first_years_and_last_days_of_eras(text, day):
    assert calendar.parse_day(text) == calendar.parse_day(text, strict=True) == day


@pytest.mark.parametrize(("text", "day"), [("平成31年5月1日", REIWA), ("平成32年4月1日", date(2020, 4, 1))])
def test_an_era_written_past_its_end_is_converted_unless_strict(text, day):
    assert calendar.parse_day(text) == day
    with pytest.raises(ValueError, match="元号の期間"):
        calendar.parse_day(text, strict=True)


@pytest.mark.parametrize("text", ["2017/2/30", "2023-02-29", "H29.13.1", "平成0年4月1日", "0000-01-01", "2017/4/0"])
def test_a_day_the_calendar_lacks_is_refused(text):
    with pytest.raises(ValueError, match="暦にない"):
        calendar.parse_day(text)


@pytest.mark.parametrize(
    "text",
    ["", "未定", "4月1日", "28/4/1", "元年4月1日", "H2016.4.1", "2016-4/1", "2016年4/1", "20160401", "T5.1.1", "24件"],
)
def test_what_is_no_day_is_refused_with_an_example(text):
    with pytest.raises(ValueError, match="例："):
        calendar.parse_day(text)


@given(st.text())
def test_any_text_is_a_day_or_a_sentence(text):
    try:
        read = calendar.parse_day(text)
    except ValueError as refusal:
        read = str(refusal)

    assert isinstance(read, date) or read.startswith(("日付として", "暦にない"))


@given(DAYS)
def test_what_is_written_in_eras_is_read_back(day):
    written = calendar.era_date(day)
    era, year = calendar.era_of(day), day.year - calendar.era_of(day).begins.year + 1

    assert calendar.parse_day(written, strict=True) == day
    assert calendar.parse_day(written.translate(FULL_WIDTH), strict=True) == day
    assert calendar.parse_day(f"{era.letter}{year}.{day.month}.{day.day}", strict=True) == day
    assert calendar.parse_day(f"{day:%Y/%m/%d}".translate(FULL_WIDTH)) == day


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 11, 21),  # Saturday
        date(2026, 11, 22),  # Sunday
        date(2026, 11, 23),  # 勤労感謝の日
        date(2026, 9, 22),  # 国民の休日
        date(2025, 12, 29),
        date(2025, 12, 31),
        date(2026, 1, 1),
        date(2027, 1, 3),
    ],
)
def test_the_desk_is_closed(day):
    assert not calendar.is_business_day(day)


@pytest.mark.parametrize("day", [date(2026, 11, 24), date(2026, 12, 28), date(2027, 1, 4)])
def test_the_desk_is_open_unless_the_desk_says_otherwise(day):
    assert calendar.is_business_day(day)
    assert not calendar.is_business_day(day, closed=frozenset({day}))


@given(NEAR_DAYS)
def test_a_business_day_is_no_weekend_no_holiday_and_not_the_turn_of_the_year(day):
    is_turn = f"{day:%m%d}" in {"1229", "1230", "1231", "0101", "0102", "0103"}

    assert calendar.is_business_day(day) is not (day.weekday() > 4 or is_turn or jpholiday.is_holiday(day))


def test_the_next_business_day_jumps_over_a_long_weekend():
    assert calendar.next_business_day(date(2026, 11, 20)) == date(2026, 11, 24)
    assert calendar.next_business_day(date(2026, 12, 28)) == date(2027, 1, 4)
    assert calendar.next_business_day(date(2026, 11, 20), frozenset({date(2026, 11, 24)})) == date(2026, 11, 25)


@given(NEAR_DAYS, st.integers(1, 60), st.frozensets(NEAR_DAYS, max_size=5))
def test_adding_business_days_passes_exactly_that_many(day, number, closed):
    end = calendar.add_business_days(day, number, closed)
    passed = [day + timedelta(days=n) for n in range(1, (end - day).days + 1)]

    assert sum(calendar.is_business_day(each, closed) for each in passed) == number
    assert calendar.is_business_day(end, closed)


@given(NEAR_DAYS, st.integers(0, 30), st.integers(0, 30))
def test_adding_business_days_adds_up(day, first, second):
    step_by_step = calendar.add_business_days(calendar.add_business_days(day, first), second)

    assert step_by_step == calendar.add_business_days(day, first + second)


@given(NEAR_DAYS.filter(calendar.is_business_day), st.integers(0, 30))
def test_business_days_are_taken_back_as_they_were_added(day, number):
    assert calendar.add_business_days(calendar.add_business_days(day, number), -number) == day


OPENS, CLOSES = time(9, 0), time(17, 45)


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        ("2026-11-24T09:30", "2026-11-24T10:00", 30),
        ("2026-11-24T08:00", "2026-11-24T20:00", 525),
        ("2026-11-20T17:00", "2026-11-24T09:15", 60),  # over Saturday, Sunday and a holiday
        ("2026-11-21T09:00", "2026-11-23T17:00", 0),
        ("2026-11-24T10:00", "2026-11-24T09:30", 0),
        ("2026-11-24T18:00", "2026-11-24T19:00", 0),
    ],
)
def test_only_opening_hours_count(start, end, minutes):
    start, end = (datetime.fromisoformat(each).replace(tzinfo=calendar.TOKYO) for each in (start, end))

    assert calendar.business_minutes_between(start, end, OPENS, CLOSES) == minutes
    assert calendar.business_minutes_between(start.astimezone(UTC), end.astimezone(UTC), OPENS, CLOSES) == minutes


@given(MOMENTS, MOMENTS, MOMENTS)
def test_opening_hours_add_up(first, second, third):
    first, second, third = sorted([first, second, third])

    def minutes(start, end):
        return calendar.business_minutes_between(start, end, OPENS, CLOSES)

    assert minutes(first, second) + minutes(second, third) == minutes(first, third)
    assert 0 <= minutes(first, third) <= (third - first) // timedelta(minutes=1)
