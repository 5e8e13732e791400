"""Shape of what is chosen and typed about a handling table. What may stand is decided in actions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from madoguchi.company.rules.actions import Wording
from madoguchi.company.rules.impact import Touched
from madoguchi.company.rules.models import LEVEL_LENGTH, HandlingTable
from madoguchi.company.rules.queries import LevelOf, Said, Table
from madoguchi.company.rules.words import FREE_LENGTH, Action, Measure, Overlay, Start
from madoguchi.foundation.access.versions import VersionedForm
from madoguchi.foundation.core.widgets import DayInput

ON_TOP = "-"
PARTS = ("way", "more", "free")


class StartForm(forms.Form):
    """はじめの一問 — the one question; the table is complete then."""

    start = forms.ChoiceField(
        label=_("どの区分で始めますか"),
        choices=Start.choices,
        widget=forms.RadioSelect,
        initial=Start.TWO,
        help_text=_("迷ったら二つで始めてください。区分の数も名前も、あとから変えられます。"),
    )


@dataclass(frozen=True)
class Column:
    """一つの区分の欄 — its three fields."""

    code: str
    name: str
    way: Any
    more: Any
    free: Any


class RowForm(VersionedForm):
    """一行を書く — of each level and each overlay: how far it may go, what is added, a sentence of one's own."""

    def __init__(self, *args: Any, table: HandlingTable, shown: Table, action: Action, **kwargs: Any) -> None:
        fitting, self.action = table.edition.of(action), action
        self.levels, self.overlays = shown.levels, list(Overlay)
        self.columns = [*(one.code for one in self.levels), *(one.value for one in self.overlays)]
        kwargs["initial"] = {**self.saved(shown), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        for level in self.levels:
            self._ask(level.code, level.name, fitting, _("まだ決めない"))
        for overlay in self.overlays:
            self._ask(overlay.value, str(overlay.label), fitting, _("区分の決まりのまま"))

    def saved(self, shown: Table) -> dict[str, Any]:
        """What is saved, by field: what the page begins with, and what another person's saving is compared with."""
        laid = {one.code.value: one.cell(self.action) for one in shown.overlays}
        said = {code: self._said(shown, laid, code) for code in self.columns}
        return {name: value for code, one in said.items() for name, value in _values(code, one).items()}

    def level_columns(self) -> list[Column]:
        return [self._column(one.code, one.name) for one in self.levels]

    def overlay_columns(self) -> list[Column]:
        return [self._column(one.value, str(one.label)) for one in self.overlays]

    @property
    def overlays_said(self) -> list[str]:
        """The overlays that say something in this row."""
        return [str(one.label) for one in self.overlays if not self._was_silent(one.value)]

    def said(self) -> dict[str, Wording]:
        """What was chosen; an overlay that says nothing is left out where nothing was said."""
        typed = {code: self._wording(code) for code in self.columns}
        return {code: one for code, one in typed.items() if any(one) or not self._was_silent(code)}

    def overwriting(self, version: int) -> None:
        """A level that came meanwhile was on no page: it begins with what it says."""
        super().overwriting(version)
        typed: Any = self.data
        for code in self.columns:
            if f"{code}_free" not in typed:
                for name in (f"{code}_{part}" for part in PARTS):
                    typed.setlist(name, _listed(self.initial[name]))
        self.full_clean()

    def _said(self, shown: Table, laid: Mapping[str, Said], code: str) -> Said:
        return laid.get(code, Said()) if code in Overlay.values else shown.cell(code, self.action)

    def _was_silent(self, code: str) -> bool:
        return code in Overlay.values and not any(self.initial[f"{code}_{part}"] for part in PARTS)

    def _wording(self, code: str) -> Wording:
        way, more = self.cleaned_data[f"{code}_way"], self.cleaned_data[f"{code}_more"]
        return Wording((*([way] if way else []), *more), self.cleaned_data[f"{code}_free"])

    def _ask(self, code: str, name: str, fitting: list[Measure], nothing: Any) -> None:
        ways = [(one.code, one.text) for one in fitting if one.is_way]
        more = [(one.code, one.text) for one in fitting if not one.is_way]
        words = {"name": name}
        self.fields[f"{code}_way"] = forms.ChoiceField(
            label=_g("%(name)sの決まり") % words,
            choices=[*ways, ("", nothing)],
            widget=forms.RadioSelect,
            required=False,
        )
        self.fields[f"{code}_more"] = forms.MultipleChoiceField(
            label=_g("%(name)sに加えること") % words,
            choices=more,
            widget=forms.CheckboxSelectMultiple if more else forms.MultipleHiddenInput,
            required=False,
        )
        self.fields[f"{code}_free"] = forms.CharField(
            label=_g("%(name)sの自社の決まり") % words,
            max_length=FREE_LENGTH,
            required=False,
        )

    def _column(self, code: str, name: str) -> Column:
        return Column(code, name, *(self[f"{code}_{part}"] for part in PARTS))


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _values(code: str, said: Said) -> dict[str, Any]:
    more = [one.code for one in said.measures if not one.is_way]
    return {f"{code}_way": said.way.code if said.way else "", f"{code}_more": more, f"{code}_free": said.free}


class NamesForm(forms.Form):
    """区分の名前 — one field each."""

    def __init__(self, *args: Any, levels: Iterable[LevelOf], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in levels:
            label = _g("「%(name)s」の新しい名前") % {"name": one.name}
            self.fields[one.code] = forms.CharField(label=label, max_length=LEVEL_LENGTH, initial=one.name)


class LevelForm(forms.Form):
    """区分を加える — its name, and below which of the others it stands; on top of all has a value of its own."""

    name = forms.CharField(
        label=_("区分の名前"),
        max_length=LEVEL_LENGTH,
        help_text=_("印に書く短い名前です。例：部外秘、社内限り"),
    )
    above = forms.ChoiceField(label=_("どこに入れますか"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, levels: Iterable[LevelOf], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.levels = {one.code: one.name for one in levels}
        first = _g("いちばん上（「%(name)s」より厳しい）") % {"name": next(iter(self.levels.values()))}
        below = [(code, _g("「%(name)s」のすぐ下") % {"name": name}) for code, name in self.levels.items()]
        field: Any = self.fields["above"]
        field.choices = [(ON_TOP, first), *below]

    def chosen(self) -> dict[str, Any]:
        above = self.cleaned_data["above"]
        return {"name": self.cleaned_data["name"], "above": "" if above == ON_TOP else above}

    @property
    def pattern(self) -> str:
        """The name of the level whose rules it takes: the stricter neighbour, on top the one that was highest."""
        return self.levels.get(self.cleaned_data["above"]) or next(iter(self.levels.values()))


class RemoveForm(forms.Form):
    """区分をなくす — where its items go, asked where it has any."""

    to = forms.ChoiceField(label=_("移し先"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, levels: Iterable[LevelOf], is_needed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["to"]
        field.choices = [(one.code, one.name) for one in levels]
        if not is_needed:
            del self.fields["to"]


class BringForm(forms.Form):
    """使い始める — from which day, and where the items of a level go that is no more."""

    from_date = forms.DateField(label=_("使い始める日"), widget=DayInput())

    def __init__(
        self, *args: Any, today: date, gone: Iterable[Touched], levels: Iterable[LevelOf], **kwargs: Any
    ) -> None:
        super().__init__(*args, **{"initial": {"from_date": today}, **kwargs})
        self.gone = [one for one in gone if one.items]
        choices = [("", _g("選んでください")), *((one.code, one.name) for one in levels)]
        for one in self.gone:
            words = {"name": one.name, "items": one.items, "people": one.people}
            self.fields[f"move_{one.code}"] = forms.ChoiceField(
                label=_g("「%(name)s」の情報（%(items)d件、扱う人%(people)d人）の移し先") % words,
                choices=choices,
                initial=one.to,
                help_text=_g("「%(name)s」は、この表にありません。") % words,
            )

    def chosen(self) -> dict[str, Any]:
        moves = {one.code: self.cleaned_data[f"move_{one.code}"] for one in self.gone}
        return {"from_date": self.cleaned_data["from_date"], "moves": moves}
