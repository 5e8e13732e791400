"""Whom to call back."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from madoguchi.desk.consultations.comparing import Comparison, Difference
from madoguchi.desk.consultations.forms.deeds import VersionedForm

EMPTY_ERASES = _("封をして保存します。担当と関係者だけが読めます。すべて空にして保存すると、連絡先を消します。")


class CallerForm(VersionedForm):
    """連絡先を直す."""

    name = forms.CharField(label=_("連絡先の氏名"), max_length=60, required=False, help_text=EMPTY_ERASES)
    phone = forms.CharField(
        label=_("電話番号"), max_length=30, required=False, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )
    email = forms.EmailField(label=_("メールアドレス"), required=False)

    def beside(self, theirs: dict[str, Any]) -> Comparison:
        """What somebody else saved meanwhile; sending the form again knowingly replaces it."""
        changed: Any = self.data.copy()  # type: ignore[attr-defined]
        changed["seen_version"] = str(theirs["seen_version"])
        self.data = changed
        said = [(str(self.fields[name].label), yours, theirs.get(name, "")) for name, yours in self.changes().items()]
        rows = [Difference(label, yours, saved, yours != saved) for label, yours, saved in said]
        by, at = theirs.get("changed_by"), theirs.get("changed_at")
        return Comparison(by.name if by else "", timezone.localtime(at) if at else None, rows)
