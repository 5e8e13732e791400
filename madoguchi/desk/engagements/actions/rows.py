"""What every deed begins and ends with: the engagement, locked, and led by who does the deed."""

from datetime import datetime

from django.utils.translation import gettext as _

from madoguchi.desk.consultations import actions as consultations
from madoguchi.desk.consultations.access import may_follow
from madoguchi.desk.consultations.models import Consultation
from madoguchi.desk.consultations.words import State as CaseState
from madoguchi.desk.engagements import access
from madoguchi.desk.engagements.models import Engagement, Turn, Visit
from madoguchi.desk.engagements.words import State
from madoguchi.foundation.accounts.models import Person
from madoguchi.foundation.core.errors import Refusal


class AtField(Refusal):
    """欄の断り — a refusal that knows the field it is about."""

    def __init__(self, field: str, sentence: str) -> None:
        self.field = field
        super().__init__(sentence)


def led(engagement: Engagement, *, by: Person) -> Engagement:
    """The row as it is now, held until the end. DoesNotExist out of sight, PermissionDenied where not led."""
    rows = Engagement.objects.visible_to(by).select_related("consultation__office", "consultation__company")
    row = rows.select_for_update(of=("self",)).get(pk=engagement.pk)
    access.require_lead(by, row.consultation)
    return row


def in_open_case(engagement: Engagement, *, by: Person) -> Engagement:
    row = led(engagement, by=by)
    require_open_case(row.consultation)
    return row


def going_on(engagement: Engagement, *, by: Person) -> Engagement:
    row = in_open_case(engagement, by=by)
    if not row.is_open:
        raise Refusal(_("この訪問支援は終わっています。続けるときは、再開するか、新しく始めてください。"))
    return row


def visit_of(visit: Visit, engagement: Engagement) -> Visit:
    """The visit of a row that is held."""
    row = engagement.visits.select_related("appointment").get(pk=visit.pk)
    row.engagement = engagement
    row.appointment.consultation = engagement.consultation
    return row


def require_open_case(case: Consultation) -> None:
    if not case.is_open:
        raise Refusal(_("この相談は終了しています。続けるときは、先に相談を再開してください。"))


def turn(row: Engagement, to_state: State, *, why: str = "", by: Person, at: datetime) -> None:
    """Changes the state of a held row, writes the history and saves."""
    Turn.objects.create(engagement=row, to_state=to_state, why=why, at=at, by=by)
    row.state = to_state
    row.closed_at, row.closed_by = (None, None) if row.is_open else (row.closed_at or at, row.closed_by or by)
    row.save(update_fields=["state", "closed_at", "closed_by", "review_date"])


def move_case(case: Consultation, *states: CaseState, by: Person, at: datetime) -> None:
    """相談の状態 — goes along as far as its own table allows; where it does not, it stays."""
    now = case.state
    for state in states:
        if now != state and may_follow(now, state):
            now = consultations.move(consultation=case, to_state=state, by=by, at=at).state
    case.state = now
