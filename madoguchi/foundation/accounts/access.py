"""Who may do what with people, their memberships and the desk's own description."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from madoguchi.foundation.access.deeds import Deed
from madoguchi.foundation.access.roles import RUNNING_ROLES, Role
from madoguchi.foundation.access.rules import rule
from madoguchi.foundation.accounts.models import Membership, Organisation, Person
from madoguchi.foundation.accounts.queries import has_second_factor

PEOPLE = rule("accounts.people", Role.MANAGER, Role.OPERATOR, *RUNNING_ROLES)
STOP = rule("accounts.stop", Role.MANAGER, Role.OPERATOR)
CLEAR = rule("accounts.clear", Role.MANAGER, Role.OPERATOR, *RUNNING_ROLES)
DESK = rule("accounts.desk", Role.MANAGER)

KEYS_OF_THE_HOUSE = (Role.MANAGER, Role.OPERATOR)


def may_give(actor: Any, role: str, organisation: Organisation) -> bool:
    """A manager gives every role of the own office but the operator's; an operator gives each role of each office.

    Whoever runs a company gives each of its roles, and nobody else does.
    """
    if role not in organisation.roles or (role == Role.OPERATOR and not is_operator(actor)):
        return False
    return Organisation.objects.managed_by(actor).filter(pk=organisation.pk).exists()


def may_end(actor: Any, membership: Membership) -> bool:
    return may_give(actor, membership.role, membership.organisation)


def is_operator(actor: Any) -> bool:
    return bool(actor.organisation_ids(Role.OPERATOR))


def answers_for(actor: Any, person: Person, *, on: date) -> bool:
    """Is every membership that person still has the actor's to give? Only then may the whole person be disabled."""
    if not STOP.admits(actor) or not Person.objects.managed_by(actor).filter(pk=person.pk).exists():
        return False
    if is_operator(actor):
        return True
    beyond = ~Q(organisation__in=Organisation.objects.managed_by(actor)) | Q(role=Role.OPERATOR)
    return not person.memberships.not_over(on).filter(beyond).exists()


def clears_for(actor: Any, person: Person, *, on: date) -> bool:
    """Whose lost telephone may the actor help with? A desk's people as for disabling; a company's who runs it.

    There only of whoever belongs nowhere else, as a second factor guards everything its person sees; and a principal
    is helped by another principal, or by the operator of a desk of theirs.
    """
    held, own = list(person.memberships.not_over(on)), actor.organisation_ids(*RUNNING_ROLES)
    led = actor.organisation_ids(Role.PRINCIPAL)
    if any(one.role == Role.PRINCIPAL and one.organisation_id not in led for one in held):
        return is_operator(actor) and answers_for(actor, person, on=on)
    is_of_own_company = bool(held) and all(one.organisation_id in own for one in held)
    return is_of_own_company or answers_for(actor, person, on=on)


def others_with(membership: Membership, *, on: date) -> QuerySet[Membership]:
    """Of other active people those that hold the same key: managers of the same office, operators anywhere.

    A company is run by whoever holds one of two roles, so that somebody with both of them may end one.
    """
    held = Membership.objects.on(on).filter(person__is_active=True)
    if membership.role in RUNNING_ROLES:
        running = held.filter(role__in=RUNNING_ROLES, organisation=membership.organisation_id)
        return running.exclude(pk=membership.pk)
    same = held.filter(role=membership.role)
    if membership.role == Role.MANAGER:
        same = same.filter(organisation=membership.organisation_id)
    return same.exclude(person=membership.person_id)


def is_last_key(membership: Membership, *, on: date) -> bool:
    """Would an office be without manager, a company with nobody to run it, or the house without operator?"""
    return membership.role in (*KEYS_OF_THE_HOUSE, *RUNNING_ROLES) and not others_with(membership, on=on).exists()


def holds_last_key(person: Person, *, on: date) -> bool:
    return any(is_last_key(held, on=on) for held in keys_held_by(person, on=on))


def keys_held_by(person: Person, *, on: date) -> QuerySet[Membership]:
    """What keeps a person from being disabled; a company that loses its last person is invited anew by a desk."""
    keys: QuerySet[Membership] = person.memberships.on(on).filter(role__in=KEYS_OF_THE_HOUSE).order_by("pk")
    return keys


def deeds(actor: Any, person: Person, *, on: date) -> list[Deed]:
    """What the actor may do with that person today."""
    if person.pk == actor.pk or not Person.objects.managed_by(actor).filter(pk=person.pk).exists():
        return []
    return [*_giving(person), *_clearing(actor, person, on), *_stopping(actor, person, on)]


def _giving(person: Person) -> list[Deed]:
    url = reverse("accounts:give_role", args=[person.pk])
    return [Deed("give_role", _("役割を加える"), url)] if person.is_active else []


def _stopping(actor: Any, person: Person, on: date) -> list[Deed]:
    if not answers_for(actor, person, on=on):
        return []
    if not person.is_active:
        return [Deed("enable", _("利用を再開する"), reverse("accounts:enable", args=[person.pk]))]
    if holds_last_key(person, on=on):
        return []
    return [Deed("disable", _("利用を停止する"), reverse("accounts:disable", args=[person.pk]), style="danger")]


def _clearing(actor: Any, person: Person, on: date) -> list[Deed]:
    if not (person.is_active and has_second_factor(person) and clears_for(actor, person, on=on)):
        return []
    url = reverse("accounts:clear_second_factor", args=[person.pk])
    return [Deed("clear_second_factor", _("二段階認証を消す"), url)]


def membership_deeds(actor: Any, membership: Membership, *, on: date) -> list[Deed]:
    """Ending a role that is not over; the last key of an office, of a company or of the house stays."""
    if membership.is_over(on) or not may_end(actor, membership) or is_last_key(membership, on=on):
        return []
    return [Deed("end_role", _("終了日を決める"), reverse("accounts:end_role", args=[membership.pk]))]
