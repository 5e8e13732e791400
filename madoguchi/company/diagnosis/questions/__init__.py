"""質問集 — the questions of the self-diagnosis, as data with a version and a day."""

from datetime import date

from madoguchi.company.diagnosis.questions.dealings import DEALINGS
from madoguchi.company.diagnosis.questions.legal import LEGAL
from madoguchi.company.diagnosis.questions.recommended import RECOMMENDED
from madoguchi.company.diagnosis.words import Edition

EDITIONS = (Edition("2026-11", date(2026, 6, 24), (*LEGAL, *RECOMMENDED, *DEALINGS)),)
BY_CODE = {one.code: one for one in EDITIONS}


def edition_on(day: date) -> Edition:
    """その日の版 — the newest that stands on that day; before the first, the first."""
    return max((one for one in EDITIONS if one.since <= day), key=lambda one: one.since, default=EDITIONS[0])
