"""What is typed about officers and recoveries."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _
from pyrage.x25519 import Identity

from madoguchi.foundation.vault import sheets

OFF = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}


class NameOfficerForm(forms.Form):
    def __init__(self, *args: Any, candidates: QuerySet[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"] = forms.ModelChoiceField(candidates, label=_("保管責任者にする方"), empty_label=None)


class MakeSheetForm(forms.Form):
    """Which sheet the page has spoken of: one press makes one sheet."""

    replacing = forms.CharField(required=False, max_length=100, widget=forms.HiddenInput())


class PasswordForm(forms.Form):
    password = forms.CharField(
        label=_("いまのパスワード"),
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class SheetForm(forms.Form):
    """用紙の入力 — `needs_word`: the second sheet of a hand-over comes with the word of the first."""

    sheet = forms.CharField(
        label=_("用紙の文字"),
        widget=forms.Textarea(attrs={"rows": 3, **OFF}),
        help_text=_("4文字ずつ、印刷された順に入力します。空白、改行、大文字と小文字の違いは問いません。"),
    )
    word = forms.CharField(
        label=_("合言葉"),
        max_length=60,
        widget=forms.TextInput(attrs=OFF),
        help_text=_("先に用紙を入力した保管責任者に、電話などで聞いてください。"),
    )

    def __init__(self, *args: Any, needs_word: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not needs_word:
            del self.fields["word"]

    def clean_sheet(self) -> Identity:
        try:
            return sheets.identity_from(self.cleaned_data["sheet"])
        except sheets.Mistyped as error:
            raise ValidationError(_g("入力に誤りがあります。用紙と見比べて、1文字ずつ確かめてください。")) from error

    def clean_word(self) -> str:
        return sheets.word_from(self.cleaned_data["word"])
