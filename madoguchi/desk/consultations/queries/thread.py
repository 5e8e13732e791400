"""対話 — what was confided in one case, opened for one reader; and who has read what."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max

from madoguchi.desk.consultations import access, seating
from madoguchi.desk.consultations.models import Consultation, Message, MessageQuerySet
from madoguchi.desk.consultations.queries.files import ShownFile, files_of
from madoguchi.desk.consultations.queries.glass import keys_for
from madoguchi.desk.consultations.words import MemberKind
from madoguchi.foundation.accounts.models import Person
from madoguchi.foundation.audit.models import Line
from madoguchi.foundation.vault import queries as vault
from madoguchi.foundation.vault import rows
from madoguchi.foundation.vault.looks import Look, see
from madoguchi.foundation.vault.opened import OpenKeyring, keys_of, open_keyring

READ_THREAD = "consultations.read_thread"
READ_FILES = "consultations.read_files"


@dataclass(frozen=True)
class Shown:
    """一通 — the row, its text where it could be opened, and the names of others who have read it."""

    row: Message
    look: Look
    body: str
    readers: list[str]


@dataclass(frozen=True)
class Thread:
    """対話 — in order, drafts last; `look` is OPEN where something of it could be opened, or there is nothing.

    `is_told`: the messages are this reader's, not only the files beside them.
    """

    messages: list[Shown]
    drafts: list[Shown]
    files: list[ShownFile]
    look: Look
    is_told: bool = True

    @property
    def is_waiting(self) -> bool:
        looks = [*(one.look for one in (*self.messages, *self.drafts)), *(one.look for one in self.files)]
        return Look.WAITING in looks

    @property
    def is_read(self) -> bool:
        return Look.OPEN in {*(one.look for one in self.messages), *(one.look for one in self.files)}


def thread_of(case: Consultation, *, actor: Any, is_told: bool = True, sees_files: bool = True) -> Thread:
    """対話を開く — opens each text and each file name once; `is_told`: for somebody whom `HEAR` admits to this case,
    `sees_files`: whom `FILES` does.
    """
    keys, has_messages = keys_for(case, actor=actor), is_told and access.may_have(case, "messages")
    readers, outside = (_reading(case), _consulters(case)) if has_messages else ({}, frozenset())
    written = list(messages_of(case).order_by("sent_at", "written_at", "pk")) if has_messages else []
    found = [_shown(row, keys, readers, () if row.is_shown else outside) for row in written]
    messages = [one for one in found if one.row.sent_at]
    drafts = [one for one in found if not one.row.sent_at]
    files = files_of(case, keys, actor=actor) if sees_files and access.may_have(case, "files") else []
    return Thread(messages, drafts, files, _look_of([*found, *files], keys), is_told)


def needs_officers(case: Consultation) -> bool:
    """保管責任者が要る — somebody waits for a key that nobody can hand over any more but two officers."""
    return any(vault.needs_officers(box) for box in seating.boxes_of(case))


def shown_to_consulter(case: Consultation, *, actor: Any) -> Thread:
    """相談者の対話 — answers that were shown to them, and what they posted."""
    keys = open_keyring(actor)
    found = [_shown(row, keys, {}) for row in messages_of(case).shown().order_by("sent_at", "pk")]
    return Thread(found, [], [], _look_of(found, keys))


def messages_of(case: Consultation) -> MessageQuerySet:
    rows: MessageQuerySet = case.messages.select_related("written_by", "sent_by")
    return rows


def as_drafted(message: Message, *, actor: Any) -> dict[str, Any]:
    """下書きの中身 — as its form shows it. Raises KeyringClosed, NoKeyYet or NotYours."""
    opened = rows.unseal(message, keys_of(actor))
    return opened | {"is_shown": message.is_shown, "seen_version": message.version}


def _shown(
    row: Message, keys: OpenKeyring | None, readers: dict[Person, datetime], besides: Collection[int] = ()
) -> Shown:
    """`besides`: ids of those to whom this one was not shown, whatever else they have read."""
    look, texts = see(row, keys)
    others = {one: at for one, at in readers.items() if one.pk != row.sent_by_id and one.pk not in besides}
    seen = [one.name for one, at in others.items() if row.sent_at and at >= row.sent_at]
    return Shown(row, look, texts["body"], seen)


def _look_of(found: Sequence[Shown | ShownFile], keys: OpenKeyring | None) -> Look:
    looks = {one.look for one in found}
    if keys is None or looks == {Look.CLOSED}:
        return Look.CLOSED
    return Look.WAITING if Look.WAITING in looks and Look.OPEN not in looks else Look.OPEN


def _consulters(case: Consultation) -> frozenset[int]:
    """Who reads from the other side: of what was read there the diary says no more than that it was."""
    return frozenset(one.person_id for one in access.members_of(case) if one.kind == MemberKind.CONSULTER)


def _reading(case: Consultation) -> dict[Person, datetime]:
    """既読 — when each person last read the thread, out of the diary."""
    lines = Line.objects.filter(stream=case.audit_stream(), deed=READ_THREAD).values_list("by").annotate(Max("at"))
    last = {int(by): at for by, at in lines if by.isdigit()}
    people = Person.objects.filter(pk__in=last).order_by("kana", "name", "pk")
    return {one: last[one.pk] for one in people}
