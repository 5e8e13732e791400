"""What is asked to refer to a body outside, and when it answers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from madoguchi.desk.consultations.forms.fields import NO, YES, with_blank
from madoguchi.desk.consultations.models import Attachment
from madoguchi.desk.consultations.models_outside import LENGTHS, REPLY_LENGTHS
from madoguchi.desk.consultations.words import OutsideBody, OutsidePart, Urgency
from madoguchi.foundation.core.prefectures import Prefecture


class OutsideForm(forms.Form):
    """他機関に紹介 — files only where their names can be read."""

    body = forms.ChoiceField(label=_("紹介先"), choices=with_blank(OutsideBody.choices))
    prefecture = forms.ChoiceField(
        label=_("都道府県"),
        choices=with_blank(Prefecture.choices),
        required=False,
        help_text=_("紹介先が都道府県警察のときに選びます。"),
    )
    receiver = forms.CharField(
        label=_("宛先の部署・担当者"),
        max_length=LENGTHS["receiver"],
        required=False,
        help_text=_("封をして保存します。行き先を案内しただけで、紹介先を上で選べたときは、空欄でかまいません。"),
    )
    urgency = forms.TypedChoiceField(label=_("緊急度"), choices=Urgency.choices, coerce=int, widget=forms.RadioSelect)
    is_handed = forms.TypedChoiceField(
        label=_("紹介のしかた"),
        choices=[(YES, _("紹介先に渡すものがある")), (NO, _("相談者に行き先を案内しただけ（何も渡していない）"))],
        coerce=lambda value: value == YES,
        widget=forms.RadioSelect,
    )
    parts = forms.MultipleChoiceField(
        label=_("紹介状と一緒に渡すもの"),
        choices=OutsidePart.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("紹介状は、保存したあと、相談のページから印刷できます。"),
    )
    enclosed = forms.MultipleChoiceField(
        label=_("一緒に渡すファイル"), required=False, widget=forms.CheckboxSelectMultiple
    )
    scope = forms.CharField(
        label=_("同意した人と、同意の範囲"),
        max_length=LENGTHS["scope"],
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_(
            "渡すものがあるときに書きます。紹介状に載ります。例：代表者。警察への相談と、経緯を伝えることについて。"
        ),
    )
    facts = forms.CharField(
        label=_("伝えること（経緯）"),
        max_length=LENGTHS["facts"],
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_(
            "封をして保存します。紹介状にそのまま載ります。相談者へ直接連絡してもらうときは、その連絡先も書きます。"
            "営業秘密の内容そのものは書かないでください。"
        ),
    )

    def __init__(self, *args: Any, to_hand: list[tuple[Attachment, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._to_hand = {str(row.pk): row for row, _name in to_hand}
        self.fields["enclosed"].choices = [(str(row.pk), name) for row, name in to_hand]  # type: ignore[attr-defined]
        if not to_hand:
            del self.fields["enclosed"]

    def referral(self) -> dict[str, Any]:
        said = dict(self.cleaned_data)
        files = [self._to_hand[key] for key in said.pop("enclosed", [])]
        return said | {"files": files}


class ReplyForm(forms.Form):
    """返答を記録."""

    answer = forms.CharField(
        label=_("返答"),
        max_length=REPLY_LENGTHS["answer"],
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("封をして保存します。担当と関係者だけが読めます。"),
    )
    result = forms.CharField(
        label=_("結果"),
        max_length=REPLY_LENGTHS["result"],
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("受け付けられたか、その後どうなったか。封をして保存します。"),
    )
