"""A passkey made of software: what a browser and a device would send, and what they should not."""

import json
import re
import secrets
from hashlib import sha256
from html import unescape

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

HOST = "localhost"
FLAG = AuthenticatorData.FLAG
HELD_BY_ITS_OWNER = FLAG.UP | FLAG.UV


def question_on(page):
    """What the page wants the browser to ask."""
    return json.loads(unescape(re.search(r'data-question="([^"]+)"', page)[1]))["publicKey"]


class SoftKey:
    def __init__(self, host=HOST, origin=f"http://{HOST}"):
        self.private, self.pk = ec.generate_private_key(ec.SECP256R1()), secrets.token_bytes(16)
        self.host, self.origin, self.handle = host, origin, None

    def made(self, question, flags=HELD_BY_ITS_OWNER):
        """The answer to "make a passkey"."""
        self.handle = question["user"]["id"]
        public = AttestedCredentialData.create(
            b"\0" * 16, self.pk, ES256.from_cryptography_key(self.private.public_key())
        )
        attestation = AttestationObject.create("none", self._data(flags | FLAG.AT, public), {})
        return self._answer("webauthn.create", question, attestationObject=websafe_encode(attestation))

    def proof(self, question, flags=HELD_BY_ITS_OWNER):
        """The answer to "who are you"."""
        data = self._data(flags)
        sent = self._client_data("webauthn.get", question)
        signature = self.private.sign(data + sent.hash, ec.ECDSA(hashes.SHA256()))
        return self._answer(
            "webauthn.get",
            question,
            authenticatorData=websafe_encode(data),
            signature=websafe_encode(signature),
            userHandle=self.handle,
        )

    def _data(self, flags, public=b""):
        return AuthenticatorData.create(sha256(self.host.encode()).digest(), flags, 0, public)

    def _client_data(self, kind, question):
        return CollectedClientData.create(kind, websafe_decode(question["challenge"]), self.origin)

    def _answer(self, kind, question, **response):
        response["clientDataJSON"] = self._client_data(kind, question).b64
        pk = websafe_encode(self.pk)
        return json.dumps({"id": pk, "rawId": pk, "type": "public-key", "response": response})
