"""整理 — drops the lines of a fiscal year kept long enough; heads stay, so that what follows still verifies."""

from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from madoguchi.foundation.audit import diary
from madoguchi.foundation.audit.chain import spelled
from madoguchi.foundation.audit.models import Head, Line
from madoguchi.foundation.core.calendar import fiscal_year
from madoguchi.foundation.core.errors import Refusal

STREAM = "audit.prune"
_SUBJECT = "audit.Segment:"
_BATCH = 200


def prune(*, segment: int, before: datetime, by: Any, at: datetime) -> int:
    """整理する — drop the lines of the fiscal year `segment` in all streams; answers how many went.

    `before` is the limit of keeping: the year must have ended by then. The pruning itself is written down for ever.
    """
    if segment >= fiscal_year(min(before, at)):
        raise Refusal(_("保存期間の終わっていない年度の記録は整理できません。"))
    diary.record("audit.prune", f"{_SUBJECT}{segment}", by=by, at=at, stream=STREAM)
    dropped = 0
    while streams := _unpruned(segment):
        dropped += _drop(streams, segment, at)
    return dropped


def prunings() -> set[tuple[str, str]]:
    """What was pruned and when, as written down: (year, moment)."""
    lines = Line.objects.filter(stream=STREAM).annotate(moment=Cast("at", models.TextField()))
    told = lines.values_list("subject", "moment")
    return {(subject.removeprefix(_SUBJECT), spelled(moment)) for subject, moment in told}


def _unpruned(segment: int) -> list[str]:
    heads = Head.objects.filter(segment=segment, pruned_at=None).exclude(stream=STREAM)
    return list(heads.order_by("stream").values_list("stream", flat=True)[:_BATCH])


@transaction.atomic
def _drop(streams: list[str], segment: int, at: datetime) -> int:
    """One short transaction for some streams: mark the heads, then let the lines go."""
    held = Head.objects.filter(segment=segment, stream__in=streams, pruned_at=None)
    list(held.select_for_update().order_by("stream").values_list("stream"))
    held.update(pruned_at=at)
    return Line.objects.filter(segment=segment, stream__in=streams).forget()
