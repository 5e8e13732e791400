"""Keyrings and open keys without passwords — for tests and for the demo town."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from pyrage.x25519 import Identity

from madoguchi.foundation.vault import keyrings, pocket
from madoguchi.foundation.vault.models import Keyring, Officer, Purpose, Recovery
from madoguchi.foundation.vault.opened import OpenKeyring

_SECRETS: dict[str, str] = {}


def keyring(of: Any) -> OpenKeyring:
    """A keyring that no password opens, at no cost; `unlocked` opens it in the same process. Once a person."""
    if row := keyrings.current(of):
        return keyrings.opened(row, _SECRETS[row.public])
    identity, now = Identity.generate(), timezone.now()
    public = str(identity.to_public())
    row = Keyring.objects.create(person_id=of.pk, public=public, locked=b"", made_at=now, locked_at=now)
    _SECRETS[public] = str(identity)
    return keyrings.opened(row, str(identity))


def pocketed(client: Any, person: Any) -> None:
    """Signs the person in with an open keyring, as the sign-in page does."""
    client.force_login(person)
    request = HttpRequest()
    request.session = client.session
    pocket.put(request, unlocked(person).open_keyring, at=timezone.now())
    request.session.save()
    client.cookies[pocket.COOKIE] = request.keyring_cookie  # type: ignore[attr-defined]


def unlocked(person: Any) -> Any:
    """The person with the keyring of `keyring` open, as a request has it."""
    person.open_keyring = keyring(person)
    return person


def officer(person: Any, *, by: Any) -> Officer:
    """With a sheet that nobody has."""
    public = str(Identity.generate().to_public())
    now = timezone.now()
    return Officer.objects.create(person=person, public=public, sheet_made_at=now, named_at=now, named_by=by)


def recovery(person: Any) -> Recovery:
    """Asked for by that person, under no password."""
    now = timezone.now()
    return Recovery.objects.create(
        keyring=Keyring.objects.current().get(person=person),
        purpose=Purpose.RESTORE,
        asked_by=person,
        asked_at=now,
        expires_at=now + timedelta(days=7),
        transport=str(Identity.generate().to_public()),
    )
