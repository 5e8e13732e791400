"""段階のひな形 — the office's own, or the house's until it has any."""

from typing import Any

from madoguchi.desk.engagements.models import StageTemplate
from madoguchi.desk.engagements.words import DEFAULT_STAGES, StageSaid


def stages_said(office: int) -> list[StageSaid]:
    rows = template_of(office)
    return [StageSaid(row.title, row.asks, row.kind) for row in rows] or list(DEFAULT_STAGES)  # type: ignore[arg-type]


def template_of(office: int) -> list[StageTemplate]:
    return list(StageTemplate.objects.filter(office=office).order_by("position"))


def titles(*, actor: Any) -> list[str]:
    """段階の名前 — that the actor's offices use or have used from the start, each once."""
    own = StageTemplate.objects.visible_to(actor).order_by("office", "position").values_list("title", flat=True)
    return list(dict.fromkeys([*own, *(one.title for one in DEFAULT_STAGES)]))
