"""記録簿の取り込み — in chunks; what was taken before a kill stays, and a second run takes the rest."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from madoguchi.company.companies import actions as companies
from madoguchi.company.companies.models import Company, SizeFact
from madoguchi.company.companies.queries import find_same
from madoguchi.desk.consultations import actions as consultations
from madoguchi.desk.consultations.words import ConsulterKind, EnterpriseType
from madoguchi.desk.logbooks.models import TakenRow
from madoguchi.desk.logbooks.reading import Line, lines
from madoguchi.desk.logbooks.rows import Entry, day_of, understand
from madoguchi.desk.logbooks.words import COLUMNS
from madoguchi.foundation.accounts.models import Organisation, OrganisationKind
from madoguchi.foundation.audit.subjects import SYSTEM
from madoguchi.foundation.core.calendar import fiscal_year
from madoguchi.foundation.core.errors import Refusal

CHUNK = 100
LONGEST_NUMBER = 30
MACHINE: Any = SYSTEM
FATES = ("taken", "warned", "repeated", "conflict", "refused")
ENTERPRISE_TYPES = {
    ConsulterKind.COMPANY: EnterpriseType.COMPANY,
    ConsulterKind.INDIVIDUAL: EnterpriseType.PERSON,
    ConsulterKind.ANONYMOUS: EnterpriseType.UNKNOWN,
}


@dataclass
class Report:
    """取り込み結果 — how many rows met which fate, and the places to look at."""

    name: str
    fates: Counter[str] = field(default_factory=Counter)
    remarks: list[str] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        return {fate: self.fates[fate] for fate in FATES}

    def note(self, fate: str, line: Line, remark: str) -> None:
        self.fates[fate] += 1
        self.remarks.append(f"{line.place}: {remark}")


def import_logbook(*, path: Path, office: Organisation, at: datetime) -> Report:
    """取り込む — card and 要旨 of each row, as 終了（移行）. Raises Refusal when the file is no logbook."""
    found = lines(path)
    year = _year_of(found)
    report = Report(path.name)
    for chunk in _chunks(found):
        with transaction.atomic():
            _wait_for_other_imports(office)
            for line in chunk:
                _meet(line, office, year, report, at)
    return report


def _year_of(found: list[Line]) -> int | None:
    """The fiscal year most rows are of: a row of another year is a slip of the pen."""
    years = Counter(fiscal_year(day) for line in found if (day := day_of(line)))
    return years.most_common(1)[0][0] if years else None


def _chunks(found: list[Line]) -> Iterator[list[Line]]:
    rest = iter(found)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk


def _wait_for_other_imports(office: Organisation) -> None:
    Organisation.objects.select_for_update(no_key=True).get(pk=office.pk)


def _meet(line: Line, office: Organisation, year: int | None, report: Report, at: datetime) -> None:
    """One row meets its fate; a refused one leaves nothing behind."""
    try:
        with transaction.atomic():
            _decide(line, office, year, report, at)
    except Refusal as refusal:
        report.note("refused", line, str(refusal))


def _decide(line: Line, office: Organisation, year: int | None, report: Report, at: datetime) -> None:
    entry, unread = understand(line, year=year)
    before = _taken_before(entry, office)
    if before is None:
        _take(entry, office, report.name, at)
        report.fates["taken"] += 1
        if unread:
            columns = "、".join(COLUMNS[column][0] for column in unread)
            report.note("warned", line, _("読めない値を不明としました（%(columns)s）。") % {"columns": columns})
    elif before.fingerprint == entry.fingerprint:
        report.fates["repeated"] += 1
    else:
        report.note("conflict", line, _("同じ受付番号で内容の違う行が、すでに取り込まれています。"))


def _taken_before(entry: Entry, office: Organisation) -> TakenRow | None:
    rows = TakenRow.objects.filter(office=office, number=entry.number)
    return rows.first() if entry.number else rows.filter(fingerprint=entry.fingerprint).first()


def _take(entry: Entry, office: Organisation, source: str, at: datetime) -> None:
    if len(entry.number) > LONGEST_NUMBER:
        raise Refusal(_("受付番号が長すぎます。"))
    consultation = consultations.take_in(
        office=office,
        number=_number(entry, office),
        received_at=entry.received_at,
        closed_date=entry.closed_date,
        channel=entry.channel,
        consulter_kind=entry.kind,
        company=_company(entry, office, at) if entry.kind == ConsulterKind.COMPANY else None,
        details={
            "prefecture": entry.prefecture,
            "consulter_role": entry.role,
            "enterprise_type": ENTERPRISE_TYPES[entry.kind],
        },
        category=entry.category,
        gist=entry.gist,
        source=source[:80],
        by=SYSTEM,
        at=at,
    )
    TakenRow.objects.create(
        office=office, number=entry.number, fingerprint=entry.fingerprint, consultation=consultation
    )


def _number(entry: Entry, office: Organisation) -> str:
    """The centre keeps the numbers of its logbooks; two windows may both have a No. 1."""
    is_kept = not entry.number or office.kind == OrganisationKind.CENTRE
    return entry.number if is_kept else f"{office.code}-{entry.number}"


def _company(entry: Entry, office: Organisation, at: datetime) -> Company:
    """The company this row means: by number, else by full name and prefecture; made when new, completed when known."""
    company = _same_company(entry, office) or companies.register(
        name=entry.company,
        prefecture=entry.prefecture,
        corporate_number=entry.corporate_number,
        by=MACHINE,
        at=at,
    )
    if entry.corporate_number and not company.corporate_number:
        changes = {"corporate_number": entry.corporate_number}
        company = companies.correct(company=company, seen_version=company.version, changes=changes, by=MACHINE, at=at)
    _state_size(company, entry, office, at)
    return company


def _same_company(entry: Entry, office: Organisation) -> Company | None:
    return find_same(
        office=office, name=entry.company, prefecture=entry.prefecture, corporate_number=entry.corporate_number
    )


def _state_size(company: Company, entry: Entry, office: Organisation, at: datetime) -> None:
    """Adds what the row knows to what is known of the year; says nothing that was said before."""
    year = fiscal_year(entry.received_at.date())
    told = SizeFact.objects.filter(company=company, office=office, because=company.audit_stream(), fiscal_year=year)
    known = told.first() or SizeFact()
    before = {"capital_yen": known.capital_yen, "employees": known.employees, "industry": known.industry}
    written = {"capital_yen": entry.capital_yen, "employees": entry.employees, "industry": entry.industry}
    facts = before | {name: value for name, value in written.items() if value not in (None, "")}
    if facts != before:
        companies.state_size(company=company, fiscal_year=year, **facts, office=office, by=MACHINE, at=at)  # type: ignore[arg-type]
