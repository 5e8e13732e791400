"""How allauth behaves in this house."""

from typing import Any

import pyrage
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.conf import settings
from django.contrib import messages
from django.core.mail import EmailMessage
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from madoguchi.foundation.accounts import emails, keys
from madoguchi.foundation.accounts.models import Person
from madoguchi.foundation.audit import diary
from madoguchi.foundation.vault import server

ONE_SENTENCE = _("メールアドレスまたはパスワードが正しくありません。")
NEWS = {
    "account/messages/password_changed.txt": _(
        "パスワードを変更しました。ほかの端末でのサインインはすべて終わりました。"
    ),
    "mfa/messages/totp_activated.txt": _("二段階認証を設定しました。"),
    "mfa/messages/totp_deactivated.txt": _("二段階認証を解除しました。"),
    "mfa/messages/webauthn_added.txt": _("パスキーを登録しました。"),
    "mfa/messages/webauthn_removed.txt": _("パスキーを削除しました。"),
    "mfa/messages/recovery_codes_generated.txt": _("回復用コードを作りました。"),
}


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """People come by invitation only; a failed sign-in says nothing about who is known here."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": ONE_SENTENCE,
        "incorrect_password": _("パスワードが正しくありません。"),
        "enter_current_password": _("現在のパスワードが正しくありません。"),
        "too_many_login_attempts": _("試行の回数が多すぎます。5分ほど待ってから、もう一度お試しください。"),
        "rate_limited": _("試行の回数が多すぎます。しばらく待ってから、もう一度お試しください。"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Guesses are counted by axes, in the database and for all processes; allauth counts codes only."""

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Person | None:
        """A disabled person with the right password is answered like anybody with a wrong one."""
        user: Person | None = super().authenticate(request, **credentials)
        return user if user is not None and user.is_active else None

    def login(self, request: HttpRequest, user: Person) -> None:
        super().login(request, user)
        keys.come_in(request, user)
        diary.record("accounts.sign_in", user, by=user, at=timezone.now())

    def set_password(self, user: Person, password: str) -> None:
        """Saves the password alone: what somebody else changed meanwhile stays."""
        user.set_password(password)
        user.save(update_fields=["password"])
        diary.record("accounts.set_password", user, by=user, at=timezone.now())

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        if isinstance(request.user, Person) and not request.user.memberships_today:
            return reverse("accounts:no_membership")
        return str(super().get_login_redirect_url(request))

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:settings")

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The link leads to SITE_URL, whatever host the request has named."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return str(settings.SITE_URL).rstrip("/") + path.replace("UID-KEY", key)

    def render_mail(self, template_prefix: str, *rest: Any, **context: Any) -> EmailMessage:
        ours = template_prefix.replace("account/", "accounts/", 1)
        letter: EmailMessage = super().render_mail(ours, *rest, **context)
        return letter

    def send_notification_mail(self, template_prefix: str, user: Person, *rest: Any, **context: Any) -> None:
        """Whatever has changed: one letter for all."""
        emails.sign_in_changed(user, at=timezone.now())

    def add_message(
        self, request: HttpRequest, level: int, message_template: str = "", *rest: Any, **more: Any
    ) -> None:
        """Our own words for what changed; that one has signed in needs none."""
        if message_template in NEWS:
            messages.success(request, str(NEWS[message_template]))


class FactorsAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """A passkey belongs to the host the page came from; here it only gets its names. Seeds of codes lie sealed."""

    def encrypt(self, text: str) -> str:
        return server.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """With another server's key no code is right."""
        try:
            return server.unseal(encrypted_text)
        except pyrage.DecryptError:
            return str(generate_totp_secret())

    def generate_authenticator_name(self, user: Person, type: str) -> str:
        number = user.authenticator_set.filter(type=type).count() + 1  # type: ignore[attr-defined]
        return gettext("パスキー%(number)s") % {"number": number}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        entity: dict[str, str] = super().get_public_key_credential_rp_entity()
        return entity | {"name": settings.MFA_TOTP_ISSUER}
