"""Everything that changes people, their memberships, invitations and the desk's description."""

from datetime import date, datetime, timedelta
from functools import partial
from secrets import token_urlsafe
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import access, emails
from madoguchi.foundation.accounts.models import (
    ClosedDay,
    DeskProfile,
    Installation,
    Invitation,
    Membership,
    Organisation,
    OrganisationKind,
    Person,
)
from madoguchi.foundation.accounts.queries import fingerprint, has_second_factor, person_at, profile_of
from madoguchi.foundation.audit import diary
from madoguchi.foundation.core.calendar import ONE_DAY, day_of
from madoguchi.foundation.core.errors import Refusal
from madoguchi.foundation.vault.actions import officers

INVITATION_HOLDS = timedelta(days=7)

# Opening


@transaction.atomic
def found(*, email: str, name: str, password: str, by: str = "system", at: datetime) -> Person:
    """開設する — the first person of an empty installation: manager and operator of the centre, once."""
    if Person.objects.exists() or Installation.objects.exists():
        raise Refusal(_("すでに開設されています。人を増やすには、招待してください。"))
    centre = Organisation.objects.get(kind=OrganisationKind.CENTRE)
    Installation.objects.create(pk=1, is_demo=False, made_at=at)
    person = Person(email=email.lower(), name=name, joined_at=at)
    _refuse_weak(person, password)
    person.set_password(password)
    person.save(force_insert=True)
    for role in (Role.MANAGER, Role.OPERATOR):
        _add_membership(person, centre, role, day_of(at), None)
    diary.record("accounts.found", person, by=by, at=at)
    return person


# Invitations


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
    _require_giving(by, role, organisation)
    _refuse_reversed(from_date, until_date)
    _refuse_known(by, email)
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
    diary.record("accounts.invite", row, by=by, at=at)
    transaction.on_commit(partial(emails.invitation, row, token))
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
def accept(*, token: str, password: str, at: datetime, name: str = "", kana: str = "") -> Person:
    """招待を受ける — once. Who is new chooses a password; who is known proves who they are with the one they have."""
    row = Invitation.objects.select_for_update(of=("self",)).filter(token_hash=fingerprint(token)).first()
    if row is None or not row.is_open(at):
        raise Refusal(_("この招待は使われたか、期限が切れています。窓口責任者に新しい招待を依頼してください。"))
    known = person_at(row.email)
    person = _proven(known, password) if known else _newcomer(row, password, name=name, kana=kana, at=at)
    membership = _add_membership(person, row.organisation, row.role, row.from_date, row.until_date)
    row.accepted_at = at
    row.save(update_fields=["accepted_at"])
    diary.record("accounts.accept", membership, by=person, at=at)
    return person


def _proven(person: Person, password: str) -> Person:
    if not (person.is_active and person.check_password(password)):
        raise Refusal(_("パスワードが正しくありません。"))
    return person


def _newcomer(row: Invitation, password: str, *, name: str, kana: str, at: datetime) -> Person:
    person = Person(email=row.email, name=name or row.name, kana=kana, joined_at=at)
    _refuse_weak(person, password)
    person.set_password(password)
    person.save(force_insert=True)
    return person


def _refuse_weak(person: Person, password: str) -> None:
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise Refusal(" ".join(error.messages)) from error


# Memberships


@transaction.atomic
def give_role(
    *,
    person: Person,
    organisation: Organisation,
    role: str,
    from_date: date,
    until_date: date | None = None,
    by: Person,
    at: datetime,
) -> Membership:
    """役割を加える — from a day, perhaps until a day. Nobody gives a role to oneself."""
    _require_giving(by, role, organisation)
    row = _held(person, by)
    if row.pk == by.pk:
        raise Refusal(_("自分に役割を加えることはできません。ほかの責任者に依頼してください。"))
    if not row.is_active:
        raise Refusal(_("利用を停止している方に役割を加えることはできません。"))
    made = _add_membership(row, organisation, role, from_date, until_date)
    diary.record("accounts.give_role", made, by=by, at=at)
    return made


@transaction.atomic
def end_role(*, membership: Membership, until_date: date, by: Person, at: datetime) -> Membership:
    """役割の終了日を決める — the last day it holds. An office keeps a manager, the house an operator."""
    access.PEOPLE.require(by)
    _lock_keys(membership.role)
    row = Membership.objects.managed_by(by).select_for_update(of=("self",)).get(pk=membership.pk)
    if not access.may_end(by, row):
        raise PermissionDenied(access.PEOPLE.code)
    if row.is_over(day_of(at)):
        raise Refusal(_("この役割はすでに終わっています。"))
    _refuse_reversed(row.from_date, until_date)
    _refuse_last_key(row, on=max(min(until_date, date.max - ONE_DAY) + ONE_DAY, day_of(at)))
    row.until_date = until_date
    row.save(update_fields=["until_date"])
    diary.record("accounts.end_role", row, by=by, at=at)
    return row


def _add_membership(
    person: Person, organisation: Organisation, role: str, from_date: date, until_date: date | None
) -> Membership:
    _refuse_reversed(from_date, until_date)
    same = Membership.objects.filter(person=person, organisation=organisation, role=role).not_over(from_date)
    if until_date:
        same = same.filter(from_date__lte=until_date)
    if same.exists():
        raise Refusal(_("同じ役割の期間が重なっています。"))
    return Membership.objects.create(
        person=person, organisation=organisation, role=role, from_date=from_date, until_date=until_date
    )


def _require_giving(by: Person, role: str, organisation: Organisation) -> None:
    access.PEOPLE.require(by)
    if not access.may_give(by, role, organisation):
        raise PermissionDenied(access.PEOPLE.code)


def _refuse_reversed(from_date: date, until_date: date | None) -> None:
    if until_date and until_date < from_date:
        raise Refusal(_("終了日は開始日以後の日にしてください。"))


def _refuse_last_key(row: Membership, *, on: date) -> None:
    if access.is_last_key(row, on=on):
        raise Refusal(_last_key_sentence(row.role))


def _last_key_sentence(role: str) -> str:
    if role == Role.OPERATOR:
        return _("最後のシステム管理者です。先に、ほかの方をシステム管理者にしてください。")
    return _("この窓口の最後の窓口責任者です。先に、ほかの方を窓口責任者にしてください。")


def _lock_keys(*roles: str) -> None:
    """Two who remove each other at the same moment wait here, so that one of them stays."""
    keys = [role for role in roles if role in access.KEYS_OF_THE_HOUSE]
    if keys:
        offices = Membership.objects.filter(role__in=keys).values("organisation")
        list(Organisation.objects.filter(pk__in=offices).order_by("pk").select_for_update())


# People


@transaction.atomic
def disable(*, person: Person, by: Person, at: datetime) -> Person:
    """利用を停止する — every open session ends at its next request and none comes back; open invitations end too."""
    access.PEOPLE.require(by)
    _lock_keys(*access.KEYS_OF_THE_HOUSE)
    row = _answered_for(person, by, at)
    if not row.is_active:
        raise Refusal(_("この方の利用はすでに停止しています。"))
    for held in row.memberships.on(day_of(at)).order_by("pk"):
        _refuse_last_key(held, on=day_of(at))
    row.is_active, row.disabled_at, row.disabled_by = False, at, by
    row.session_generation += 1
    row.save(update_fields=["is_active", "disabled_at", "disabled_by", "session_generation"])
    Invitation.objects.filter(invited_by=row).open_at(at).update(expires_at=at)
    officers.end_term(person=row, by=by, at=at)
    diary.record("accounts.disable", row, by=by, at=at)
    return row


@transaction.atomic
def enable(*, person: Person, by: Person, at: datetime) -> Person:
    """利用を再開する — with the password and the second factor of before."""
    access.PEOPLE.require(by)
    row = _answered_for(person, by, at)
    if row.is_active:
        raise Refusal(_("この方は利用を停止していません。"))
    row.is_active, row.disabled_at, row.disabled_by = True, None, None
    row.save(update_fields=["is_active", "disabled_at", "disabled_by"])
    diary.record("accounts.enable", row, by=by, at=at)
    return row


@transaction.atomic
def clear_second_factor(*, person: Person, by: Person, at: datetime) -> Person:
    """二段階認証を消す — for a lost telephone: sessions end, and the next sign-in leads to setting it up anew."""
    access.PEOPLE.require(by)
    row = _answered_for(person, by, at)
    if not (row.is_active and has_second_factor(row)):
        raise Refusal(_("この方の二段階認証はありません。"))
    Authenticator.objects.filter(user=row).delete()
    row.session_generation += 1
    row.save(update_fields=["session_generation"])
    diary.record("accounts.clear_second_factor", row, by=by, at=at)
    return row


@transaction.atomic
def describe_self(*, name: str, kana: str, by: Person, at: datetime) -> Person:
    """自分の設定 — corrects one's own name."""
    row: Person = Person.objects.select_for_update(of=("self",)).get(pk=by.pk)
    row.name, row.kana = name, kana
    row.save(update_fields=["name", "kana"])
    diary.record("accounts.describe_self", row, by=by, at=at)
    return row


def _held(person: Person, by: Person) -> Person:
    row: Person = Person.objects.managed_by(by).select_for_update(of=("self",)).get(pk=person.pk)
    return row


def _answered_for(person: Person, by: Person, at: datetime) -> Person:
    row = _held(person, by)
    if row.pk == by.pk:
        raise Refusal(_("自分には行えません。ほかの責任者に依頼してください。"))
    if not access.answers_for(by, row, on=day_of(at)):
        raise Refusal(_("ほかにも所属のある方です。この窓口の役割を終えるか、システム管理者に依頼してください。"))
    return row


# The desk's description


@transaction.atomic
def introduce_desk(*, office: Organisation, by: Person, at: datetime) -> DeskProfile:
    """窓口案内を作る — with the hours of the centre, to be corrected."""
    access.DESK.require(by, within=office.pk)
    if DeskProfile.objects.filter(office=office).exists():
        raise Refusal(_("この窓口の案内はすでにあります。"))
    model = profile_of() or DeskProfile()
    hours = {name: getattr(model, name) for name in ("opens_at", "closes_at", "reception_until", "is_free")}
    row = DeskProfile.objects.create(office=office, name=office.name[:100], **hours)
    diary.record("accounts.introduce_desk", row, by=by, at=at)
    return row


@transaction.atomic
def describe_desk(*, profile: DeskProfile, changes: dict[str, Any], by: Person, at: datetime) -> DeskProfile:
    """窓口案内を直す — name, telephone, mail, hours, free of charge."""
    row = _own_desk(profile, by)
    for name, value in changes.items():
        setattr(row, name, value)
    if not row.opens_at < row.reception_until <= row.closes_at:
        raise Refusal(_("開始、受付終了、終了の順に時刻を入力してください。"))
    row.save(update_fields=list(changes))
    diary.record("accounts.describe_desk", row, by=by, at=at)
    return row


@transaction.atomic
def close_day(*, profile: DeskProfile, day: date, reason: str = "", by: Person, at: datetime) -> ClosedDay:
    """休業日を加える."""
    row = _own_desk(profile, by)
    if row.closed_days.filter(date=day).exists():
        raise Refusal(_("この日はすでに休業日です。"))
    made = ClosedDay.objects.create(profile=row, date=day, reason=reason)
    diary.record("accounts.close_day", row, by=by, at=at)
    return made


@transaction.atomic
def open_day(*, profile: DeskProfile, day: date, by: Person, at: datetime) -> None:
    """休業日を取り消す."""
    row = _own_desk(profile, by)
    gone, _by_model = row.closed_days.filter(date=day).delete()
    if not gone:
        raise Refusal(_("この日は休業日ではありません。"))
    diary.record("accounts.open_day", row, by=by, at=at)


def _own_desk(profile: DeskProfile, by: Person) -> DeskProfile:
    access.DESK.require(by)
    return DeskProfile.objects.written_by(by).select_for_update(of=("self",)).get(pk=profile.pk)
