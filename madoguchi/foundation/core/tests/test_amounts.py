"""金額・人数 — what offices write is read as they mean it, or refused with a sentence."""

from contextlib import suppress

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.foundation.core.amounts import MOST_PEOPLE, MOST_YEN, parse_count, parse_yen, yen

YEN = st.integers(0, MOST_YEN)
FULL_WIDTH = str.maketrans("0123456789,.", "０１２３４５６７８９，．")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("1,000万円", 10_000_000),
        ("1000万", 10_000_000),
        ("1.5億円", 150_000_000),
        ("1億5千万円", 150_000_000),
        ("1億5,000万円", 150_000_000),
        ("3,000千円", 3_000_000),
        ("3,000（千円）", 3_000_000),
        ("100百万円", 100_000_000),
        ("2千5百万円", 25_000_000),
        ("千万円", 10_000_000),
        ("一千万円", 10_000_000),
        ("二〇〇万円", 2_000_000),
        ("10000000", 10_000_000),
        ("￥10,000,000", 10_000_000),
        ("　約 ３，０００ 万 円 ", 30_000_000),
        ("資本金：1,000万円", 10_000_000),
        ("3億円程度", 300_000_000),
        ("0.5万円", 5_000),
        ("0円", 0),
    ],
)
def test_yen_is_read_as_it_is_meant(written, meant):
    assert parse_yen(written) == meant


@pytest.mark.parametrize(
    "written",
    ["", "円", "不明", "-", "－1000", "1,00円", "1..5億円", "1億50000万円", "5千万-1億円", "0.3円", "1e6", "NaN",
     "9999999兆円", "万円", "1万億円", "½億円", "約", "100ドル"],
)  # fmt: skip
def test_what_is_no_sum_is_refused_with_a_sentence(written):
    with pytest.raises(ValueError, match="金額"):
        parse_yen(written)


@pytest.mark.parametrize(
    ("written", "people"),
    [
        ("約165名", 165),
        ("１６５人", 165),
        ("165", 165),
        ("1,200 人", 1200),
        ("1.2万人", 12_000),
        ("従業員数：30名程度", 30),
        ("0", 0),
    ],
)
def test_people_are_counted_as_written(written, people):
    assert parse_count(written) == people


@pytest.mark.parametrize("written", ["", "名", "150～165名", "3.5人", "多数", "-3", str(MOST_PEOPLE + 1)])
def test_what_is_no_number_of_people_is_refused_with_a_sentence(written):
    with pytest.raises(ValueError, match="人数"):
        parse_count(written)


@given(YEN)
def test_what_is_said_in_japanese_is_read_again(amount):
    assert parse_yen(yen(amount)) == amount


@given(YEN)
def test_what_is_said_in_english_is_read_again(amount):
    with translation.override("en"):
        assert parse_yen(yen(amount)) == amount


@given(YEN, st.booleans())
def test_digits_mean_themselves_in_any_width(amount, is_grouped):
    written = f"{amount:,}円" if is_grouped else f"{amount}"
    assert parse_yen(written.translate(FULL_WIDTH)) == amount


@given(st.integers(0, 99_999), st.sampled_from([("千円", 1000), ("万円", 10_000), ("百万円", 10**6), ("億円", 10**8)]))
def test_a_unit_multiplies(number, unit):
    assert parse_yen(f"{number:,}{unit[0]}") == number * unit[1]


@given(st.integers(0, MOST_PEOPLE), st.sampled_from(["", "名", "人"]), st.sampled_from(["", "約"]))
def test_people_survive_any_dress(number, unit, about):
    assert parse_count(f"{about}{number:,}{unit}".translate(FULL_WIDTH)) == number


@given(st.text(), st.sampled_from([parse_yen, parse_count]))
def test_any_text_is_read_or_refused_and_never_breaks(text, parse):
    with suppress(ValueError):
        assert parse(text) >= 0
