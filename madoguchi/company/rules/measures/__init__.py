"""対策集 — what a cell of the table may say, as data with a version, a day and a source."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from madoguchi.company.rules.measures.inside import INSIDE
from madoguchi.company.rules.measures.keeping import KEEPING
from madoguchi.company.rules.measures.outside import OUTSIDE
from madoguchi.company.rules.measures.people import PEOPLE
from madoguchi.company.rules.words import Edition

SOURCE = _(
    "五つの目的と四つの相手は経済産業省「秘密情報の保護ハンドブック」（2024年2月）第3章の構成、"
    "番号はISO/IEC 27002:2022、部はWIPO「Guide to Trade Secrets and Innovation」。文はこの窓口が書いたものです。"
)
EDITIONS = (Edition("2026-11", date(2026, 6, 24), SOURCE, (*KEEPING, *INSIDE, *OUTSIDE, *PEOPLE)),)
BY_CODE = {one.code: one for one in EDITIONS}


def edition_on(day: date) -> Edition:
    """その日の版 — the newest that stands on that day; before the first, the first."""
    return max((one for one in EDITIONS if one.since <= day), key=lambda one: one.since, default=EDITIONS[0])
