"""Everything that changes a handling table: a draft is begun, written, brought into force, and edited no more."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple, TypeVar

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from madoguchi.company.assets import actions as assets
from madoguchi.company.assets.queries import levels_of
from madoguchi.company.rules import access, measures
from madoguchi.company.rules.impact import touched
from madoguchi.company.rules.models import Cell, HandlingTable, TableLevel
from madoguchi.company.rules.starts import STARTS
from madoguchi.company.rules.words import FREE_LENGTH, Action, Overlay, Start, StartingTable
from madoguchi.foundation.accounts.models import Organisation, Person
from madoguchi.foundation.audit import diary
from madoguchi.foundation.core.calendar import day_of
from madoguchi.foundation.core.errors import Conflict, Refusal

ONE_DAY = timedelta(days=1)
Copy = TypeVar("Copy", TableLevel, Cell)


class Wording(NamedTuple):
    """欄に書くこと — codes of measures that fit the row, and a sentence of the company's own."""

    measures: tuple[str, ...] = ()
    free: str = ""


class AlreadyDrafted(Refusal):
    """下書きがある — one at a time."""

    def __init__(self) -> None:
        super().__init__(_("書きかけの表が、もうあります。その続きを書くか、やめてから始めてください。"))


class WrittenMeanwhile(Conflict):
    """行き違い — somebody else saved the same row; nothing was overwritten."""

    def __init__(self) -> None:
        super().__init__(_("ほかの人がこの行を先に保存しました。見比べてから、もう一度保存してください。"))


class NotThatDay(Refusal):
    """使えない日."""

    field = "from_date"


class LevelLeft(Refusal):
    """移し先がない — items stand at a level the table does not have."""


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
    held = rows.select_related("organisation").filter(pk=table.pk).first()
    if held is None:
        raise Refusal(_("まだ使い始めていない表の写しは作れません。"))
    made = _drafted(held.organisation, held.edition_code, held, by=by, at=at)
    TableLevel.objects.bulk_create(_copied(one, made) for one in held.levels.all())
    Cell.objects.bulk_create(_copied(one, made) for one in held.cells.all())
    diary.record("rules.revise", made, by=by, at=at)
    return made


@transaction.atomic
def say(
    *,
    table: HandlingTable,
    action: str,
    said: Mapping[str, Wording],
    seen: int | None = None,
    by: Person,
    at: datetime,
) -> None:
    """一行を書く — by code of level or overlay; what is not named stays.

    `seen`: the version of the row that was on the page. Raises WrittenMeanwhile, Refusal.
    """
    row = _held(table, by)
    held = {one.level or one.overlay: one for one in row.cells.filter(action=action)}
    if seen is not None and seen != max((one.version for one in held.values()), default=0):
        raise WrittenMeanwhile
    levels = set(row.levels.values_list("code", flat=True))
    version = max((one.version for one in held.values()), default=0) + 1
    for column, wording in said.items():
        cell = held.get(column) or _cell_at(row, column, action, levels)
        cell.measures, cell.free = _fitting(row, action, wording)
        cell.version, cell.changed_by = version, by
        cell.save()
    diary.record("rules.say", row, by=by, at=at)


@transaction.atomic
def name_levels(*, table: HandlingTable, names: Mapping[str, str], by: Person, at: datetime) -> None:
    """区分に名前を付ける — by code; each differs from the others."""
    row = _held(table, by)
    levels = list(row.levels.all())
    for one in levels:
        one.name = " ".join(names.get(one.code, one.name).split()) or one.name
    if len({one.name for one in levels}) < len(levels):
        raise Refusal(_("区分の名前は、一つずつ違う名前にしてください。"))
    TableLevel.objects.bulk_update(levels, ["name"])
    diary.record("rules.name_levels", row, by=by, at=at)


@transaction.atomic
def discard(*, table: HandlingTable, by: Person, at: datetime) -> None:
    """やめる — a draft goes with all its cells."""
    row = _held(table, by)
    diary.record("rules.discard", row, by=by, at=at)
    row.delete()


@transaction.atomic
def bring_into_force(
    *, table: HandlingTable, from_date: date, moves: Mapping[str, str] | None = None, by: Person, at: datetime
) -> HandlingTable:
    """使い始める — table and levels together, from a day; the one before ends the day before.

    `moves` says into which level the items of each go that the table no longer has: today, since they move at once.
    Raises NotThatDay, LevelLeft, Refusal for a cell that says nothing.
    """
    row = _held(table, by)
    _require_complete(row)
    _require_day(row, from_date, day_of(at))
    gone = [one for one in touched(row, actor=by, day=day_of(at)) if not one.stays]
    chosen = _chosen(row, [one.code for one in gone if one.items], moves or {})
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


def _held(table: HandlingTable, by: Person) -> HandlingTable:
    """The draft behind the company's lock, for who runs it."""
    access.WRITE.require(by, within=table.organisation_id)
    Organisation.objects.select_for_update().get(pk=table.organisation_id)
    rows = HandlingTable.objects.visible_to(by).select_related("organisation")
    row = rows.filter(pk=table.pk).first()
    if row is None:
        raise Refusal(_("この下書きは、もうありません。"))
    if not row.is_draft:
        raise Refusal(_("使い始めた表は書き直せません。直すには、写しを作ってください。"))
    return row


def _copied(one: Copy, table: HandlingTable) -> Copy:
    one.pk, one.table = None, table
    return one


def _cell_at(table: HandlingTable, column: str, action: str, levels: set[str]) -> Cell:
    if column in levels:
        return Cell(table=table, level=column, action=Action(action))
    if column in Overlay.values:
        return Cell(table=table, overlay=column, action=Action(action))
    raise Refusal(_("その区分は、この表にありません。"))


def _fitting(table: HandlingTable, action: str, wording: Wording) -> tuple[list[str], str]:
    """Measures that stand in this row, one way at most, in the order of the catalogue."""
    fitting = {one.code: one for one in table.edition.of(action)}
    unfit = [code for code in wording.measures if code not in fitting]
    chosen = [code for code in fitting if code in wording.measures]
    if unfit or sum(fitting[code].is_way for code in chosen) > 1:
        raise Refusal(_("一つの欄には、その行の決まりを一つと、加えるものを選んでください。"))
    free = " ".join(wording.free.split())
    if len(free) > FREE_LENGTH:
        raise Refusal(_("自社の決まりは%(count)d字までにしてください。") % {"count": FREE_LENGTH})
    return chosen, free


def _require_complete(table: HandlingTable) -> None:
    """A cell that says nothing would leave people to guess."""
    said = {(one.level, one.action) for one in table.cells.exclude(level="") if one.measures or one.free}
    left = len(Action) * table.levels.count() - len(said)
    if left:
        raise Refusal(_("まだ何も決めていない欄が%(count)dあります。点検を見て、埋めてください。") % {"count": left})


def _require_day(table: HandlingTable, from_date: date, today: date) -> None:
    if from_date < today:
        raise NotThatDay(_("使い始める日は、今日か先の日にしてください。"))
    if HandlingTable.objects.filter(organisation=table.organisation, from_date__gt=today).exists():
        raise Refusal(_("ほかの表を使い始める日が、もう決まっています。その予定を先に取り消してください。"))


def _chosen(table: HandlingTable, gone: list[str], moves: Mapping[str, str]) -> dict[str, str]:
    levels = set(table.levels.values_list("code", flat=True))
    chosen = {code: moves.get(code, "") for code in gone}
    if not set(chosen.values()) <= levels:
        raise LevelLeft(_("なくなる区分の情報を、どの区分に移すか選んでください。"))
    return chosen
