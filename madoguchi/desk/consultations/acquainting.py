"""面識 — who comes to know a company through a case: as many as may see the card, and no more."""

from madoguchi.company.companies import actions as companies
from madoguchi.desk.consultations.models import Consultation, Member
from madoguchi.desk.consultations.words import MemberKind
from madoguchi.foundation.accounts.models import Organisation, Person


def because(row: Consultation) -> str:
    return f"consultations.Consultation:{row.pk}"


def spread(row: Consultation) -> None:
    """To be called whenever the company, 限定, owner, members or walls of a case changed."""
    if row.company is None:
        companies.forget(because=because(row))
        return
    companies.reacquaint(
        company=row.company,
        because=because(row),
        offices=[] if row.is_restricted else [row.office],
        managers_of=[row.office] if row.is_restricted else [],
        persons=[row.owner] if row.is_restricted and row.owner else [],
        members=_members(row) if row.is_restricted else [],
        except_persons=Person.objects.filter(pk__in=row.walls.exclude(person=None).values("person")),
        except_offices=Organisation.objects.filter(pk__in=row.walls.exclude(office=None).values("office")),
    )


def _members(row: Consultation) -> list[Member]:
    return list(row.members.filter(kind=MemberKind.MEMBER, removed_at=None))
