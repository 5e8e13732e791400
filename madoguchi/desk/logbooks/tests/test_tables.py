"""表を探す — titles, headings, subtotals and notes are told from consultations, however an office lays them out."""

import random

import pytest
from openpyxl import Workbook, load_workbook

from madoguchi.desk.logbooks.remarks import doubts, unread
from madoguchi.desk.logbooks.rows import Kind
from madoguchi.desk.logbooks.tests.books import COLUMNS, logbook, read, row, sheets, text
from madoguchi.foundation.core.errors import Refusal

TOP = ["受付番号", "受付日", "企業名", "相談区分", "要旨"]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "kiroku.xlsx"


def case(number, day="4/3", **changes):
    return [changes.get(top, value) for top, value in zip(TOP, [number, day, "匿名", "契約", "相談"], strict=True)]


def numbers(found):
    return [entry.number for entry in found.entries]


def kinds(found):
    return [(line.number, line.kind) for line in found.lines if not line.is_row]


def test_titles_headers_blanks_and_subtotals_are_no_rows(path):
    found = read(logbook(path, [row(), row(number="H28-0002")]))

    assert [line.place for line in found.rows] == ["4月!5", "4月!6"]
    assert kinds(found) == [(1, Kind.TITLE), (3, Kind.TITLE), (4, Kind.HEADER), (8, Kind.SUBTOTAL)]
    assert found.survey.tables[0].row_count == 2


@pytest.mark.parametrize(
    "word",
    [
        "小計",
        "　合 計　",
        "総 件 数",
        "4月計",
        "計：12件",
        "合計47件",
        "4月分小計",
        "【合計】",
        "平成28年度合計",
        "上半期計",
        "相談件数：47件",
        "4月分",
        "【4月分】47件",
    ],
)
def test_a_subtotal_in_any_spelling_is_no_row(path, word):
    found = read(logbook(path, [row(), {"number": word, "date": "47件"}]))

    assert [line.number for line in found.rows] == [5]


@pytest.mark.parametrize("word", ["設計", "時計", "統計の相談", "会計"])
def test_a_word_that_ends_like_a_subtotal_is_none(path, word):
    assert len(read(sheets(path, 四月=[TOP, case(1), [None, "2016/4/4", None, None, word]])).rows) == 2
    assert len(read(sheets(path, 四月=[TOP, case(1), [word, None, None, None, "相談"]])).rows) == 2


def test_blank_cells_with_blanks_in_them_are_ignored_and_empty_rows_not_even_that(path):
    found = read(logbook(path, [{"number": "　", "gist": " "}, {}]))

    assert (5, Kind.BLANK) in kinds(found)
    assert not any(line.number == 6 for line in found.lines)


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_columns_does_not_matter(path, seed):
    expected = read(logbook(path, [row()])).entry
    columns = list(COLUMNS)
    random.Random(seed).shuffle(columns)

    assert read(logbook(path, [row()], columns=columns)).entry == expected


def test_each_sheet_has_its_own_columns_and_a_sheet_without_any_is_named(path):
    logbook(path, [row()])
    book = load_workbook(path)
    other = book.create_sheet("5月")
    other.append(["要旨", "相談日", "No."])
    other.append(["五月の相談", "H28.5.2", 2])
    notes = book.create_sheet("覚え書き")
    notes.append(["受付日と要旨は四月の紙に書くこと"])
    notes.append(["6/1", "休み"])
    book.save(path)
    found = read(path)

    assert [(line.place, entry.number) for line, entry in zip(found.rows, found.entries, strict=True)] == [
        ("4月!5", "H28-0001"),
        ("5月!2", "2"),
    ]
    assert found.entries[1].gist == "五月の相談"
    assert any("覚え書き" in remark for remark in found.survey.remarks)


def test_a_header_repeated_for_each_month_is_no_row_and_a_title_between_changes_the_year(path):
    found = read(
        text(
            path,
            [
                ["平成29年12月分"],
                TOP,
                case(1, "12/4"),
                ["計", "1件"],
                [],
                ["平成30年1月分"],
                TOP,
                case(2, "1/9"),
                ["計", "1件"],
            ],
        )
    )

    assert [entry.received_at.date().isoformat() for entry in found.entries] == ["2017-12-04", "2018-01-09"]
    assert len(found.survey.tables) == 1
    assert found.remarks == []


UNDATED = ("電話|匿名|その他", "メール|その他|備考", "|その他|連絡は後日", "担当|電話|相談は休日")


@pytest.mark.parametrize("words", [words.split("|") for words in UNDATED])
def test_a_row_without_a_day_does_not_pass_for_a_heading(path, words):
    top = ["受付番号", "受付日", "方法", "企業名", "相談区分", "要旨"]
    found = read(text(path, [top, ["A1", "2017/4/3", *words, "相談"], ["A2", "", *words], ["A3", "2017/4/5", *words]]))

    assert [line.number for line in found.rows] == [2, 3, 4]
    assert len(found.survey.tables) == 1


def test_a_second_table_below_has_its_own_columns(path):
    found = read(
        sheets(
            path,
            H29=[
                TOP,
                case(1),
                [],
                ["第二相談室"],
                ["内容", "相談日", "会社名", "No."],
                ["二室の相談", "4/5", "株式会社架空", 9],
            ],
        )
    )

    assert numbers(found) == ["1", "9"]
    assert (found.entries[1].company, found.entries[1].gist) == ("株式会社架空", "二室の相談")


def test_a_table_of_figures_below_is_no_table_of_consultations(path):
    found = read(sheets(path, H29=[TOP, case(1), [], ["区分", "件数"], ["契約", 1], ["秘密管理", 0]]))

    assert numbers(found) == ["1"]
    assert [kind for _number, kind in kinds(found)][-2:] == [Kind.OTHER_TABLE] * 2


def test_beside_a_table_of_consultations_days_alone_make_no_other(path):
    seminars = [["日付", "会場", "参加者数"], ["2017/5/1", "架空会館", 30]]
    found = read(sheets(path, H29=[TOP, case(1)], セミナー=seminars))

    assert numbers(found) == ["1"]
    assert unread(found.survey, found.proposal.mapping) == [
        "シート「セミナー」の表には相談区分も要旨もないため、1行を読んでいません。"
    ]


def test_a_table_whose_day_is_not_known_is_named_and_one_of_figures_is_not(path):
    may = [["相談日", "対応日", "要旨"], ["5/1", "5/2", "五月の相談"]]
    figures = [["区分", "件数"], ["契約", 1]]
    found = read(sheets(path, **{"H29.4": [TOP, case(1)], "H29.5": may, "集計": figures}))

    assert numbers(found) == ["1"]
    assert unread(found.survey, found.proposal.mapping) == [
        "シート「H29.5」の表には受付日の列が分からないため、1行を読んでいません。"
    ]
    doubt = "相談日、対応日のうち、どれが受付日か分からないため、その表を読みません。"
    assert set(doubts(found.survey, found.proposal, found.proposal.mapping).values()) == {doubt}


def test_the_year_is_that_of_the_consultations(path):
    seminars = [["日付", "会場"], *(["2018/5/1", "架空会館"] for _time in range(3))]
    found = read(sheets(path, 相談=[TOP, case(1, "2017/4/3")], セミナー=seminars))

    assert found.proposal.year == 2017


def test_the_sums_of_another_table_are_compared_with_nothing(path):
    seminars = [["日付", "会場", "参加"], ["2017/4/3", "架空会館", "3"], ["4月", "47件"], ["5月", "30件"]]
    found = read(sheets(path, 相談=[TOP, case(1, "2017/4/3")], セミナー=seminars))

    assert (numbers(found), found.remarks) == (["1"], [])


def merged_header(page):
    page.append(["受付番号", "受付日", "相談者", None, None, "要旨"])
    page.append([None, None, "企業名", "氏名", "電話番号", None])
    for area in ("A1:A2", "B1:B2", "C1:E1", "F1:F2"):
        page.merge_cells(area)


def test_a_header_of_two_lines_with_merged_cells(path):
    book = Workbook()
    book.active.title = "H29"
    merged_header(book.active)
    book.active.append([1, "4/3", "株式会社架空", "架空太郎", "000-0000-0000", "相談"])
    book.save(path)
    found = read(path)

    assert found.uses() == {
        "受付番号": "number",
        "受付日": "date",
        "企業名": "company",
        "氏名": "seal",
        "電話番号": "seal",
        "要旨": "gist",
    }
    assert found.entry.sealed == {"氏名": "架空太郎", "電話番号": "000-0000-0000"}


def test_a_header_of_two_lines_in_a_text(path):
    lines = [
        ["平成29年度"],
        ["受付番号", "受付日", "相談者", "", "", "要旨"],
        ["", "", "企業名", "氏名", "電話番号", ""],
        ["1", "4/3", "株式会社架空", "架空太郎", "000-0000-0000", "相談"],
    ]
    found = read(text(path, lines))

    assert found.entry.company == "株式会社架空"
    assert found.entry.sealed == {"氏名": "架空太郎", "電話番号": "000-0000-0000"}
    assert "相談者" not in found.uses()


def test_headings_nobody_knows_may_have_two_lines_a_title_of_many_words_and_a_first_row_without_a_day(path):
    lines = [
        ["架空室", "ききとり帳", "部外秘", "一部"],
        ["ばん", "ひ", "きたひと", "", "なに"],
        ["", "", "なまえ", "れんらく", ""],
        ["い", "", "架空太郎", "", "約束"],
        ["ろ", "2017/4/4", "架空次郎", "000", "約束"],
    ]
    found = read(text(path, lines))

    assert [heading.words for heading in found.survey.tables[0].headings] == [
        "ばん",
        "ひ",
        "きたひと なまえ",
        "きたひと れんらく",
        "なに",
    ]
    assert [line.number for line in found.rows] == [4, 5]


def test_words_alike_below_two_groups_are_told_apart(path):
    lines = [
        ["", "", "窓口", "", "先方", ""],
        ["受付日", "要旨", "メモ", "印", "メモ", "印"],
        ["2017/4/3", "相談", "あ", "い", "う", "え"],
    ]
    found = read(text(path, lines))

    assert found.entry.sealed == {"窓口 メモ": "あ", "窓口 印": "い", "先方 メモ": "う", "先方 印": "え"}


def test_two_headings_alike_and_a_column_without_one_are_kept_apart(path):
    found = read(text(path, [["受付日", "要旨", "備考", "備考"], ["2017/4/3", "相談", "一", "二", "三"]]))

    assert found.entry.sealed == {"備考": "一", "備考 2": "二", "E列": "三"}


def test_headings_with_line_breaks_marks_and_brackets_are_known(path):
    asked = "相談内容（要旨）※200字以内で、個人の名前や秘密そのものは書かず、後で読む人に分かるように書いてください"
    head = ["No.", "※受付\n年月日", "相談企業名（必須）", asked, "資本金\n（万円）"]
    found = read(sheets(path, 一=[head, [1, "2017/4/3", "架空", "相談", 500]]))

    assert (found.entry.company, found.entry.gist, found.entry.capital_yen) == ("架空", "相談", 5_000_000)


def test_notes_and_months_among_the_rows_are_no_rows(path):
    found = read(
        text(
            path,
            [
                ["平成29年度"],
                TOP,
                ["【4月】"],
                case(1),
                ["※ 匿名を含む"],
                ["5月分"],
                case(2, "5/8"),
                ["以上"],
                ["以上 2件"],
            ],
        )
    )

    assert numbers(found) == ["1", "2"]


def test_an_example_of_how_to_fill_it_in_is_no_row(path):
    example = ["（記入例）", "2017/4/1", "株式会社見本", "契約", "このように書く"]

    assert numbers(read(text(path, [["平成29年度"], TOP, example, case(1)]))) == ["1"]


@pytest.mark.parametrize(
    "above",
    [
        [["平成29年度　相談記録簿"], ["平成30年4月10日現在"]],
        [["平成29年度　相談記録簿", "（平成26年4月改訂様式）"]],
        [["様式（平成26年4月）"], ["平成29年度　相談記録簿"], ["印刷：平成30年4月"]],
        [["平成29年度　相談記録簿"], ["平成26年10月　相談室長決定"]],
    ],
)
def test_when_the_form_was_made_or_printed_does_not_tell_the_year(path, above):
    found = read(text(path, [*above, TOP, case(1), ["平成30年4月10日現在"], TOP, case(2, "1/9")]))

    assert [entry.received_at.date().isoformat() for entry in found.entries] == ["2017-04-03", "2018-01-09"]


WITH_SUMS = [*TOP, "資本金", "従業員数"]


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ([["平成29年度", None, None, None, None, "（単位：万円）"]], []),
        ([["平成29年度"], ["※金額の単位は万円"]], []),
        ([["平成29年度"]], [[None, None, None, None, None, "（万円）", "（人）"]]),
        ([["平成29年度"]], [["単位：万円"]]),
    ],
)
def test_a_unit_may_stand_above_the_table_or_below_the_heading(path, above, below):
    found = read(sheets(path, 記録=[*above, WITH_SUMS, *below, [*case(1), 500, 12]]))

    assert (found.entry.capital_yen, found.entry.employees, found.entry.warnings) == (5_000_000, 12, ())
    assert list(found.uses()) == WITH_SUMS  # a row is known again by its headings


def test_a_unit_serves_its_own_sheet_only(path):
    one, other = [[WITH_SUMS, [*case(number, "2017/4/3"), 500, 12]] for number in (1, 2)]
    found = read(sheets(path, **{"五月": [["単位：万円"], *one], "六月": other}))

    assert [entry.capital_yen for entry in found.entries] == [5_000_000, None]


def test_month_and_day_may_have_columns_of_their_own(path):
    top = ["No.", "月", "日", "企業名", "要旨"]
    found = read(
        sheets(
            path,
            **{
                "平成29年度": [
                    top,
                    [1, 4, 3, "匿名", "相談"],
                    [2, None, 5, "匿名", "二つ目"],
                    [3, "〃", "〃", "匿名", "三つ目"],
                    [4, "１月", "９日", "匿名", "四つ目"],
                ]
            },
        )
    )

    days = [entry.received_at.date().isoformat() for entry in found.entries]
    assert days == ["2017-04-03", "2017-04-05", "2017-04-05", "2018-01-09"]


@pytest.mark.parametrize("year", ["H29", "平成29年", 2017])
def test_so_may_the_year(path, year):
    found = read(sheets(path, 記録=[["年", "月", "日", "要旨"], [year, 4, 3, "相談"]]))

    assert found.entry.received_at.date().isoformat() == "2017-04-03"


def test_beside_a_whole_day_columns_of_month_and_day_stay_what_they_are(path):
    found = read(sheets(path, 記録=[["受付日", "月", "日", "要旨"], ["2017/4/3", 4, 3, "相談"]]))

    assert found.entry.sealed == {"月": "4", "日": "3"}


def test_a_long_row_of_words_above_the_header_is_a_title(path):
    found = read(
        text(path, [["平成29年度", "相談記録簿", "架空相談室", "部外秘"], ["担当課：架空課"], [], TOP, case(1)])
    )

    assert numbers(found) == ["1"]


# Counting


def test_a_subtotal_that_says_another_number_is_remarked(path):
    found = read(
        sheets(
            path,
            H29=[
                TOP,
                case(1),
                case(2),
                ["小計", "2件"],
                case(3, "5/8"),
                ["小計", "2件"],
                ["合計", 3],
                ["累計", None, "4件"],
            ],
        )
    )

    assert found.remarks == [
        "小計 2件とありますが、取り込めるのは 1件です。",
        "累計 4件とありますが、取り込めるのは 3件です。",
    ]


def test_a_total_with_sums_in_many_columns_and_one_in_two_cells_are_subtotals(path):
    found = read(sheets(path, H29=[TOP, case(1), ["4月", "計", "1件"], ["合計", None, 12345, 3, 45000, 6, 7]]))

    assert [line.label for line in found.lines if line.kind == Kind.SUBTOTAL] == ["4月計", "合計"]


@pytest.mark.parametrize("word", ["計,", "計：,,,", "合計" + "9" * 90, "計 , 件"])
def test_a_total_that_counts_nothing_breaks_nothing(path, word):
    assert read(sheets(path, H29=[TOP, case(1), [word]])).rows


def test_totals_may_count_the_month_the_sheet_or_the_book(path):
    found = read(
        sheets(
            path,
            **{
                "H29.4": [TOP, case(1), ["計", 1]],
                "H29.5": [TOP, case(2, "5/8"), case(3, "5/9"), ["計：2件"], ["累計", 3], ["総合計 3件"]],
            },
        )
    )

    assert found.remarks == []
    assert [(total.label, total.count) for total in found.survey.subtotals] == [
        ("計", 1),
        ("計", 2),
        ("累計", 3),
        ("総合計", 3),
    ]


def test_a_number_of_cases_is_a_subtotal_too(path):
    found = read(sheets(path, H29=[TOP, case(1), ["4月分", "1件"], case(2, "5/8"), ["相談件数：3件"]]))

    assert [(total.label, total.count) for total in found.survey.subtotals] == [("4月分", 1), ("相談件数", 3)]
    assert found.remarks == ["相談件数 3件とありますが、取り込めるのは 2件です。"]


def test_a_year_that_only_another_sheet_tells_serves_them_all(path):
    found = read(
        sheets(path, **{"表紙": [["平成29年度 相談記録"]], "4月": [TOP, case(1)], "1月": [TOP, case(2, "1/9")]})
    )

    assert [entry.received_at.year for entry in found.entries] == [2017, 2018]


def test_without_any_year_days_of_a_month_are_not_guessed(path):
    found = read(sheets(path, 記録=[TOP, case(1)]))

    assert found.proposal.year is None
    with pytest.raises(Refusal, match="「平成29年度」のように"):
        assert found.entries


def test_what_a_person_would_look_at_is_sampled_and_bounded(path):
    found = read(text(path, [TOP, *(case(number, "2017/4/3", 要旨=f"相談{number}" * 30) for number in range(500))]))

    number, gist = found.survey.columns["受付番号"], found.survey.columns["要旨"]
    assert (number.filled, len(number.written), number.is_free_text) == (500, 300, True)
    assert (gist.longest, len(gist.samples), len(gist.written)) == (150, 5, 0)
    assert found.survey.columns["受付日"].years == {2017: 500}
    assert found.survey.columns["相談区分"].written == {"契約": 500}
