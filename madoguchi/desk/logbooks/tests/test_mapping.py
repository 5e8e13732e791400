"""対応づけ — headings and words an office may write; two equally good ones are asked about, never guessed."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.desk.logbooks.mapping import CODES, USES, Mapping, propose
from madoguchi.desk.logbooks.tests.books import logbook, read, row, text
from madoguchi.desk.logbooks.words import code_of
from madoguchi.foundation.core.errors import Refusal


@pytest.fixture
def path(tmp_path):
    return tmp_path / "kiroku"


def uses(path, top, *rows):
    found = read(text(path, [top, *rows]))
    return list(found.uses().values())


@pytest.mark.parametrize(
    ("column", "headings"),
    [
        ("number", "受付No. 受付番号 №　 相談番号 整理No 管理番号 通し番号"),
        ("date", "相談日 受付年月日 受理日 受付日時 相談を受けた日 お問い合わせ日 来所日"),
        ("channel", "手段 相談方法 受付手段 連絡方法 対応形態"),
        ("company", "相談企業名 会社名・氏名 企業・団体名 事業者名 相談者（企業名） 相談者の会社名"),
        ("gist", "内容 相談概要 相談内容の概要 質問事項 お問い合わせ内容 件名"),
        ("answer_gist", "対応内容 回答 助言内容 処理結果 対応の記録"),
        ("closed", "完了日 対応終了日 クローズ日"),
        ("seal", "備考 担当者名 電話番号 メール E-mail 連絡先 氏名 担当アドバイザー ご担当者のお名前 FAX メモ"),
        ("capital", "資本金 資本金額 資本金（万円）"),
        ("employees", "従業員数 社員数 従業員数（人）"),
        ("role", "役職 相談者の立場 お立場"),
        ("state", "状況 ステータス 対応状況"),
    ],
)
def test_headings_in_many_spellings_are_known(path, column, headings):
    for heading in headings.split():
        top = ["日付" if column != "date" else "見出し", "ほか", heading]
        found = read(text(path, [top, ["2017/4/3" if column != "date" else "あ", "い", "2017/4/3"]]))

        assert found.uses()[heading] == column, heading


def test_a_column_is_known_by_what_it_holds(path):
    rows = [
        [f"2017/4/{day}", "5998811861626", "株式会社架空", "秘密管理", "電話", "愛知県", "製造業", "長い話" * 30]
        for day in range(1, 8)
    ]

    assert uses(path, ["い", "ろ", "は", "に", "ほ", "へ", "と", "ち"], *rows) == [
        "date",
        "corporate_number",
        "company",
        "category",
        "channel",
        "prefecture",
        "industry",
        "seal",
    ]


def test_a_heading_that_could_mean_much_is_told_by_what_it_holds(path):
    assert uses(path, ["受付日", "区分", "種別", "内容"], ["2017/4/3", "電話", "秘密管理", "話したこと"] * 1) == [
        "date",
        "channel",
        "category",
        "gist",
    ]


def test_a_plainer_heading_beats_a_vaguer_one(path):
    top = ["日付", "受付日", "内容", "要旨"]

    assert uses(path, top, ["2017/5/1", "2017/4/3", "長い話", "短い話"]) == ["seal", "date", "seal", "gist"]


def test_between_two_equally_good_headings_nothing_is_guessed(path):
    found = read(text(path, [["相談日", "対応日", "要旨"], ["2017/4/3", "2017/4/4", "相談"]]))

    assert found.proposal.missing == ["date"]
    assert found.proposal.ambiguous == {"date": ["相談日", "対応日"]}
    assert list(found.uses().values()) == ["seal", "seal", "gist"]


def test_two_columns_of_days_without_a_known_heading_are_asked_about(path):
    found = read(text(path, [["い", "ろ", "は"], ["2017/4/3", "2017/4/4", "NDA"]]))

    assert found.proposal.missing == ["date"]


def test_a_column_called_a_date_without_a_day_in_it_is_none(path):
    found = read(text(path, [["日付", "いつ", "要旨"], ["未記入", "2017/4/3", "相談"]]))

    assert found.uses() == {"日付": "seal", "いつ": "date", "要旨": "gist"}


def test_without_category_and_gist_it_must_ask(path):
    assert read(text(path, [["受付日", "企業名"], ["2017/4/3", "架空"]])).proposal.missing == ["category_and_gist"]


def test_unknown_words_are_told_with_their_counts_and_known_ones_with_their_codes(path):
    rows = [["2017/4/3", word, "ＴＥＬ"] for word in ["甲", "乙、秘密管理", "甲", "NDA"]]
    found = read(text(path, [["受付日", "相談区分", "方法"], *rows]))

    assert found.proposal.unknown == {"category": {"甲": 2, "乙": 1}}
    assert found.proposal.mapping.words == {"category": {"秘密管理": "MGT", "nda": "CON"}, "channel": {"tel": "TEL"}}


def test_a_cell_that_says_there_is_nothing_to_say_is_asked_about_in_no_column_where_it_may_stand(path):
    found = read(text(path, [["受付日", "要旨", "業種", "方法"], ["2017/4/3", "相談", "不明", "のろし"]]))

    assert found.proposal.unknown == {"channel": {"のろし": 1}}


def test_a_word_known_in_part_is_proposed_and_its_cell_sealed_all_the_same(path):
    found = read(logbook(path, [row(channel="電話（夜間に折り返し）", category="特許か秘匿かの相談")]))

    assert (found.entry.channel, found.entry.category, found.entry.warnings) == ("TEL", "STR", ())
    assert found.entry.sealed["方法"] == "電話（夜間に折り返し）"
    assert found.entry.sealed["相談区分"] == "特許か秘匿かの相談"


@pytest.mark.parametrize(
    ("column", "written", "code"),
    [
        ("role", "営業秘密管理担当", ""),
        ("role", "営業部長", "sales"),
        ("category", "補助金制度", ""),
        ("category", "助成金の制度", ""),
        ("category", "制度の概要", "SYS"),
        ("channel", "オンライン面談（Zoom）", "ONLINE"),
    ],
)
def test_a_word_that_holds_another_by_accident_means_nothing(column, written, code):
    assert code_of(column, written) == code


def test_the_year_is_the_one_most_rows_are_of(path):
    rows = [[day, "相談"] for day in ("2017/4/3", "2018/3/30", "2018/4/2")]

    assert read(text(path, [["受付日", "要旨"], *rows])).proposal.year == 2017


def test_numbers_are_no_days_unless_the_heading_says_so(path):
    assert uses(path, ["受付日", "要旨", "出資"], ["42828", "相談", "45000"]) == ["date", "gist", "seal"]


def test_columns_without_anything_are_left(path):
    assert uses(path, ["受付日", "要旨", "備考"], ["2017/4/3", "相談", ""]) == ["date", "gist", "leave"]


@pytest.mark.parametrize(
    ("heading", "text_", "is_open"),
    [
        ("相談内容", "短い話", True),
        ("相談内容", "長い話" * 100, False),
        ("相談概要", "長い話" * 100, True),
    ],
)
def test_a_gist_is_opened_if_it_was_written_to_be_short(path, heading, text_, is_open):
    found = read(text(path, [["受付日", heading], ["2017/4/3", text_]]))

    assert found.proposal.mapping.opens == ({"gist"} if is_open else frozenset())


def test_an_answer_is_opened_only_if_its_heading_says_that_it_is_a_summary(path):
    told = {
        heading: read(text(path, [["受付日", heading, "要旨"], ["2017/4/3", "助言", "相談"]])).proposal.mapping.opens
        for heading in ("対応内容", "対応要旨")
    }

    assert told == {"対応内容": {"gist"}, "対応要旨": {"gist", "answer_gist"}}


# What is remembered


def test_what_is_remembered_wins_and_the_rest_is_proposed(path):
    remembered = Mapping.from_json(
        json.dumps(
            {
                "uses": {"なかみ": "gist", "対応日": "date", "ＭＥＭＯ": "leave"},
                "opens": [],
                "words": {"category": {"甲": "LEAK", "ＮＤＡ": "MGT"}},
            }
        )
    )
    top = ["相談日", "対応日", "なかみ", "memo", "区分", "手段"]
    found = read(text(path, [top, ["2017/4/3", "2017/4/4", "話", "覚え", "甲", "電話"]]), remembered)

    assert list(found.uses().values()) == ["seal", "date", "gist", "leave", "category", "channel"]
    assert found.proposal.mapping.words["category"] == {"甲": "LEAK", "nda": "MGT"}
    assert (found.proposal.missing, found.proposal.unknown, found.proposal.ambiguous) == ([], {}, {})
    assert (found.entry.gist, found.entry.sealed["なかみ"]) == ("", "話")


def test_proposing_with_its_own_proposal_changes_nothing(path):
    found = read(logbook(path, [row(category="謎", channel="のろし")]))

    assert propose(found.survey, found.proposal.mapping) == found.proposal


WORDS = st.text(min_size=1, max_size=20)
MAPPINGS = st.builds(
    lambda uses, opens, words: {"uses": uses, "opens": sorted(opens), "words": words},
    st.dictionaries(WORDS, st.sampled_from(USES), max_size=5),
    st.sets(st.sampled_from(["gist", "answer_gist"])),
    st.dictionaries(st.just("channel"), st.dictionaries(WORDS, st.sampled_from(sorted(CODES["channel"])), max_size=5)),
)


@given(MAPPINGS)
def test_a_mapping_comes_back_from_its_json(told):
    mapping = Mapping.from_json(json.dumps(told))

    assert Mapping.from_json(mapping.as_json()) == mapping
    for heading in told["uses"]:
        assert mapping.use_of(heading) in USES


@pytest.mark.parametrize(
    "told",
    [
        "",
        "null",
        "[]",
        "{}",
        "[" * 100_000,
        '{"uses": {"受付日": "drop table"}, "opens": [], "words": {}}',
        '{"uses": {"受付日": 1}, "opens": [], "words": {}}',
        '{"uses": {"受付日": []}, "opens": [], "words": {}}',
        '{"uses": [], "opens": [], "words": {}}',
        '{"uses": {}, "opens": ["company"], "words": {}}',
        '{"uses": {}, "opens": 3, "words": {}}',
        '{"uses": {}, "opens": [], "words": {"gist": {"a": "MGT"}}}',
        '{"uses": {}, "opens": [], "words": {"category": {"a": "XXX"}}}',
        '{"uses": {}, "opens": [], "words": {"category": ["a"]}}',
        json.dumps({"uses": {"長" * 1000: "date"}, "opens": [], "words": {}}),
    ],
)
def test_what_is_no_mapping_is_refused(told):
    with pytest.raises(Refusal, match="対応づけ"):
        Mapping.from_json(told)
