"""用紙 — an officer's private key as it stands on paper, and a word to be told by telephone.

What is printed is the age key without its prefix: 58 signs of an alphabet without 1, B, I and O, the last six of which
are age's own check (Bech32). With the prefix before it the standard `age` tool takes it.
"""

import secrets

import pyrage
from pyrage.x25519 import Identity

from madoguchi.foundation.core.folding import unify_number

PREFIX = "AGE-SECRET-KEY-1"
GROUP = 4
WORD_ALPHABET = "23456789ACDEFGHJKLMNPQRSTUVWXYZ"
WORD_LENGTH = 16  # 79 bits, behind a lock that takes a second a guess


class Mistyped(Exception):
    """The check signs do not fit: something was typed wrong."""


def groups(secret: str) -> list[str]:
    """四字ずつ — for print."""
    return _groups(secret.removeprefix(PREFIX))


def identity_from(typed: str) -> Identity:
    """Whatever its case, width, blanks and hyphens. Raises Mistyped."""
    bare = _bare(typed)
    try:
        return Identity.from_str(PREFIX + bare.removeprefix(_bare(PREFIX)))
    except pyrage.IdentityError as error:
        raise Mistyped from error


def new_word() -> str:
    """合言葉 — four groups of four, made by chance."""
    return "-".join(_groups("".join(secrets.choice(WORD_ALPHABET) for _sign in range(WORD_LENGTH))))


def word_from(typed: str) -> str:
    return "-".join(_groups(_bare(typed)))


def _bare(typed: str) -> str:
    return unify_number(typed).replace("-", "").upper()


def _groups(signs: str) -> list[str]:
    return [signs[start : start + GROUP] for start in range(0, len(signs), GROUP)]
