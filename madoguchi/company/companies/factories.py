"""Companies, their size and their contacts — for tests and for the demo town."""

import itertools

from django.utils import timezone

from madoguchi.company.companies import acquaintances
from madoguchi.company.companies.alike import spell
from madoguchi.company.companies.models import Arrival, Company, ContactPerson, SizeFact
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts import factories as accounts
from madoguchi.foundation.accounts.actions import office_box
from madoguchi.foundation.accounts.models import Organisation
from madoguchi.foundation.core import folding
from madoguchi.foundation.vault import rows

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
    spell([made])
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
    company: Company,
    office: Organisation | None = None,
    name: str = "",
    phone: str = "052-000-0000",
    email: str = "",
    because: str = "",
) -> ContactPerson:
    """Sealed for the counter of the office; an office without anybody who has a keyring gets an adviser."""
    now, desk = timezone.now(), office or accounts.office()
    box = office_box(office=desk, at=now)
    if not box.seats.taken().with_a_key().exists():
        accounts.member(Role.ADVISER, desk)
        box = office_box(office=desk, at=now)
    made = ContactPerson(company=company, office=desk, because=because or company.audit_stream(), added_at=now)
    rows.seal(made, box, at=now, name=name or f"架空 花子{next(_count)}", phone=phone, email=email)
    made.save(force_insert=True)
    return made


def arrival(*, office: Organisation | None = None, is_shown: bool = False) -> Arrival:
    """Empty, and hidden unless said otherwise."""
    now = timezone.now()
    return Arrival.objects.create(office=office or accounts.office(), begun_at=now, shown_at=now if is_shown else None)
