"""パスキーの画面 — allauth's views with the question to the browser in the page and refusals on the form."""

import json
from typing import Any

from allauth.account.mixins import NextRedirectMixin
from allauth.mfa.base import views as mfa
from allauth.mfa.webauthn import views as webauthn
from allauth.mfa.webauthn.internal import auth
from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse
from django.urls import reverse_lazy
from django.utils.translation import gettext as _

from madoguchi.foundation.accounts import queries, sign_in_forms


class SignIn(NextRedirectMixin, webauthn.LoginWebAuthnView):  # type: ignore[misc]
    """With a passkey alone; its question is fetched at the button's press, a refusal stands on the sign-in page."""

    def form_invalid(self, form: BaseForm) -> HttpResponse:
        by_password = sign_in_forms.SignInForm(request=self.request)
        page: HttpResponse = self.render_to_response(self.get_context_data(form=by_password, passkey_form=form))
        return page


class SecondStep(mfa.AuthenticateView):  # type: ignore[misc]
    """After the password: a passkey, a code of the app, or a recovery code."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown: dict[str, Any] = super().get_context_data(**kwargs)
        ways = queries.ways_of_second_step(self.stage.login.user)
        return shown | {"ways": ways, "question": json.dumps(shown["js_data"]["request_options"])}


class Reauthenticate(webauthn.ReauthenticateWebAuthnView):  # type: ignore[misc]
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown: dict[str, Any] = super().get_context_data()
        return shown | kwargs | {"question": json.dumps(shown["js_data"]["request_options"])}

    def form_invalid(self, form: BaseForm) -> HttpResponse:
        page: HttpResponse = self.render_to_response(self.get_context_data(form=form))
        return page


class Add(webauthn.AddWebAuthnView):  # type: ignore[misc]
    """Every key added here verifies its user and signs in alone: allauth's own question would ask for less."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        question = json.dumps(auth.begin_registration(self.request.user, passwordless=True))
        shown: dict[str, Any] = super(webauthn.AddWebAuthnView, self).get_context_data(**kwargs)
        return shown | {"question": question}


class OwnPasskey:
    pk_url_kwarg, context_object_name = "passkey", "passkey"
    success_url = reverse_lazy("mfa_index")


class Rename(OwnPasskey, webauthn.EditWebAuthnView):  # type: ignore[misc]
    def form_valid(self, form: BaseForm) -> HttpResponse:
        messages.success(self.request, _("パスキーの名前を変えました。"))
        renamed: HttpResponse = super().form_valid(form)
        return renamed


class Remove(OwnPasskey, webauthn.RemoveWebAuthnView):  # type: ignore[misc]
    """The way in ends with the key."""
