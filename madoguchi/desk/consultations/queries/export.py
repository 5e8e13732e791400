"""書き出し — the whole filtered list, row by row; the gist only where the reader may read it."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from madoguchi.desk.consultations.models import Consultation, SecondaryCategory
from madoguchi.desk.consultations.queries.listing import NEWEST_FIRST, Filters, hits, narrowed, newness
from madoguchi.desk.consultations.taxonomy import Category
from madoguchi.desk.consultations.words import (
    Channel,
    CloseReason,
    ConsulterKind,
    ConsulterRole,
    EnterpriseType,
    HeardFrom,
    Outcome,
    State,
    Trigger,
    Urgency,
)
from madoguchi.foundation.core.language import labels
from madoguchi.foundation.core.prefectures import Prefecture
from madoguchi.foundation.core.sme import EnterpriseSize
from madoguchi.foundation.search.grams import terms

CHUNK = 500
_LABELLED: dict[str, Any] = {
    "channel": Channel,
    "state": State,
    "urgency": Urgency,
    "consulter_kind": ConsulterKind,
    "enterprise_type": EnterpriseType,
    "size": EnterpriseSize,
    "prefecture": Prefecture,
    "consulter_role": ConsulterRole,
    "heard_from": HeardFrom,
    "trigger": Trigger,
    "category": Category,
    "outcome": Outcome,
    "close_reason": CloseReason,
}


@dataclass(frozen=True)
class Export:
    """書き出し — `count` rows were in sight when it was asked for; `rows` reads them in chunks."""

    columns: list[str]
    count: int
    rows: Iterator[list[Any]]


def export(*, actor: Any, filters: Filters) -> Export:
    """Newest first, as in the list; never cut. The keys are held, so that what is written is what was counted."""
    keys = _keys(actor, filters)
    headings = _headings()
    return Export(columns=list(headings.values()), count=len(keys), rows=_rows(actor, keys, list(headings)))


def line_of(case: Consultation, *, actor: Any) -> list[tuple[str, Any]]:
    """一件の行 — the open fields of one case in sight, as an export of the list has them."""
    headings = _headings()
    (cells,) = _rows(actor, [case.pk], list(headings))
    return list(zip(headings.values(), cells, strict=True))


def _headings() -> dict[str, str]:
    return {
        "number": _("受付番号"),
        "fiscal_year": _("年度"),
        "received_at": _("受付日時"),
        "office__name": _("窓口"),
        "channel": _("方法"),
        "state": _("状態"),
        "urgency": _("緊急度"),
        "is_restricted": _("限定"),
        "owner__name": _("担当"),
        "consulter_kind": _("相談者の種別"),
        "company__name": _("企業名"),
        "enterprise_type": _("相談者の類型"),
        "size": _("企業規模"),
        "prefecture": _("都道府県"),
        "consulter_role": _("相談者の立場"),
        "is_repeat": _("再相談"),
        "heard_from": _("窓口を知ったきっかけ"),
        "trigger": _("相談のきっかけ"),
        "category": _("相談区分"),
        "secondary": _("従たる区分"),
        "gist_seen": _("要旨"),
        "answer_seen": _("対応要旨"),
        "answered_at": _("初回回答日時"),
        "outcome": _("結果"),
        "close_reason": _("終了理由"),
        "closed_at": _("終了日時"),
    }


def _keys(actor: Any, filters: Filters) -> list[int]:
    if not terms(filters.q):
        rows = narrowed(Consultation.objects.visible_to(actor), filters)
        return list(rows.order_by(*NEWEST_FIRST).values_list("id", flat=True))
    parts = hits(actor=actor, filters=filters)
    found = [row for part in parts for row in part.values_list("received_at", "id", named=True)]
    return [row.id for row in sorted(found, key=newness, reverse=True)]


def _rows(actor: Any, keys: list[int], fields: list[str]) -> Iterator[list[Any]]:
    words = {field: labels(kind) for field, kind in _LABELLED.items()}
    for start in range(0, len(keys), CHUNK):
        chunk = keys[start : start + CHUNK]
        seen = _seen(actor, chunk, fields)
        for key in chunk:
            if key in seen:
                yield [_cell(field, seen[key][field], words) for field in fields]


def _seen(actor: Any, chunk: list[int], fields: list[str]) -> dict[int, dict[str, Any]]:
    rows = Consultation.objects.with_gist_for(actor).filter(pk__in=chunk)
    columns = [field for field in fields if field != "secondary"]
    secondary = _secondary(chunk)
    return {row["id"]: row | {"secondary": secondary[row["id"]]} for row in rows.values("id", *columns)}


def _secondary(chunk: list[int]) -> dict[int, str]:
    named: dict[int, list[str]] = defaultdict(list)
    rows = SecondaryCategory.objects.filter(consultation__in=chunk).order_by("pk")
    for key, category in rows.values_list("consultation_id", "category"):
        named[key].append(str(Category(category).label))
    return defaultdict(str, {key: "、".join(names) for key, names in named.items()})


def _cell(field: str, value: Any, words: dict[str, dict[Any, str]]) -> Any:
    if field in words:
        return words[field].get(value, "")
    if field in ("gist_seen", "answer_seen"):
        return _("（非表示）") if value is None else value
    if isinstance(value, bool):
        return _("はい") if value else ""
    if isinstance(value, datetime):
        return timezone.localtime(value).replace(tzinfo=None)
    return "" if value is None else value
