"""Whom to call back."""

from django import forms
from django.utils.translation import gettext_lazy as _

from madoguchi.foundation.access.versions import VersionedForm

EMPTY_ERASES = _("封をして保存します。担当と関係者だけが読めます。すべて空にして保存すると、連絡先を消します。")


class CallerForm(VersionedForm):
    """連絡先を直す."""

    name = forms.CharField(label=_("連絡先の氏名"), max_length=60, required=False, help_text=EMPTY_ERASES)
    phone = forms.CharField(
        label=_("電話番号"), max_length=30, required=False, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )
    email = forms.EmailField(label=_("メールアドレス"), required=False)
