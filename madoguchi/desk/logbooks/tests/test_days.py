"""受付日を読む — the year may stand in the title or on the sheet only."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.desk.logbooks.days import Hint, hint_in, hint_in_title, is_day, read_day


@pytest.mark.parametrize(
    ("title", "hint"),
    [
        ("平成29年度　相談記録簿（4月分）", Hint(2017)),
        ("２０１７年度", Hint(2017)),
        ("令和元年度", Hint(2019)),
        ("平成30年1月分", Hint(2017)),
        ("自 平成29年4月1日 至 平成30年3月31日", Hint(2017)),
        ("平成29年4月1日より平成30年3月31日まで", Hint(2017)),
        ("平成29年4月1日―平成30年3月31日", Hint(2017)),
        ("出張相談会（平成29年10月5日開催）", Hint(2017)),
        ("H29.4", Hint(2017)),
        ("2018年3月", Hint(2017)),
        ("201804", Hint(2018)),
        ("H29相談", Hint(2017)),
        ("2017", Hint(2017)),
        ("平成29年 相談記録", Hint(2017, is_fiscal=False)),
        ("4月", None),
        ("相談記録簿", None),
        ("第29回", None),
        ("29年度", None),
    ],
)
def test_a_title_may_tell_the_year(title, hint):
    assert hint_in(title) == hint


@pytest.mark.parametrize(
    ("title", "hint"),
    [
        ("平成30年4月10日現在", None),
        ("2018/4/10　印刷", None),
        ("（平成26年4月改訂様式）", None),
        ("様式（平成26年度改正）", None),
        ("作成日：平成30年4月", None),
        ("平成30年3月末時点の平成29年度分", Hint(2017)),
        ("期間：平成29年4月1日（土）～平成30年3月31日", Hint(2017)),
        ("H29.4.10-H30.3.31", Hint(2017)),
        ("平成30年1月分", Hint(2017)),
    ],
)
def test_when_a_form_was_made_or_printed_tells_no_year(title, hint):
    assert hint_in_title(title) == hint


@pytest.mark.parametrize(
    ("written", "hint", "day"),
    [
        ("令和元年5月1日", None, date(2019, 5, 1)),
        ("平成31年5月1日", None, date(2019, 5, 1)),
        ("昭和63年12月1日", None, date(1988, 12, 1)),
        ("２９．４．３", Hint(2017), date(2017, 4, 3)),
        ("30.1.9", Hint(2017), date(2018, 1, 9)),
        ("17/4/3", Hint(2017), date(2017, 4, 3)),
        ("2/4/3", Hint(2020), date(2020, 4, 3)),
        ("元.5.1", Hint(2019), date(2019, 5, 1)),
        ("4/3", Hint(2017), date(2017, 4, 3)),
        ("1/9", Hint(2017), date(2018, 1, 9)),
        ("1/9", Hint(2017, is_fiscal=False), date(2017, 1, 9)),
        ("4月3日(月)", Hint(2017), date(2017, 4, 3)),
        ("H29.4.3（月）", None, date(2017, 4, 3)),
        ("2017-04-03T09:40:00", None, date(2017, 4, 3)),
        ("平成29年 4月 3日 午後 3:20", None, date(2017, 4, 3)),
        ("平成29年4月3日(月)午後1時から", None, date(2017, 4, 3)),
        ("4月3日(月)10:30", Hint(2017), date(2017, 4, 3)),
        ("4月3日10時30分", Hint(2017), date(2017, 4, 3)),
        ("4/3 15時半", Hint(2017), date(2017, 4, 3)),
        ("4/3（月） 10:00～11:00", Hint(2017), date(2017, 4, 3)),
        ("㍻29年4月3日", None, date(2017, 4, 3)),
        ("㍼63年12月1日", None, date(1988, 12, 1)),
        ("㋿元年5月1日", None, date(2019, 5, 1)),
        ("’17/4/3", Hint(2017), date(2017, 4, 3)),
        ("42828", None, date(2017, 4, 3)),
    ],
)
def test_days_as_offices_write_them(written, hint, day):
    assert read_day(written, hint) == day


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("29.4.3", None),
        ("4/3", None),
        ("29.4.3", Hint(1975)),
        ("2/30", Hint(2017)),
        ("13/1", Hint(2017)),
        ("0/4/3", Hint(2017)),
        ("2017/0/1", None),
        ("00000000", None),
        ("0312345678", None),
        ("290403", Hint(2017)),
        ("4/3〜4/5", Hint(2017)),
        ("165", None),
        ("", None),
    ],
)
def test_what_is_no_day_or_of_no_year_is_not_guessed(written, hint):
    with pytest.raises(ValueError):  # noqa: PT011 - nobody reads its sentence
        read_day(written, hint)


@given(st.text(max_size=50) | st.text("HS昭元0123456789./年月日 -", max_size=20), st.sampled_from([None, Hint(2017)]))
def test_no_text_breaks_the_reading_of_days(written, hint):
    assert is_day(written) in (True, False)
    with suppress(ValueError):
        assert isinstance(read_day(written, hint), date)
    hint_in(written)
    hint_in_title(written)
