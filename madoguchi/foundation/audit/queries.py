"""照会 — what pages ask of the diary: who looked, and the access log of a case."""

from typing import Any

from django.db import models

from madoguchi.foundation.audit.models import Line, LineQuerySet
from madoguchi.foundation.audit.subjects import name_of, stream_of

LOOK = "look"
READING = ".read_"


def lines_of(stream: str) -> LineQuerySet:
    """One stream, newest first."""
    return Line.objects.filter(stream=stream).order_by("-segment", "-seq")


def looks_at(subject: models.Model | str) -> LineQuerySet:
    """閲覧記録 — the looks at one row, newest first."""
    return lines_of(stream_of(subject)).filter(subject=name_of(subject), deed=LOOK)


def deeds_in(streams: models.QuerySet[Any] | list[str]) -> LineQuerySet:
    """行為 — what was done in these streams; looks are left out, of the row or of what is sealed in it."""
    return Line.objects.filter(stream__in=streams).exclude(deed=LOOK).exclude(deed__contains=READING)


def readers_of(subject: models.Model | str) -> dict[str, object]:
    """既読 — who has looked at the row, by person id, with the last moment."""
    last = looks_at(subject).order_by().values("by").annotate(last_at=models.Max("at"))
    return dict(last.values_list("by", "last_at"))
