"""都道府県 and 業種 — names as offices write them."""

import pytest
from django.utils import translation
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.foundation.core import industries, prefectures
from madoguchi.foundation.core.industries import INDUSTRIES, LawGroup
from madoguchi.foundation.core.prefectures import Prefecture


def test_there_are_47_prefectures_in_the_order_of_their_codes():
    assert Prefecture.values == [f"{number:02}" for number in range(1, 48)]
    assert (Prefecture("01").label, Prefecture("13").label, Prefecture("47").label) == ("北海道", "東京都", "沖縄県")
    with override("en"):
        assert Prefecture.KAGOSHIMA.label == "Kagoshima"


@pytest.mark.parametrize("prefecture", list(Prefecture))
def test_a_prefecture_is_found_with_and_without_its_suffix(prefecture):
    full = str(prefecture.label)
    short = full if full == "北海道" else full[:-1]

    for typed in (full, short, f" {full}\u3000", "\u3000".join(full)):
        assert prefectures.find(typed) == prefecture.value


@pytest.mark.parametrize("text", ["", "北海", "京", "東", "都", "東京府", "東京都千代田区", "13"])
def test_what_names_no_prefecture_is_nothing(text):
    assert prefectures.find(text) == ""


@given(st.text())
def test_any_text_is_a_prefecture_or_nothing(text):
    assert prefectures.find(text) in {"", *Prefecture.values}


def test_names_follow_the_language_of_the_page():
    assert (prefectures.name("27"), industries.name("I-W"), prefectures.name("99"), industries.name("")) == (
        *("大阪府", "卸売業"),
        *("", ""),
    )
    with translation.override("en"):
        assert (prefectures.name("27"), industries.name("I-W")) == ("Osaka", "Wholesale trade")
        assert ("E", "Manufacturing") in industries.choices()


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("製造業", "E"),
        ("卸売業", "I-W"),
        ("小売業", "I-R"),
        ("情報通信業", "G"),
        ("サービス業", "SV"),
        ("ｻｰﾋﾞｽ業", "SV"),
        ("建設業", "D"),
        ("運輸業", "H"),
        ("農業", "A"),
        ("医療、福祉", "P"),
        ("医療，福祉", "P"),
        ("医療，　福祉", "P"),
        ("飲食サービス業", "M-F"),
        ("宿泊業", "M-H"),
        ("学術研究、専門・技術サービス業", "L"),
        ("学術研究，専門･技術ｻｰﾋﾞｽ業", "L"),
        ("卸売業、小売業", "I"),
        ("サービス業（他に分類されないもの）", "R"),
        ("不動産業", "K"),
        ("ソフトウェア業", "G-I"),
        ("公務", "S"),
        ("製造", "E"),
        ("", ""),
        ("その他", ""),
        ("業", ""),
    ],
)
def test_the_words_of_offices_are_classes(word, code):
    assert industries.find(word) == code


@pytest.mark.parametrize("code", INDUSTRIES)
def test_each_class_is_found_by_its_name_and_code_and_lies_in_a_section(code):
    assert industries.find(INDUSTRIES[code].japanese) == industries.find(code) == code
    assert INDUSTRIES[code].section in set("ABCDEFGHIJKLMNOPQRST")


def test_all_twenty_sections_are_there():
    assert {code for code in INDUSTRIES if len(code) == 1} == set("ABCDEFGHIJKLMNOPQRST")


@pytest.mark.parametrize("code", [code for code in INDUSTRIES if "-" in code])
def test_a_finer_class_allows_no_group_its_section_forbids(code):
    assert industries.groups_of(code) <= industries.groups_of(code[0])


@pytest.mark.parametrize("section", "GIKMN")
def test_the_finer_classes_cover_every_group_of_their_section(section):
    finer = [industries.groups_of(code) for code in INDUSTRIES if code.startswith(f"{section}-")]

    assert frozenset().union(*finer) == industries.groups_of(section)


def test_an_unknown_class_may_be_in_any_group_and_public_office_in_none():
    assert industries.groups_of("") == industries.groups_of("?") == industries.groups_of("T") == set(LawGroup)
    assert industries.groups_of("S") == set()
