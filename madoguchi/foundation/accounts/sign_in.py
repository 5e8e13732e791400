"""サインイン — allauth's pages behind our doors, in our words. What is not in this list does not exist here.

Two of allauth's pages do more on GET than look: recovery codes are marked as seen when they are shown, so here they
are shown by POST (`ShownOnRequest`); a reset link opened while signed in ends the session, so here one signs out
first (`signed_out_first`). Sessions are loaded and saved outside the door: a half-done sign-in kept there is no write.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import SimpleTemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.i18n import set_language as choose_language

from madoguchi.foundation.access.doors import View, reads, writes
from madoguchi.foundation.access.rules import ANYONE, SIGNED_IN
from madoguchi.foundation.accounts import passkey_views, queries
from madoguchi.foundation.accounts import sign_in_forms as forms
from madoguchi.foundation.audit import diary

OK, FOUND, UNPROCESSABLE = 200, 302, 422


def rendered(view: View) -> View:
    """Draws the page while the door still watches."""

    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if isinstance(response, SimpleTemplateResponse):
            response.render()
        return response

    return page


def asked_again(view: View) -> View:
    """A form that is shown again answers 422."""

    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = rendered(view)(request, *args, **kwargs)
        if request.method == "POST" and response.status_code == OK:
            response.status_code = UNPROCESSABLE
        return response

    return page


def written_down(deed: str) -> Callable[[View], View]:
    """One audit line when the form was taken."""

    def decorate(view: View) -> View:
        @wraps(view)
        def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            response = view(request, *args, **kwargs)
            if request.method == "POST" and response.status_code == FOUND:
                diary.record(deed, request.user, by=request.user, at=timezone.now())  # type: ignore[arg-type]
            return response

        return page

    return decorate


def signed_out_first(view: View) -> View:
    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            return redirect(f"{reverse('account_logout')}?{urlencode({'next': request.path})}")
        return view(request, *args, **kwargs)

    return page


class ShownOnRequest(recovery.ViewRecoveryCodesView):  # type: ignore[misc]
    """The codes appear when asked for by POST; GET only offers it."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not queries.has_recovery_codes(request.user):
            return redirect("mfa_index")
        response: HttpResponseBase = self.render_to_response({})
        return response

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response: HttpResponseBase = self.render_to_response(self.get_context_data(is_shown=True))
        return response


def _template(name: str) -> str:
    return f"accounts/sign_in/{name}.html"


login = writes(ANYONE, at_one_go=False)(
    asked_again(account.LoginView.as_view(template_name=_template("login"), form_class=forms.SignInForm))
)
logout = writes(ANYONE)(rendered(account.LogoutView.as_view(template_name=_template("logout"))))
login_by_passkey = writes(ANYONE)(
    asked_again(passkey_views.SignIn.as_view(template_name=_template("login"), form_class=forms.SignInByPasskeyForm))
)
authenticate = writes(ANYONE, at_one_go=False)(
    asked_again(
        passkey_views.SecondStep.as_view(
            template_name=_template("authenticate"),
            form_class=forms.CodeForm,
            webauthn_form_class=forms.PasskeyForm,
        )
    )
)

reset_password = writes(ANYONE)(
    asked_again(account.PasswordResetView.as_view(template_name=_template("reset"), form_class=forms.ResetForm))
)
reset_password_done = reads(ANYONE)(
    rendered(account.PasswordResetDoneView.as_view(template_name=_template("reset_done")))
)
reset_password_from_key = writes(ANYONE)(
    signed_out_first(
        asked_again(
            account.PasswordResetFromKeyView.as_view(
                template_name=_template("new_password"), form_class=forms.NewPasswordForm
            )
        )
    )
)
reset_password_from_key_done = reads(ANYONE)(
    rendered(account.PasswordResetFromKeyDoneView.as_view(template_name=_template("new_password_done")))
)

change_password = writes(SIGNED_IN, at_one_go=False)(
    asked_again(
        account.PasswordChangeView.as_view(
            template_name=_template("change_password"), form_class=forms.ChangePasswordForm
        )
    )
)
reauthenticate = writes(SIGNED_IN)(
    asked_again(
        account.ReauthenticateView.as_view(
            template_name=_template("reauthenticate"), form_class=forms.ReauthenticateForm
        )
    )
)
reauthenticate_by_code = writes(SIGNED_IN)(
    asked_again(
        mfa.ReauthenticateView.as_view(
            template_name=_template("reauthenticate"), form_class=forms.ReauthenticateByCodeForm
        )
    )
)
reauthenticate_by_passkey = writes(SIGNED_IN)(
    asked_again(
        passkey_views.Reauthenticate.as_view(
            template_name=_template("reauthenticate_by_passkey"), form_class=forms.ReauthenticateByPasskeyForm
        )
    )
)

factors = reads(SIGNED_IN)(rendered(mfa.IndexView.as_view(template_name=_template("factors"))))
activate_totp = writes(SIGNED_IN)(
    written_down("accounts.activate_totp")(
        asked_again(
            totp.ActivateTOTPView.as_view(template_name=_template("activate_totp"), form_class=forms.ActivateForm)
        )
    )
)
deactivate_totp = writes(SIGNED_IN)(
    written_down("accounts.deactivate_totp")(
        asked_again(totp.DeactivateTOTPView.as_view(template_name=_template("deactivate_totp")))
    )
)
add_passkey = writes(SIGNED_IN)(
    written_down("accounts.add_passkey")(
        asked_again(passkey_views.Add.as_view(template_name=_template("add_passkey"), form_class=forms.AddPasskeyForm))
    )
)
rename_passkey = writes(SIGNED_IN)(
    written_down("accounts.rename_passkey")(
        asked_again(
            passkey_views.Rename.as_view(template_name=_template("rename_passkey"), form_class=forms.RenamePasskeyForm)
        )
    )
)
remove_passkey = writes(SIGNED_IN)(
    written_down("accounts.remove_passkey")(
        asked_again(passkey_views.Remove.as_view(template_name=_template("remove_passkey")))
    )
)
recovery_codes = writes(SIGNED_IN)(rendered(ShownOnRequest.as_view(template_name=_template("recovery_codes"))))
generate_recovery_codes = writes(SIGNED_IN)(
    written_down("accounts.generate_recovery_codes")(
        asked_again(recovery.GenerateRecoveryCodesView.as_view(template_name=_template("generate_recovery_codes")))
    )
)

set_language = writes(ANYONE)(choose_language)
