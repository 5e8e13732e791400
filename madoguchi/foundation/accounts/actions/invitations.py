"""Whoever comes in."""

from datetime import date, datetime, timedelta
from secrets import token_urlsafe

from django.db import transaction
from django.utils.translation import gettext as _

from madoguchi.foundation.accounts import access, emails
from madoguchi.foundation.accounts.actions.office_boxes import reseat_for
from madoguchi.foundation.accounts.actions.roles import add_membership, refuse_reversed, require_giving
from madoguchi.foundation.accounts.models import Invitation, Organisation, Person
from madoguchi.foundation.accounts.passwords import refuse_weak
from madoguchi.foundation.accounts.queries import fingerprint, person_at
from madoguchi.foundation.audit import diary
from madoguchi.foundation.core.errors import Refusal

INVITATION_HOLDS = timedelta(days=7)


@transaction.atomic
def invite(
    *,
    email: str,
    name: str,
    organisation: Organisation,
    role: str,
    from_date: date,
    until_date: date | None = None,
    by: Person,
    at: datetime,
) -> tuple[Invitation, str]:
    """招待する — a mail with a link that holds seven days and works once; the link is returned, never stored."""
    require_giving(by, role, organisation)
    _refuse_known(by, email)
    row, token = issue(
        email=email,
        name=name,
        organisation=organisation,
        role=role,
        from_date=from_date,
        until_date=until_date,
        by=by,
        at=at,
    )
    diary.record("accounts.invite", row, by=by, at=at)
    return row, token


def issue(
    *,
    email: str,
    name: str,
    organisation: Organisation,
    role: str,
    from_date: date,
    until_date: date | None = None,
    by: Person,
    at: datetime,
) -> tuple[Invitation, str]:
    """招待状を出す — called by actions that have asked who may, and write their own audit line."""
    refuse_reversed(from_date, until_date)
    token = token_urlsafe(32)
    row = Invitation.objects.create(
        email=email.lower(),
        name=name,
        organisation=organisation,
        role=role,
        from_date=from_date,
        until_date=until_date,
        token_hash=fingerprint(token),
        invited_at=at,
        invited_by=by,
        expires_at=at + INVITATION_HOLDS,
    )
    emails.invitation(row, token)
    return row, token


def _refuse_known(by: Person, email: str) -> None:
    """Only of people one manages: that somebody works elsewhere is not told here."""
    if Person.objects.managed_by(by).filter(email__iexact=email).exists():
        raise Refusal(_("このメールアドレスの方は登録済みです。その方のページから役割を加えてください。"))


@transaction.atomic
def withdraw(*, invitation: Invitation, by: Person, at: datetime) -> Invitation:
    """招待を取り消す — the link ends now."""
    access.PEOPLE.require(by)
    row = Invitation.objects.managed_by(by).select_for_update(of=("self",)).get(pk=invitation.pk)
    if not row.is_open(at):
        raise Refusal(_("この招待はすでに使われたか、期限が切れています。"))
    row.expires_at = at
    row.save(update_fields=["expires_at"])
    diary.record("accounts.withdraw", row, by=by, at=at)
    return row


@transaction.atomic
def accept(*, link: str, password: str, at: datetime, name: str = "", kana: str = "") -> Person:
    """招待を受ける — once. Who is new chooses a password; who is known proves who they are with the one they have.

    `link`: the hash of the link one came by.
    """
    row = Invitation.objects.select_for_update(of=("self",)).filter(token_hash=link).first()
    if row is None or not row.is_open(at):
        raise Refusal(_("この招待は使われたか、期限が切れています。招待した方に新しい招待を依頼してください。"))
    known = person_at(row.email)
    person = _proven(known, password) if known else _newcomer(row, password, name=name, kana=kana, at=at)
    membership = add_membership(person, row.organisation, row.role, row.from_date, row.until_date)
    row.accepted_at = at
    row.save(update_fields=["accepted_at"])
    reseat_for(membership, at=at)
    diary.record("accounts.accept", membership, by=person, at=at)
    return person


def _proven(person: Person, password: str) -> Person:
    if not (person.is_active and person.check_password(password)):
        raise Refusal(_("パスワードが正しくありません。"))
    return person


def _newcomer(row: Invitation, password: str, *, name: str, kana: str, at: datetime) -> Person:
    person = Person(email=row.email, name=name or row.name, kana=kana, joined_at=at)
    refuse_weak(person, password)
    person.set_password(password)
    person.save(force_insert=True)
    return person
