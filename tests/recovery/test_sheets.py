"""用紙 — what stands on paper comes back, however it is typed; what is typed wrong is noticed."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyrage.x25519 import Identity

from madoguchi.foundation.vault import sheets

SECRET = str(Identity.generate())
ALPHABET = "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L"


def printed(separator=" "):
    return separator.join(sheets.groups(SECRET))


def full_width(text):
    return "".join(chr(ord(sign) + 0xFEE0) if sign != " " else "　" for sign in text)


@pytest.mark.parametrize(
    "typed",
    [printed(), printed("-"), printed(""), printed("\r\n"), printed().lower(), full_width(printed()), SECRET],
    ids=["blanks", "hyphens", "together", "lines", "small", "full width", "whole age key"],
)
def test_a_sheet_is_understood_however_it_is_typed(typed):
    assert str(sheets.identity_from(typed)) == SECRET


@given(st.integers(0, 57), st.sampled_from(ALPHABET))
def test_one_wrong_sign_is_noticed(place, sign):
    signs = list(printed(""))
    if signs[place] != sign:
        signs[place] = sign
        with pytest.raises(sheets.Mistyped):
            sheets.identity_from("".join(signs))


@given(st.integers(0, 56))
def test_two_signs_in_the_wrong_order_are_noticed(place):
    signs = list(printed(""))
    if signs[place] != signs[place + 1]:
        signs[place : place + 2] = reversed(signs[place : place + 2])
        with pytest.raises(sheets.Mistyped):
            sheets.identity_from("".join(signs))


@given(st.text(max_size=120))
def test_anything_else_is_mistyped_and_nothing_worse(typed):
    with pytest.raises(sheets.Mistyped):
        sheets.identity_from(typed)


def test_a_sheet_is_printed_in_groups_of_four():
    groups = sheets.groups(SECRET)
    assert {len(group) for group in groups[:-1]} == {4}
    assert "AGE-SECRET-KEY-1" + "".join(groups) == SECRET


def test_a_word_is_understood_however_it_is_typed():
    word = sheets.new_word()
    assert len(word.split("-")) == 4
    assert sheets.word_from(full_width(word.lower().replace("-", " "))) == word


def test_words_are_not_the_same_twice():
    random.seed(1)
    first = sheets.new_word()
    random.seed(1)
    assert sheets.new_word() != first
