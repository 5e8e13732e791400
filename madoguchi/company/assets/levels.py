"""秘密区分の一覧 — a company's own of that day; until it has any, two: 秘 and それ以外."""

from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from madoguchi.company.assets.models import Level
from madoguchi.foundation.accounts.models import Organisation

FIRST = (("secret", _("秘"), 2), ("other", _("それ以外"), 1))


class Known(NamedTuple):
    """区分 — the higher the rank, the more secret."""

    code: str
    name: str
    rank: int


def levels_of(organisation: Organisation, day: date) -> list[Known]:
    """その日の区分 — the highest first."""
    rows = Level.objects.on(day).filter(organisation=organisation).order_by("-rank", "pk")
    own = [Known(row.code, row.name, row.rank) for row in rows]
    return own or [Known(code, str(name), rank) for code, name, rank in FIRST]


def names_of(levels: list[Known]) -> dict[str, str]:
    return {level.code: level.name for level in levels}


def usual_level(levels: list[Known]) -> str:
    """いつもの区分 — what somebody who takes stock most often means: 秘, or the highest where there is none."""
    codes = [level.code for level in levels]
    return FIRST[0][0] if FIRST[0][0] in codes else codes[0]
