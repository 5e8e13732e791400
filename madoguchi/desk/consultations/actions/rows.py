"""What every deed begins and ends with: the row, locked and allowed; the step, written down."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from madoguchi.desk.consultations import access, seating
from madoguchi.desk.consultations.acquainting import spread
from madoguchi.desk.consultations.models import Consultation, StateChange
from madoguchi.foundation.access.rules import Rule
from madoguchi.foundation.accounts.models import Person
from madoguchi.foundation.audit import diary
from madoguchi.foundation.core.errors import Refusal
from madoguchi.foundation.vault.opened import open_keyring


def locked(consultation: Consultation, *, by: Person, rule: Rule) -> Consultation:
    """The row as it is now, held until the end. DoesNotExist out of sight, PermissionDenied if not allowed."""
    row = Consultation.objects.visible_to(by).select_for_update(of=("self",)).get(pk=consultation.pk)
    access.require(by, row, rule)
    return row


def require_open(row: Consultation) -> None:
    if not row.is_open:
        raise Refusal(_("この相談はすでに終了しています。続けるときは、先に再開してください。"))


def step(row: Consultation, to_state: str, *, by: Person, at: datetime) -> None:
    """Changes the state of a locked row in memory and writes the history; the caller saves."""
    StateChange.objects.create(consultation=row, from_state=row.state, to_state=to_state, at=at, by=by)
    row.state = to_state


def resettle(row: Consultation, *, from_now_on: Iterable[int] = (), by: Person, at: datetime) -> None:
    """面識と席 — who knows of a case and who opens it, after owner, members, walls or 限定 changed."""
    spread(row)
    seating.reseat(row, keys=open_keyring(by), from_now_on=from_now_on, at=at)


def record(deed: str, row: Consultation, *, by: Person | str, at: datetime) -> None:
    diary.record(f"consultations.{deed}", row, by=by, at=at)
