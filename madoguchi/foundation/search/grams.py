"""二文字索引 — what the index holds for a folded text, and how a question is put to it.

Every character that begins a pair, or ends a run, gives one token: the code points of it and of its neighbour, six
hexadecimal digits each (nothing but 0-9a-f, so no tokenizer, alphabet or locale has a say). The databases make the
tokens themselves (`operations`); here are only the questions.
"""

from itertools import pairwise

from django.utils.translation import gettext as _

from madoguchi.foundation.core.errors import Refusal
from madoguchi.foundation.core.folding import fold

MOST_CHARACTERS = 100
MOST_TERMS = 8
DIGITS = 6


def terms(query: str) -> list[str]:
    """検索語 — the folded words of a query, each once; raises `Refusal` when there is too much of it."""
    if len(query) > MOST_CHARACTERS:
        raise Refusal(_("検索語は%(most)d文字以内で入力してください。") % {"most": MOST_CHARACTERS})
    found = list(dict.fromkeys(fold(query.replace("\x00", " ")).split()))
    if len(found) > MOST_TERMS:
        raise Refusal(_("検索語は%(most)d語以内で入力してください。") % {"most": MOST_TERMS})
    return found


def pairs(term: str) -> list[str]:
    """The tokens of a term; one character gives the beginning of a token."""
    codes = [f"{ord(character):0{DIGITS}x}" for character in term]
    return [first + second for first, second in pairwise(codes)] or codes


def as_fts5(words: list[str]) -> str:
    """Phrases of neighbouring pairs: exact, as a pair never spans a blank."""
    return " AND ".join(f'"{" ".join(pairs(word))}"{"*" * (len(word) == 1)}' for word in words)


def as_tsquery(words: list[str]) -> str:
    """All pairs, wherever they stand: exact up to two characters, a first sieve for longer words."""
    wanted = dict.fromkeys(pair + ":*" * (len(word) == 1) for word in words for pair in pairs(word))
    return " & ".join(wanted)
