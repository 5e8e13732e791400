"""Filters of the templates, in both languages."""

from datetime import UTC, date, datetime

import pytest
from django.template import Context, Template
from django.utils import translation

DAY = date(2026, 11, 22)
LATE = datetime(2026, 11, 21, 15, 5, tzinfo=UTC)  # already the 22nd in Tokyo


def _shown(expression, value):
    return Template("{% load japanese %}{{ value|" + expression + " }}").render(Context({"value": value}))


@pytest.mark.parametrize(
    ("expression", "value", "japanese", "english"),
    [
        ("day", DAY, "2026年11月22日（日）", "22 Nov 2026"),
        ("day", LATE, "2026年11月22日（日）", "22 Nov 2026"),
        ("moment", LATE, "2026年11月22日（日）00:05", "22 Nov 2026, 00:05"),
        ("era", DAY, "令和8年11月22日", "22 Nov 2026"),
        ("era", LATE, "令和8年11月22日", "22 Nov 2026"),
        ("aside", "<担当>", "（&lt;担当&gt;）", " (&lt;担当&gt;)"),
        ("fiscal_year", 2019, "平成31年度／令和元年度（2019年度）", "FY2019"),
        ("yen", 1987000, "1,987,000円", "¥1,987,000"),
        ("yen", 0, "0円", "¥0"),
        ("figure", 1987, "1,987", "1,987"),
        ("figure", 8.7, "8.7", "8.7"),
    ],
)
def test_is_written_in_the_language_of_the_page(expression, value, japanese, english):
    with translation.override("ja"):
        assert _shown(expression, value) == japanese
    with translation.override("en"):
        assert _shown(expression, value) == english


@pytest.mark.parametrize("expression", ["day", "moment", "era", "fiscal_year", "yen", "figure"])
def test_what_is_not_known_is_written_as_nothing(expression):
    assert _shown(expression, None) == ""


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("052-000-0000", "0520000000"),
        ("０５２（０００）００００", "0520000000"),
        ("+81 52 000 0000", "+81520000000"),
        ("052-000-0000（内線12）", "0520000000"),
        ("052ー000ー0000 内線3", "0520000000"),
        ("不明", ""),
        ("", ""),
    ],
)
def test_a_link_dials_the_number_and_no_extension(written, expected):
    assert _shown("dialled", written) == expected
