"""Everything that changes a company's agreements and their files; each change says why and leaves one line."""

from datetime import date, datetime
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from madoguchi.company.agreements import access
from madoguchi.company.agreements.models import Agreement, AgreementChange, AgreementFile, Counterparty
from madoguchi.foundation.accounts.actions import company_box
from madoguchi.foundation.accounts.models import Organisation, Person
from madoguchi.foundation.audit import diary
from madoguchi.foundation.core import folding
from madoguchi.foundation.core.errors import Refusal
from madoguchi.foundation.vault import uploads
from madoguchi.foundation.vault.opened import open_keyring

FIELDS = ("kind", "stage", "from_date", "until_date", "survival_months", "is_survival_unlimited")


class WrongDay(Refusal):
    """日付の誤り — a last day before the first, or a renewal that ends earlier."""

    field = "until_date"


@transaction.atomic
def add(*, organisation: Organisation, counterparty: str, by: Person, at: datetime, **facts: Any) -> Agreement:
    """契約を登録する — `facts` are FIELDS; the counterparty is made where its name is new. Raises WrongDay."""
    access.WRITE.require(by, within=organisation.pk)
    _require_order(facts["from_date"], facts["until_date"])
    partner = counterparty_named(held_room(organisation.pk), counterparty)
    made = Agreement.objects.create(organisation=organisation, counterparty=partner, added_at=at, added_by=by, **facts)
    _written("add", made, [], "", by=by, at=at)
    return made


@transaction.atomic
def correct(*, agreement: Agreement, counterparty: str, why: str, by: Person, at: datetime, **facts: Any) -> Agreement:
    """訂正する — Raises WrongDay."""
    row = _held(agreement, by=by)
    _require_order(facts["from_date"], facts["until_date"])
    facts["counterparty"] = counterparty_named(row.organisation, counterparty)
    return _changed("correct", row, facts, why, by=by, at=at)


@transaction.atomic
def renew(*, agreement: Agreement, until_date: date | None, why: str, by: Person, at: datetime) -> Agreement:
    """更新する — until a later day, or without a last one. Raises WrongDay."""
    row = _held(agreement, by=by)
    if until_date and (row.until_date is None or until_date <= row.until_date):
        raise WrongDay(_("更新後の終了日は、いまの終了日より後の日にしてください。"))
    return _changed("renew", row, {"until_date": until_date}, why, by=by, at=at)


@transaction.atomic
def end(*, agreement: Agreement, until_date: date, why: str, by: Person, at: datetime) -> Agreement:
    """終わらせる — on its last day, earlier than agreed or fixed now. Raises WrongDay."""
    row = _held(agreement, by=by)
    if until_date < row.from_date or (row.until_date and until_date > row.until_date):
        raise WrongDay(_("終了日は、開始日から、いまの終了日までの間の日にしてください。"))
    return _changed("end", row, {"until_date": until_date}, why, by=by, at=at)


@transaction.atomic
def attach(*, agreement: Agreement, file: uploads.Upload, by: Person, at: datetime) -> AgreementFile:
    """契約書のファイルを加える — sealed while it came in. Raises SeatsChanged where somebody left meanwhile."""
    row = _held(agreement, by=by)
    company_box(organisation=row.organisation, keys=open_keyring(by), at=at)
    made = AgreementFile(agreement=row, added_by=by)
    uploads.take(file, made, at=at)
    made.save(force_insert=True)
    _written("attach", row, [], "", by=by, at=at)
    return made


def held_room(organisation: int) -> Organisation:
    """部屋を押さえる — whoever makes, merges or drops names does so one after the other; held before any row of it."""
    return Organisation.objects.select_for_update(no_key=True).get(pk=organisation)


def counterparty_named(organisation: Organisation, name: str) -> Counterparty:
    """相手先 — the one of that name, or the one it was merged into; names that differ in spelling only are one."""
    made: Any
    made, _new = Counterparty.objects.get_or_create(
        organisation=organisation, folded=folding.fold_company(name) or name, defaults={"name": name}
    )
    kept: Counterparty = made.merged_into or made
    return kept


def join_counterparties(*, kept: Counterparty, gone: Counterparty, by: Person, at: datetime) -> None:
    """相手先をまとめる — the agreements of `gone` are those of `kept`, each with a line in its history.

    For the room above, which holds both, moves what else points at `gone`, and writes the line in the diary.
    """
    rows = Agreement.objects.filter(counterparty=gone)
    told = [["counterparty", gone.name, kept.name]]
    AgreementChange.objects.bulk_create(
        AgreementChange(agreement_id=pk, at=at, by=by, deed="merge", changes=told)
        for pk in rows.order_by("pk").values_list("pk", flat=True)
    )
    rows.update(counterparty=kept)


def changed_fields(row: models.Model, new: dict[str, Any]) -> list[list[str]]:
    """変わったところ — [field, old, new] in codes and plain words, for the history."""
    before = {name: getattr(row, name) for name in new}
    return [[name, plain(before[name]), plain(value)] for name, value in new.items() if before[name] != value]


def plain(value: Any) -> str:
    if isinstance(value, bool):
        return "1" if value else ""
    return "" if value is None else str(value)


def _held(agreement: Agreement, *, by: Person) -> Agreement:
    access.WRITE.require(by, within=agreement.organisation_id)
    rows = Agreement.objects.select_for_update(of=("self",)).select_related("organisation", "counterparty")
    return rows.get(pk=agreement.pk)


def _changed(deed: str, row: Agreement, new: dict[str, Any], why: str, *, by: Person, at: datetime) -> Agreement:
    changes = changed_fields(row, new)
    for name, value in new.items():
        setattr(row, name, value)
    row.save(update_fields=list(new))
    _written(deed, row, changes, why, by=by, at=at)
    return row


def _written(deed: str, row: Agreement, changes: list[list[str]], why: str, *, by: Person, at: datetime) -> None:
    AgreementChange.objects.create(agreement=row, at=at, by=by, deed=deed, changes=changes, why=why)
    diary.record(f"agreements.{deed}", row, by=by, at=at)


def _require_order(first: date, last: date | None) -> None:
    if last and last < first:
        raise WrongDay(_("終了日は、開始日と同じか後の日にしてください。"))
