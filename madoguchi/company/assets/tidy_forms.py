"""Shape of what is typed to tidy a register: another name, which of two stays, why a finding is left until when."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from madoguchi.company.agreements.models import WHY_LENGTH
from madoguchi.company.assets import nouns
from madoguchi.company.assets.actions import USUAL
from madoguchi.company.assets.forms import NameField
from madoguchi.company.assets.words import PlaceKind, Sort
from madoguchi.foundation.core.widgets import DayInput


class RenameForm(forms.Form):
    """名前を変える — in the line of the list; of a place its kind, too."""

    kind = forms.ChoiceField(label=_("保管場所の種類"), choices=PlaceKind.choices)

    def __init__(self, data: Any = None, *, row: Any, sort: Sort) -> None:
        stands = {"name": row.name, "kind": getattr(row, "kind", "")}
        super().__init__(data, initial=stands, auto_id=f"id_{row.pk}_%s")
        self.fields["name"] = NameField(label=_("新しい名前"), max_length=nouns.NOUNS[sort].length, required=True)
        if sort is not Sort.PLACE:
            del self.fields["kind"]
        self.order_fields(["name", "kind"])

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if not name:
            raise forms.ValidationError(_g("名前を入れてください。"))
        return name


class SearchForm(forms.Form):
    q = forms.CharField(label=_("名前で探す"), max_length=nouns.LONGEST, required=False)


class MergeForm(forms.Form):
    """残すほう — chosen among the others, what is written most alike first."""

    into = forms.ChoiceField(label=_("残すほう"), help_text=_("書き方の似たものから順に、50件まで並べています。"))

    def __init__(self, data: Any = None, *, others: list[Any]) -> None:
        super().__init__(data)
        self.others = {str(one.pk): one for one in others}
        choices = [(pk, nouns.label_of(one)) for pk, one in self.others.items()]
        self.fields["into"].choices = choices  # type: ignore[attr-defined]

    @property
    def kept(self) -> Any:
        return self.others[self.cleaned_data["into"]]


class AcceptForm(forms.Form):
    """承知のうえで残す."""

    reason = forms.CharField(
        label=_("承知する理由"),
        max_length=WHY_LENGTH,
        help_text=_("例：社員が二人で、扱う人を分けられないため。封をして保存し、代表者と管理責任者だけが読めます。"),
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": WHY_LENGTH}),
    )
    until_date = forms.DateField(
        label=_("いつまで"),
        widget=DayInput(),
        help_text=_("この日が過ぎると、また点検に出ます。3年以内の日にします。"),
    )

    def __init__(self, data: Any = None, *, today: date) -> None:
        super().__init__(data, initial={"until_date": today + USUAL})
