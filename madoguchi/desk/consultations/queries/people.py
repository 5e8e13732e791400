"""Who may be chosen for a case."""

from django.db.models import Q
from django.utils import timezone

from madoguchi.desk.consultations import seating
from madoguchi.desk.consultations.access import may_have
from madoguchi.desk.consultations.models import Consultation
from madoguchi.desk.consultations.words import MemberKind
from madoguchi.foundation.access.roles import COMPANY_ROLES, COUNTER_ROLES, OFFICE_ROLES, Role
from madoguchi.foundation.accounts.models import Membership, Organisation, OrganisationQuerySet, Person, PersonQuerySet
from madoguchi.foundation.accounts.queries import advisers_of, experts_of
from madoguchi.foundation.vault import glass
from madoguchi.foundation.vault.models import Seat


def possible_owners(row: Consultation) -> PersonQuerySet:
    """担当にできる人 — the office's counter, without walls, without the owner of now."""
    people = advisers_of(row.office, on=timezone.localdate()).exclude(pk=row.owner_id or 0)
    return _without_walls(people, row)


def possible_members(row: Consultation, kind: str) -> PersonQuerySet:
    """関係者にできる人 — those not in the case yet in that way."""
    today = timezone.localdate()
    now = row.members.on(today).filter(kind=kind).values("person")
    match kind:
        case MemberKind.EXPERT:
            people = experts_of(row.office, on=today)
        case MemberKind.CONSULTER:
            people = _people_of_company(row)
        case _:
            people = advisers_of(row.office, on=today)
    return _without_walls(people.exclude(pk__in=now), row)


def possible_walls(row: Consultation) -> tuple[PersonQuerySet, OrganisationQuerySet]:
    """壁を設けられる相手 — people of the office but its owner; other offices."""
    today = timezone.localdate()
    walled = row.walls.all()
    people: PersonQuerySet = Person.objects.all().holding(*COUNTER_ROLES, Role.EXPERT, within=[row.office], on=today)
    people = people.exclude(pk=row.owner_id or 0).exclude(pk__in=walled.exclude(person=None).values("person"))
    offices = Organisation.objects.offices().exclude(pk=row.office_id)
    offices = offices.exclude(pk__in=walled.exclude(office=None).values("office"))
    return people.order_by("kana", "name", "pk"), offices.order_by("code")


def possible_attendees(row: Consultation) -> PersonQuerySet:
    """出席できる人 — the counter's people who see the case, its experts of today, and partners of a referral."""
    today = timezone.localdate()
    kinds = [MemberKind.EXPERT, MemberKind.MEMBER, MemberKind.PARTNER]
    close = Q(pk=row.owner_id or 0) | Q(pk__in=row.members.on(today).filter(kind__in=kinds).values("person"))
    roles = (Role.MANAGER,) if row.is_restricted else COUNTER_ROLES
    staff = Membership.objects.on(today).filter(organisation=row.office, role__in=roles).values("person")
    people: PersonQuerySet = Person.objects.all().active().filter(close | Q(pk__in=staff))
    return _without_walls(people, row).order_by("kana", "name", "pk")


def waiting_for_keys(row: Consultation) -> frozenset[int]:
    """鍵待ち — ids of those of the desk who can't open everything yet, neither themselves nor through the office."""
    if not may_have(row, "boxes"):
        return frozenset()
    taken, waiting = Seat.objects.taken(), Seat.objects.waiting()
    seats = waiting.filter(box__in=seating.boxes_of(row))
    through = taken.filter(box__in=seating.boxes_of(row)).exclude(glass.SEATED_BEHIND).boxes()
    along = taken.filter(box__in=through).exclude(pk__in=waiting.values("pk"))
    return frozenset(seats.exclude(person=None).exclude(person__in=along.persons()).values_list("person", flat=True))


def _people_of_company(row: Consultation) -> PersonQuerySet:
    people: PersonQuerySet = Person.objects.none()
    if row.company and row.company.organisation_id:
        people = Person.objects.all().holding(
            *COMPANY_ROLES, within=[row.company.organisation_id], on=timezone.localdate()
        )
    return people


def _without_walls(people: PersonQuerySet, row: Consultation) -> PersonQuerySet:
    offices = row.walls.exclude(office=None).values("office")
    of_offices = Membership.objects.on(timezone.localdate()).filter(organisation__in=offices, role__in=OFFICE_ROLES)
    walled = row.walls.exclude(person=None).values("person")
    return people.exclude(pk__in=walled).exclude(pk__in=of_offices.values("person"))
