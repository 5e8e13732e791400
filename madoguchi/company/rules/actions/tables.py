"""表そのもの — a draft is begun or copied, discarded, brought into force, and taken back before its day."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from madoguchi.company.assets import actions as assets
from madoguchi.company.assets.queries import levels_of
from madoguchi.company.rules import access, measures
from madoguchi.company.rules.actions.rows import LevelLeft, held
from madoguchi.company.rules.impact import Touched, touched
from madoguchi.company.rules.models import Cell, HandlingTable, TableLevel
from madoguchi.company.rules.queries import read
from madoguchi.company.rules.starts import STARTS
from madoguchi.company.rules.words import Action, Start, StartingTable
from madoguchi.foundation.accounts.models import Organisation, Person
from madoguchi.foundation.audit import diary
from madoguchi.foundation.core.calendar import day_of
from madoguchi.foundation.core.errors import Refusal

ONE_DAY = timedelta(days=1)
Copy = TypeVar("Copy", TableLevel, Cell)


class AlreadyDrafted(Refusal):
    """下書きがある — one at a time."""

    def __init__(self) -> None:
        super().__init__(_("書きかけの表が、もうあります。その続きを書くか、やめてから始めてください。"))


class NotThatDay(Refusal):
    """使えない日."""

    field = "from_date"


@transaction.atomic
def begin(*, organisation: Organisation, start: str, by: Person, at: datetime) -> HandlingTable:
    """始める — a draft from a starting table, complete. Raises AlreadyDrafted."""
    made = _drafted(organisation, measures.edition_on(day_of(at)).code, None, by=by, at=at)
    chosen = STARTS[Start(start)]
    TableLevel.objects.bulk_create(
        TableLevel(table=made, code=one.code, name=str(one.name), rank=one.rank) for one in chosen.levels
    )
    Cell.objects.bulk_create(_started(made, chosen, by))
    diary.record("rules.begin", made, by=by, at=at)
    return made


@transaction.atomic
def revise(*, table: HandlingTable, by: Person, at: datetime) -> HandlingTable:
    """直す — a draft that begins as a copy of a table that is or was in force. Raises AlreadyDrafted, Refusal."""
    access.WRITE.require(by, within=table.organisation_id)
    rows = HandlingTable.objects.visible_to(by).filter(from_date__lte=day_of(at))
    old = rows.select_related("organisation").filter(pk=table.pk).first()
    if old is None:
        raise Refusal(_("まだ使い始めていない表の写しは作れません。"))
    made = _drafted(old.organisation, old.edition_code, old, by=by, at=at)
    TableLevel.objects.bulk_create(_copied(one, made) for one in old.levels.all())
    Cell.objects.bulk_create(_copied(one, made) for one in old.cells.all())
    diary.record("rules.revise", made, by=by, at=at)
    return made


@transaction.atomic
def discard(*, table: HandlingTable, by: Person, at: datetime) -> None:
    """やめる — a draft goes with all its cells."""
    row = held(table, by)
    diary.record("rules.discard", row, by=by, at=at)
    row.delete()


@transaction.atomic
def bring_into_force(
    *, table: HandlingTable, from_date: date, moves: Mapping[str, str] | None = None, by: Person, at: datetime
) -> HandlingTable:
    """使い始める — table and levels together, from a day; the one before ends the day before.

    `moves` says into which level the items of each go that the table no longer has, where it is another than the draft
    says: today, since they move at once. Raises NotThatDay, LevelLeft, Refusal for a cell that says nothing.
    """
    row = held(table, by)
    _require_complete(row)
    _require_day(row, from_date, day_of(at))
    gone = [one for one in touched(row, actor=by, day=day_of(at)) if not one.stays]
    chosen = _chosen(row, gone, moves or {})
    if gone and from_date != day_of(at):
        raise NotThatDay(_("なくなる区分があるときは、情報を移すので、使い始める日を今日にしてください。"))
    before = HandlingTable.objects.filter(organisation=row.organisation, until_date=None).exclude(from_date=None)
    before.update(until_date=from_date - ONE_DAY)
    row.from_date, row.brought_at, row.brought_by = from_date, at, by
    row.save(update_fields=["from_date", "brought_at", "brought_by"])
    levels = list(row.levels.order_by("-rank").values_list("code", "name", "rank"))
    names = {one.code: one.name for one in gone} | {code: name for code, name, _rank in levels}
    assets.state_levels(organisation=row.organisation, levels=levels, from_date=from_date, by=by, at=at)
    assets.move_levels(organisation=row.organisation, moves=chosen, names=names, by=by, at=at)
    diary.record("rules.bring_into_force", row, by=by, at=at)
    return row


@transaction.atomic
def recall(*, table: HandlingTable, by: Person, at: datetime) -> HandlingTable:
    """予定を取り消す — before its day a table becomes a draft again, and the one before goes on."""
    access.WRITE.require(by, within=table.organisation_id)
    Organisation.objects.select_for_update().get(pk=table.organisation_id)
    rows = HandlingTable.objects.visible_to(by).filter(from_date__gt=day_of(at))
    row = rows.select_related("organisation").filter(pk=table.pk).first()
    if row is None or row.from_date is None:
        raise Refusal(_("この表は、もう使い始めています。直すには、写しを作ってください。"))
    if HandlingTable.objects.drafts().filter(organisation=row.organisation).exists():
        raise AlreadyDrafted
    day, told = row.from_date, [(one.code, one.name, one.rank) for one in levels_of(row.organisation, day_of(at))]
    row.from_date = row.until_date = row.brought_at = row.brought_by = None
    row.save(update_fields=["from_date", "until_date", "brought_at", "brought_by"])
    HandlingTable.objects.filter(organisation=row.organisation, until_date=day - ONE_DAY).update(until_date=None)
    assets.state_levels(organisation=row.organisation, levels=told, from_date=day, by=by, at=at)
    diary.record("rules.recall", row, by=by, at=at)
    return row


def _drafted(
    organisation: Organisation, edition: str, earlier: HandlingTable | None, *, by: Person, at: datetime
) -> HandlingTable:
    access.WRITE.require(by, within=organisation.pk)
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    own = HandlingTable.objects.filter(organisation=organisation)
    if own.drafts().exists():
        raise AlreadyDrafted
    last = own.aggregate(last=Max("number"))["last"] or 0
    facts: dict[str, Any] = {"edition_code": edition, "earlier": earlier, "begun_at": at, "begun_by": by}
    return HandlingTable.objects.create(organisation=organisation, number=last + 1, **facts)


def _started(table: HandlingTable, chosen: StartingTable, by: Person) -> Iterable[Cell]:
    for action, columns in chosen.cells.items():
        for level, codes in zip(chosen.levels, columns, strict=True):
            yield Cell(table=table, level=level.code, action=action, measures=list(codes), changed_by=by)
    for overlay, rows in chosen.overlays.items():
        for action, codes in rows.items():
            yield Cell(table=table, overlay=overlay, action=action, measures=list(codes), changed_by=by)


def _copied(one: Copy, table: HandlingTable) -> Copy:
    one.pk, one.table = None, table
    return one


def _require_complete(table: HandlingTable) -> None:
    """A cell that says nothing would leave people to guess; a table without anything secret protects nothing."""
    said = {(one.level, one.action) for one in table.cells.exclude(level="") if one.measures or one.free}
    left = len(Action) * table.levels.count() - len(said)
    if left:
        raise Refusal(_("まだ何も決めていない欄が%(count)dあります。点検を見て、埋めてください。") % {"count": left})
    if not read(table).secret:
        raise Refusal(_("だれが見てもよい区分しかありません。秘密にする区分を一つは決めてください。"))


def _require_day(table: HandlingTable, from_date: date, today: date) -> None:
    if from_date < today:
        raise NotThatDay(_("使い始める日は、今日か先の日にしてください。"))
    if HandlingTable.objects.filter(organisation=table.organisation, from_date__gt=today).exists():
        raise Refusal(_("ほかの表を使い始める日が、もう決まっています。その予定を先に取り消してください。"))


def _chosen(table: HandlingTable, gone: list[Touched], moves: Mapping[str, str]) -> dict[str, str]:
    levels = set(table.levels.values_list("code", flat=True))
    chosen = {one.code: moves.get(one.code, one.to) for one in gone if one.items}
    if not set(chosen.values()) <= levels:
        raise LevelLeft(_("なくなる区分の情報を、どの区分に移すか選んでください。"))
    return chosen
