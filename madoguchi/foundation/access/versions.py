"""版 — two people edit one record: the second is shown what the first saved, and loses nothing that was typed."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _

SEEN = "seen_version"


@dataclass(frozen=True)
class Difference:
    """違い — one field: what one typed, what is saved."""

    label: str
    yours: str
    theirs: str
    is_different: bool


class VersionedForm(forms.Form):
    """訂正の入力 — carries the version that was read; `changes()` is what was typed."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def changes(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != SEEN}

    def beside(self, saved: dict[str, Any]) -> list[Difference]:
        """見比べる — what was typed beside what is saved, field by field."""
        return [self._difference(name, typed, saved[name]) for name, typed in self.changes().items()]

    def overwriting(self, version: int) -> None:
        """Sending the form again knowingly replaces what the other person saved."""
        typed: Any = self.data
        self.data = typed.copy()
        self.data[SEEN] = str(version)  # type: ignore[index]

    def _difference(self, name: str, yours: Any, theirs: Any) -> Difference:
        field = self.fields[name]
        return Difference(
            str(field.label), _shown(field, yours), _shown(field, theirs), _plain(yours) != _plain(theirs)
        )


def _shown(field: forms.Field, value: Any) -> str:
    if isinstance(value, list):
        return "、".join(_shown(field, one) for one in value)
    if isinstance(value, bool):
        return _("はい") if value else _("いいえ")
    if isinstance(field, forms.ChoiceField):
        choices: Any = field.choices
        return str(dict(choices).get(value, value or ""))
    return "" if value is None else str(value)


def _plain(value: Any) -> Any:
    """Nothing is nothing, and the order in which things were ticked says nothing."""
    return sorted(value) if isinstance(value, list) else "" if value is None else value
