"""取り込み — the companies that rows of an arrival name: found or made, many at a time, hidden with their arrival.

Strictly by the rule of identity (法人番号; where none is known the folded full name with its prefecture), so that
the order in which logbooks come makes no difference. A name that was merged means the company it went into. Called
by actions that write their own audit line.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q

from madoguchi.company.companies.alike import spell
from madoguchi.company.companies.merging import hold
from madoguchi.company.companies.models import Acquaintance, Arrival, Company, SizeFact
from madoguchi.foundation.core.folding import company_core, fold_company

Identity = tuple[str, str]


class Named(NamedTuple):
    """名指し — a company as a row of a logbook names it."""

    name: str
    prefecture: str
    corporate_number: str

    @property
    def identity(self) -> Identity:
        return identity(self.corporate_number, fold_company(self.name), self.prefecture)


class Stated(NamedTuple):
    """規模 — what a row of a logbook says of its company in one fiscal year; None and "" are not said."""

    company: int
    fiscal_year: int
    capital_yen: int | None
    employees: int | None
    industry: str


def identity(corporate_number: str | None, folded: str, prefecture: str) -> Identity:
    """同じ企業とみなす規則 — the number, else the folded full name with the prefecture."""
    return (corporate_number, "") if corporate_number else (folded, prefecture)


def bring(named: Iterable[Named], *, arrival: Arrival, at: datetime) -> dict[Identity, Company]:
    """企業を揃える — each by its identity; who is new is registered. None is merged until the transaction ends."""
    wanted: dict[Identity, Named] = {}
    for one in named:
        wanted.setdefault(one.identity, one)  # whoever comes first says how it is written, however many come at a time
    found = _known(wanted.values(), arrival)
    new = [_described(one, at) for key, one in wanted.items() if key not in found]
    numbered = [company for company in new if company.corporate_number]
    Company.objects.bulk_create(numbered, ignore_conflicts=True)  # another office may just have registered it
    Company.objects.bulk_create(company for company in new if not company.corporate_number)
    made = {_identity_of(company): company for company in new if not company.corporate_number}
    made |= _by_number(company.corporate_number or "" for company in numbered)
    spell(made.values())
    standing = hold((found | made).values())
    return {key: standing[company.pk] for key, company in (found | made).items()}


def acquaint_many(because: Mapping[str, Company], *, arrival: Arrival) -> None:
    """面識を得る — the office comes to know each company through what is named, once the arrival is shown."""
    Acquaintance.objects.bulk_create(
        Acquaintance(company=company, office_id=arrival.office_id, because=reason, arrival=arrival)
        for reason, company in because.items()
    )


def state_sizes(stated: Iterable[Stated], *, arrival: Arrival) -> None:
    """規模を記録する — told through the arrival; of what its rows say of one year the largest counts."""
    told = _told(arrival, stated := list(stated))
    known = {company for company, _year in told}
    for one in stated:
        fact = told.setdefault((one.company, one.fiscal_year), SizeFact(company_id=one.company, **_place(arrival)))
        fact.fiscal_year = one.fiscal_year
        fact.capital_yen = _larger(fact.capital_yen, one.capital_yen)
        fact.employees = _larger(fact.employees, one.employees)
        fact.industry = max(fact.industry, one.industry)
    SizeFact.objects.bulk_create([fact for fact in told.values() if not fact.pk])
    SizeFact.objects.bulk_create(
        [fact for fact in told.values() if fact.pk],
        update_conflicts=True,
        unique_fields=["pk"],
        update_fields=["capital_yen", "employees", "industry"],
    )
    _acquaint_with_facts({company for company, _year in told} - known, arrival)


def forget_arrival(arrival: Arrival, companies: Iterable[int]) -> None:
    """取り消す — what was told of these companies through the arrival; whom nobody knows any more goes too.

    Every case makes its company known to somebody.
    """
    companies = list(companies)
    Acquaintance.objects.filter(arrival=arrival, company__in=companies).delete()
    absorbed = Company.objects.filter(merged_into__in=companies).values_list("pk", flat=True)
    SizeFact.objects.filter(company__in=[*companies, *absorbed], because=arrival.audit_stream()).delete()
    alone = {"organisation": None, "acquaintances": None, "size_facts": None, "contacts": None}
    alone |= {"merges": None, "goings": None, "merged_into": None}
    Company.objects.filter(pk__in=companies, version=0, **alone).delete()


def _known(named: Iterable[Named], arrival: Arrival) -> dict[Identity, Company]:
    named = list(named)
    names = {fold_company(one.name) for one in named if not one.corporate_number}
    called = Company.objects.filter(folded__in=names).order_by("-pk")
    of_name = Q(corporate_number=None) | Q(absorbed__isnull=False)
    same = called.filter(of_name, _known_to(arrival.office_id, "pk"))
    merged = called.filter(_known_to(arrival.office_id, "merged_into")).select_related("merged_into")
    found = {_identity_by_name(company): company.merged_into or company for company in (*merged, *same)}
    return _by_number(one.corporate_number for one in named) | found


def _known_to(office: int, company: str) -> Exists:
    return Exists(Acquaintance.objects.filter(office=office, company=OuterRef(company)))


def _by_number(numbers: Iterable[str]) -> dict[Identity, Company]:
    wanted = set(filter(None, numbers))
    found = Company.objects.filter(corporate_number__in=wanted) if wanted else ()
    return {_identity_of(company): company for company in found}


def _identity_of(company: Company) -> Identity:
    return identity(company.corporate_number, company.folded, company.prefecture)


def _identity_by_name(company: Company) -> Identity:
    return identity(None, company.folded, company.prefecture)


def _described(one: Named, at: datetime) -> Company:
    return Company(
        name=one.name,
        folded=fold_company(one.name),
        core=company_core(one.name),
        corporate_number=one.corporate_number or None,
        prefecture=one.prefecture,
        registered_at=at,
    )


def _place(arrival: Arrival) -> dict[str, object]:
    return {"office_id": arrival.office_id, "because": arrival.audit_stream()}


def _told(arrival: Arrival, stated: list[Stated]) -> dict[tuple[int, int], SizeFact]:
    facts = SizeFact.objects.filter(company__in={one.company for one in stated}, **_place(arrival))
    return {(fact.company_id, fact.fiscal_year): fact for fact in facts}


def _larger(known: int | None, said: int | None) -> int | None:
    return max((number for number in (known, said) if number is not None), default=None)


def _acquaint_with_facts(companies: set[int], arrival: Arrival) -> None:
    Acquaintance.objects.bulk_create(
        Acquaintance(company_id=company, arrival=arrival, **_place(arrival)) for company in sorted(companies)
    )
