"""What pages and other rooms ask about people and desks."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from itertools import groupby
from typing import Any

from django.db.models import Exists
from django.utils.translation import gettext as _

from madoguchi.foundation.access.roles import COUNTER_ROLES, Role
from madoguchi.foundation.accounts.models import (
    DeskProfile,
    Installation,
    Invitation,
    InvitationQuerySet,
    Membership,
    MembershipQuerySet,
    Organisation,
    OrganisationKind,
    OrganisationQuerySet,
    Person,
    PersonQuerySet,
)
from madoguchi.foundation.audit.models import Line
from madoguchi.foundation.audit.subjects import ANONYMOUS, SYSTEM
from madoguchi.foundation.core.calendar import is_business_day


@dataclass(frozen=True)
class OfficeRoster:
    """名簿 — one office or company and its memberships."""

    office: Organisation
    memberships: list[Membership]


@dataclass(frozen=True)
class House:
    """この設置 — the centre's profile (None before it is written) and whether this is a demo."""

    profile: DeskProfile | None
    is_demo: bool


def house() -> House:
    """One query, as every page asks it."""
    marked = Exists(Installation.objects.filter(is_demo=True))
    centre = Organisation.objects.filter(kind=OrganisationKind.CENTRE).select_related("profile")
    row = centre.annotate(is_demo=marked).first()
    return House(getattr(row, "profile", None), getattr(row, "is_demo", False))


def profile_of(office: Any = None) -> DeskProfile | None:
    """窓口案内 — of that office, else of the centre."""
    own = DeskProfile.objects.filter(office=office).first() if office else None
    return own or DeskProfile.objects.filter(office__kind=OrganisationKind.CENTRE).first()


def hours_of(profile: DeskProfile | None) -> str:
    return profile.hours if profile else ""


def advisers_of(office: Any, *, on: date) -> PersonQuerySet:
    """相談員 — active people who take calls in that office on that day."""
    return _people_with(*COUNTER_ROLES, office=office, on=on)


def experts_of(office: Any, *, on: date) -> PersonQuerySet:
    return _people_with(Role.EXPERT, office=office, on=on)


def colleagues(actor: Any) -> PersonQuerySet:
    """同僚 — active people one may know of, in the order of a Japanese name list."""
    people: PersonQuerySet = Person.objects.visible_to(actor).active().order_by("kana", "name", "pk")
    return people


def _people_with(*roles: Role, office: Any, on: date) -> PersonQuerySet:
    people: PersonQuerySet = Person.objects.all().holding(*roles, within=[office], on=on)
    return people.order_by("kana", "name", "pk")


def roster(*, actor: Any, on: date, with_former: bool = False) -> Iterator[OfficeRoster]:
    """The people one manages, office by office, company by company: one query."""
    rows = Membership.objects.managed_by(actor)
    rows = (rows if with_former else rows.not_over(on)).select_related("person", "organisation")
    places = ("organisation__code", "organisation_id")
    ordered = rows.order_by(*places, "person__kana", "person__name", "person", "from_date")
    for office, held in groupby(ordered, key=lambda membership: membership.organisation):
        yield OfficeRoster(office, list(held))


def memberships_of(person: Any, *, actor: Any) -> MembershipQuerySet:
    """所属 — those the actor may know: one's own all of them, another's only where one manages people."""
    rows = Membership.objects.filter(person=person).select_related("organisation")
    mine = rows if person.pk == actor.pk else rows.managed_by(actor)
    return mine.order_by("-from_date", "organisation__code", "pk")


def open_invitations(*, actor: Any, now: datetime) -> InvitationQuerySet:
    rows = Invitation.objects.managed_by(actor).open_at(now)
    return rows.select_related("organisation").order_by("-invited_at")


def fingerprint(token: str) -> str:
    """What the database keeps of a link."""
    return sha256(token.encode()).hexdigest()


def open_invitation_by(link: str, *, now: datetime) -> Invitation | None:
    """招待 — by the hash of its link; None where it is unknown, used, withdrawn or expired."""
    return Invitation.objects.open_at(now).select_related("organisation").filter(token_hash=link).first()


def person_at(email: str) -> Person | None:
    """Whoever signs in with that address, whatever its capitals."""
    found: Person | None = Person.objects.filter(email__iexact=email).first()
    return found


def managed_by(actor: Any) -> OrganisationQuerySet:
    """人を預かる所属先 — offices and companies to whose people the actor gives roles."""
    return Organisation.objects.managed_by(actor).order_by("code", "name", "pk")


def companies_of(actor: Any) -> OrganisationQuerySet:
    """自社 — the companies in which the actor holds a role today."""
    return Organisation.objects.lived_in_by(actor).order_by("name", "pk")


def desks_of(actor: Any) -> OrganisationQuerySet:
    """The offices whose description the actor writes."""
    rows = Organisation.objects.offices().filter(pk__in=actor.organisation_ids(Role.MANAGER))
    return rows.select_related("profile").order_by("code")


def signatures(lines: Iterable[Line]) -> dict[str, str]:
    """署名 — who stands in these lines of the diary, by the id that is written there; names as they are today."""
    people = Person.objects.filter(pk__in={int(line.by) for line in lines if line.by.isdigit()})
    known = {str(pk): name for pk, name in people.values_list("pk", "name")}
    return known | {SYSTEM: _("システム"), ANONYMOUS: _("サインインしていない人")}


def person_again(person: Any) -> Person:
    """The row anew, so that a form may try changes on it while the page still shows the person as stored."""
    found: Person = Person.objects.get(pk=person.pk)
    return found


def has_second_factor(person: Any) -> bool:
    return bool(person.has_second_factor)


def ways_of_second_step(person: Any) -> frozenset[str]:
    """Which of totp, webauthn and recovery_codes that person has."""
    return frozenset(person.authenticator_set.values_list("type", flat=True))


def has_recovery_codes(person: Any) -> bool:
    return bool(person.authenticator_set.filter(type="recovery_codes").exists())


def is_open_between(office: Any, starts: datetime, ends: datetime) -> bool:
    """営業中か — both moments (local) on one business day of the office, within its hours."""
    profile = profile_of(office)
    closed = frozenset(profile.closed_days.values_list("date", flat=True)) if profile else frozenset()
    if starts.date() != ends.date() or not is_business_day(starts.date(), closed):
        return False
    return profile is None or (profile.opens_at <= starts.time() and ends.time() <= profile.closes_at)
