"""Who may do what with people, their memberships and the desk's own description."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from madoguchi.foundation.access.deeds import Deed
from madoguchi.foundation.access.roles import OFFICE_ROLES, Role
from madoguchi.foundation.access.rules import rule
from madoguchi.foundation.accounts.models import Membership, Organisation, Person
from madoguchi.foundation.accounts.queries import has_second_factor

PEOPLE = rule("accounts.people", Role.MANAGER, Role.OPERATOR)
DESK = rule("accounts.desk", Role.MANAGER)

KEYS_OF_THE_HOUSE = (Role.MANAGER, Role.OPERATOR)


def may_give(actor: Any, role: str, organisation: Organisation) -> bool:
    """A manager gives every role of the own office but the operator's; an operator gives each role of each office."""
    if role not in OFFICE_ROLES or not Organisation.objects.managed_by(actor).filter(pk=organisation.pk).exists():
        return False
    return role != Role.OPERATOR or is_operator(actor)


def may_end(actor: Any, membership: Membership) -> bool:
    return may_give(actor, membership.role, membership.organisation)


def is_operator(actor: Any) -> bool:
    return bool(actor.organisation_ids(Role.OPERATOR))


def answers_for(actor: Any, person: Person, *, on: date) -> bool:
    """Is every membership that person still has the actor's to give? Only then may the whole person be disabled."""
    if not Person.objects.managed_by(actor).filter(pk=person.pk).exists():
        return False
    if is_operator(actor):
        return True
    beyond = ~Q(organisation__in=Organisation.objects.managed_by(actor)) | Q(role=Role.OPERATOR)
    return not person.memberships.not_over(on).filter(beyond).exists()


def others_with(membership: Membership, *, on: date) -> QuerySet[Membership]:
    """Other active people who hold the same key: managers of the same office, operators anywhere."""
    same = Membership.objects.on(on).filter(role=membership.role, person__is_active=True)
    if membership.role == Role.MANAGER:
        same = same.filter(organisation=membership.organisation_id)
    return same.exclude(person=membership.person_id)


def is_last_key(membership: Membership, *, on: date) -> bool:
    """Would the office be without manager, or the house without operator, if this membership ended?"""
    return membership.role in KEYS_OF_THE_HOUSE and not others_with(membership, on=on).exists()


def holds_last_key(person: Person, *, on: date) -> bool:
    return any(is_last_key(held, on=on) for held in person.memberships.on(on))


def deeds(actor: Any, person: Person, *, on: date) -> list[Deed]:
    """What the actor may do with that person today."""
    if person.pk == actor.pk or not Person.objects.managed_by(actor).filter(pk=person.pk).exists():
        return []
    return [*_giving(person), *_stopping(actor, person, on)]


def _giving(person: Person) -> list[Deed]:
    url = reverse("accounts:give_role", args=[person.pk])
    return [Deed("give_role", _("役割を加える"), url)] if person.is_active else []


def _stopping(actor: Any, person: Person, on: date) -> list[Deed]:
    if not answers_for(actor, person, on=on):
        return []
    if not person.is_active:
        return [Deed("enable", _("利用を再開する"), reverse("accounts:enable", args=[person.pk]))]
    offered = _clearing(person)
    if not holds_last_key(person, on=on):
        url = reverse("accounts:disable", args=[person.pk])
        offered.append(Deed("disable", _("利用を停止する"), url, style="danger"))
    return offered


def _clearing(person: Person) -> list[Deed]:
    if not has_second_factor(person):
        return []
    url = reverse("accounts:clear_second_factor", args=[person.pk])
    return [Deed("clear_second_factor", _("二段階認証を消す"), url)]


def membership_deeds(actor: Any, membership: Membership, *, on: date) -> list[Deed]:
    """Ending a role that is not over; the last key of an office or of the house stays."""
    if membership.is_over(on) or not may_end(actor, membership) or is_last_key(membership, on=on):
        return []
    return [Deed("end_role", _("終了日を決める"), reverse("accounts:end_role", args=[membership.pk]))]
