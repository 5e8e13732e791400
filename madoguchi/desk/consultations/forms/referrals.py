"""What is asked to send, decline and give back a referral."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from madoguchi.desk.consultations import queries
from madoguchi.desk.consultations.forms.fields import BodyField, ReasonField
from madoguchi.desk.consultations.models import Consultation
from madoguchi.desk.consultations.models_referrals import MESSAGE_LENGTH
from madoguchi.desk.consultations.words import DeclineReason, Urgency
from madoguchi.foundation.accounts.models import Organisation


class ReferForm(forms.Form):
    """連携を頼む — 対話 only for whoever reads it."""

    to_office = forms.ModelChoiceField(label=_("連携先の窓口"), queryset=Organisation.objects.none())
    shows_gist = forms.BooleanField(
        label=_("要旨を見せる"),
        required=False,
        help_text=_("連携先の窓口の相談員と責任者が、要旨と対応要旨を読めます。"),
    )
    shows_thread = forms.BooleanField(
        label=_("対話を見せる"),
        required=False,
        help_text=_("引き受けた人だけが、打ち明けられたことと連絡先を読み、内部メモと回答の下書きを書けます。"),
    )
    urgency = forms.TypedChoiceField(label=_("緊急度"), choices=Urgency.choices, coerce=int, widget=forms.RadioSelect)
    message = forms.CharField(
        label=_("連携先へのメッセージ"),
        max_length=MESSAGE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("封をして届けます。連携先の窓口の人が、引き受ける前に読みます。"),
    )

    def __init__(self, *args: Any, row: Consultation, may_hand_over: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to_office"].queryset = queries.possible_offices(row)  # type: ignore[attr-defined]
        if not may_hand_over:
            del self.fields["shows_thread"]

    def request(self) -> dict[str, Any]:
        return {"shows_thread": False, **self.cleaned_data}


class AcceptForm(forms.Form):
    """連携を引き受ける."""

    conflict_reason = ReasonField()


class DeclineForm(forms.Form):
    """連携を辞退する."""

    reason = forms.ChoiceField(label=_("辞退の理由"), choices=DeclineReason.choices, widget=forms.RadioSelect)
    note = BodyField(
        label=_("書き添えること"), required=False, help_text=_("封をして、相談を受けた窓口の対話に残します。")
    )


class ReturnForm(forms.Form):
    """報告して連携を終える."""

    report = BodyField(label=_("報告"), help_text=_("封をして、相談を受けた窓口の対話に残します。"))
