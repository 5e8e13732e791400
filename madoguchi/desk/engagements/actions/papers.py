"""訪問の書きもの — sealed for the people of the case; one of each kind a visit, kept up to date."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from madoguchi.desk.appointments.models import AppointmentState
from madoguchi.desk.consultations import access as consultations
from madoguchi.desk.consultations.actions import case_box
from madoguchi.desk.engagements.actions.rows import AtField, require_open_case
from madoguchi.desk.engagements.models import PAPER_LENGTH, Visit, VisitPaper
from madoguchi.desk.engagements.words import Paper
from madoguchi.foundation.accounts.models import Person
from madoguchi.foundation.audit import diary
from madoguchi.foundation.core.errors import Conflict, Refusal
from madoguchi.foundation.vault import rows
from madoguchi.foundation.vault.opened import open_keyring


@transaction.atomic
def write_paper(*, visit: Visit, kind: str, text: str, seen_version: int, by: Person, at: datetime) -> VisitPaper:
    """書く — `seen_version`: 0 where there was none. Raises Conflict when somebody saved it meanwhile."""
    row = _visit(visit, by)
    if not text.strip() or len(text) > PAPER_LENGTH:
        raise AtField("text", _("1字以上%(most)d字以内で入力してください。") % {"most": PAPER_LENGTH})
    held = row.papers.select_for_update().filter(kind=kind).first() or VisitPaper(
        visit=row, kind=Paper(kind), version=0
    )
    if held.version != seen_version:
        raise Conflict(_("ほかの人が先に保存しました。内容を比べてから、もう一度保存してください。"))
    box = case_box(row.engagement.consultation, keys=open_keyring(by), at=at)
    rows.seal(held, box, at=at, text=text.strip())
    held.version, held.changed_at, held.changed_by = held.version + 1, at, by
    held.save()
    diary.record("engagements.write_paper", row.engagement, by=by, at=at)
    return held


def _visit(visit: Visit, by: Person) -> Visit:
    found = Visit.objects.visible_to(by).select_related("appointment", "engagement__consultation__office")
    row = found.select_for_update(of=("self",)).get(pk=visit.pk)
    consultations.require(by, row.engagement.consultation, consultations.CONFIDE)
    require_open_case(row.engagement.consultation)
    if row.appointment.state == AppointmentState.CANCELLED:
        raise Refusal(_("取り消した訪問には書けません。"))
    return row
