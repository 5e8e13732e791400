"""一行を解く — however a row is written, it means the same; what can't be read is said."""

import json
from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.desk.consultations.models import GIST_LENGTH
from madoguchi.desk.consultations.taxonomy import Category
from madoguchi.desk.consultations.words import Channel, ConsulterKind, ConsulterRole, State
from madoguchi.desk.logbooks.cells import key_of, text_of
from madoguchi.desk.logbooks.days import Hint
from madoguchi.desk.logbooks.entry import CONFIDED
from madoguchi.desk.logbooks.mapping import Mapping
from madoguchi.desk.logbooks.rows import Entry, Kind, Line, understand
from madoguchi.desk.logbooks.tables import Heading
from madoguchi.desk.logbooks.tests.books import COLUMNS, row
from madoguchi.foundation.core.calendar import TOKYO
from madoguchi.foundation.core.errors import Refusal
from madoguchi.foundation.core.folding import unify

WIDE = str.maketrans("0123456789/.:,()-", "０１２３４５６７８９／．：，（）－")
DAYS = st.dates(date(2016, 4, 1), date(2017, 3, 31))
SPELLINGS = (
    lambda day: datetime.combine(day, time()),
    lambda day: day,
    lambda day: day.isoformat(),
    lambda day: f"{day:%Y%m%d}",
    lambda day: int(f"{day:%Y%m%d}"),
    lambda day: f"{day.year}/{day.month}/{day.day}",
    lambda day: f"{day.year}年{day.month}月{day.day}日",
    lambda day: f"{day.year}. {day.month}. {day.day}.",
    lambda day: f"平成{day.year - 1988}年{day.month}月{day.day}日",
    lambda day: f"平成{day.year - 1988}年{day.month}月{day.day}日（{'月火水木金土日'[day.weekday()]}）",
    lambda day: f"平成{day.year - 1988}年{day.month}月{day.day}日".translate(WIDE),
    lambda day: f"平{day.year - 1988}/{day.month}/{day.day}",
    lambda day: f"H{day.year - 1988}.{day.month:02}.{day.day:02}",
    lambda day: f" h{day.year - 1988}.{day.month}.{day.day} ",
    lambda day: f"H{day.year - 1988:02}{day.month:02}{day.day:02}",
    lambda day: f"{day.year - 1988}.{day.month}.{day.day}".translate(WIDE),
    lambda day: f"{day.year - 1988}年{day.month}月{day.day}日",
    lambda day: f"{day.year - 2000}/{day.month}/{day.day}",
    lambda day: f"{day.month}/{day.day}",
    lambda day: f"{day.month}月{day.day}日（{'月火水木金土日'[day.weekday()]}曜日）",
)
USES = {"adviser": "seal", "answer": "answer_gist", "remark": "seal"}
MAPPING = Mapping(
    {unify(words).casefold(): USES.get(column, column) for column, words in COLUMNS.items()}, frozenset({"gist"})
)


def line(*, headings=None, **cells):
    named = {COLUMNS.get(column, column): value for column, value in row(**cells).items()} | (headings or {})
    tops = tuple(Heading(at, words) for at, words in enumerate(named))
    return Line(Kind.ROW, "4月", 5, tops, tuple(named.values()), Hint(2016))


def entry(mapping=MAPPING, headings=None, **cells):
    return understand(line(headings=headings, **cells), mapping, 2016)


def mapped(heading, use, **changes):
    return Mapping(MAPPING.uses | {heading: use}, **{"opens": MAPPING.opens, **changes})


def test_a_row_becomes_card_and_gist():
    read = entry()

    assert read.received_at == datetime(2016, 4, 1, 9, 40, tzinfo=TOKYO)
    assert (read.number, read.closed_date) == ("H28-0001", date(2016, 4, 3))
    assert (read.channel, read.kind, read.role) == (Channel.TEL, ConsulterKind.COMPANY, ConsulterRole.ADMIN)
    assert (read.company, read.corporate_number, read.prefecture) == ("株式会社架空精機", "5998811861626", "23")
    assert (read.industry, read.capital_yen, read.employees) == ("E", 6_560_000, 78)
    assert (read.category, read.gist) == (Category.MGT, "営業秘密管理規程を作りたい。")
    assert (read.secondary, read.is_under_way, read.warnings) == ((), False, ())


def test_what_is_not_card_or_gist_is_sealed():
    assert entry().sealed == {"担当": "青木", "対応内容": "ひな形の使い方を助言した。", "備考": "再相談"}


@given(DAYS, st.sampled_from(SPELLINGS), st.sampled_from(SPELLINGS))
def test_a_day_in_any_spelling_gives_the_same_entry(day, one_way, another):
    one, other = entry(date=one_way(day), closed=another(day)), entry(date=another(day), closed=one_way(day))

    assert one == other
    assert one.received_at.date() == one.closed_date == day


@given(st.sampled_from(["number", "time", "corporate_number", "capital", "gist"]), st.booleans())
def test_width_and_blanks_do_not_make_another_content(column, is_padded):
    written = row()[column].translate(WIDE)

    same = entry(**{column: f"　{written} " if is_padded else written})

    assert same.content == entry().content


@pytest.mark.parametrize(
    ("column", "written"),
    [
        ("company", "㈱架空精機"),
        ("company", "（株）　架空精機"),
        ("prefecture", "愛知"),
        ("capital", "6,560千円"),
        ("capital", "6.56百万円"),
        ("capital", 6_560_000),
        ("employees", "約７８名"),
        ("employees", 78.0),
        ("corporate_number", 5998811861626.0),
        ("employees", "78人"),
        ("time", time(9, 40)),
        ("time", "9時40分"),
        ("time", "午前9時40分"),
        ("answer", "ヒナガタの使い方を助言した"),
    ],
)
def test_the_same_content_in_another_spelling_is_the_same(column, written):
    expected = entry(answer="ひながたの使い方を助言した。") if column == "answer" else entry()

    assert entry(**{column: written}).content == expected.content


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
        ("answer", "別の対応"),
        ("adviser", "赤木"),
        ("remark", None),
        ("remark", "○"),
    ],
)
def test_other_content_anywhere_is_another_content(column, written):
    assert entry(**{column: written}).content != entry().content


def test_the_content_does_not_depend_on_the_mapping_or_the_order_of_columns():
    one = line()
    mirrored = tuple(Heading(16 - heading.position, heading.words) for heading in one.headings)
    turned = Line(one.kind, "", 1, mirrored, one.cells[::-1], one.hint)

    contents = {
        understand(each, mapping, 2016).content
        for each in (one, turned)
        for mapping in (MAPPING, Mapping({"受付日": "date"}), mapped("備考", "leave", opens=frozenset()))
    }

    assert len(contents) == 1


@pytest.mark.parametrize(
    "written", [None, "", "2016/2/30", "4月31日", "未定", "平成28年13月1日", 42461.5, "4/1〜4/3", "あ" * 500]
)
def test_without_a_day_of_the_calendar_a_row_is_refused(written):
    with pytest.raises(Refusal, match="受付日"):
        entry(date=written)


@pytest.mark.parametrize("written", ["2016/3/31", "平成29年4月1日"])
def test_a_day_of_another_fiscal_year_is_refused(written):
    with pytest.raises(Refusal, match="年度"):
        entry(date=written)


def test_without_a_known_year_any_day_is_taken():
    assert understand(line(date="1999/3/31"), MAPPING, None).received_at.year == 1999


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
        ("capital", "500"),
        ("role", "営業秘密管理担当"),
        ("category", "補助金制度"),
    ],
)
def test_an_unknown_value_is_named_and_sealed_and_not_repeated(column, written):
    read = entry(**{column: written})

    (warning,) = read.warnings
    assert COLUMNS[column] in warning
    assert written not in warning + read.as_json()
    assert read.sealed[COLUMNS[column]] == written


def test_a_personal_number_is_kept_nowhere():
    read = entry(corporate_number="123456789018")

    assert read.warnings
    assert "123456789018" not in str(read.sealed)


# Gists


def test_a_long_gist_is_cut_and_its_rest_sealed_as_it_was_written():
    written = "概要です。\n" + "あ い" * 80 + "\n続き\nの話"
    read = entry(gist=written)

    shown = " ".join(written.split())[:GIST_LENGTH].rstrip()
    assert read.gist == shown
    assert read.sealed[COLUMNS["gist"]].endswith("続き\nの話")
    assert "".join((read.gist + read.sealed[COLUMNS["gist"]]).split()) == "".join(written.split())
    assert "200字" in read.warnings[0]


@given(st.text(min_size=GIST_LENGTH - 5, max_size=GIST_LENGTH * 3))
def test_cutting_a_gist_loses_nothing(written):
    read = entry(gist="あ" + written)

    kept = read.gist + read.sealed.get(COLUMNS["gist"], "")
    assert "".join(kept.split()) == "".join(text_of("あ" + written).split())
    assert len(read.gist) <= GIST_LENGTH


def test_a_gist_that_is_not_opened_is_sealed():
    read = entry(Mapping(MAPPING.uses, frozenset({"answer_gist"})))

    assert (read.gist, read.answer_gist) == ("", row()["answer"])
    assert read.sealed[COLUMNS["gist"]] == row()["gist"]


def test_what_is_left_out_is_neither_open_nor_sealed():
    read = entry(mapped("備考", "leave"))

    assert "再相談" not in read.as_json() + str(read.sealed)


# Values


@pytest.mark.parametrize(
    ("written", "heading", "expected"),
    [
        ("1,000万円", "資本金", 10_000_000),
        ("1.5億円", "資本金", 150_000_000),
        ("３，０００千円", "資本金", 3_000_000),
        ("20百万円", "資本金", 20_000_000),
        ("1000", "資本金（万円）", 10_000_000),
        (3000, "資本金(単位:千円)", 3_000_000),
        ("約50", "資本金（百万円）", 50_000_000),
        ("500万円", "資本金（千円）", 5_000_000),
        ("1,000万円（2015年）", "資本金", 10_000_000),
        ("500", "資本金［万円］", 5_000_000),
        ("500", "資本金（万）", 5_000_000),
        ("5", "資本金（百万）", 5_000_000),
        ("500", "資本金：万円", 5_000_000),
        ("500", "資本金 万円", 5_000_000),
        ("500（2015年）", "資本金（単位：万円）", 5_000_000),
        ("50,000", "資本金（円）", 50_000),
        ("100000", "資本金", 100_000),
        ("0", "資本金", 0),
    ],
)
def test_sums_in_any_unit(written, heading, expected):
    read = entry(mapped(key_of(heading), "capital"), headings={heading: written}, capital=None)

    assert read.capital_yen == expected


@pytest.mark.parametrize("written", ["165人(うちパート20)", "約165名", "１６５", "165名（パート含む）", 165])
def test_numbers_of_people(written):
    assert entry(employees=written).employees == 165


@pytest.mark.parametrize("written", ["－", "―", "不明", "なし", "未回答", "#N/A"])
@pytest.mark.parametrize(
    ("column", "field", "unknown"),
    [
        ("capital", "capital_yen", None),
        ("employees", "employees", None),
        ("industry", "industry", ""),
        ("prefecture", "prefecture", ""),
    ],
)
def test_a_cell_that_says_there_is_nothing_to_say_is_unknown_without_a_warning(column, field, unknown, written):
    read = entry(**{column: written})

    assert (getattr(read, field), read.warnings, COLUMNS[column] in read.sealed) == (unknown, (), False)


@pytest.mark.parametrize(
    ("column", "written"),
    [
        ("channel", "電話（夜間に折り返し）"),
        ("employees", "165人（うちパート20）"),
        ("capital", "1,000万円（2015年）"),
        ("role", "総務部長（父の代理）"),
        ("category", "特許か秘匿かの相談"),
        ("time", "15:20～16:00"),
        ("date", "4/1(金) 15:20～16:00"),
        ("company", "匿名（夜間の電話）"),
    ],
)
def test_what_a_cell_says_beside_its_value_is_sealed(column, written):
    read = entry(**{column: written})

    assert (read.sealed[COLUMNS[column]], read.warnings) == (written, ())


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("愛知県名古屋市中区1-1", "23"),
        ("東京都", "13"),
        ("京都", "26"),
    ],
)
def test_an_address_tells_the_prefecture_and_is_sealed(written, expected):
    read = entry(prefecture=written)

    assert read.prefecture == expected
    assert (COLUMNS["prefecture"] in read.sealed) is (len(written) > 4)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("秘密管理、契約", (Category.MGT, (Category.CON,))),
        ("① NDA\n② 退職者\n③ NDA", (Category.CON, (Category.PPL,))),
        ("流出・漏えい", (Category.LEAK, ())),
        ("特許か秘匿かの相談", (Category.STR, ())),
        ("雑談、契約", (Category.CON, ())),
        ("秘密管理・契約", (Category.MGT, (Category.CON,))),
        ("退職者・情報漏洩、契約", (Category.PPL, (Category.LEAK, Category.CON))),
    ],
)
def test_a_cell_may_name_several_categories(written, expected):
    read = entry(category=written)

    assert (read.category, read.secondary) == expected


def test_secondary_categories_may_have_a_column():
    read = entry(mapped("副区分", "secondary"), headings={"副区分": "契約、秘密管理"})

    assert (read.category, read.secondary) == (Category.MGT, (Category.CON,))


def test_words_of_the_office_win():
    words = {"category": {"a": "LEAK"}, "channel": {"電話": "ONLINE"}}
    read = entry(Mapping(MAPPING.uses, MAPPING.opens, words), category="Ａ")

    assert (read.category, read.channel, read.warnings) == (Category.LEAK, Channel.ONLINE, ())


def test_the_state_is_told_and_decides_nothing():
    read = entry(mapped("状況", "state"), headings={"状況": "対応中"})

    assert (read.state, read.is_under_way) == (State.WORKING, False)


def test_the_first_of_two_headings_with_one_use_counts_and_the_other_is_sealed():
    read = entry(mapped("手段", "channel"), headings={"手段": "メール"})

    assert (read.channel, read.sealed["手段"]) == (Channel.TEL, "メール")


@pytest.mark.parametrize(
    "written",
    [
        "2016/4/1 15:20",
        "2016/4/1\n15:20",
        "2016/4/1　15:20",
        "2016-04-01T15:20:00",
        "平成28年 4月 1日 午後 3:20",
        "㍻28年4月1日（金）15:20",
        "4月1日15時20分",
        "4/1(金) 15:20～16:00",
        datetime.fromisoformat("2016-04-01 15:20"),
    ],
)
def test_the_cell_of_the_day_may_tell_the_time(written):
    read = entry(time=None, date=written)

    assert read.received_at == datetime(2016, 4, 1, 15, 20, tzinfo=TOKYO)
    assert read.content == entry(time=None, date="2016/4/1").content


@pytest.mark.parametrize("written", ["午後3時半", "15時半", "15:30～16:00", "15:30-16:00", "15時30分から", "PM3:30頃"])
def test_times_as_offices_write_them(written):
    assert entry(time=written).received_at.time() == time(15, 30)


def test_closed_the_same_day_is_closed_the_day_it_came():
    read = entry(closed="同日")

    assert (read.closed_date, read.warnings) == (date(2016, 4, 1), ())


@pytest.mark.parametrize(("written", "said"), [("280401", "H29.4.3"), ("2015/4/1", "ファイルを分けて")])
def test_a_refusal_says_how_to_write_it(written, said):
    with pytest.raises(Refusal, match=said):
        entry(date=written)


def test_a_day_in_april_that_ends_a_case_of_march_is_of_the_next_year():
    assert entry(date="3/30", closed="4/5").closed_date == date(2017, 4, 5)


# What people type


HOSTILE = st.text() | st.sampled_from(
    ["\x00", "\ud800", "\u202egnp.exe", "=cmd|' /C calc'!A0", "あ" * 100_000, "９" * 5_000, "1" * 400 + "円", "〃"]
)


CELLS = HOSTILE | st.integers() | st.floats() | st.datetimes() | st.times() | st.booleans()


@given(CELLS, st.sampled_from(list(row())))
def test_nothing_typed_breaks_the_reading(written, column):
    try:
        read = entry(**{column: written})
    except Refusal:
        return

    stored = read.as_json() + json.dumps(read.sealed, ensure_ascii=False) + read.content
    assert not {"\x00", "\u202e", "\\u0000"} & set(stored)
    assert stored.encode()
    assert len(read.gist) <= GIST_LENGTH
    assert len(read.number) <= 20


@given(st.builds(entry, gist=st.text(), capital=st.integers(), employees=st.text(), category=st.text()))
def test_the_open_part_comes_back_from_its_json(read):
    again = Entry.from_json(read.as_json())

    assert [getattr(again, name) for name in CONFIDED] == [{}, ""]
    assert again.as_json() == read.as_json()
    assert again.received_at == read.received_at


@pytest.mark.parametrize("text", ["", "{}", "[]", "null", '{"number": 1}', '{"received_at": "x"}', "[" * 100_000])
def test_what_is_no_open_part_is_refused(text):
    with pytest.raises(Refusal):
        Entry.from_json(text)
