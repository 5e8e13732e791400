"""ファイル名 — as somebody sent it, made safe to show and to give back, and else left alone."""

import re
import unicodedata

from django.utils.translation import gettext as _

LONGEST = 255
ENDING = 50  # characters that stay at the end of a name cut in the middle
UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}  # controls, what turns the direction, halves of pairs, breaks


def clean(name: str) -> str:
    """The last part of a path, composed (NFC), of signs that can be seen; 無題 where nothing is left."""
    last = re.split(r"[/\\]", name)[-1]
    seen = "".join(sign for sign in last if unicodedata.category(sign) not in UNSEEN)
    tidy = _cut(unicodedata.normalize("NFC", seen).strip())
    return tidy if tidy.strip(".") else _("無題")


def _cut(name: str) -> str:
    return name if len(name) <= LONGEST else f"{name[: LONGEST - ENDING - 1]}…{name[-ENDING:]}"
