"""What pages ask about logbooks."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from madoguchi.desk.consultations.models import Consultation
from madoguchi.desk.logbooks.judging import given_number
from madoguchi.desk.logbooks.models import Fate, Logbook, LogbookFile, LogbookQuerySet, MendableRow, Step, TakenRow
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.accounts.models import Organisation, OrganisationQuerySet
from madoguchi.foundation.vault.looks import see
from madoguchi.foundation.vault.opened import OpenKeyring, keys_of

SHOWN = 200


@dataclass(frozen=True)
class Progress:
    """進み具合 — rows done of all that are to be taken in."""

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
    return logbook.step == Step.RECEIVED and LogbookFile.objects.filter(logbook=logbook).exists()


def progress(logbook: Logbook) -> Progress:
    total = logbook.told_counts()["taken"]
    waiting = logbook.rows.to_take().count() if logbook.step == Step.TAKING else 0
    return Progress(total - waiting, total)


def to_look_at(logbook: Logbook) -> list[TakenRow]:
    """見てほしい行 — refused, in conflict, with a warning; the first of them."""
    rows = logbook.rows.filter(fate__in=(Fate.WARNED, Fate.CONFLICT, Fate.REFUSED)).select_related("consultation")
    return list(rows.order_by("position")[:SHOWN])


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


def fates(logbook: Logbook, keys: OpenKeyring) -> tuple[list[str], Iterator[list[str]]]:
    """行ごとの結果 — headings and rows of a sheet; the cells of what wants mending stand as they stood."""
    headings = next((_cells(row, keys) for row in _mendable(logbook)[:1]), {})
    own = [_("取り込みの結果"), _("取り込みの理由"), _("取り込みの場所")]
    return [*headings, *own], _fates(logbook, list(headings), keys)


def _fates(logbook: Logbook, headings: list[str], keys: OpenKeyring) -> Iterator[list[str]]:
    rows = logbook.rows.select_related("mendable__box").order_by("position")
    for row in rows.iterator(chunk_size=500):
        held = getattr(row, "mendable", None)
        cells = _cells(held, keys) if held else {}
        yield [*(cells.get(heading, "") for heading in headings), row.get_fate_display(), row.remark, row.place]


def _mendable(logbook: Logbook) -> Any:
    return MendableRow.objects.filter(row__logbook=logbook).select_related("box").order_by("row__position")


def _cells(row: MendableRow, keys: OpenKeyring) -> dict[str, str]:
    _look, texts = see(row, keys)
    cells: dict[str, str] = json.loads(texts["cells"] or "{}")
    return cells
