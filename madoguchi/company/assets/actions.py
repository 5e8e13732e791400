"""Everything that changes a company's register; each change says who, what and why, and leaves one line."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from madoguchi.company.agreements.actions import changed_fields, counterparty_named, held_room
from madoguchi.company.agreements.models import Agreement, Counterparty
from madoguchi.company.agreements.queries import in_force_with
from madoguchi.company.assets import acceptances, access
from madoguchi.company.assets.facts import Facts
from madoguchi.company.assets.models import (
    Acceptance,
    Asset,
    AssetChange,
    AssetHolder,
    AssetNote,
    AssetPlace,
    Disclosure,
    Holder,
    Level,
    Place,
)
from madoguchi.company.assets.naming import Names
from madoguchi.company.assets.words import OTHERS, Release
from madoguchi.company.grants.models import room_stream
from madoguchi.foundation.accounts.actions import company_box
from madoguchi.foundation.accounts.models import Organisation, Person
from madoguchi.foundation.audit import diary
from madoguchi.foundation.core.calendar import day_of
from madoguchi.foundation.core.errors import Conflict, Refusal
from madoguchi.foundation.core.folding import fold
from madoguchi.foundation.vault import rows
from madoguchi.foundation.vault.opened import open_keyring

BATCH = 500
LONGEST = timedelta(days=3 * 366)
USUAL = timedelta(days=365)


class NoAgreement(Refusal):
    """契約がない — what is others' names the agreement under which it came."""

    field = "agreement"


class Uncovered(Refusal):
    """契約なしで渡す — refused until somebody says why."""

    field = "why_uncovered"


class Untold(Refusal):
    """だれにも話さない — goes out only after the company has said so in the register."""


class OfTheFuture(Refusal):
    """先の日付."""

    field = "given_date"


class NotThatLong(Refusal):
    """期限の外 — from tomorrow, for three years at most."""

    field = "until_date"


@transaction.atomic
def add(*, organisation: Organisation, facts: Facts, by: Person, at: datetime) -> Asset:
    """登録する — one item. Raises NoAgreement, NobodyHasAKey."""
    access.WRITE.require(by, within=organisation.pk)
    (made,) = _written(organisation, [facts], by=by, at=at)
    diary.record("assets.add", made, by=by, at=at)
    return made


@transaction.atomic
def take_in(*, organisation: Organisation, facts: Sequence[Facts], by: Person, at: datetime) -> list[Asset]:
    """まとめて登録する — all of them or none, with one line in the diary. Raises as `add`."""
    access.WRITE.require(by, within=organisation.pk)
    made = _written(organisation, facts, by=by, at=at)
    diary.record("assets.take_in", organisation, by=by, at=at, stream=room_stream(organisation.pk))
    return made


@transaction.atomic
def correct(*, asset: Asset, facts: Facts, seen_version: int, why: str, by: Person, at: datetime) -> Asset:
    """書き足す・訂正する — Raises Conflict where somebody else saved since, and as `add`."""
    row = _held(asset, by=by)
    if row.version != seen_version:
        raise Conflict(_("ほかの人が先に保存しました。内容を確かめて、もう一度保存してください。"))
    names = Names(row.organisation, by=by, at=at)
    new = _columns(facts, names)
    changes = _told(row, new, names.levels)
    for name, value in new.items():
        setattr(row, name, value)
    row.version += 1
    row.save(update_fields=[*new, "version"])
    changes += _reset(row, [names.place(one) for one in facts.places], _holders(row, facts, names))
    _noted("correct", row, changes, why, by=by, at=at)
    return row


@transaction.atomic
def retire(*, asset: Asset, why: str, by: Person, at: datetime) -> None:
    """台帳から外す — it stays with its history, and is listed no more."""
    row = _held(asset, by=by)
    row.retired_at = at
    row.save(update_fields=["retired_at"])
    _noted("retire", row, [], why, by=by, at=at)


@transaction.atomic
def note(*, asset: Asset, worth: str, evidence: str, by: Person, at: datetime) -> AssetNote:
    """覚え書きを書く — sealed for who runs the company. Raises NobodyHasAKey."""
    access.NOTES.require(by, within=asset.organisation_id)
    row = _held(asset, by=by)
    box = company_box(organisation=row.organisation, keys=open_keyring(by), at=at)
    made = AssetNote.objects.filter(asset=row).first() or AssetNote(asset=row)
    rows.seal(made, box, at=at, worth=worth, evidence=evidence)
    made.save()
    _noted("note", row, [], "", by=by, at=at)
    return made


@transaction.atomic
def disclose(
    *,
    asset: Asset,
    counterparty: str,
    given_date: date,
    purpose: str,
    why_uncovered: str = "",
    by: Person,
    at: datetime,
) -> Disclosure:
    """渡したことを記録する — under the agreement in force that day; without one only with a reason.

    What is others' needs the agreement it came under to be in force, too. Raises Untold, Uncovered, OfTheFuture.
    """
    row = _held(asset, by=by)
    _require_told(row)
    if given_date > day_of(at):
        raise OfTheFuture(_("先の日付では記録できません。渡した日を入れてください。"))
    partner = counterparty_named(row.organisation, counterparty)
    covering = _covering(row, partner, given_date)
    if covering is None and not why_uncovered:
        raise Uncovered(_uncovered(row, given_date))
    made = Disclosure.objects.create(
        organisation=row.organisation,
        asset=row,
        counterparty=partner,
        agreement=covering,
        given_date=given_date,
        purpose=purpose,
        why_uncovered="" if covering else why_uncovered,
        written_at=at,
        written_by=by,
    )
    _noted("disclose", row, [], "", by=by, at=at)
    return made


@transaction.atomic
def take_back(*, disclosure: Disclosure, returned_date: date, by: Person, at: datetime) -> None:
    """返してもらった — what was handed out came back or was erased there. Raises Refusal for a day before."""
    row = _held(disclosure.asset, by=by)
    given = row.disclosures.select_for_update().get(pk=disclosure.pk)
    if not given.given_date <= returned_date <= day_of(at):
        raise Refusal(_("渡した日から今日までの日を入れてください。"))
    given.returned_date = returned_date
    given.save(update_fields=["returned_date"])
    _noted("take_back", row, [], "", by=by, at=at)


@transaction.atomic
def accept(
    *, organisation: Organisation, alert: str, subject: int, reason: str, until_date: date, by: Person, at: datetime
) -> Acceptance:
    """承知のうえで残す — a finding, until a day or until what it rests on changes; one of before is replaced.

    Raises NotThatLong, NobodyHasAKey, Refusal for what the check does not find.
    """
    access.ACCEPT.require(by, within=organisation.pk)
    room, today = held_room(organisation.pk), day_of(at)
    if not today < until_date <= today + LONGEST:
        raise NotThatLong(_("明日から3年以内の日にしてください。"))
    print_ = acceptances.rests_on(room, alert, [subject], today).get(subject)
    if print_ is None:
        raise Refusal(_("これは、もう点検に出ていません。点検のページを開き直してください。"))
    made = Acceptance.objects.filter(organisation=room, alert=alert, subject=subject).first()
    made = made or Acceptance(organisation=room, alert=alert, subject=subject)
    made.until_date, made.rests_on, made.accepted_at, made.accepted_by = until_date, print_, at, by
    rows.seal(made, company_box(organisation=room, keys=open_keyring(by), at=at), at=at, reason=reason)
    made.save()
    diary.record("assets.accept", made, by=by, at=at)
    return made


@transaction.atomic
def withdraw(*, acceptance: Acceptance, by: Person, at: datetime) -> None:
    """点検に戻す — what was accepted is found again."""
    access.ACCEPT.require(by, within=acceptance.organisation_id)
    diary.record("assets.withdraw", acceptance, by=by, at=at)
    Acceptance.objects.filter(pk=acceptance.pk).delete()


@transaction.atomic
def state_levels(
    *, organisation: Organisation, levels: Iterable[tuple[str, str, int]], from_date: date, by: Person, at: datetime
) -> None:
    """区分を定める — code, name and rank of each, from a day on; those of before end the day before."""
    access.NOTES.require(by, within=organisation.pk)
    before = Level.objects.filter(organisation=organisation, until_date=None)
    before.filter(from_date__gte=from_date).delete()
    before.update(until_date=date.fromordinal(from_date.toordinal() - 1))
    Level.objects.bulk_create(
        Level(organisation=organisation, code=code, name=name, rank=rank, from_date=from_date)
        for code, name, rank in levels
    )
    diary.record("assets.state_levels", organisation, by=by, at=at, stream=room_stream(organisation.pk))


@transaction.atomic
def move_levels(
    *, organisation: Organisation, moves: Mapping[str, str], names: Mapping[str, str], by: Person, at: datetime
) -> int:
    """区分を移す — items of a level that is gone go to the one named for it; `names` of both, for the history."""
    access.NOTES.require(by, within=organisation.pk)
    rows = Asset.objects.select_for_update(of=("self",)).visible_to(by).filter(organisation=organisation)
    moved = list(rows.filter(level__in=[old for old, new in moves.items() if new != old]))
    changes = [
        AssetChange(asset=row, at=at, by=by, deed="correct", changes=[["level", *_named(row.level, moves, names)]])
        for row in moved
    ]
    for row in moved:
        row.level, row.version = moves[row.level], row.version + 1
    Asset.objects.bulk_update(moved, ["level", "version"], batch_size=BATCH)
    AssetChange.objects.bulk_create(changes, batch_size=BATCH)
    if moved:
        diary.record("assets.move_levels", organisation, by=by, at=at, stream=room_stream(organisation.pk))
    return len(moved)


def _require_told(row: Asset) -> None:
    if row.release == Release.NEVER:
        raise Untold(
            _(
                "この情報は「だれにも話さない」と決めています。渡すことにしたときは、"
                "先に「社外に話してよい範囲」を書き直してください。"
            )
        )


def _covering(row: Asset, partner: Counterparty, day: date) -> Agreement | None:
    """The agreement that covers it that day; none where the one it came under does not hold."""
    return in_force_with(partner, day) if _is_ours_to_give(row, day) else None


def _is_ours_to_give(row: Asset, day: date) -> bool:
    return row.agreement is None or row.agreement.is_in_force(day)


def _uncovered(row: Asset, day: date) -> str:
    if not _is_ours_to_give(row, day):
        return _(
            "この情報を預かった契約は、その日には有効ではありません。先に契約を更新するか、"
            "それでも渡した理由を書いてください。理由を書いて記録すると、点検に残ります。"
        )
    return _(
        "その日に有効な契約が、この相手先とありません。先に契約を登録するか、"
        "契約なしで渡した理由を書いてください。理由を書いて記録すると、点検に残ります。"
    )


def _named(old: str, moves: Mapping[str, str], names: Mapping[str, str]) -> tuple[str, str]:
    return names.get(old, old), names.get(moves[old], moves[old])


def _held(asset: Asset, *, by: Person) -> Asset:
    """The row behind a lock, for somebody who may write it and sees it."""
    access.WRITE.require(by, within=asset.organisation_id)
    seen = Asset.objects.select_for_update(of=("self",)).visible_to(by).listed()
    row = seen.select_related("organisation", "agreement").filter(pk=asset.pk).first()
    if row is None:
        raise Refusal(_("この情報は、もう台帳にありません。"))
    return row


def _written(organisation: Organisation, all_facts: Sequence[Facts], *, by: Person, at: datetime) -> list[Asset]:
    held_room(organisation.pk)  # numbers follow each other
    names = Names(organisation, by=by, at=at)
    last = Asset.objects.filter(organisation=organisation).aggregate(last=Max("number"))["last"] or 0
    last = max([last, *(facts.number or 0 for facts in all_facts)])
    made = []
    for facts in all_facts:
        last += facts.number is None
        columns = _columns(facts, names)
        number = last if facts.number is None else facts.number
        made.append(Asset(organisation=organisation, number=number, added_at=at, added_by=by, **columns))
    Asset.objects.bulk_create(made, batch_size=BATCH)
    _bind(made, all_facts, names)
    added = [AssetChange(asset=row, at=at, by=by, deed="add", changes=[]) for row in made]
    AssetChange.objects.bulk_create(added, batch_size=BATCH)
    return made


def _bind(made: Sequence[Asset], all_facts: Sequence[Facts], names: Names) -> None:
    pairs = list(zip(made, all_facts, strict=True))
    places = [
        AssetPlace(asset=row, place=place)
        for row, facts in pairs
        for place in dict.fromkeys(names.place(one) for one in facts.places)
    ]
    holders = [AssetHolder(asset=row, holder=one) for row, facts in pairs for one in _holders(row, facts, names)]
    AssetPlace.objects.bulk_create(places, batch_size=BATCH)
    AssetHolder.objects.bulk_create(holders, batch_size=BATCH)


def _columns(facts: Facts, names: Names) -> dict[str, Any]:
    """The own columns of the row. Raises Refusal for what cannot stand so."""
    columns = dict(facts.columns)
    if columns["origin"] not in OTHERS:
        columns["agreement"] = None
    elif columns.get("agreement") is None or columns["agreement"].organisation_id != names.organisation.pk:
        raise NoAgreement(_("預かった情報、共同の情報、許諾を受けた情報には、契約を選んでください。"))
    if columns["level"] not in names.levels:
        raise Refusal(_("その秘密区分は、いまは使われていません。"))
    columns["folded"] = fold(columns["title"])
    columns["department"] = names.department(facts.department)
    columns["owner"] = names.holder(facts.owner) if facts.owner else None
    columns["deputy"] = names.holder(facts.deputy) if facts.deputy else None
    return columns


def _holders(row: Asset, facts: Facts, names: Names) -> list[Holder]:
    """Who may touch it: those named, and always the owner and the deputy."""
    named = [row.owner, row.deputy, *(names.holder(one) for one in facts.holders)]
    return list(dict.fromkeys(one for one in named if one is not None))


def _told(row: Asset, new: dict[str, Any], levels: dict[str, str]) -> list[list[str]]:
    """What changed, in codes and names; of persons only that they changed."""
    changes = changed_fields(row, {name: value for name, value in new.items() if name != "folded"})
    told = []
    for name, old, value in changes:
        if name in ("owner", "deputy"):
            told.append([name, "", ""])
        elif name == "level":
            told.append([name, levels.get(old, old), levels.get(value, value)])
        elif name == "agreement":
            told.append([name, row.agreement.label if row.agreement else "", new[name].label if new[name] else ""])
        else:
            told.append([name, old, value])
    return told


def _reset(row: Asset, places: list[Place], holders: list[Holder]) -> list[list[str]]:
    """Exactly these places and people afterwards; what of the two changed."""
    changes = []
    if _differ(row.in_places.values_list("place", flat=True), places):
        row.in_places.all().delete()
        AssetPlace.objects.bulk_create(AssetPlace(asset=row, place=one) for one in dict.fromkeys(places))
        changes.append(["places", "", ""])
    if _differ(row.with_holders.values_list("holder", flat=True), holders):
        row.with_holders.all().delete()
        AssetHolder.objects.bulk_create(AssetHolder(asset=row, holder=one) for one in holders)
        changes.append(["holders", "", ""])
    return changes


def _differ(before: Iterable[int], now: Iterable[Place | Holder]) -> bool:
    return set(before) != {one.pk for one in now}


def _noted(deed: str, row: Asset, changes: list[list[str]], why: str, *, by: Person, at: datetime) -> None:
    AssetChange.objects.create(asset=row, at=at, by=by, deed=deed, changes=changes, why=why)
    diary.record(f"assets.{deed}", row, by=by, at=at)
