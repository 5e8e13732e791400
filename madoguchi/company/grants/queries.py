"""What pages ask about grants: to whom a company shows what, what somebody is shown, who looked."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from madoguchi.company.grants import sight, words
from madoguchi.company.grants.models import Grant, GrantQuerySet, Part, room_stream
from madoguchi.foundation.access.roles import COMPANY_ROLES, OFFICE_ROLES
from madoguchi.foundation.accounts.models import Membership, Organisation, Person
from madoguchi.foundation.accounts.queries import signatures
from madoguchi.foundation.audit import diary
from madoguchi.foundation.audit.models import Line, LineQuerySet
from madoguchi.foundation.audit.queries import lines_of
from madoguchi.foundation.core.paging import Page, page_by_key

READ_SHOWN = "grants.read_shown"
PAGE = 50


@dataclass(frozen=True)
class Shown:
    """見せてもらっている企業 — its name, the parts and until when; `until_date` is the first day on which one ends."""

    organisation: Organisation
    grants: list[Grant]

    @property
    def until_date(self) -> date:
        return min(one.until_date for one in self.grants)


@dataclass(frozen=True)
class Entry:
    """記録の一行 — who, of which desk ("" for one's own people), did or looked at what."""

    at: datetime
    name: str
    desk: str
    deed: str


@dataclass(frozen=True)
class Log:
    """記録の一頁 — newest first."""

    entries: list[Entry]
    next_cursor: str
    previous_cursor: str


def rooms(actor: Any, part: Part) -> QuerySet[Organisation]:
    """開ける会社の部屋 — one's own company, and those that show the actor this part."""
    may = sight.own(actor, at="pk") | sight.granted(actor, part, at="pk")
    return Organisation.objects.filter(may).order_by("name", "pk")


def room_or_404(actor: Any, pk: int, *, part: Part, deed: str) -> Organisation:
    """会社の部屋 — that somebody of a desk looked in is written down as `deed`, for the company to read."""
    room = get_object_or_404(rooms(actor, part), pk=pk)
    if is_guest(actor, room):
        looked(deed, room, actor)
    return room


def is_guest(actor: Any, room: Organisation) -> bool:
    """客 — whom the company shows something to, without belonging to it."""
    return room.pk not in actor.organisation_ids(*COMPANY_ROLES)


def looked(deed: str, room: Organisation, actor: Any) -> None:
    """見たことを書く — of a whole list, in the company's own diary."""
    diary.record(deed, room, by=actor, at=timezone.now(), stream=room_stream(room.pk))


def person_of_a_desk(email: str, *, on: date) -> Person | None:
    """窓口の人 — the active person who signs in with that address and works at a desk that day."""
    working = Membership.objects.on(on).filter(role__in=OFFICE_ROLES).values("person")
    found: Person | None = Person.objects.active().filter(email__iexact=email.strip(), pk__in=working).first()
    return found


def in_force(organisation: Organisation, *, actor: Any, on: date) -> GrantQuerySet:
    """見せているもの — by person; `can_look`: still of a desk, so that it is really seen."""
    at_desks = Membership.objects.on(on).filter(role__in=OFFICE_ROLES, person__is_active=True)
    working = at_desks.filter(person=OuterRef("person"))
    rows = Grant.objects.given_by(actor).filter(organisation=organisation).in_force(on)
    ordered = rows.order_by("person__kana", "person__name", "person", "until_date", "pk")
    return ordered.select_related("person").annotate(can_look=Exists(working))


def ended(organisation: Organisation, *, actor: Any, on: date, after: str = "") -> Page[Grant]:
    """見せ終わったもの — newest first, one page."""
    rows = Grant.objects.given_by(actor).filter(organisation=organisation).over(on).select_related("person")
    return page_by_key(rows, keys=("-granted_at", "-pk"), after=after, size=PAGE)


def shown_to(actor: Any, *, on: date, organisation: int | None = None) -> list[Shown]:
    """見せてもらっている企業 — of somebody at a desk, the one that ends first on top: one query."""
    if not actor.organisation_ids(*OFFICE_ROLES):
        return []
    rows = Grant.objects.in_force(on).filter(person=actor.pk).select_related("organisation")
    if organisation is not None:
        rows = rows.filter(organisation=organisation)
    held: dict[Organisation, list[Grant]] = defaultdict(list)
    for row in sorted(rows, key=lambda one: Part.values.index(one.part)):
        held[row.organisation].append(row)
    return sorted((Shown(*one) for one in held.items()), key=lambda one: (one.until_date, one.organisation.pk))


def log_of(organisation: Organisation, *, everybody: bool = False, after: str = "") -> Log:
    """だれが見たか — the diary of a company's room in plain words; of the desk's people, or `everybody`'s."""
    lines = lines_of(organisation.audit_stream())
    lines = lines if everybody else _without_own_people(lines, organisation)
    page = page_by_key(lines, keys=("-segment", "-seq"), after=after, size=PAGE)
    names, desks, about = signatures(page.rows), _desks(page.rows), _grants_named(page.rows)
    entries = [
        Entry(line.at, names.get(line.by, _("（不明）")), desks.get(line.by, ""), _told(line, about))
        for line in page.rows
    ]
    return Log(entries, page.next_cursor, page.previous_cursor)


def _without_own_people(lines: LineQuerySet, organisation: Organisation) -> LineQuerySet:
    """Whoever has ever worked at a desk, too, is no own person here: their looks are always told."""
    at_desks = Membership.objects.filter(role__in=OFFICE_ROLES).values("person")
    own = Membership.objects.filter(organisation=organisation).exclude(person__in=at_desks)
    return lines.exclude(by__in=[str(pk) for pk in own.values_list("person", flat=True)])


def _desks(lines: Iterable[Line]) -> dict[str, str]:
    """Where the people in these lines work or last worked, of the desks."""
    ids = {int(line.by) for line in lines if line.by.isdigit()}
    rows = Membership.objects.filter(person__in=ids, role__in=OFFICE_ROLES).order_by("from_date", "pk")
    return {str(person): name for person, name in rows.values_list("person", "organisation__name")}


def _grants_named(lines: Iterable[Line]) -> dict[str, Grant]:
    kept = {line.subject.partition(":")[2] for line in lines if line.subject.startswith("grants.Grant:")}
    rows = Grant.objects.filter(pk__in=[int(pk) for pk in kept]).select_related("person")
    return {f"grants.Grant:{row.pk}": row for row in rows}


def _told(line: Line, about: dict[str, Grant]) -> str:
    said, row = words.words_of(line.deed, line.subject), about.get(line.subject)
    if row is None:
        return said
    return _("%(deed)s（%(part)s、%(name)s）") % {
        "deed": said,
        "part": row.get_part_display(),
        "name": row.person.name,
    }
