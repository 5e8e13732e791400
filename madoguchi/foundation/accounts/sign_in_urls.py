"""Sign-in pages under the names that allauth and Django expect, hence without a namespace."""

from django.urls import path, re_path

from madoguchi.foundation.accounts import sign_in

urlpatterns = [
    path("sign-in/", sign_in.login, name="account_login"),
    path("sign-in/passkey/", sign_in.login_by_passkey, name="mfa_login_webauthn"),
    path("sign-in/code/", sign_in.authenticate, name="mfa_authenticate"),
    path("sign-out/", sign_in.logout, name="account_logout"),
    path("password/", sign_in.change_password, name="account_change_password"),
    path("password/reset/", sign_in.reset_password, name="account_reset_password"),
    path("password/reset/sent/", sign_in.reset_password_done, name="account_reset_password_done"),
    path("password/reset/done/", sign_in.reset_password_from_key_done, name="account_reset_password_from_key_done"),
    re_path(
        r"^password/reset/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[0-9A-Za-z-]+)/$",
        sign_in.reset_password_from_key,
        name="account_reset_password_from_key",
    ),
    path("reauthenticate/", sign_in.reauthenticate, name="account_reauthenticate"),
    path("reauthenticate/code/", sign_in.reauthenticate_by_code, name="mfa_reauthenticate"),
    path("reauthenticate/passkey/", sign_in.reauthenticate_by_passkey, name="mfa_reauthenticate_webauthn"),
    path("second-factor/state/", sign_in.factors, name="mfa_index"),
    path("second-factor/activate/", sign_in.activate_totp, name="mfa_activate_totp"),
    path("second-factor/deactivate/", sign_in.deactivate_totp, name="mfa_deactivate_totp"),
    path("second-factor/passkeys/add/", sign_in.add_passkey, name="mfa_add_webauthn"),
    path("second-factor/passkeys/<int:passkey>/rename/", sign_in.rename_passkey, name="mfa_edit_webauthn"),
    path("second-factor/passkeys/<int:passkey>/remove/", sign_in.remove_passkey, name="mfa_remove_webauthn"),
    path("second-factor/recovery-codes/", sign_in.recovery_codes, name="mfa_view_recovery_codes"),
    path("second-factor/recovery-codes/new/", sign_in.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("language/", sign_in.set_language, name="set_language"),
]
