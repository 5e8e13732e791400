"""行の中身 — the same row is the same text, whatever is meant the same; it must stay so from version to version."""

import pytest

from madoguchi.desk.logbooks.content import content_of
from madoguchi.desk.logbooks.days import Hint


def content(value, heading="欄", hint=None):
    return content_of([(heading, value)], hint)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("45,000", 45000),
        ("４５０００", "45000"),
        ("4/3", "2017/4/3"),
        ("29.4.3", "H29.04.03"),
        ("1/9", "平成30年1月9日"),
        ("㈱架空", "株式会社 架空"),
        ("ｶﾅと仮名", "かなと仮名"),
        ("愛知", "愛知県"),
        ("あ\nい", "あ い"),
    ],
)
def test_other_spellings_are_the_same(one, other):
    assert content(one, hint=Hint(2017)) == content(other, hint=Hint(2017))


@pytest.mark.parametrize(
    ("one", "other"), [("○", "×"), ("○", None), ("4/3", "4/4"), ("45000", "45001"), ("架空", "株式会社架空")]
)
def test_other_meanings_are_not(one, other):
    assert content(one, hint=Hint(2017)) != content(other, hint=Hint(2017))


def test_the_heading_belongs_to_it():
    assert content("1", heading="知財") != content("1", heading="契約")


def test_fingerprints_kept_from_an_earlier_version_still_fit():
    row = [("受付日", "H29.4.3"), ("企業名", "㈱架空"), ("資本金", "1,000万円"), ("備考", None), ("内容", "NDAの話。")]

    assert content_of(row, None) == (
        '[["企業名", "株式会社架空"], ["内容", "ndaの話"], ["受付日", "2017-04-03"], ["資本金", "10000000"]]'
    )


def test_what_later_versions_learned_to_read_stays_as_it_stood():
    """Rows with such cells beside their 受付日 were taken in before."""
    assert content_of([("備考", "㍻29年4月3日"), ("時刻", "10:00～11:00"), ("資本金", "不明")], None) == (
        '[["備考", "平成29年4月3日"], ["時刻", "10001100"], ["資本金", "不明"]]'
    )
