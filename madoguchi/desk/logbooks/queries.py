"""What pages ask about logbooks."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Q, When

from madoguchi.desk.consultations.models import Consultation
from madoguchi.desk.logbooks import access
from madoguchi.desk.logbooks.cells import key_of
from madoguchi.desk.logbooks.judging import given_number
from madoguchi.desk.logbooks.labels import OWN
from madoguchi.desk.logbooks.models import Fate, Logbook, LogbookQuerySet, MendableRow, Step, TakenRow
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts.models import Organisation, OrganisationQuerySet
from madoguchi.foundation.vault.looks import see
from madoguchi.foundation.vault.opened import OpenKeyring, keys_of

SHOWN = 200
CHUNK = 500
READ_ROWS = "logbooks.read_rows"


@dataclass(frozen=True)
class Progress:
    """進み具合 — rows done of all that are to be taken in; while they are still read, nobody knows how many."""

    done: int
    total: int


def logbooks(*, actor: Any) -> LogbookQuerySet:
    rows: LogbookQuerySet = Logbook.objects.visible_to(actor).select_related("office", "begun_by")
    return rows.order_by("-begun_at", "-pk")


def offices(*, actor: Any) -> OrganisationQuerySet:
    """Those whose logbooks the actor may take in."""
    managed: OrganisationQuerySet = Organisation.objects.filter(pk__in=actor.organisation_ids(Role.MANAGER))
    return managed.order_by("code", "pk")


def is_readable(logbook: Logbook) -> bool:
    """It lies here, and nothing of it was taken in yet."""
    return logbook.step == Step.RECEIVED and access.lies_here(logbook)


def progress(logbook: Logbook) -> Progress:
    if logbook.step == Step.STAGING:
        return Progress(logbook.rows.count(), 0)
    total = logbook.told_counts()["taken"]
    waiting = logbook.rows.to_take().count() if logbook.step == Step.TAKING else 0
    return Progress(total - waiting, total)


def to_look_at(logbook: Logbook, *, actor: Any) -> list[TakenRow]:
    """見てほしい行 — what waits to be settled, what was refused, what was taken with a warning; the first of them.

    `shows_case` where the actor may know the case that was made of it.
    """
    wanting = logbook.rows.filter(fate__in=(Fate.WARNED, Fate.CONFLICT, Fate.REFUSED)).annotate(
        rank=Case(When(fate=Fate.CONFLICT, entry__isnull=False, then=0), When(fate=Fate.REFUSED, then=1), default=2)
    )
    rows: list[Any] = list(wanting.select_related("consultation").order_by("rank", "position")[:SHOWN])
    made = {row.consultation_id for row in rows if row.consultation_id}
    seen = set(Consultation.objects.visible_to(actor).filter(pk__in=made).values_list("pk", flat=True))
    for row in rows:
        row.shows_case = row.consultation_id in seen
    return rows


@dataclass(frozen=True)
class Rivals:
    """食い違い — a row with its cells as they stood, and the consultation with its number, if the actor sees it."""

    row: TakenRow
    cells: dict[str, str]
    earlier: Consultation | None


def rivals(logbook: Logbook, pk: int, *, actor: Any) -> Rivals | None:
    """食い違い — None where nothing is left to settle. Raises KeyringClosed."""
    row = logbook.rows.to_settle().select_related("mendable__box").filter(pk=pk).first()
    if row is None or logbook.step != Step.DONE:
        return None
    held = getattr(row, "mendable", None)
    return Rivals(row, _cells(held, keys_of(actor)) if held else {}, _earlier(row, logbook, actor))


def _earlier(row: TakenRow, logbook: Logbook, actor: Any) -> Consultation | None:
    seen: Any = Consultation.objects.with_gist_for(actor).whole_for(actor)
    taken = Q(taken_row__number=row.number, taken_row__office=row.office_id)
    found: Consultation | None = seen.filter(taken | Q(number=given_number(row.number, logbook))).first()
    return found


def fates(logbook: Logbook, *, actor: Any) -> tuple[list[str], Iterator[list[str]]]:
    """行ごとの結果 — headings and rows of a sheet to be mended; whose cells stand there as they stood come first.

    The cells of a case tell more than its gist: they come where the actor may read that. Raises KeyringClosed.
    """
    keys, known = keys_of(actor), Consultation.with_hidden.gist_visible_to(actor)
    is_told = Q(consultation=None) | Q(consultation__in=known)
    told = Case(When(is_told, mendable__isnull=False, then=True), default=False)
    rows = logbook.rows.select_related("mendable__box").annotate(is_told=told).order_by("-is_told", "position")
    headings = _headings(rows.filter(is_told=True), keys)
    return [*headings.values(), *map(str, OWN)], _fates(rows, headings, keys)


def _headings(rows: Any, keys: OpenKeyring) -> dict[str, str]:
    """Of all tables, each once."""
    found: dict[str, str] = {}
    for row in rows.iterator(chunk_size=CHUNK):
        for words in _cells(row.mendable, keys):
            found.setdefault(key_of(words), words)
    return found


def _fates(rows: Any, headings: dict[str, str], keys: OpenKeyring) -> Iterator[list[str]]:
    for row in rows.iterator(chunk_size=CHUNK):
        told = _cells(row.mendable, keys) if row.is_told else {}
        cells = {key_of(words): text for words, text in told.items()}
        yield [*(cells.get(key, "") for key in headings), row.get_fate_display(), row.remark, row.place]


def _cells(row: MendableRow, keys: OpenKeyring) -> dict[str, str]:
    _look, texts = see(row, keys)
    cells: dict[str, str] = json.loads(texts["cells"] or "{}")
    return cells
