"""パスワード — what nobody may choose."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.foundation.accounts.passwords import DEMO_PASSWORD, core_of


@pytest.mark.parametrize(
    "password",
    [
        "eleven-char",
        "1qaz2wsx3edc",
        "passwordpassword",
        "Password1234!",
        "2026qwerty!!",
        "9876543210987",
        "aaaaaaaaaaaab",
        DEMO_PASSWORD,
        DEMO_PASSWORD.upper(),
        "Madoguchi-Soudan-2026",
        "営業秘密-相談-123456",
    ],
)
def test_what_is_soon_guessed_is_refused(password):
    with pytest.raises(ValidationError):
        validate_password(password)


@pytest.mark.parametrize(
    "password", ["hinata-no-engawa", "ひなたのえんがわでねこがねる", "k7#Wq2p!zR9x", "twelve-chars"]
)
def test_a_phrase_of_ones_own_is_taken(password):
    validate_password(password)


@given(word=st.text("abcdefgh", min_size=1, max_size=9), times=st.integers(1, 4), tail=st.text("0123456789-!_"))
def test_neither_repetition_nor_a_tail_hides_a_word(word, times, tail):
    assert core_of(word * times + tail) == core_of(word)
