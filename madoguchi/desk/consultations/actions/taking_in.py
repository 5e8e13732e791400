"""移行 — what an office wrote down before becomes records: many at a time, hidden until their arrival is shown.

No audit line for each: the arrival has its own (`logbooks`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef

from madoguchi.company.companies import actions as companies
from madoguchi.company.companies.actions import Named, Stated
from madoguchi.company.companies.models import Acquaintance, Arrival, Company
from madoguchi.desk.consultations import taxonomy
from madoguchi.desk.consultations.acquainting import because
from madoguchi.desk.consultations.indexing import index_new
from madoguchi.desk.consultations.models import Consultation, PastNote, SecondaryCategory, StateChange, Wall
from madoguchi.desk.consultations.words import ConsulterKind, EnterpriseType, State
from madoguchi.foundation.accounts.models import Person
from madoguchi.foundation.core import sme
from madoguchi.foundation.core.calendar import day_of, fiscal_year, start_of
from madoguchi.foundation.core.industries import section_of
from madoguchi.foundation.core.sme import EnterpriseSize

LONGEST_NUMBER = 20
COUNTED_BY = ("office", "company", "received_at", "is_restricted", "is_repeat", "is_repeat_said")
ENTERPRISE_TYPES = {
    ConsulterKind.COMPANY: EnterpriseType.COMPANY,
    ConsulterKind.INDIVIDUAL: EnterpriseType.PERSON,
    ConsulterKind.ANONYMOUS: EnterpriseType.UNKNOWN,
}


@dataclass(frozen=True)
class PastCase:
    """移行する相談 — the open part of one row of a logbook; `note` is the id of what was sealed of it."""

    number: str
    received_at: datetime
    closed_date: date
    is_under_way: bool
    channel: str
    kind: str
    company: Named | None
    capital_yen: int | None
    employees: int | None
    industry: str
    prefecture: str
    role: str
    enterprise_type: str
    heard_from: str
    trigger: str
    category: str
    secondary: tuple[str, ...]
    gist: str
    answer_gist: str
    source: str
    note: Any = None

    @property
    def day(self) -> date:
        return day_of(self.received_at)

    @property
    def size(self) -> str:
        """By what the row itself says: so it does not matter which logbook came first."""
        if self.company is None:
            return EnterpriseSize.UNKNOWN
        return sme.judge(self.capital_yen, self.employees, self.industry, self.day).size


def take_in(*, cases: Sequence[PastCase], arrival: Arrival, by: Person | None, at: datetime) -> list[Consultation]:
    """移行する — one chunk of an arrival; `by` None is the machine. The numbers are free, the days not ahead."""
    found = companies.bring((case.company for case in cases if case.company), arrival=arrival, at=at)
    rows = [_row(case, found[case.company.identity] if case.company else None, arrival) for case in cases]
    Consultation.objects.bulk_create(rows)
    _surround(list(zip(cases, rows, strict=True)), by, at)
    _make_known(list(zip(cases, rows, strict=True)), arrival)
    return rows


def recount_repeats(*, companies: Iterable[int], office: int | None = None) -> None:
    """再相談を数え直す — after cases of these companies came or went, at this office or at all; what was said stays.

    A 限定 case, or one with a wall, makes no later one 再相談: that would tell of it.
    """
    cases = _counted(companies, office)
    told = _later(cases, [one for one in cases if not (one.is_restricted or one.has_walls)])
    later = _later(cases, cases)
    uncertain = [one for one in cases if one.is_repeat_said is None]
    _set_repeat([one.pk for one in uncertain if one.pk in told and not one.is_repeat], True)
    _set_repeat([one.pk for one in uncertain if one.pk not in later and one.is_repeat], False)


def recount_cases_of(company: Company) -> None:
    """After cases of the company came from another, or went back."""
    recount_repeats(companies=[company.pk])


companies.rejoined.append(recount_cases_of)


def _later(cases: Sequence[Any], than: Sequence[Any]) -> set[int]:
    """Those before which one of their company came to their office; both in the order they came."""
    first = {(one.company_id, one.office_id): one.received_at for one in reversed(than)}
    return {one.pk for one in cases if one.received_at > first.get((one.company_id, one.office_id), one.received_at)}


def take_back(*, cases: Sequence[Consultation], arrival: Arrival) -> None:
    """移行を取り消す — one chunk of cases of a hidden arrival that nobody has worked on, and what came with them."""
    keys = [case.pk for case in cases]
    Acquaintance.objects.filter(because__in=[because(case) for case in cases]).delete()
    for hanging in (StateChange, SecondaryCategory):
        hanging.objects.filter(consultation__in=keys).delete()
    Consultation.with_hidden.filter(pk__in=keys).delete()
    PastNote.objects.filter(pk__in=[case.past_note_id for case in cases if case.past_note_id]).delete()
    companies.forget_arrival(arrival, _without_cases(arrival, {case.company_id for case in cases if case.company_id}))


def _without_cases(arrival: Arrival, companies: set[int]) -> set[int]:
    """Of a company whose cases fall into two chunks, the second takes leave."""
    left = Consultation.with_hidden.filter(arrival=arrival, company__in=companies)
    return companies - {company for company in left.values_list("company", flat=True) if company}


def _counted(companies: Iterable[int], office: int | None) -> list[Any]:
    """Found by their companies, of which an import has few at a time; the office has many cases."""
    cases = Consultation.objects.filter(company__in=companies).order_by("company", "received_at")
    walls = Exists(Wall.objects.filter(consultation=OuterRef("pk")))
    return [case for case in cases.only(*COUNTED_BY).annotate(has_walls=walls) if office in (None, case.office_id)]


def _set_repeat(keys: Sequence[int], is_repeat: bool) -> None:
    if keys:
        Consultation.objects.filter(pk__in=keys).update(is_repeat=is_repeat)


def _row(case: PastCase, company: Company | None, arrival: Arrival) -> Consultation:
    year = fiscal_year(case.day)
    return Consultation(
        office_id=arrival.office_id,
        arrival=arrival,
        number=case.number,
        received_at=case.received_at,
        fiscal_year=year,
        channel=case.channel,
        state=State.WORKING if case.is_under_way else State.MIGRATED,
        closed_at=None if case.is_under_way else max(case.received_at, start_of(case.closed_date)),
        consulter_kind=case.kind,
        company=company,
        enterprise_type=case.enterprise_type or ENTERPRISE_TYPES[ConsulterKind(case.kind)],
        size=case.size,
        industry=section_of(case.industry),
        prefecture=case.prefecture,
        consulter_role=case.role,
        heard_from=case.heard_from,
        trigger=case.trigger,
        category=case.category,
        taxonomy_version=taxonomy.on(case.day).version,
        gist=case.gist,
        answer_gist=case.answer_gist,
        source=case.source,
        past_note_id=case.note,
    )


def _surround(made: list[tuple[PastCase, Consultation]], by: Person | None, at: datetime) -> None:
    """History, further categories, the line to be found by."""
    StateChange.objects.bulk_create(
        StateChange(consultation=row, from_state="", to_state=row.state, at=at, by=by) for _case, row in made
    )
    SecondaryCategory.objects.bulk_create(
        SecondaryCategory(consultation=row, category=code) for case, row in made for code in case.secondary
    )
    index_new([row for _case, row in made])


def _make_known(made: list[tuple[PastCase, Consultation]], arrival: Arrival) -> None:
    """Who knows the companies, and how large they are said to be."""
    known = {because(row): row.company for _case, row in made if row.company}
    companies.acquaint_many(known, arrival=arrival)
    stated = [
        Stated(row.company_id, row.fiscal_year, case.capital_yen, case.employees, case.industry)
        for case, row in made
        if row.company_id and (case.capital_yen, case.employees, case.industry) != (None, None, "")
    ]
    companies.state_sizes(stated, arrival=arrival)
