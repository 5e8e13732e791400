"""allauth's forms in our words: our labels, nothing inside the boxes, no help that pushes in between two fields."""

from typing import Any, ClassVar

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _

from madoguchi.foundation.accounts import keys, passkeys

NEW_PASSWORD = {"password1": _("新しいパスワード"), "password2": _("新しいパスワード（確認）")}


class OurWords:
    labels: ClassVar[Any] = {}
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = self.labels.get(name, field.label)
            field.help_text = ""
            field.widget.attrs.pop("placeholder", None)


class SignInForm(OurWords, account.LoginForm):  # type: ignore[misc]
    labels = {"login": _("メールアドレス"), "password": _("パスワード")}

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponseBase:
        keys.open_at_sign_in(request, self.user, self.cleaned_data["password"])
        answer: HttpResponseBase = super().login(request, redirect_url=redirect_url)
        return answer


class ResetForm(OurWords, account.ResetPasswordForm):  # type: ignore[misc]
    labels = {"email": _("メールアドレス")}


class NewPasswordForm(OurWords, account.ResetPasswordKeyForm):  # type: ignore[misc]
    labels = NEW_PASSWORD


class ChangePasswordForm(OurWords, account.ChangePasswordForm):  # type: ignore[misc]
    labels = {"oldpassword": _("現在のパスワード"), **NEW_PASSWORD}

    def save(self) -> None:
        old, new = self.cleaned_data["oldpassword"], self.cleaned_data["password1"]
        keys.change_password(self.user, super().save, old=old, new=new)


class ReauthenticateForm(OurWords, account.ReauthenticateForm):  # type: ignore[misc]
    labels = {"password": _("パスワード")}


class CodeForm(OurWords, mfa.AuthenticateForm):  # type: ignore[misc]
    labels = {"code": _("確認コード")}


class ReauthenticateByCodeForm(OurWords, mfa.ReauthenticateForm):  # type: ignore[misc]
    labels = {"code": _("確認コード")}


class ActivateForm(OurWords, totp.ActivateTOTPForm):  # type: ignore[misc]
    labels = {"code": _("6桁のコード")}


class AddPasskeyForm(OurWords, webauthn.AddWebAuthnForm):  # type: ignore[misc]
    labels = {"name": _("パスキーの名前")}
    name = forms.CharField(max_length=passkeys.NAME_LENGTH, required=False)
    credential = passkeys.CredentialField()
    passwordless = None  # each of ours signs in alone

    def clean(self) -> dict[str, Any]:
        with passkeys.one_answer():
            sent = passkeys.asked_here(self.cleaned_data["credential"])
            cleaned: dict[str, Any] = super().clean()
            return cleaned | {"credential": passkeys.to_keep(sent)}


class RenamePasskeyForm(OurWords, webauthn.EditWebAuthnForm):  # type: ignore[misc]
    labels = {"name": _("パスキーの名前")}
    name = forms.CharField(max_length=passkeys.NAME_LENGTH)


class PasskeyProof(forms.Form):
    """What every form has in common that is answered by a passkey."""

    credential = passkeys.CredentialField()

    def clean_credential(self) -> Any:
        with passkeys.one_answer():
            passkeys.asked_here(self.cleaned_data["credential"])
            return passkeys.of_an_active_person(super().clean_credential())  # type: ignore[misc]


class SignInByPasskeyForm(PasskeyProof, webauthn.LoginWebAuthnForm):  # type: ignore[misc]
    """Alone, without a password."""


class PasskeyForm(PasskeyProof, webauthn.AuthenticateWebAuthnForm):  # type: ignore[misc]
    """After the password."""


class ReauthenticateByPasskeyForm(PasskeyProof, webauthn.ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """Once more, before something weighty."""
