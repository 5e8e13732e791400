"""What a case takes over from the record of its company: size and industry, as known for the day it came in."""

from datetime import date
from typing import Any

from madoguchi.company.companies.models import Company
from madoguchi.company.companies.queries import judged_on
from madoguchi.desk.consultations.models import Consultation
from madoguchi.foundation.accounts.models import Organisation, Person
from madoguchi.foundation.core.calendar import day_of
from madoguchi.foundation.core.industries import section_of
from madoguchi.foundation.core.sme import EnterpriseSize

SIZED = ["size", "industry"]


def sized(company: Company, day: date, *, office: Organisation, actor: Any = None) -> dict[str, str]:
    """規模と業種 — by what the office was told, as far as `actor` may know it (None: the machine, all of it)."""
    told = judged_on(company, day, office=office, actor=actor)
    return {"size": told.judgement.size, "industry": section_of(told.fact.industry)}


def size_again(row: Consultation, *, by: Person) -> None:
    """まだ不明なら — in memory: what was told only after the call is counted too; what is known stays."""
    if row.company is None or (row.industry and row.size != EnterpriseSize.UNKNOWN):
        return
    now = sized(row.company, day_of(row.received_at), office=row.office, actor=by)
    row.industry = row.industry or now["industry"]
    row.size = now["size"] if row.size == EnterpriseSize.UNKNOWN else row.size
