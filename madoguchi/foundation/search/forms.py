"""検索欄 — the box people type into."""

from typing import Any

from django import forms

from madoguchi.foundation.core.errors import Refusal
from madoguchi.foundation.search.grams import MOST_CHARACTERS, terms


class SearchField(forms.CharField):
    """検索語 — as typed; too many words are refused with a sentence."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"required": False, "max_length": MOST_CHARACTERS, **kwargs})
        self.widget.input_type = "search"

    def clean(self, value: Any) -> str:
        typed: str = super().clean(value)
        try:
            terms(typed)
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return typed
