"""People around one case: owner, members, experts, walls."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from madoguchi.desk.consultations import access
from madoguchi.desk.consultations.actions.parties import require_no_conflict
from madoguchi.desk.consultations.actions.rows import locked, record, resettle
from madoguchi.desk.consultations.indexing import reindex
from madoguchi.desk.consultations.models import Consultation, Member, Wall
from madoguchi.desk.consultations.words import FOR_EXPERTS, MemberKind, Part
from madoguchi.foundation.access.roles import COMPANY_ROLES, COUNTER_ROLES, OFFICE_ROLES, Role
from madoguchi.foundation.accounts.models import Membership, Organisation, Person
from madoguchi.foundation.core.calendar import day_of
from madoguchi.foundation.core.errors import Refusal


@transaction.atomic
def assign(
    *, consultation: Consultation, owner: Person, conflict_reason: str = "", by: Person, at: datetime
) -> Consultation:
    """担当を決める — somebody of the office's counter whom no wall keeps out; in a conflict only with a reason."""
    row = locked(consultation, by=by, rule=access.ASSIGN)
    if row.owner_id == owner.pk:
        raise Refusal(_("%(name)sさんはすでにこの相談の担当です。") % {"name": owner.name})
    _require_role(owner, COUNTER_ROLES, day_of(at), within=row.office)
    _require_no_wall(row, owner, day_of(at))
    _refuse_opening_for_oneself(row, owner, by)
    row.owner = owner
    row.save(update_fields=["owner"])
    reindex(row)
    resettle(row, by=by, at=at)
    require_no_conflict(row, owner, conflict_reason, by=by, at=at)
    record("assign", row, by=by, at=at)
    return row


@transaction.atomic
def add_member(
    *,
    consultation: Consultation,
    person: Person,
    kind: str,
    from_date: date,
    until_date: date | None = None,
    parts: Collection[str] = FOR_EXPERTS,
    from_now_on: bool = False,
    conflict_reason: str = "",
    by: Person,
    at: datetime,
) -> Member:
    """関係者に加える — a colleague, an expert for a period, or the consulter; `from_now_on`: reads nothing older.

    `parts`: what of the case an expert is shown.
    """
    row = locked(consultation, by=by, rule=access.WORK)
    _require_period(kind, from_date, until_date, day_of(at))
    _require_standing(row, person, kind, day_of(at))
    _require_no_wall(row, person, day_of(at))
    _refuse_opening_for_oneself(row, person, by)
    _make_room(row, person, kind, at)
    member = Member.objects.create(
        consultation=row,
        person=person,
        kind=MemberKind(kind),
        from_date=from_date,
        until_date=until_date,
        added_at=at,
        added_by=by,
        **_shown(kind, parts),
    )
    reindex(row)
    resettle(row, from_now_on=[person.pk] if from_now_on else [], by=by, at=at)
    require_no_conflict(row, person, conflict_reason, by=by, at=at)
    record("add_member", row, by=by, at=at)
    return member


@transaction.atomic
def remove_member(*, member: Member, by: Person, at: datetime) -> Member:
    """関係者から外す — from this moment."""
    row = locked(member.consultation, by=by, rule=access.WORK)
    held = Member.objects.select_for_update().get(pk=member.pk)
    if held.removed_at:
        raise Refusal(_("すでに関係者から外れています。"))
    held.removed_at = at
    held.save(update_fields=["removed_at"])
    reindex(row)
    resettle(row, by=by, at=at)
    record("remove_member", row, by=by, at=at)
    return held


@transaction.atomic
def set_wall(
    *,
    consultation: Consultation,
    person: Person | None = None,
    office: Organisation | None = None,
    by: Person,
    at: datetime,
) -> Wall:
    """壁を設ける — that person or office learns nothing of the case any more, whatever else holds."""
    row = locked(consultation, by=by, rule=access.WALL)
    if (person is None) == (office is None):
        raise Refusal(_("人か窓口のどちらか一つを選んでください。"))
    _require_wall_possible(row, person, office, day_of(at))
    wall = Wall.objects.create(consultation=row, person=person, office=office, set_at=at, set_by=by)
    resettle(row, by=by, at=at)
    record("set_wall", row, by=by, at=at)
    return wall


@transaction.atomic
def lift_wall(*, wall: Wall, by: Person, at: datetime) -> None:
    """壁を取り除く — by a manager on this side of it."""
    row = locked(wall.consultation, by=by, rule=access.WALL)
    gone, _kinds = Wall.objects.filter(pk=wall.pk, consultation=row).delete()
    if not gone:
        raise Refusal(_("この壁はすでに取り除かれています。"))
    resettle(row, by=by, at=at)
    record("lift_wall", row, by=by, at=at)


def _refuse_opening_for_oneself(row: Consultation, person: Person, by: Person) -> None:
    """What was confided to others is opened by them, never by oneself; a case that is nobody's is free to take."""
    here = access.standing(by, row)
    may_take = here.is_confidant or (here.is_nobodys and here.is_let_in(row))
    if person.pk == by.pk and not may_take:
        raise Refusal(_("ほかの担当者の相談に、自分で自分を加えることはできません。担当者に加えてもらってください。"))


def _require_role(person: Person, roles: tuple[Role, ...], day: date, within: Organisation | None = None) -> None:
    held = Membership.objects.on(day).filter(person=person, role__in=roles)
    if within:
        held = held.filter(organisation=within)
    if not (person.is_active and held.exists()):
        raise Refusal(_("%(name)sさんには、この役目の資格がありません。") % {"name": person.name})


def _require_standing(row: Consultation, person: Person, kind: str, day: date) -> None:
    match kind:
        case MemberKind.EXPERT:
            _require_role(person, (Role.EXPERT,), day)
        case MemberKind.CONSULTER:
            _require_role(person, COMPANY_ROLES, day)
        case MemberKind.PARTNER:
            raise Refusal(_("連携先の担当は、連携を引き受けた人がなります。"))
        case _:
            _require_role(person, COUNTER_ROLES, day, within=row.office)


def _require_period(kind: str, from_date: date, until_date: date | None, today: date) -> None:
    if kind == MemberKind.EXPERT and until_date is None:
        raise Refusal(_("専門家には終了日を決めてください。"))
    if until_date and until_date < max(from_date, today):
        raise Refusal(_("終了日は、開始日と今日より後の日にしてください。"))


def _shown(kind: str, parts: Collection[str]) -> dict[str, bool]:
    if kind != MemberKind.EXPERT:
        return {}
    if not parts:
        raise Refusal(_("専門家に見せるものを選んでください。"))
    return {part.column: part in parts for part in Part}


def _require_no_wall(row: Consultation, person: Person, day: date) -> None:
    offices = Membership.objects.on(day).filter(person=person, role__in=OFFICE_ROLES).values("organisation")
    if row.walls.filter(Q(person=person) | Q(office__in=offices)).exists():
        raise Refusal(_("%(name)sさんには、この相談との間に利益相反の壁があります。") % {"name": person.name})


def _make_room(row: Consultation, person: Person, kind: str, at: datetime) -> None:
    """A membership that ran out gives way; one that holds or is to come refuses a second."""
    before = row.members.filter(person=person, kind=kind, removed_at=None)
    before.filter(until_date__lt=day_of(at)).update(removed_at=at)
    if before.exists():
        raise Refusal(_("%(name)sさんはすでに関係者です。") % {"name": person.name})


def _require_wall_possible(row: Consultation, person: Person | None, office: Organisation | None, day: date) -> None:
    if office and office.pk == row.office_id:
        raise Refusal(_("相談を受けた窓口そのものには壁を設けられません。"))
    if _shuts_out_owner(row, person, office, day):
        raise Refusal(_("担当者には壁を設けられません。先に担当を替えてください。"))
    if row.walls.filter(person=person, office=office).exists():
        raise Refusal(_("この壁はすでに設けられています。"))


def _shuts_out_owner(row: Consultation, person: Person | None, office: Organisation | None, day: date) -> bool:
    if row.owner_id is None:
        return False
    if person:
        return person.pk == row.owner_id
    return Membership.objects.on(day).filter(person=row.owner_id, organisation=office).exists()
