"""法人番号 and 受付番号 — numbers people copy and say."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from stdnum.jp import cn

from madoguchi.foundation.core import case_number, corporate_number

REAL = ["7123456789012", "4011001098993", "2120901007402", "7000012050002"]
BASES = st.from_regex(r"[0-9]{12}", fullmatch=True)
CORPORATE_NUMBERS = BASES.map(lambda base: cn.calc_check_digit(base) + base)
YEARS = st.integers(2000, 2099)
DIGITS = st.sampled_from("0123456789")
FULL_WIDTH = str.maketrans("0123456789-", "０１２３４５６７８９－")


def _with_digit(number, place, digit):
    return number[:place] + digit + number[place + 1 :]


@pytest.mark.parametrize("number", REAL)
def test_corporate_numbers_in_use_pass(number):
    assert corporate_number.clean(number) == number


@given(CORPORATE_NUMBERS)
def test_a_corporate_number_is_read_however_it_is_typed(number):
    for typed in (f"T{number}", f"t{number}", cn.format(number), f" {number}\u3000", number.translate(FULL_WIDTH)):
        assert corporate_number.clean(typed) == number
    assert corporate_number.clean(f"Ｔ{cn.format(number).translate(FULL_WIDTH)}") == number


@given(CORPORATE_NUMBERS, st.integers(0, 12), DIGITS)
def test_one_wrong_digit_is_noticed_unless_it_is_0_for_9(number, place, digit):
    assume(digit != number[place] and {digit, number[place]} != {"0", "9"})

    with pytest.raises(ValueError, match="検査用数字"):
        corporate_number.clean(_with_digit(number, place, digit))


@given(CORPORATE_NUMBERS.filter(lambda number: "0" in number[1:]))
def test_a_9_for_a_0_is_what_the_scheme_cannot_see(number):
    assert corporate_number.clean(_with_digit(number, number.index("0"), "9"))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "数字で"),
        ("さくら", "数字で"),
        ("71234567890I2", "数字で"),
        ("712345678901²x", "数字で"),
        ("712345678901", "マイナンバー"),
        ("71234567890123", "入力は14桁"),
        ("1123456789012", "検査用数字"),
        ("0123456789012", "検査用数字"),
        ("T", "数字で"),
        ("TT7123456789012", "数字で"),
    ],
)
def test_a_wrong_corporate_number_is_told_what_is_wrong(text, sentence):
    with pytest.raises(ValueError, match=sentence):
        corporate_number.clean(text)


@given(st.text())
def test_any_text_is_a_corporate_number_or_a_sentence(text):
    try:
        read = corporate_number.clean(text)
    except ValueError as refusal:
        read = str(refusal)

    assert cn.is_valid(read) or read.startswith("法人番号")


@given(YEARS)
def test_a_case_number_says_its_fiscal_year_and_is_read_back(year):
    number = case_number.draw(year)

    assert number[:3] == f"{year % 100:02}-"
    assert len(number) == 10
    for spoken in (number, number.replace("-", ""), number.replace("-", " "), number.translate(FULL_WIDTH)):
        assert case_number.clean(spoken) == number
    assert case_number.clean(number.replace("-", "ー")) == number


@given(YEARS, st.integers(0, 7), DIGITS)
def test_a_misheard_digit_of_a_case_number_is_noticed(year, place, digit):
    digits = case_number.draw(year).replace("-", "")
    assume(digits[place] != digit)

    with pytest.raises(ValueError, match="聞き間違い"):
        case_number.clean(_with_digit(digits, place, digit))


@given(YEARS, st.integers(0, 6))
def test_swapped_neighbours_in_a_case_number_are_noticed(year, place):
    digits = case_number.draw(year).replace("-", "")
    swapped = digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]
    assume(swapped != digits)

    with pytest.raises(ValueError, match="聞き間違い"):
        case_number.clean(swapped)


@pytest.mark.parametrize("text", ["", "26-123", "26-123-45678", "ab-cde-fgh", "26_123_456"])
def test_what_has_not_eight_digits_is_no_case_number(text):
    with pytest.raises(ValueError, match="8桁"):
        case_number.clean(text)


def test_case_numbers_follow_no_order():
    drawn = [case_number.draw(2026) for _ in range(50)]

    assert drawn != sorted(drawn)
    assert len(set(drawn)) > 40


def test_every_case_number_of_a_year_is_readable(monkeypatch):
    for number in (0, 7, case_number.PER_YEAR - 1):
        monkeypatch.setattr(case_number.secrets, "randbelow", lambda limit, number=number: number)
        drawn = case_number.draw(2005)
        assert case_number.clean(drawn) == drawn
        assert drawn.replace("-", "")[2:7] == f"{number:05}"
