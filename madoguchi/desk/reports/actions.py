"""Everything that makes figures stand: closing a year, correcting what was closed, entering what was published."""

from collections.abc import Collection
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from madoguchi.desk.reports import access
from madoguchi.desk.reports.counting import Scope
from madoguchi.desk.reports.metrics import TOTAL
from madoguchi.desk.reports.models import (
    REASON_LENGTH,
    ClosedOffice,
    ClosedYear,
    Correction,
    FrozenTable,
    PublishedFigure,
    PublishedUnit,
    managed_by,
)
from madoguchi.desk.reports.periods import year_of
from madoguchi.desk.reports.queries import (
    changes,
    counted,
    has_records,
    last_told,
    offices_closed,
    scope_of,
    why_not_now,
)
from madoguchi.desk.reports.tables import KEPT_IN, Table, mark_of
from madoguchi.foundation.accounts.models import Organisation, Person
from madoguchi.foundation.audit import diary
from madoguchi.foundation.core.errors import Conflict, Refusal


@transaction.atomic
def close_year(
    *, fiscal_year: int, offices: Collection[int] = (), seen: str | None = None, by: Person, at: datetime
) -> ClosedYear:
    """年度を締める — freezes every table of it, for these offices together; none named: all that `by` manages.

    `seen`: the mark of the numbers on the page; None where nobody looked. Raises Conflict if they have changed since.
    """
    access.CLOSE.require(by)
    scope = _managed(by, offices)
    period = year_of(fiscal_year)
    if not period.is_over(at):
        raise Refusal(_("まだ終わっていない年度は締められません。"))
    _hold_records(scope)
    with override(KEPT_IN):
        tables = counted(period, scope)
        kept = {table.metric.key: table.as_json() for table in tables}
    _require_seen(seen, tables)
    total = next(int(table.total) for table in tables if table.metric is TOTAL)
    made = _first(ClosedYear(fiscal_year=fiscal_year, scope=scope.key, total=total, closed_at=at, closed_by=by))
    ClosedOffice.objects.bulk_create([ClosedOffice(closing=made, office_id=office) for office in scope.offices])
    FrozenTable.objects.bulk_create(FrozenTable(closing=made, key=key, data=data) for key, data in kept.items())
    diary.record("reports.close", made, by=by, at=at)
    return made


@transaction.atomic
def correct(*, closing: ClosedYear, reason: str, seen: str | None = None, by: Person, at: datetime) -> Correction:
    """訂正する — says, with a reason, what the records tell differently by now; the closed figures stay.

    `seen` as for the closing.
    """
    access.CORRECT.require(by)
    held = ClosedYear.objects.visible_to(by).select_for_update(of=("self",)).get(pk=closing.pk)
    scope = _managed(by, offices_closed(held))
    if not reason.strip() or len(reason) > REASON_LENGTH:
        raise Refusal(_("訂正の理由を%(most)d字以内で入力してください。") % {"most": REASON_LENGTH})
    _hold_records(scope)
    with override(KEPT_IN):
        told, now = last_told(held), counted(year_of(held.fiscal_year), scope)
        data = _changed(told, now)
    _require_seen(seen, [*told, *now])
    if not data:
        raise Refusal(_("締めた数と、いまの記録とのあいだに、まだ訂正していない違いはありません。"))
    made = Correction.objects.create(
        closing=held,
        number=held.corrections.count() + 1,
        reason=reason.strip(),
        data=data,
        corrected_at=at,
        corrected_by=by,
    )
    diary.record("reports.correct", made, by=by, at=at)
    return made


@transaction.atomic
def enter_published(
    *,
    office: Organisation,
    fiscal_year: int,
    value: int,
    unit: str,
    scope: str,
    source: str,
    is_same: bool = False,
    by: Person,
    at: datetime,
) -> PublishedFigure:
    """公表値を登録する — of a year without records, with its unit, its scope and where it was published."""
    access.PUBLISHED.require(by, within=office.pk)
    if has_records(office, fiscal_year):
        raise Refusal(_("この年度には記録があります。公表値は、記録のない年度についてだけ登録できます。"))
    if is_same and unit != PublishedUnit.CASES:
        raise Refusal(_("単位が件でない数は、いまの相談件数と同じ数え方ではありません。"))
    made = PublishedFigure(office=office, fiscal_year=fiscal_year, value=value, unit=unit, is_same=is_same)
    made.scope, made.source, made.entered_at, made.entered_by = scope.strip(), source.strip(), at, by
    if not (made.scope and made.source):
        raise Refusal(_("範囲と出典を入力してください。"))
    made = _only(made)
    diary.record("reports.enter_published", made, by=by, at=at)
    return made


@transaction.atomic
def remove_published(*, published: PublishedFigure, by: Person, at: datetime) -> None:
    """公表値を消す — one that was entered wrongly."""
    held = PublishedFigure.objects.entered_by(by).select_for_update(of=("self",)).get(pk=published.pk)
    diary.record("reports.remove_published", held, by=by, at=at)
    held.delete()


def _managed(by: Person, offices: Collection[int]) -> Scope:
    """The offices as one counts them; PermissionDenied unless `by` answers for each of them."""
    named = frozenset(offices) or managed_by(by)
    if not access.manages(by, named):
        raise PermissionDenied(access.CLOSE.code)
    return scope_of(by, named)


def _changed(told: list[Table], now: list[Table]) -> dict[str, dict[str, object]]:
    after = {table.metric.key: table.as_json() for table in now}
    changed = [table for table, _found in changes(told, now)]
    return {one.metric.key: {"before": one.as_json(), "after": after[one.metric.key]} for one in changed}


def _require_seen(seen: str | None, tables: list[Table]) -> None:
    if seen not in (None, mark_of(tables)):
        raise Conflict(_("ページを開いたあとで数が変わりました。いまの数を確かめてから、もう一度押してください。"))


def _hold_records(scope: Scope) -> None:
    """Nobody writes between two tables, so that they fit together, and no logbook is half taken in.

    On SQLite a transaction holds all anyway.
    """
    _require_settled(scope)  # whoever takes rows back would wait for the lock, and it for them
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "LOCK TABLE companies_arrival, consultations_consultation, consultations_secondarycategory,"
                " consultations_contact IN SHARE MODE"
            )
    _require_settled(scope)


def _require_settled(scope: Scope) -> None:
    if why := why_not_now(scope):
        raise Refusal(why)


def _first(closing: ClosedYear) -> ClosedYear:
    try:
        with transaction.atomic():
            closing.save(force_insert=True)
    except IntegrityError:
        raise Refusal(_("この年度はすでに締められています。")) from None
    return closing


def _only(published: PublishedFigure) -> PublishedFigure:
    try:
        with transaction.atomic():
            published.save(force_insert=True)
    except IntegrityError:
        raise Refusal(_("同じ年度、単位、範囲の公表値がすでにあります。")) from None
    return published
