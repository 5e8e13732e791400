"""Shape of what is chosen and sent about papers. What it means is decided in actions."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from madoguchi.company.documents.actions import ANSWERS
from madoguchi.company.documents.merging import Part
from madoguchi.company.documents.models import TITLE_LENGTH, Interview, Officer, Version
from madoguchi.company.documents.words import Kind
from madoguchi.foundation.core.widgets import DayInput

CHOSEN = (
    "approver",
    "devices",
    "ai",
    "review_months",
    "oral_days",
    "nda_years",
    "survival_years",
    "noncompete_months",
)


class InterviewForm(forms.ModelForm[Interview]):
    """聞き取り — every question has its answer already; nothing need be typed."""

    class Meta:
        model = Interview
        fields = ANSWERS
        widgets = dict.fromkeys(("officer", *CHOSEN), forms.RadioSelect)
        help_texts = {
            "officer": _("秘密の管理の責任を持つ人の役職です。"),
            "officer_own": _("上で「そのほか」を選んだときだけ書きます。例：品質保証部長"),
            "approver": _("運用表が承認を求めるとき、だれが承認するかです。"),
            "oral_days": _("秘密保持契約に書きます。"),
            "noncompete_months": _(
                "退職時の誓約書に書きます。求めるときは、対象と代償を別の書面で決めないと効力がありません。"
            ),
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("officer", *CHOSEN):
            field: Any = self.fields[name]
            field.choices = [one for one in field.choices if one[0] != ""]

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        if typed.get("officer") == Officer.OWN and not typed.get("officer_own"):
            self.add_error("officer_own", _g("そのほかの役職を書いてください。"))
        if typed.get("officer") != Officer.OWN:
            typed["officer_own"] = ""
        return typed

    def _post_clean(self) -> None:
        """The constraints are the action's affair; `clean` has said in words what is missing."""


class WordForm(forms.Form):
    file = forms.FileField(
        label=_("Wordのファイル（.docx）"),
        allow_empty_file=True,
        help_text=_("10MBまで。封をして保存します。変更履歴は、反映してから選んでください。"),
    )

    def content(self) -> dict[str, Any]:
        file = self.cleaned_data["file"]
        return {"data": file.read(), "name": file.name}


class BringForm(WordForm):
    kind = forms.ChoiceField(label=_("書類の種類"), choices=[("", "―"), *Kind.choices])
    title = forms.CharField(
        label=_("会社での呼び名"),
        max_length=TITLE_LENGTH,
        required=False,
        help_text=_("種類の名前と違うときだけ書きます。例：情報管理規程"),
    )
    field_order = ("kind", "title", "file")

    def content(self) -> dict[str, Any]:
        return {**super().content(), "kind": self.cleaned_data["kind"], "title": self.cleaned_data["title"]}


class InForceForm(forms.Form):
    effective_date = forms.DateField(label=_("施行日"), widget=DayInput(), help_text=_("今日か、今日より前の日です。"))


class AdoptForm(InForceForm):
    """まとめて施行する — those among the papers that wait, all of them unless one is taken out."""

    chosen = forms.MultipleChoiceField(
        label=_("読んで確かめた書類"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("施行する書類を一つ以上選んでください。")},
    )
    field_order = ("chosen", "effective_date")

    def __init__(self, *args: Any, waiting: list[Version], **options: Any) -> None:
        super().__init__(*args, **options)
        fields: dict[str, Any] = self.fields
        fields["chosen"].choices = [(one.pk, f"{one.document.title} {one.label}") for one in waiting]
        fields["chosen"].initial = [one.pk for one in waiting]


class RedoForm(forms.Form):
    """作り直し — for each clause the company edited: its words, or ours of today."""

    seen_number = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, parts: list[Part], **options: Any) -> None:
        super().__init__(*args, **options)
        self.codes = [one.code for one in parts if one.is_touched and not one.is_theirs_alone]
        choices = [("yours", _("いまの文を残す")), ("ours", _("新しい文に替える"))]
        for code in self.codes:
            self.fields[code] = forms.ChoiceField(
                label=_("この条をどうしますか"), choices=choices, widget=forms.RadioSelect, initial="yours"
            )

    def chosen(self) -> list[str]:
        """Those for which our words are to come."""
        return [code for code in self.codes if self.cleaned_data[code] == "ours"]
