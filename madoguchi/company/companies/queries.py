"""What pages ask about companies. Everything here is narrowed by `visible_to`; one door is wider, and says so."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Case, Q, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _

from madoguchi.company.companies.models import Company, CompanyQuerySet, ContactPerson, SizeFact
from madoguchi.foundation.access.roles import COUNTER_ROLES, RUNNING_ROLES
from madoguchi.foundation.accounts.models import Invitation, Organisation, Person
from madoguchi.foundation.core import corporate_number as numbers
from madoguchi.foundation.core import folding, sme
from madoguchi.foundation.core.calendar import fiscal_year, fiscal_year_bounds
from madoguchi.foundation.core.paging import Page, page_by_key
from madoguchi.foundation.vault.looks import Look, see
from madoguchi.foundation.vault.opened import open_keyring

LONGEST = 200
READ_CONTACTS = "companies.read_contacts"
IDENTITY_RULE = _(
    "社数の数え方：法人番号が同じなら1社です。法人番号がないときは、一つの窓口の記録簿で「株式会社」などを含む名前と"
    "都道府県が同じなら1社です。ほかの窓口が登録したものや、別に登録したものは、名前と都道府県が同じでも、"
    "中央窓口が同じ企業として統合するまでは別の社として数えます。"
)


@dataclass(frozen=True)
class Suggestion:
    """候補 — one company to choose; `company_id` is None for one registered elsewhere: choose it by its 法人番号."""

    name: str
    prefecture: str
    address: str
    corporate_number: str
    company_id: int | None

    @property
    def is_known(self) -> bool:
        return self.company_id is not None


class JudgedYear(NamedTuple):
    """年度の規模 — what was stated for a fiscal year, and the size it makes."""

    fact: SizeFact
    judgement: sme.Judgement


@dataclass(frozen=True)
class ShownContact:
    """連絡先の見え方 — the row, and its texts where they could be opened."""

    row: ContactPerson
    look: Look
    name: str
    phone: str
    email: str

    @property
    def is_open(self) -> bool:
        return self.look is Look.OPEN


def suggest(*, actor: Any, typed: str, limit: int = 8) -> list[Suggestion]:
    """候補を出す — companies in sight whose name has what was typed; and the owner of an exact 法人番号 anywhere."""
    if not actor.organisation_ids(*COUNTER_ROLES):
        return []
    numbered = with_number(typed)
    if numbered:
        return [_suggestion(numbered, is_known=is_visible(numbered, actor=actor))]
    found = _named(Company.objects.visible_to(actor), typed)
    core = folding.company_core(typed[:LONGEST])
    begins_first = Case(When(core__startswith=core, then=Value(0)), default=Value(1))
    return [_suggestion(company, is_known=True) for company in found.order_by(begins_first, "folded", "pk")[:limit]]


def usable(*, actor: Any, company_id: int | None = None, corporate_number: str = "") -> Company | None:
    """選ばれた企業 — by id only if in sight; by its exact 法人番号 wherever it is registered. None if neither."""
    if not actor.organisation_ids(*COUNTER_ROLES):
        return None
    if company_id is not None:
        return Company.objects.visible_to(actor).filter(pk=company_id).first()
    return with_number(corporate_number)


def with_number(typed: str) -> Company | None:
    """法人番号の企業 — the company of that whole number, in sight or not: show its name and address, nothing else."""
    try:
        number = numbers.clean(typed[:LONGEST])
    except ValueError:
        return None
    return Company.objects.filter(corporate_number=number).first()


def standing(pk: int, *, actor: Any) -> Company | None:
    """統合先 — what the company of that id went into, if it did and the actor may see that one."""
    return Company.objects.visible_to(actor).filter(absorbed=pk).first()


def also_called(companies: Iterable[int] | QuerySet[Any, Any]) -> list[tuple[int, str]]:
    """別の名前 — under which these companies were known before they were merged: id and name, for comparing only."""
    rows: Any = Company.objects.filter(merged_into__in=companies).values_list("merged_into", "name")
    return list(rows)


def is_visible(company: Company, *, actor: Any) -> bool:
    return Company.objects.visible_to(actor).filter(pk=company.pk).exists()


def known(*, actor: Any, typed: str = "", prefecture: str = "", after: str = "", size: int = 50) -> Page[Company]:
    """企業一覧 — the companies in sight, newest first, one page; 法人番号 finds here only what is in sight."""
    rows = Company.objects.visible_to(actor)
    if typed.strip():
        rows = _named_or_numbered(rows, typed)
    if prefecture:
        rows = rows.filter(prefecture=prefecture)
    return page_by_key(rows, keys=("-pk",), after=after, size=size)


def is_run(room: Organisation | None, *, on: date) -> bool:
    """責任者がいるか — somebody active who holds a running role in the company on that day."""
    if room is None:
        return False
    return bool(Person.objects.all().holding(*RUNNING_ROLES, within=[room.pk], on=on).exists())


def invitation_to(room: Organisation | None, *, at: datetime) -> Invitation | None:
    """代表者への招待 — the open one to run the company."""
    if room is None:
        return None
    return Invitation.objects.open_at(at).filter(organisation=room, role__in=RUNNING_ROLES).order_by("pk").first()


def same_name(*, actor: Any, name: str) -> CompanyQuerySet:
    """同名の企業 — companies in sight with the same name and legal form."""
    return Company.objects.visible_to(actor).filter(folded=folding.fold_company(name)).order_by("pk")


def size_on(
    company: Company,
    day: date,
    *,
    actor: Any = None,
    office: Organisation | None = None,
) -> sme.Judgement:
    """規模を判定する — as `judged_on`, the size alone."""
    return judged_on(company, day, actor=actor, office=office).judgement


def judged_on(company: Company, day: date, *, actor: Any = None, office: Organisation | None = None) -> JudgedYear:
    """その日の規模 — the newest facts of that fiscal year or before, and what size they make on that day.

    Where a person reads it, pass `actor` (only what that person may see) or at least the `office` that was told.
    """
    facts = SizeFact.objects.visible_to(actor) if actor is not None else SizeFact.objects.all()
    facts = facts.filter(company=company, fiscal_year__lte=fiscal_year(day))
    if office:
        facts = facts.filter(office=office)
    fact = facts.order_by("-fiscal_year", "-pk").first() or SizeFact()
    return JudgedYear(fact, _judge(fact, day))


def size_unstated(day: date) -> sme.Judgement:
    """規模を判定する — of a company of which no facts are known."""
    return _judge(SizeFact(), day)


def sizes_of(company: Company, *, actor: Any) -> list[JudgedYear]:
    """規模の推移 — newest year first, each judged by the law of its last day."""
    facts = SizeFact.objects.visible_to(actor).filter(company=company).order_by("-fiscal_year", "-pk")
    return [JudgedYear(fact, _judge(fact, fiscal_year_bounds(fact.fiscal_year)[1])) for fact in facts]


def contacts_of(company: Company, *, actor: Any) -> list[ShownContact]:
    """連絡先 — those in sight, opened as far as the actor's keys go, by name."""
    rows = ContactPerson.objects.visible_to(actor).filter(company=company).order_by("added_at", "pk")
    return sorted((contact_as_seen(row, actor=actor) for row in rows), key=lambda one: (not one.is_open, one.name))


def contact_as_seen(row: ContactPerson, *, actor: Any) -> ShownContact:
    seen = see(row, open_keyring(actor))
    return ShownContact(row, seen.look, **seen.texts)


def _judge(fact: SizeFact, day: date) -> sme.Judgement:
    return sme.judge(fact.capital_yen, fact.employees, fact.industry, day)


def _named(rows: CompanyQuerySet, typed: str) -> CompanyQuerySet:
    """The folded name has it, or the name without its legal form has it without its own."""
    folded, core = folding.fold_company(typed[:LONGEST]), folding.company_core(typed[:LONGEST])
    return rows.filter(Q(folded__contains=folded) | Q(core__contains=core)) if folded else rows.none()


def _named_or_numbered(rows: CompanyQuerySet, typed: str) -> CompanyQuerySet:
    try:
        return rows.filter(corporate_number=numbers.clean(typed[:LONGEST]))
    except ValueError:
        return _named(rows, typed)


def _suggestion(company: Company, *, is_known: bool) -> Suggestion:
    return Suggestion(
        name=company.name,
        prefecture=company.prefecture,
        address=company.address,
        corporate_number=company.corporate_number or "",
        company_id=company.pk if is_known else None,
    )
