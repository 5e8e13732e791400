"""What is asked for to open a keyring."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


def _password(label: Any, autocomplete: str, **more: Any) -> forms.CharField:
    box = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(label=label, widget=box, strip=False, max_length=4096, **more)


class ProveForm(forms.Form):
    """本人確認 — the password one signs in with."""

    password = _password(_("パスワード"), "current-password")


class UnlockForm(ProveForm):
    """鍵を開く — the earlier password is asked for only where the lock turned out to be older."""

    earlier = _password(_("以前のパスワード"), "off", required=False)

    @property
    def asks_for_earlier(self) -> bool:
        return "earlier" in self.data or "earlier" in self.errors
