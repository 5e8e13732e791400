"""面識 — who comes to know a company, and through what. Called by actions that write their own audit line."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Protocol

from django.db.models import Case, Exists, OuterRef, Value, When

from madoguchi.company.companies.models import Acquaintance, Company, Unacquainted
from madoguchi.foundation.access.roles import COUNTER_ROLES
from madoguchi.foundation.accounts.models import Organisation, OrganisationKind, Person


class Dated(Protocol):
    """A person for a time: a member of a case, with the first and the last day."""

    person_id: int
    from_date: date
    until_date: date | None


def acquaint(*, company: Company, office: int, because: str) -> None:
    """面識を得る — the office (by id) knows the company; said twice, known once."""
    Acquaintance.objects.get_or_create(company=company, office_id=office, person=None, because=because)


def reacquaint(
    *,
    company: Company,
    because: str,
    offices: Iterable[Organisation] = (),
    managers_of: Iterable[Organisation] = (),
    persons: Iterable[Person] = (),
    members: Iterable[Dated] = (),
    except_persons: Iterable[Person] = (),
    except_offices: Iterable[Organisation] = (),
) -> None:
    """面識を改める — replaces everything that was known because of `because`, walls included.

    `persons` (always) and `members` (between their days) know the company while they stand at the counter of one
    of the named offices. No audit line: the calling action writes its own.
    """
    forget(because=because)
    all_of, managed = list(offices), list(managers_of)
    desks: list[Organisation | None] = [*all_of, *(desk for desk in managed if desk not in all_of)]
    made = [Acquaintance(office=desk) for desk in all_of]
    made += [Acquaintance(office=desk, is_managers_only=True) for desk in managed]
    made += [Acquaintance(office=desk, person=person) for person in persons for desk in desks or [None]]
    made += [_for_a_time(member, desk) for member in members for desk in desks or [None]]
    for acquaintance in made:
        acquaintance.company, acquaintance.because = company, because
    _wall_off(Acquaintance.objects.bulk_create(made), list(except_persons), list(except_offices))


def forget(*, because: str) -> None:
    """面識を消す — nobody knows anything because of `because` any longer."""
    Acquaintance.objects.filter(because=because).delete()


def open_room(*, company: Company) -> Organisation:
    """企業の所属先を開く — the organisation its own people belong to; the same one when asked again.

    No audit line: the action that gives somebody a role in it writes its own.
    """
    if company.organisation is None:
        company.organisation = Organisation.objects.create(
            kind=OrganisationKind.COMPANY, name=company.name, prefecture=company.prefecture
        )
        company.save(update_fields=["organisation"])
    return company.organisation


def desk_of(by: Person, company: Company) -> int:
    """持ち場 — the office a person writes for: the one that knows the company, else the first by code."""
    counters = by.organisation_ids(*COUNTER_ROLES)
    known = Acquaintance.objects.open_to(by).filter(company=company, office__in=counters).order_by("office__code")
    first: int | None = known.values_list("office", flat=True).first()
    return first or min(counters, default=0)


def told_through(by: Any, company: Company, office: int) -> str:
    """何を通じて — the widest acquaintance through which a person knows the company, the given office's first.

    What is told now is then seen by whoever knows the company that way, and by nobody behind a wall of it.
    """
    elsewhere = Case(When(office=office, then=Value(0)), default=Value(1))
    has_walls = Exists(Unacquainted.objects.filter(acquaintance=OuterRef("pk")))
    own_only = Case(When(person=None, then=Value(0)), default=Value(1))
    known = Acquaintance.objects.open_to(by).filter(company=company)
    widest = known.order_by(elsewhere, own_only, "is_managers_only", has_walls, "pk").first()
    return widest.because if widest else company.audit_stream()


def _for_a_time(member: Dated, desk: Organisation | None) -> Acquaintance:
    return Acquaintance(
        office=desk, person_id=member.person_id, from_date=member.from_date, until_date=member.until_date
    )


def _wall_off(made: list[Acquaintance], persons: list[Person], offices: list[Organisation]) -> None:
    walls = [Unacquainted(acquaintance=one, person=person) for one in made for person in persons]
    walls += [Unacquainted(acquaintance=one, office=office) for one in made for office in offices]
    Unacquainted.objects.bulk_create(walls)
