from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from madoguchi.desk.reports.models import REASON_LENGTH, SCOPE_LENGTH, PublishedUnit
from madoguchi.desk.reports.periods import FIRST_YEAR, LAST_YEAR, PARTS, WHOLE, Period, part_of, part_words
from madoguchi.foundation.core.calendar import fiscal_year
from madoguchi.foundation.core.templatetags.japanese import fiscal_year as year_words

LONGEST_YEARS = 30
MARK_LENGTH = 64


class PeriodForm(forms.Form):
    """期間と窓口 — a fiscal year or a part of it, else from day to day; lives in the URL.

    Listed are `years`, this one and the one asked for; any other may be asked for.
    """

    fiscal_year = forms.TypedChoiceField(label=gettext_lazy("年度"), coerce=int, empty_value=None, required=False)
    part = forms.ChoiceField(label=gettext_lazy("期間"), required=False)
    first_date = forms.DateField(
        label=gettext_lazy("日付で選ぶ（から）"), required=False, widget=forms.DateInput({"type": "date"})
    )
    last_date = forms.DateField(
        label=gettext_lazy("日付で選ぶ（まで）"), required=False, widget=forms.DateInput({"type": "date"})
    )
    office = forms.TypedChoiceField(label=gettext_lazy("窓口"), coerce=int, empty_value=None, required=False)

    def __init__(self, asked: Any, *, offices: list[tuple[int, str]], years: Iterable[int] = (), today: date) -> None:
        self.this_year = fiscal_year(today)
        super().__init__({"fiscal_year": self.this_year, "part": WHOLE, **asked})
        listed = {str(year) for year in (self.this_year, self.data["fiscal_year"], *years)}
        possible = range(self.this_year, FIRST_YEAR - 1, -1)
        self._offer("fiscal_year", [(year, year_words(year)) for year in possible if str(year) in listed])
        self._offer("part", [(part, part_words(part)) for part in PARTS])
        self._offer("office", [("", _("集計できる窓口すべて")), *offices])
        if len(offices) < 2:
            del self.fields["office"]

    def _offer(self, field: str, choices: Any) -> None:
        self.fields[field].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        first, last = self.cleaned_data.get("first_date"), self.cleaned_data.get("last_date")
        if not self.errors and bool(first) != bool(last):
            self.add_error("last_date" if first else "first_date", _("日付で選ぶときは、両方の日を入力してください。"))
        if first and last and not self._is_in_order(first, last):
            words = {"first": FIRST_YEAR, "last": LAST_YEAR, "most": LONGEST_YEARS}
            sentence = _("%(first)d年から%(last)d年までの、最初の日から%(most)d年以内の期間にしてください。")
            self.add_error("last_date", sentence % words)
        return self.cleaned_data

    def _is_in_order(self, first: date, last: date) -> bool:
        most = min(first.year + LONGEST_YEARS - 1, LAST_YEAR)
        return first.year >= FIRST_YEAR and first <= last and last.year <= most

    def period(self) -> Period:
        asked = self.cleaned_data
        if asked["first_date"]:
            return Period(asked["first_date"], asked["last_date"])
        return part_of(asked["fiscal_year"] or self.this_year, asked["part"] or WHOLE)

    def offices(self) -> list[int]:
        chosen = self.cleaned_data.get("office")
        return [chosen] if chosen else []

    def query(self) -> dict[str, Any]:
        """As it stands in the URL, without what is empty."""
        return {name: self.data[name] for name in self.fields if self.data.get(name)}


class SeenForm(forms.Form):
    """確認 — of numbers: `seen` is their mark on the page."""

    seen = forms.CharField(required=False, max_length=MARK_LENGTH, widget=forms.HiddenInput)

    def shows(self, mark: str) -> None:
        """Sent again, it answers to what the page shows now."""
        self.initial["seen"] = mark
        self.data = {name: self.data.get(name) for name in self.fields} | {"seen": mark}


class CorrectForm(SeenForm):
    reason = forms.CharField(
        label=gettext_lazy("訂正の理由"),
        max_length=REASON_LENGTH,
        widget=forms.Textarea,
        help_text=gettext_lazy("相談者や企業の名前、相談の内容は書かないでください。訂正とともに残ります。"),
    )


class PublishedForm(forms.Form):
    """公表値の登録"""

    office = forms.TypedChoiceField(label=gettext_lazy("窓口"), coerce=int)
    fiscal_year = forms.IntegerField(
        label=gettext_lazy("年度"),
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
        help_text=gettext_lazy("西暦の4桁。例：2015"),
    )
    value = forms.IntegerField(label=gettext_lazy("数"), min_value=0, max_value=10**9)
    unit = forms.ChoiceField(label=gettext_lazy("単位"), choices=PublishedUnit.choices)
    scope = forms.CharField(
        label=gettext_lazy("範囲"),
        max_length=SCOPE_LENGTH,
        help_text=gettext_lazy("何を数えた数か。例：電話と来訪の相談。メールは含まない"),
    )
    is_same = forms.BooleanField(
        label=gettext_lazy("いまの相談件数と同じ数え方"),
        required=False,
        help_text=gettext_lazy(
            "一つの相談を1件と数えた件数のときだけ選びます。記録から数えた年度と一本の線で結びます。"
        ),
    )
    source = forms.CharField(
        label=gettext_lazy("出典"), max_length=SCOPE_LENGTH, help_text=gettext_lazy("どの資料の、どこに載っているか")
    )

    def __init__(self, *args: Any, offices: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].choices = offices  # type: ignore[attr-defined]
