"""Shape of what is asked about a whole register: taking stock, rows to paste, and what to look for."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from madoguchi.company.assets import queries
from madoguchi.company.assets.facts import Facts, one_line
from madoguchi.company.assets.files import MOST_BYTES
from madoguchi.company.assets.forms import NameField, level_choices
from madoguchi.company.assets.levels import Known, levels_of, usual_level
from madoguchi.company.assets.models import TITLE_LENGTH
from madoguchi.company.assets.titles import looks_like_content
from madoguchi.company.assets.words import (
    FLOW,
    NOT_OURS,
    Alert,
    Kind,
    Origin,
    Step,
    Typical,
)
from madoguchi.foundation.accounts.models import Organisation
from madoguchi.foundation.core.folding import fold

MOST_LINES = 50


class InventoryForm(forms.Form):
    """洗い出し — of one step of the business: typical items to tick, and a line for each of the others."""

    picked = forms.MultipleChoiceField(
        label=_("あるものに印を付けてください"), required=False, widget=forms.CheckboxSelectMultiple
    )
    more = forms.CharField(
        label=_("ほかにあるもの（一行に一つ）"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("呼び名だけを書きます。中身は書かないでください。"),
    )
    department = NameField(label=_("部署"), required=True, widget=forms.TextInput(attrs={"list": "departments"}))
    level = forms.ChoiceField(label=_("秘密区分"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, step: Step, room: Organisation, actor: Any, day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        self.step, self.typicals = step, FLOW[step]
        fields["picked"].choices = [(one.value, one.label) for one in self.typicals]
        levels = levels_of(room, day)
        fields["level"].choices = level_choices(levels)
        self.departments = list(queries.departments_of(room, actor=actor))
        self.initial["level"] = usual_level(levels)
        if len(self.departments) <= 1:
            self.initial["department"] = self.departments[0].name if self.departments else _("全社")
        self.warnings: list[str] = []

    def clean_more(self) -> list[str]:
        titles = [title for line in self.cleaned_data["more"].splitlines() if (title := one_line(line))]
        if len(titles) > MOST_LINES:
            raise forms.ValidationError(_g("一度に書けるのは%(most)d行までです。") % {"most": MOST_LINES})
        if any(len(title) > TITLE_LENGTH for title in titles):
            raise forms.ValidationError(
                _g("一行は%(most)d字までです。中身は書かず、呼び名にしてください。") % {"most": TITLE_LENGTH}
            )
        return titles

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or self.cleaned_data
        if not typed.get("picked") and not typed.get("more") and not self.errors:
            raise forms.ValidationError(_g("印を付けるか、名前を書いてください。"))
        return typed

    def facts(self, known: set[tuple[str, str]]) -> list[Facts]:
        """One item for each that the register does not have yet."""
        picked = [
            (str(one.label), kind, one) for one, kind in self.typicals.items() if one in self.cleaned_data["picked"]
        ]
        more = [(title, Kind.OTHER, None) for title in dict.fromkeys(self.cleaned_data["more"])]
        self.warnings = [title for title, _kind, _one in more if looks_like_content(title)]
        department = self.cleaned_data["department"]
        return [
            self._one(title, kind, one)
            for title, kind, one in [*picked, *more]
            if (fold(title), fold(department) or department) not in known
        ]

    def _one(self, title: str, kind: Kind, typical: Typical | None) -> Facts:
        origin = Origin.UNKNOWN if typical in NOT_OURS else Origin.OWN
        level = self.cleaned_data["level"]
        return Facts({"title": title, "kind": kind, "origin": origin, "level": level}, self.cleaned_data["department"])


class PasteForm(forms.Form):
    """貼り付け — the rows with their heading, and what an empty cell means."""

    text = forms.CharField(
        label=_("Excelで選んでコピーした表"),
        widget=forms.Textarea(attrs={"rows": 8, "wrap": "off"}),
        strip=False,
        help_text=_("見出しの行も一緒に貼り付けます。列の順番は自由です。「情報の名前」の列だけは要ります。"),
    )
    kind = forms.ChoiceField(label=_("種類"), choices=Kind.choices, initial=Kind.OTHER)
    origin = forms.ChoiceField(
        label=_("出所"), choices=[(Origin.OWN, Origin.OWN.label), (Origin.UNKNOWN, Origin.UNKNOWN.label)]
    )
    level = forms.ChoiceField(label=_("秘密区分"))
    department = NameField(label=_("部署"), required=True, initial=_("全社"))

    def __init__(self, *args: Any, levels: list[Known], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["level"].choices = [(one.name, one.name) for one in levels]  # type: ignore[attr-defined]
        self.fields["origin"].initial = Origin.UNKNOWN

    def defaults(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("kind", "origin", "level", "department")}


class FileForm(forms.Form):
    """表のファイル — read in this request, kept nowhere."""

    file = forms.FileField(
        label=_("台帳のファイル"),
        help_text=_("Excel（.xlsx）またはCSV。読んだら捨て、どこにも残しません。"),
        widget=forms.FileInput,
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_g("ファイルが大きすぎます。分けて読み込んでください。"))
        return file


class FilterForm(forms.Form):
    """絞り込み."""

    q = forms.CharField(label=_("名前で探す"), max_length=queries.LONGEST, required=False)
    origin = forms.ChoiceField(label=_("出所"), required=False)
    level = forms.ChoiceField(label=_("秘密区分"), required=False)
    department = forms.ChoiceField(label=_("部署"), required=False)
    kind = forms.ChoiceField(label=_("種類"), required=False)
    alert = forms.ChoiceField(label=_("点検"), required=False)

    def __init__(self, *args: Any, room: Organisation, actor: Any, day: date, is_brief: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        any_: tuple[str, Any] = ("", _("すべて"))
        own: dict[str, Iterable[Any]] = {
            "origin": Origin.choices,
            "level": level_choices(levels_of(room, day)),
            "department": [(str(one.pk), one.name) for one in queries.departments_of(room, actor=actor)],
            "kind": Kind.choices,
            "alert": Alert.choices,
        }
        for name, choices in own.items():
            if is_brief and name != "level":
                del self.fields[name]
            else:
                self.fields[name].choices = [any_, *choices]  # type: ignore[attr-defined]

    def filters(self) -> queries.Filters:
        """What was asked and can be answered; anything else counts as not asked."""
        self.is_valid()
        return queries.Filters(**{name: value for name, value in self.cleaned_data.items() if value})
