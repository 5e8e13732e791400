"""一行を解く — however a row is written, it means the same; what can't be read is said."""

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.desk.consultations.models import GIST_LENGTH
from madoguchi.desk.consultations.taxonomy import Category
from madoguchi.desk.consultations.words import Channel, ConsulterKind, ConsulterRole
from madoguchi.desk.logbooks.reading import Line
from madoguchi.desk.logbooks.rows import understand
from madoguchi.desk.logbooks.tests.books import row
from madoguchi.foundation.core.calendar import TOKYO
from madoguchi.foundation.core.errors import Refusal

WIDE = str.maketrans("0123456789/.:,()-", "０１２３４５６７８９／．：，（）－")
DAYS = st.dates(date(2016, 4, 1), date(2017, 3, 31))
SPELLINGS = (
    lambda day: datetime.combine(day, time()),
    lambda day: day,
    lambda day: day.isoformat(),
    lambda day: f"{day.year}/{day.month}/{day.day}",
    lambda day: f"{day.year}年{day.month}月{day.day}日",
    lambda day: f"平成{day.year - 1988}年{day.month}月{day.day}日",
    lambda day: f"平成{day.year - 1988}年{day.month}月{day.day}日".translate(WIDE),
    lambda day: f"H{day.year - 1988}.{day.month:02}.{day.day:02}",
    lambda day: f" h{day.year - 1988}.{day.month}.{day.day} ",
)


def line(**cells):
    return Line("4月", 5, row(**cells))


def entry(**cells):
    return understand(line(**cells), year=2016)[0]


def unread(**cells):
    return understand(line(**cells), year=2016)[1]


def test_a_row_becomes_card_and_gist():
    read = entry()

    assert read.received_at == datetime(2016, 4, 1, 9, 40, tzinfo=TOKYO)
    assert (read.number, read.closed_date) == ("H28-0001", date(2016, 4, 3))
    assert (read.channel, read.kind, read.role) == (Channel.TEL, ConsulterKind.COMPANY, ConsulterRole.ADMIN)
    assert (read.company, read.corporate_number, read.prefecture) == ("株式会社架空精機", "5998811861626", "23")
    assert (read.industry, read.capital_yen, read.employees) == ("E", 6_560_000, 78)
    assert (read.category, read.gist) == (Category.MGT, "営業秘密管理規程を作りたい。")
    assert unread() == []


@given(DAYS, st.sampled_from(SPELLINGS), st.sampled_from(SPELLINGS))
def test_a_day_in_any_spelling_gives_the_same_entry(day, one_way, another):
    one, other = entry(date=one_way(day), closed=another(day)), entry(date=another(day), closed=one_way(day))

    assert one == other
    assert one.received_at.date() == one.closed_date == day


@given(st.sampled_from(["number", "time", "corporate_number", "capital", "gist"]), st.booleans())
def test_width_and_blanks_do_not_make_another_content(column, is_padded):
    written = row()[column].translate(WIDE)

    same = entry(**{column: f"　{written} " if is_padded else written})

    assert same.fingerprint == entry().fingerprint


@pytest.mark.parametrize(
    ("column", "written"),
    [
        ("company", "㈱架空精機"),
        ("company", "（株）　架空精機"),
        ("prefecture", "愛知"),
        ("channel", "TEL"),
        ("capital", "6,560千円"),
        ("employees", "約７８名"),
        ("employees", 78.0),
        ("corporate_number", 5998811861626.0),
        ("time", time(9, 40)),
        ("time", "9時40分"),
        ("answer", "別の対応"),
        ("remark", None),
    ],
)
def test_the_same_content_in_other_words_has_the_same_fingerprint(column, written):
    assert entry(**{column: written}).fingerprint == entry().fingerprint


@pytest.mark.parametrize(
    ("column", "written"),
    [
        ("company", "有限会社架空精機"),
        ("company", "架空精機株式会社"),
        ("date", "平成28年4月2日"),
        ("closed", "平成28年4月4日"),
        ("gist", "別の相談。"),
        ("capital", "657万円"),
        ("category", "NDA"),
    ],
)
def test_other_content_has_another_fingerprint(column, written):
    assert entry(**{column: written}).fingerprint != entry().fingerprint


@pytest.mark.parametrize("written", [None, "", "2016/2/30", "4月1日", "未定", "平成28年13月1日", 42461.5])
def test_without_a_day_of_the_calendar_a_row_is_refused(written):
    with pytest.raises(Refusal, match="受付日"):
        entry(date=written)


@pytest.mark.parametrize("written", ["2016/3/31", "平成29年4月1日"])
def test_a_day_of_another_fiscal_year_is_refused(written):
    with pytest.raises(Refusal, match="年度"):
        entry(date=written)


@pytest.mark.parametrize(
    ("column", "written"),
    [
        ("time", "夕方"),
        ("channel", "のろし"),
        ("corporate_number", "5998811861627"),
        ("prefecture", "火星"),
        ("industry", "謎業"),
        ("capital", "たくさん"),
        ("employees", "多数"),
        ("role", "通りすがり"),
        ("category", "雑談"),
        ("closed", "2016/3/1"),
        ("closed", "そのうち"),
        ("gist", "あ" * (GIST_LENGTH + 1)),
    ],
)
def test_an_unknown_value_is_named_and_the_rest_is_read(column, written):
    assert unread(**{column: written}) == [column]
    assert len(entry(**{column: written}).gist) <= GIST_LENGTH


@pytest.mark.parametrize("written", [None, "", "（匿名）", "匿名", "　匿名希望"])
def test_whoever_gives_no_name_stays_anonymous(written):
    read = entry(company=written)

    assert (read.kind, read.company) == (ConsulterKind.ANONYMOUS, "")


def test_a_private_person_is_no_company():
    assert entry(company="個人").kind == ConsulterKind.INDIVIDUAL


@given(st.text(), st.sampled_from([name for name in row() if name != "date"]))
def test_no_text_breaks_the_reading(written, column):
    read = entry(**{column: written})

    assert "\x00" not in read.gist + read.company + read.number
    assert read.fingerprint == entry(**{column: written}).fingerprint
