"""Roles in offices and companies, from a day until a day."""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from madoguchi.foundation.access.roles import RUNNING_ROLES, Role
from madoguchi.foundation.accounts import access
from madoguchi.foundation.accounts.actions.office_boxes import reseat_for
from madoguchi.foundation.accounts.models import Membership, Organisation, Person
from madoguchi.foundation.audit import diary
from madoguchi.foundation.core.calendar import ONE_DAY, day_of
from madoguchi.foundation.core.errors import Refusal
from madoguchi.foundation.vault.opened import open_keyring


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
    require_giving(by, role, organisation)
    row = held_by(person, by)
    if row.pk == by.pk:
        raise Refusal(_("自分に役割を加えることはできません。ほかの責任者に依頼してください。"))
    if not row.is_active:
        raise Refusal(_("利用を停止している方に役割を加えることはできません。"))
    made = add_membership(row, organisation, role, from_date, until_date)
    reseat_for(made, keys=open_keyring(by), at=at)
    diary.record("accounts.give_role", made, by=by, at=at)
    return made


@transaction.atomic
def end_role(*, membership: Membership, until_date: date, by: Person, at: datetime) -> Membership:
    """役割の終了日を決める — the last day it holds.

    An office keeps a manager, a company somebody who runs it, the house an operator.
    """
    access.PEOPLE.require(by)
    lock_keys_beside(membership)
    row = Membership.objects.managed_by(by).select_for_update(of=("self",)).get(pk=membership.pk)
    if not access.may_end(by, row):
        raise PermissionDenied(access.PEOPLE.code)
    if row.is_over(day_of(at)):
        raise Refusal(_("この役割はすでに終わっています。"))
    refuse_reversed(row.from_date, until_date)
    refuse_last_key(row, on=max(min(until_date, date.max - ONE_DAY) + ONE_DAY, day_of(at)))
    row.until_date = until_date
    row.save(update_fields=["until_date"])
    reseat_for(row, keys=open_keyring(by), at=at)
    diary.record("accounts.end_role", row, by=by, at=at)
    return row


def add_membership(
    person: Person, organisation: Organisation, role: str, from_date: date, until_date: date | None
) -> Membership:
    refuse_reversed(from_date, until_date)
    same = Membership.objects.filter(person=person, organisation=organisation, role=role).not_over(from_date)
    if until_date:
        same = same.filter(from_date__lte=until_date)
    if same.exists():
        raise Refusal(_("同じ役割の期間が重なっています。"))
    return Membership.objects.create(
        person=person, organisation=organisation, role=role, from_date=from_date, until_date=until_date
    )


def require_giving(by: Person, role: str, organisation: Organisation) -> None:
    access.PEOPLE.require(by)
    if not access.may_give(by, role, organisation):
        raise PermissionDenied(access.PEOPLE.code)


def refuse_reversed(from_date: date, until_date: date | None) -> None:
    if until_date and until_date < from_date:
        raise Refusal(_("終了日は開始日以後の日にしてください。"))


def refuse_last_key(row: Membership, *, on: date) -> None:
    if access.is_last_key(row, on=on):
        raise Refusal(_last_key_sentence(row.role))


def _last_key_sentence(role: str) -> str:
    if role == Role.OPERATOR:
        return _("最後のシステム管理者です。先に、ほかの方をシステム管理者にしてください。")
    if role in RUNNING_ROLES:
        return _("この会社の最後の責任者です。先に、ほかの方を代表者か管理責任者にしてください。")
    return _("この窓口の最後の窓口責任者です。先に、ほかの方を窓口責任者にしてください。")


def lock_keys_beside(membership: Membership) -> None:
    """Whoever ends a key waits for whoever ends another of the same office, company or house."""
    if membership.role in RUNNING_ROLES:
        Organisation.objects.select_for_update().get(pk=membership.organisation_id)
    lock_last_keys(membership.role)


def lock_last_keys(*roles: str) -> None:
    """Two who remove each other at the same moment wait here, so that one of them stays."""
    keys = [role for role in roles if role in access.KEYS_OF_THE_HOUSE]
    if keys:
        offices = Membership.objects.filter(role__in=keys).values("organisation")
        list(Organisation.objects.filter(pk__in=offices).order_by("pk").select_for_update())


def held_by(person: Person, by: Person) -> Person:
    row: Person = Person.objects.managed_by(by).select_for_update(of=("self",)).get(pk=person.pk)
    return row
