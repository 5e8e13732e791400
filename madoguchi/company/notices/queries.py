"""What pages ask about what was made known: how far it got, who they are, what somebody has to read."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Max, Min, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from madoguchi.company.diagnosis.words import Addressee
from madoguchi.company.grants import queries as grants
from madoguchi.company.grants.models import Part
from madoguchi.company.grants.queries import is_guest as is_guest
from madoguchi.company.grants.queries import looked as looked
from madoguchi.company.notices.models import Notice, Recipient, RecipientName, RecipientQuerySet
from madoguchi.company.notices.words import CONCERNS
from madoguchi.company.rules.models import HandlingTable
from madoguchi.company.rules.queries import Said, Table
from madoguchi.company.rules.queries import read as read
from madoguchi.company.rules.queries import rooms as rooms
from madoguchi.company.rules.queries import row_of as row_of
from madoguchi.foundation.accounts.models import Membership, Organisation
from madoguchi.foundation.accounts.queries import fingerprint as fingerprint
from madoguchi.foundation.audit.queries import lines_of
from madoguchi.foundation.audit.subjects import name_of
from madoguchi.foundation.core.language import word
from madoguchi.foundation.core.paging import Page, page_by_key
from madoguchi.foundation.vault.looks import Look, see
from madoguchi.foundation.vault.opened import open_keyring

READ_ROOM, READ_NAMES, OPENED = "notices.read_room", "notices.read_names", "notices.read_link"
EVIDENCE_PAGE = 10


@dataclass(frozen=True)
class Called:
    """呼び名 — what somebody is called here, and the sealed name as far as it is opened."""

    label: str
    name: str = ""
    is_closed: bool = False

    def __str__(self) -> str:
        return f"{self.label}　{self.name}" if self.label and self.name else self.label or self.name


@dataclass(frozen=True)
class Lesson:
    """守ること — of one level, the rows that concern the addressee."""

    name: str
    is_lowest: bool
    doings: tuple[tuple[str, Said], ...]


@dataclass(frozen=True)
class Progress:
    """どこまで進んだか — of one kind of addressee: notices, recipients, how many have read, the last of them."""

    addressee: Addressee
    notices: int
    asked: int
    read: int
    last_at: datetime | None

    @property
    def label(self) -> str:
        return str(self.addressee.label)


@dataclass(frozen=True)
class Proof:
    """証拠の一件 — one notice with everybody it went to."""

    notice: Any
    rows: list[tuple[Recipient, Called]]


def room_or_404(actor: Any, pk: int) -> Organisation:
    """会社の部屋."""
    return grants.room_or_404(actor, pk, part=Part.RULES, deed=READ_ROOM)


def members_of(room: Organisation, day: date) -> list[tuple[int, str]]:
    """会社の人 — who signs in today, by name."""
    found: Any = Membership.objects.on(day).filter(organisation=room, person__is_active=True)
    return list(dict.fromkeys(found.order_by("person__kana", "person__name").values_list("person", "person__name")))


def listed(room: Organisation, *, actor: Any, after: str = "") -> Page[Notice]:
    """周知の一覧 — newest first, with how many have read."""
    rows = Notice.objects.visible_to(actor).filter(organisation=room).with_counts(actor)
    return page_by_key(rows, keys=("-pk",), after=after)


def mine(room: Organisation, *, actor: Any) -> list[Recipient]:
    """自分あての周知 — open ones first, newest first."""
    rows = Recipient.objects.visible_to(actor).filter(notice__organisation=room, person=actor.pk).addressed()
    return list(rows.select_related("notice__table").order_by("-notice__pk")[:100])


def to_read(room: Organisation, *, actor: Any) -> Recipient | None:
    """読むもの — the oldest that waits for the actor."""
    rows = Recipient.objects.visible_to(actor).filter(notice__organisation=room, person=actor.pk).waiting()
    return rows.order_by("pk").first()


def is_made_known(table: HandlingTable, *, actor: Any) -> bool:
    return Notice.objects.visible_to(actor).filter(table=table).exists()


def told_of(room: int, level: str, *, actor: Any) -> int:
    """この区分を知らせた相手 — of notices of the table in force."""
    tables = (
        HandlingTable.objects.visible_to(actor).on(timezone.localdate()).filter(organisation=room, levels__code=level)
    )
    return Recipient.objects.visible_to(actor).addressed().filter(notice__table__in=tables).count()


def recipients(notice: Notice, *, actor: Any, is_waiting: bool = False, after: str = "") -> Page[Recipient]:
    """知らせる相手 — in the order they were added, one page."""
    rows = Recipient.objects.visible_to(actor).filter(notice=notice).select_related("person", "notice")
    return page_by_key(rows.waiting() if is_waiting else rows, keys=("pk",), after=after)


def has_waiting(notice: Notice) -> bool:
    return notice.recipients.waiting().exists()


def recipient_of(notice: Notice, *, actor: Any) -> Recipient | None:
    """自分の分 — for who signed in; None where it is not addressed to them or over."""
    rows = Recipient.objects.visible_to(actor).filter(notice=notice, person=actor.pk, notice__closed_at=None)
    return _first(rows.addressed())


def recipient_by(link: str) -> Recipient | None:
    """リンクの相手 — by the hash of the link; None where it is unknown, revoked or over."""
    rows = Recipient.objects.addressed().filter(token_hash=link, notice__closed_at=None)
    return _first(rows) if link else None


def opened_at(rows: Iterable[Recipient], notice: Notice) -> dict[int, datetime]:
    """開いた時 — when each first looked, as the diary says: one statement."""
    names = {name_of(row): row.pk for row in rows}
    lines: Any = lines_of(notice.audit_stream()).filter(deed=OPENED, subject__in=names).order_by()
    return {names[one]: at for one, at in lines.values_list("subject").annotate(Min("at"))}


def called(rows: Iterable[Recipient], *, actor: Any) -> dict[int, Called]:
    """呼び名 — by id; names are opened as far as the actor's keys go. `person` should be at hand."""
    found = list(rows)
    names = _names([row.pk for row in found if row.person_id is None], actor)
    return {row.pk: _called(row, names) for row in found}


def lessons(table: Table, addressee: str) -> list[Lesson]:
    """守ること — of every level, the highest first: the rows that concern the addressee."""
    concerned = CONCERNS[Addressee(addressee)]
    last = table.levels[-1:]
    return [
        Lesson(
            level.name,
            level in last,
            tuple(
                (row.label, said)
                for row, said in ((row, table.cell(level.code, row.action)) for row in table.rows)
                if row.action in concerned and said
            ),
        )
        for level in table.levels
    ]


def overlays(table: Table, addressee: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """重なる決まり — the rows of them that concern the addressee; for one's own people alone."""
    if addressee != Addressee.EMPLOYEES:
        return []
    concerned = CONCERNS[Addressee(addressee)]
    return [
        (one.label, [(str(action.label), said.text) for action, said in one.cells if action in concerned])
        for one in table.overlays
    ]


def progress(room: Organisation, *, actor: Any) -> list[Progress]:
    """相手ごとの進み — all four, also those nobody has told anything: one statement."""
    standing = Q(recipients__revoked_at=None, recipients__isnull=False)
    rows: Any = Notice.objects.visible_to(actor).filter(organisation=room).order_by().values("addressee")
    sums = rows.annotate(
        notices=Count("pk", distinct=True),
        asked=Count("recipients", filter=standing),
        read=Count("recipients", filter=standing & Q(recipients__acknowledged_at__isnull=False)),
        last_at=Max("recipients__acknowledged_at"),
    )
    found = {one.pop("addressee"): one for one in sums}
    nothing = {"notices": 0, "asked": 0, "read": 0, "last_at": None}
    return [Progress(one, **found.get(one.value, nothing)) for one in Addressee]


def proofs(page: Iterable[Notice], *, actor: Any) -> list[Proof]:
    """証拠 — of these notices, by kind of addressee, everybody who counts: two statements."""
    notices = sorted(page, key=lambda one: Addressee.values.index(one.addressee))
    rows = Recipient.objects.visible_to(actor).addressed().filter(notice__in=[one.pk for one in notices])
    found = list(rows.select_related("person").order_by("notice", "pk"))
    names = called(found, actor=actor)
    return [Proof(one, [(row, names[row.pk]) for row in found if row.notice_id == one.pk]) for one in notices]


def names_in(proofs: Iterable[Proof]) -> list[Called]:
    return [name for proof in proofs for _row, name in proof.rows]


def proof_page(room: Organisation, *, actor: Any, after: str = "") -> Page[Notice]:
    rows = Notice.objects.visible_to(actor).filter(organisation=room).with_counts(actor)
    return page_by_key(rows, keys=("-pk",), after=after, size=EVIDENCE_PAGE)


def every_proof(room: Organisation, *, actor: Any) -> Iterator[Proof]:
    """証拠のすべて — page by page."""
    page = proof_page(room, actor=actor)
    yield from proofs(page.rows, actor=actor)
    while page.next_cursor:
        page = proof_page(room, actor=actor, after=page.next_cursor)
        yield from proofs(page.rows, actor=actor)


def addressee_of(notice: Notice) -> str:
    return word(Addressee, notice.addressee)


def _first(rows: RecipientQuerySet) -> Recipient | None:
    """With all that a reader's page shows."""
    return rows.select_related("notice__organisation", "notice__table", "person").first()


def _names(pks: list[int], actor: Any) -> dict[int, tuple[Look, str]]:
    keys = open_keyring(actor)
    rows = RecipientName.objects.visible_to(actor).filter(recipient__in=pks) if pks else ()
    seen = [(row.recipient_id, see(row, keys)) for row in rows]
    return {pk: (one.look, one.texts["name"]) for pk, one in seen}


def _called(row: Recipient, names: dict[int, tuple[Look, str]]) -> Called:
    if row.person:
        return Called(row.person.name)
    look, name = names.get(row.pk, (Look.OPEN, ""))
    label = row.label or ("" if name else _("封をした名前#%(number)d") % {"number": row.pk})
    return Called(label, name, look is not Look.OPEN)
