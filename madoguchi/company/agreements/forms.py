"""Shape of what is typed about an agreement."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from madoguchi.company.agreements.models import NAME_LENGTH, WHY_LENGTH, Agreement, Kind, Stage
from madoguchi.foundation.core.widgets import DayInput
from madoguchi.foundation.vault.uploads import UploadField

MOST_MONTHS = 1_200


class WhyField(forms.CharField):
    """理由 — open text, kept with the change."""

    def __init__(self, **options: Any) -> None:
        told: dict[str, Any] = {"label": _("理由"), "max_length": WHY_LENGTH, "required": False}
        super().__init__(**told | options)


class AgreementForm(forms.Form):
    counterparty = forms.CharField(
        label=_("相手先"), max_length=NAME_LENGTH, help_text=_("会社や学校などの名前です。例：架空金属株式会社")
    )
    kind = forms.ChoiceField(label=_("契約の種類"), choices=[("", "―"), *Kind.choices])
    stage = forms.ChoiceField(label=_("事業の段階"), choices=[("", "―"), *Stage.choices])
    from_date = forms.DateField(label=_("開始日"), widget=DayInput())
    until_date = forms.DateField(
        label=_("終了日"), widget=DayInput(), required=False, help_text=_("期限の定めがないときは空けておきます。")
    )
    survival_months = forms.IntegerField(
        label=_("終了後の秘密保持（月数）"),
        min_value=1,
        max_value=MOST_MONTHS,
        required=False,
        help_text=_("契約が終わった後も秘密を守る期間です。3年なら36。"),
    )
    is_survival_unlimited = forms.BooleanField(label=_("終了後の秘密保持に期限がない"), required=False)

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        if typed.get("is_survival_unlimited") and typed.get("survival_months"):
            self.add_error("survival_months", _g("月数か、期限がないことの、どちらか一方にしてください。"))
        return typed


class CorrectForm(AgreementForm):
    why = WhyField()


class RenewForm(forms.Form):
    until_date = forms.DateField(
        label=_("新しい終了日"), widget=DayInput(), required=False, help_text=_("期限をなくすときは空けておきます。")
    )
    why = WhyField()


class EndForm(forms.Form):
    until_date = forms.DateField(label=_("終了日"), widget=DayInput())
    why = WhyField()


class FileForm(forms.Form):
    file = UploadField(
        label=_("契約書のファイル"),
        help_text=_("封をして保存します。代表者と管理責任者だけが開けます。"),
    )


def as_typed(row: Agreement) -> dict[str, Any]:
    """What stands in the form of a correction when it opens."""
    names = ("kind", "stage", "from_date", "until_date", "survival_months", "is_survival_unlimited")
    return {"counterparty": row.counterparty.name, **{name: getattr(row, name) for name in names}}
