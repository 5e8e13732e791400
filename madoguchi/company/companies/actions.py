"""Everything that changes a company, its size facts and its contacts. (Who may know it: `acquaintances`.)

`by` is a person; an import acts as "system", which needs no sight but must name the office it writes for.
"""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from madoguchi.company.companies import access
from madoguchi.company.companies.acquaintances import (
    acquaint,
    desk_of,
    forget,
    open_room,
    reacquaint,
    told_through,
)
from madoguchi.company.companies.alike import spell
from madoguchi.company.companies.following import Following, following, rejoined, renamed
from madoguchi.company.companies.inviting import invite, withdraw_invitation
from madoguchi.company.companies.merging import held, merge, propose_again, set_apart, undo_merge
from madoguchi.company.companies.models import Company, ContactPerson, SizeFact
from madoguchi.company.companies.taking_in import Named, Stated, acquaint_many, bring, forget_arrival, state_sizes
from madoguchi.foundation.access.rules import Rule
from madoguchi.foundation.accounts.actions import office_box
from madoguchi.foundation.accounts.models import Organisation, Person
from madoguchi.foundation.audit import diary
from madoguchi.foundation.audit.subjects import SYSTEM
from madoguchi.foundation.core import corporate_number as numbers
from madoguchi.foundation.core import folding, industries
from madoguchi.foundation.core.errors import Conflict, Refusal
from madoguchi.foundation.core.prefectures import Prefecture
from madoguchi.foundation.vault import rows
from madoguchi.foundation.vault.opened import open_keyring

__all__ = [
    "AlreadyRegistered",
    "Following",
    "Named",
    "Stated",
    "acquaint_by_number",
    "acquaint_many",
    "add_contact",
    "bring",
    "correct",
    "following",
    "forget",
    "forget_arrival",
    "held",
    "invite",
    "merge",
    "open_room",
    "propose_again",
    "reacquaint",
    "register",
    "rejoined",
    "remove_contact",
    "renamed",
    "set_apart",
    "state_size",
    "state_sizes",
    "undo_merge",
    "withdraw_invitation",
]

FIELDS = ("name", "prefecture", "address", "corporate_number")


class AlreadyRegistered(Refusal):
    """登録済み — another company has this 法人番号; it may be named by name and address."""

    field = "corporate_number"

    def __init__(self, company: Company):
        super().__init__(_("この法人番号の企業は、すでに登録されています。"))
        self.company = company


@transaction.atomic
def register(
    *,
    name: str,
    prefecture: str = "",
    address: str = "",
    corporate_number: str = "",
    office: Organisation | None = None,
    by: Person,
    at: datetime,
) -> Company:
    """登録する — a company nobody has registered yet.

    With `office`, that office becomes acquainted with it. A case passes none: it calls `reacquaint` in the same
    transaction, as only the case knows who may know.
    Raises AlreadyRegistered when the 法人番号 is taken.
    """
    _require(access.REGISTER, by, within=office.pk if office else None)
    company = Company(registered_at=at)
    _describe(company, name=name, prefecture=prefecture, address=address, corporate_number=corporate_number)
    _save(company)
    if office:
        acquaint(company=company, office=office.pk, because=company.audit_stream())
    diary.record("companies.register", company, by=by, at=at)
    return company


@transaction.atomic
def acquaint_by_number(*, corporate_number: str, office: Organisation, by: Person, at: datetime) -> Company:
    """利用する — use a company registered elsewhere: whoever types its whole 法人番号 knows it already."""
    _require(access.REGISTER, by, within=office.pk)
    company = Company.objects.filter(corporate_number=_number(corporate_number) or "").first()
    if company is None:
        raise Refusal(_("この法人番号の企業は登録されていません。"))
    company = held(company)
    acquaint(company=company, office=office.pk, because=company.audit_stream())
    diary.record("companies.acquaint", company, by=by, at=at)
    return company


@transaction.atomic
def correct(*, company: Company, seen_version: int, changes: dict[str, Any], by: Person, at: datetime) -> Company:
    """訂正する — name, prefecture, address, 法人番号. Conflict when somebody was faster; nothing is overwritten."""
    row = _locked(company, access.CORRECT, by)
    if row.version != seen_version:
        raise Conflict(_("ほかの人が先に訂正しました。内容を見比べて、もう一度保存してください。"))
    _describe(row, **{field: getattr(row, field) or "" for field in FIELDS} | changes)
    row.version += 1
    _save(row)
    for follow in renamed:
        follow(row)
    diary.record("companies.correct", row, by=by, at=at)
    return row


@transaction.atomic
def state_size(
    *,
    company: Company,
    fiscal_year: int,
    capital_yen: int | None,
    employees: int | None,
    industry: str,
    office: Organisation | None = None,
    by: Person,
    at: datetime,
) -> SizeFact:
    """規模を記録する — what is known of one fiscal year (yen, persons, industry class); stated again, it replaces.

    It is told through the widest acquaintance of `by`.
    """
    row = _locked(company, access.STATE_SIZE, by)
    if capital_yen is None and employees is None and not industry:
        raise Refusal(_("資本金、従業員数、業種のうち、わかるものを一つ以上入力してください。"))
    code = industries.find(industry)
    if industry and not code:
        raise Refusal(_("この業種の分類は見つかりません。"))
    facts = {"capital_yen": capital_yen, "employees": employees, "industry": code}
    desk = _desk(row, access.STATE_SIZE, by, office)
    stated, _new = SizeFact.objects.update_or_create(
        company=row,
        office_id=desk,
        because=_because(row, desk, by),
        fiscal_year=fiscal_year,
        defaults=facts,
    )
    diary.record("companies.state_size", stated, by=by, at=at)
    return stated


@transaction.atomic
def add_contact(
    *,
    company: Company,
    name: str,
    phone: str = "",
    email: str = "",
    office: Organisation | None = None,
    by: Person,
    at: datetime,
) -> ContactPerson:
    """連絡先を追加する — sealed for the counter of the office. Raises NobodyHasAKey while nobody there has one."""
    _require(access.ADD_CONTACT, by)
    if not name.strip() or not (phone.strip() or email.strip()):
        raise Refusal(_("氏名と、電話番号かメールアドレスのどちらかを入力してください。"))
    row = _locked(company, access.ADD_CONTACT, by)
    desk = Organisation.objects.get(pk=_desk(row, access.ADD_CONTACT, by, office))
    added = ContactPerson(company=row, office=desk, because=_because(row, desk.pk, by), added_at=at)
    box = office_box(office=desk, keys=open_keyring(by), at=at)
    rows.seal(added, box, at=at, name=name.strip(), phone=phone.strip(), email=email.strip())
    added.save(force_insert=True)
    diary.record("companies.add_contact", added, by=by, at=at)
    return added


@transaction.atomic
def remove_contact(*, contact: ContactPerson, by: Person, at: datetime) -> None:
    """連絡先を削除する — the row goes; needs no open keys."""
    access.REMOVE_CONTACT.require(by)
    row = ContactPerson.objects.visible_to(by).select_for_update(of=("self",)).get(pk=contact.pk)
    diary.record("companies.remove_contact", row, by=by, at=at)
    row.delete()


def _require(rule: Rule, by: Any, *, within: int | None = None) -> None:
    if by != SYSTEM:
        rule.require(by, within=within)


def _locked(company: Company, rule: Rule, by: Any) -> Company:
    _require(rule, by)
    known = Company.objects.all() if by == SYSTEM else Company.objects.visible_to(by)
    row = known.select_for_update(of=("self",)).get(pk=company.pk)
    if row.merged_into_id:
        raise Refusal(_("この企業は、ほかの企業に統合されました。企業一覧から開き直してください。"))
    return row


def _desk(company: Company, rule: Rule, by: Any, office: Organisation | None) -> int:
    if office is None and by == SYSTEM:
        raise ValueError("the system names the office it writes for")
    desk = office.pk if office else desk_of(by, company)
    _require(rule, by, within=desk)
    return desk


def _because(company: Company, desk: int, by: Any) -> str:
    """An import knows nobody: what it brings is known to the whole office it writes for."""
    if by != SYSTEM:
        return told_through(by, company, desk)
    acquaint(company=company, office=desk, because=company.audit_stream())
    return company.audit_stream()


def _describe(company: Company, *, name: str, prefecture: str, address: str, corporate_number: str) -> None:
    company.name = name.strip()
    if not company.name:
        raise Refusal(_("企業名を入力してください。"))
    if prefecture and prefecture not in Prefecture.values:
        raise Refusal(_("都道府県を選んでください。"))
    company.prefecture, company.address = prefecture, address.strip()
    company.corporate_number = _number(corporate_number)
    company.folded, company.core = folding.fold_company(company.name), folding.company_core(company.name)
    _require_room(company, "name", "folded", "core", "address")


def _save(company: Company) -> None:
    """The database itself decides that a 法人番号 is free, however many register at once."""
    try:
        with transaction.atomic():
            company.save(update_fields=[*FIELDS, "folded", "core", "version"] if company.pk else None)
            spell([company])
    except IntegrityError as clash:
        taken = Company.objects.filter(corporate_number=company.corporate_number).exclude(pk=company.pk).first()
        if taken is None:
            raise
        raise AlreadyRegistered(taken) from clash


def _number(typed: str) -> str | None:
    if not typed.strip():
        return None
    try:
        return numbers.clean(typed)
    except ValueError as wrong:
        raise Refusal(str(wrong)) from wrong


def _require_room(company: Company, *fields: str) -> None:
    for field in fields:
        limit = company._meta.get_field(field)
        if isinstance(limit, models.CharField) and len(getattr(company, field)) > (limit.max_length or 0):
            raise Refusal(_("企業名または所在地が長すぎます。"))
