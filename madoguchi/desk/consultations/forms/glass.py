"""緊急閲覧 — the reason without which no glass is broken."""

from django import forms
from django.utils.translation import gettext_lazy as _

from madoguchi.desk.consultations.models_glass import REASON_LENGTH


class GlassForm(forms.Form):
    """緊急に開く."""

    reason = forms.CharField(
        label=_("理由"),
        min_length=REASON_LENGTH[0],
        max_length=REASON_LENGTH[1],
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("10字以上500字以内。封をして保存し、担当者と関係者が読みます。"),
    )
