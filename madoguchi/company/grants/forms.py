"""The shape of what is typed about grants. What is allowed is decided by the actions."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from madoguchi.company.grants.actions import USUAL
from madoguchi.company.grants.models import Part
from madoguchi.foundation.core.widgets import DayInput


class GrantForm(forms.Form):
    """見せる相手を決める — whom, what, until when."""

    email = forms.EmailField(
        label=_("窓口の担当者のメールアドレス"),
        help_text=_("名刺などにあるアドレスを、そのまま入力します。"),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    parts = forms.MultipleChoiceField(
        label=_("見せるところ"),
        choices=Part,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("見せるところを一つ以上選んでください。")},
    )
    until_date = forms.DateField(
        label=_("いつまで"), widget=DayInput(), help_text=_("この日まで見せます。1年以内の日にします。")
    )

    def __init__(self, data: Any, *, today: date) -> None:
        super().__init__(data, initial={"until_date": today + USUAL})
