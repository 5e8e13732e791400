"""パスキー — what a browser sends in a ceremony: how it is read, doubted and kept.

allauth checks challenge, signature, host and user verification. Added here: the origin is exactly ours, whatever is
broken is answered by one sentence, and of what was sent only what a later sign-in needs is kept.
"""

import json
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.core import context
from allauth.mfa.models import Authenticator
from django import forms
from django.utils.translation import gettext_lazy as _
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import CollectedClientData, RegistrationResponse

NAME_LENGTH = 60
CREDENTIAL_LENGTH = 20_000  # an attestation with certificates has about 5,000
TOO_MANY = "too_many_login_attempts"
UNCONFIRMED = _("パスキーを確かめられませんでした。もう一度試すか、ほかの方法をお使いください。")
BROKEN = (ArithmeticError, AssertionError, AttributeError, LookupError, RuntimeError, TypeError, ValueError)


@contextmanager
def one_answer() -> Iterator[None]:
    """Whatever is wrong, the answer tells nothing about keys or persons."""
    try:
        yield
    except forms.ValidationError as refusal:
        if getattr(refusal, "code", None) == TOO_MANY:
            raise
        raise forms.ValidationError(UNCONFIRMED) from refusal
    except (*BROKEN, struct.error) as broken:
        raise forms.ValidationError(UNCONFIRMED) from broken


class Unkept(forms.PasswordInput):
    """A hidden box; what was sent in it is not shown again."""

    input_type = "hidden"


class CredentialField(forms.CharField):
    widget = Unkept

    def __init__(self) -> None:
        super().__init__(max_length=CREDENTIAL_LENGTH)

    def clean(self, value: Any) -> Any:
        with one_answer():
            return json.loads(super().clean(value))


def asked_here(credential: dict[str, Any]) -> dict[str, Any]:
    """A passkey answers to subdomains too; only this very site may have asked. Raises ValueError."""
    asked_by = CollectedClientData(websafe_decode(credential["response"]["clientDataJSON"])).origin
    if asked_by != f"{context.request.scheme}://{context.request.get_host()}":
        raise ValueError(asked_by)
    return credential


def of_an_active_person(authenticator: Authenticator) -> Authenticator:
    """A disabled person is answered like a stranger. Raises ValueError."""
    if not authenticator.user.is_active:
        raise ValueError(authenticator.pk)
    return authenticator


def to_keep(credential: dict[str, Any]) -> dict[str, Any]:
    """The registration rebuilt from its bytes: text of a browser's choosing stays out of the database."""
    sent = RegistrationResponse.from_dict(credential)
    response = {
        "clientDataJSON": websafe_encode(sent.response.client_data),
        "attestationObject": websafe_encode(sent.response.attestation_object),
    }
    return {"id": sent.id, "rawId": sent.id, "type": "public-key", "response": response}
