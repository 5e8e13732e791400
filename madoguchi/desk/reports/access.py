"""Who sees figures: managers and analysts, each for the offices they may count. Managers let them stand."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from madoguchi.desk.reports.models import PublishedFigure, managed_by
from madoguchi.foundation.access.deeds import Deed
from madoguchi.foundation.access.roles import Role
from madoguchi.foundation.access.rules import rule

COUNT = rule("reports.index", Role.MANAGER, Role.ANALYST)
CLOSE = rule("reports.close", Role.MANAGER)
CORRECT = rule("reports.correct", Role.MANAGER)
PUBLISHED = rule("reports.published", Role.MANAGER)


def manages(actor: Any, offices: Any) -> bool:
    """Are all these offices the actor's own to answer for?"""
    return bool(offices) and frozenset(offices) <= managed_by(actor)


def deeds(actor: Any, figures: Any, *, at: datetime, office: int | None = None) -> list[Deed]:
    """What the actor may do with the figures of a page."""
    if not manages(actor, figures.scope.offices):
        return []
    offered = []
    if may_close(figures, at):
        chosen = f"?{urlencode({'office': office})}" if office else ""
        url = reverse("reports:close", args=[figures.period.fiscal_year]) + chosen
        offered.append(Deed("close", _("この年度を締める"), url, style="primary"))
    if figures.uncorrected and not figures.why_not_now:
        url = reverse("reports:correct", args=[figures.closing.pk])
        offered.append(Deed("correct", _("訂正する"), url, style="primary"))
    return [*offered, Deed("published", _("公表値の登録"), reverse("reports:published"), style="quiet")]


def may_close(figures: Any, at: datetime) -> bool:
    is_past = figures.period.is_whole_year and figures.period.is_over(at)
    return is_past and figures.closing is None and not figures.why_not_now


def published_deeds(actor: Any, row: PublishedFigure) -> list[Deed]:
    if not manages(actor, [row.office_id]):
        return []
    return [Deed("remove_published", _("消す"), reverse("reports:remove_published", args=[row.pk]), style="quiet")]
