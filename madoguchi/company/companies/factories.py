"""Companies, their size and their contacts — for tests and for the demo town."""

import itertools

from django.utils import timezone

from madoguchi.company.companies import acquaintances
from madoguchi.company.companies.models import Company, ContactPerson, SizeFact
from madoguchi.foundation.accounts.models import Organisation
from madoguchi.foundation.core import folding

_count = itertools.count(1)


def company(
    *,
    name: str = "",
    office: Organisation | None = None,
    corporate_number: str | None = None,
    prefecture: str = "23",
    address: str = "",
) -> Company:
    """A company; with `office`, that office knows it. Without, nobody does until a case says so."""
    called = name or f"架空企業{next(_count)}株式会社"
    made = Company.objects.create(
        name=called,
        folded=folding.fold_company(called),
        core=folding.company_core(called),
        corporate_number=corporate_number,
        prefecture=prefecture,
        address=address,
        registered_at=timezone.now(),
    )
    if office:
        acquaintances.acquaint(company=made, office=office.pk, because=made.audit_stream())
    return made


def room_of(company: Company) -> Organisation:
    """The organisation that company's own people belong to; the same one when asked again."""
    return acquaintances.open_room(company=company)


def size_fact(
    *,
    company: Company,
    office: Organisation,
    fiscal_year: int = 2017,
    capital_yen: int | None = 10_000_000,
    employees: int | None = 30,
    industry: str = "E",
    because: str = "",
) -> SizeFact:
    return SizeFact.objects.create(
        company=company,
        office=office,
        because=because or company.audit_stream(),
        fiscal_year=fiscal_year,
        capital_yen=capital_yen,
        employees=employees,
        industry=industry,
    )


def contact(
    *,
    company: Company | None,
    office: Organisation | None = None,
    name: str = "",
    phone: str = "052-000-0000",
    email: str = "",
    is_reserved: bool = False,
    because: str = "",
) -> ContactPerson:
    return ContactPerson.objects.create(
        company=company,
        office=office,
        because=because or (company.audit_stream() if company else ""),
        name=name or f"架空 花子{next(_count)}",
        phone=phone,
        email=email,
        is_reserved=is_reserved,
        added_at=timezone.now(),
    )
