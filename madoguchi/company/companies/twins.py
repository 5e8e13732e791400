"""同じ企業かもしれないもの — pairs of companies whose names are alike, the strongest evidence first.

Asked anew each time, so that nothing goes stale; the keys of `alike` keep it short. Two 法人番号 are never one
company. 有限会社 and 株式会社 of one name are shown as weak evidence, as many have changed their form since 2006; no
rule ever takes one for the other.
"""

import re
from typing import Any, NamedTuple

from django.db import connection, models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from madoguchi.company.companies.models import Company
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.core.paging import BACKWARD, FORWARD


class Likeness(models.IntegerChoices):
    """似ているところ — why two may be one, in plain words; the strongest first."""

    NUMBER_MISSING = 1, _("名前と都道府県が同じです。法人番号は、一方にだけ登録されています。")
    SAME = 2, _("名前と都道府県が同じです。法人番号は、どちらにも登録されていません。")
    PLACE_UNKNOWN = 3, _("名前が同じです。都道府県が登録されていないので、同じところかどうかはわかりません。")
    FORM_PLACE = 4, _("都道府県が同じで、「株式会社」などを書く位置（前か後ろか）だけが違います。")
    FORM_MISSING = (
        5,
        _("都道府県が同じで、「株式会社」などを除いた名前も同じです。一方には「株式会社」などがありません。"),
    )
    LONG_VOWEL = 6, _("都道府県が同じで、名前は「ー」や小さい「ッ」「ャ」などだけが違います。")
    ONE_LETTER = 7, _("都道府県が同じで、名前は一文字だけが違います。書き間違いかもしれません。")
    ELSEWHERE = 8, _("名前は同じですが、都道府県が違います。移転か、同じ名前の別の企業です。")
    OTHER_FORM = (
        9,
        _("都道府県と、「株式会社」などを除いた名前は同じですが、会社の種類が違います。変更か、別の企業です。"),
    )

    @property
    def strength(self) -> Any:
        """手がかりの強さ — in one word, beside the sentence."""
        if self <= self.FORM_PLACE:
            return _("強い")
        return _("中くらい") if self <= self.ONE_LETTER else _("弱い")


class Pair(NamedTuple):
    """二社 — by id, the lower first."""

    likeness: int
    first: int
    second: int


class PairPage(NamedTuple):
    pairs: list[Pair]
    next_cursor: str
    previous_cursor: str


_FORM = "REPLACE({0}.folded, {0}.core, '')"
_ONE_FORM, _OTHER_FORM = _FORM.format("one"), _FORM.format("other")
_LIKENESS = f"""CASE
    WHEN one.folded = other.folded AND (one.prefecture = '' OR other.prefecture = '') THEN {Likeness.PLACE_UNKNOWN:d}
    WHEN one.folded = other.folded AND one.prefecture <> other.prefecture THEN {Likeness.ELSEWHERE:d}
    WHEN one.folded = other.folded AND one.corporate_number IS NULL AND other.corporate_number IS NULL
        THEN {Likeness.SAME:d}
    WHEN one.folded = other.folded THEN {Likeness.NUMBER_MISSING:d}
    WHEN one.core = other.core AND '' IN ({_ONE_FORM}, {_OTHER_FORM}) THEN {Likeness.FORM_MISSING:d}
    WHEN one.core = other.core AND {_ONE_FORM} = {_OTHER_FORM} THEN {Likeness.FORM_PLACE:d}
    WHEN one.core = other.core THEN {Likeness.OTHER_FORM:d}
    WHEN a.kind = 0 AND b.kind = 0 THEN {Likeness.LONG_VOWEL:d}
    ELSE {Likeness.ONE_LETTER:d} END"""
_PAIRS = f"""SELECT MIN({_LIKENESS}) AS likeness, a.company_id AS first, b.company_id AS second
    FROM companies_spelling a JOIN companies_spelling b ON b.key = a.key AND b.company_id > a.company_id
    JOIN companies_company one ON one.id = a.company_id JOIN companies_company other ON other.id = b.company_id
    WHERE (a.kind <> 2 OR b.kind <> 2) AND (one.core <> other.core OR a.kind = 0 AND b.kind = 0)
        AND one.merged_into_id IS NULL AND other.merged_into_id IS NULL
        AND (one.corporate_number IS NULL OR other.corporate_number IS NULL)
        AND (one.folded = other.folded OR one.prefecture = other.prefecture AND one.prefecture <> ''
            AND (one.core = other.core OR {_ONE_FORM} = {_OTHER_FORM} OR '' IN ({_ONE_FORM}, {_OTHER_FORM})))
        {{narrowed}}
    GROUP BY a.company_id, b.company_id"""
_SET_APART = """EXISTS (SELECT 1 FROM companies_apart t
    JOIN companies_company c ON c.id = t.first_id AND c.version = t.first_version
    JOIN companies_company d ON d.id = t.second_id AND d.version = t.second_version
    WHERE t.first_id = pair.first AND t.second_id = pair.second)"""
_PLACE = re.compile(r"([np])(\d{1,2})\.(\d{1,18})\.(\d{1,18})")


def proposed(*, actor: Any, after: str = "", size: int = 50) -> PairPage:
    """候補 — one page; a cursor that is damaged gives the first."""
    way, place = _read(after)
    is_back = way == BACKWARD
    found = _ask(actor, place=place, is_back=is_back, limit=size + 1)
    has_more, pairs = len(found) > size, found[:size]
    if is_back:
        pairs.reverse()
    return PairPage(
        pairs=pairs,
        next_cursor=_cursor(FORWARD, pairs[-1:]) if is_back or has_more else "",
        previous_cursor=_cursor(BACKWARD, pairs[:1]) if (has_more if is_back else place) else "",
    )


def likeness_of(first: int, second: int, *, actor: Any) -> Likeness | None:
    """似ているところ — of these two, set apart or not; None where nothing is alike, or one may not be compared."""
    only = (min(first, second), max(first, second))
    found = _ask(actor, only=only, limit=1)
    return Likeness(found[0].likeness) if found else None


def _ask(
    actor: Any,
    *,
    place: tuple[int, ...] = (),
    is_back: bool = False,
    only: tuple[int, int] | None = None,
    limit: int,
) -> list[Pair]:
    """The ids go in as parameters; the rest of the text is ours."""
    if not actor.centre_ids(Role.MANAGER):
        return []
    known, values = Company.objects.comparable_to(actor).values(known=F("pk")).query.sql_with_params()
    narrowed = "AND a.company_id = %s AND b.company_id = %s" if only else ""
    asked = [f"EXISTS (SELECT 1 FROM ({known}) k WHERE k.known = pair.{side})" for side in ("first", "second")]
    if not only:
        asked.append(f"NOT {_SET_APART}")
    if place:
        asked.append(f"(likeness, first, second) {'<' if is_back else '>'} (%s, %s, %s)")
    order = ", ".join(f"{key} {'DESC' if is_back else 'ASC'}" for key in Pair._fields)
    sql = f"""SELECT likeness, first, second FROM ({_PAIRS.format(narrowed=narrowed)}) pair
        WHERE {" AND ".join(asked)} ORDER BY {order} LIMIT %s"""
    with connection.cursor() as cursor:
        cursor.execute(sql, [*(only or ()), *values, *values, *place, limit])
        return [Pair(*row) for row in cursor.fetchall()]


def _cursor(way: str, pairs: list[Pair]) -> str:
    return f"{way}{'.'.join(map(str, pairs[0]))}" if pairs else ""


def _read(after: str) -> tuple[str, tuple[int, ...]]:
    named = _PLACE.fullmatch(after)
    return (named[1], tuple(map(int, named.groups()[1:]))) if named else (FORWARD, ())
