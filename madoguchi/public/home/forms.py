"""部品見本の様式 — one field of each kind, so that every widget can be looked at."""

from django import forms
from django.utils.translation import gettext_lazy as _

from madoguchi.foundation.core.widgets import ClockInput, DayInput

CHANNELS = [("phone", _("電話")), ("mail", _("メール")), ("visit", _("来訪"))]
CATEGORIES = [
    (_("管理"), [("rules", _("秘密管理の規程")), ("contract", _("秘密保持契約"))]),
    (_("漏えい"), [("leak", _("流出・漏えい")), ("retiree", _("退職者による持ち出し"))]),
]
CONSENTS = [
    ("record", _("記録")),
    ("referral", _("連携")),
    ("statistics", _("統計")),
    ("publication", _("事例の公表")),
]


class SampleForm(forms.Form):
    company = forms.CharField(label=_("企業名"), max_length=60, help_text=_("入力すると候補が出ます。"))
    gist = forms.CharField(
        label=_("要旨"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("営業秘密の内容そのもの、氏名、相手方は書かないでください。"),
    )
    channel = forms.ChoiceField(label=_("受付方法"), choices=CHANNELS, widget=forms.RadioSelect)
    category = forms.ChoiceField(label=_("相談内容"), choices=CATEGORIES)
    consents = forms.MultipleChoiceField(
        label=_("同意いただいた事項"),
        choices=CONSENTS,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("一つずつ確かめて選びます。"),
    )
    is_ongoing = forms.BooleanField(label=_("漏えいは今も続いている"), required=False)
    agrees = forms.BooleanField(label=_("案内を読みました"))
    received_date = forms.DateField(label=_("受付日"), widget=DayInput())
    starts_at = forms.TimeField(label=_("開始時刻"), required=False, widget=ClockInput())
    employees = forms.IntegerField(label=_("従業員数"), required=False, min_value=0)
    email = forms.EmailField(label=_("メールアドレス"), required=False)
    file = forms.FileField(label=_("相談記録の表"), required=False)
    office = forms.CharField(label=_("担当窓口"), disabled=True, required=False, initial=_("中央窓口"))
