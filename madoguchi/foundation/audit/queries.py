"""照会 — what pages ask of the diary: who looked, and the access log of a case."""

from django.db import models

from madoguchi.foundation.audit.models import Line, LineQuerySet
from madoguchi.foundation.audit.subjects import name_of, stream_of

LOOK = "look"


def lines_of(stream: str) -> LineQuerySet:
    """One stream, newest first."""
    return Line.objects.filter(stream=stream).order_by("-segment", "-seq")


def looks_at(subject: models.Model | str) -> LineQuerySet:
    """閲覧記録 — the looks at one row, newest first."""
    return lines_of(stream_of(subject)).filter(subject=name_of(subject), deed=LOOK)


def readers_of(subject: models.Model | str) -> dict[str, object]:
    """既読 — who has looked at the row, by person id, with the last moment."""
    last = looks_at(subject).order_by().values("by").annotate(last_at=models.Max("at"))
    return dict(last.values_list("by", "last_at"))
