"""Names of files are harmless to show and to save, and stay what they were."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.foundation.vault.filenames import LONGEST, clean

ORDINARY = st.characters(categories=["L", "N", "P", "Zs", "M"], exclude_characters="/\\.")
ANY = st.text(st.characters(), max_size=600)  # lone surrogates, controls, everything


@given(ANY)
def test_a_name_is_one_line_of_signs_without_a_path(name):
    tidy = clean(name)
    assert tidy == tidy.strip() != ""
    assert not set(tidy) & set("/\\\0\r\n\u202e\u2066\u200f")
    assert tidy not in {".", ".."}
    assert len(tidy) <= LONGEST
    tidy.encode()


@given(ANY)
def test_cleaning_again_changes_nothing(name):
    assert clean(clean(name)) == clean(name)


@given(
    st.text(st.characters(categories=["L", "N", "P", "Zs", "M"], exclude_characters="/\\."), min_size=1, max_size=80)
)
def test_an_ordinary_name_stays_as_it_is(name):
    wanted = unicodedata.normalize("NFC", name).strip()
    assert clean(name) == (wanted or "無題")


@pytest.mark.parametrize("name", ["", " ", ".", "..", "...", "a/", "\u202e", "\x00"])
def test_a_name_of_nothing_is_untitled(name):
    assert clean(name) == "無題"


def test_a_long_name_keeps_its_beginning_and_its_ending():
    tidy = clean("始" * 400 + "の終わり.tar.gz")
    assert (len(tidy), tidy[0], tidy[-9:]) == (LONGEST, "始", "わり.tar.gz"[-9:])
    assert "…" in tidy
