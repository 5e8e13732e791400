"""Offices, people and memberships — for tests and for the demo town."""

import itertools
from datetime import date

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from madoguchi.foundation.access.roles import CONFIDED_ROLES, Role
from madoguchi.foundation.accounts.models import (
    DeskProfile,
    Installation,
    Membership,
    Organisation,
    OrganisationKind,
    Person,
)
from madoguchi.foundation.vault import factories as vault

_count = itertools.count(1)
LONG_AGO = date(2015, 2, 2)


def office(*, code: str = "00", name: str = "", prefecture: str = "") -> Organisation:
    """The office of that code; the same one when asked again."""
    kind = OrganisationKind.CENTRE if code == "00" else OrganisationKind.WINDOW
    made, _new = Organisation.objects.get_or_create(
        code=code, defaults={"kind": kind, "name": name or f"窓口{code}（架空）", "prefecture": prefecture}
    )
    return made


def person(*, name: str = "", email: str = "", password: str | None = None) -> Person:
    number = next(_count)
    made: Person = Person.objects.create(
        name=name or f"架空 太郎{number}",
        email=email or f"person{number}@example.jp",
        joined_at=timezone.now(),
        password=make_password(password),
    )
    return made


def member(
    role: Role,
    within: Organisation,
    *,
    of: Person | None = None,
    from_date: date = LONG_AGO,
    until_date: date | None = None,
) -> Person:
    """A person who holds the role there; `of` gives the role to somebody who exists.

    Whoever may be confided in has a keyring; with a password, it is made at the first sign-in instead.
    """
    who = of or person()
    Membership.objects.create(person=who, organisation=within, role=role, from_date=from_date, until_date=until_date)
    who.__dict__.pop("memberships_today", None)
    if role in CONFIDED_ROLES and not who.has_usable_password():
        vault.keyring(who)
    return who


def second_factor(of: Person) -> str:
    """Sets up an authenticator app for that person; its secret is returned."""
    secret: str = generate_totp_secret()
    TOTP.activate(of, secret)
    return secret


def demo() -> Installation:
    """Marks the installation as a demo: no second factor, the demo password signs in."""
    made, _new = Installation.objects.update_or_create(pk=1, defaults={"is_demo": True, "made_at": timezone.now()})
    return made


def profile(of: Organisation, *, name: str = "", phone: str = "") -> DeskProfile:
    return DeskProfile.objects.create(office=of, name=name or of.name, phone=phone)
