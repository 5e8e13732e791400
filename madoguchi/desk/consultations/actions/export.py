"""Taking the list, or one case with all that is sealed in it, out of the house."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction

from madoguchi.desk.consultations import access
from madoguchi.desk.consultations.actions.rows import locked, record
from madoguchi.desk.consultations.models import Consultation
from madoguchi.desk.consultations.queries.contents import contents_of
from madoguchi.foundation.accounts.models import Person
from madoguchi.foundation.audit import diary
from madoguchi.foundation.vault.exporting import export
from madoguchi.foundation.vault.opened import keys_of

CARD_FILE = "case.txt"


def note_export(*, count: int, by: Person, at: datetime) -> None:
    """書き出しを記録する — who took how many rows out, and when."""
    access.EXPORT.require(by)
    diary.record("consultations.export", f"consultations.rows:{count}", by=by, at=at, stream=f"person:{by.pk}")


@transaction.atomic
def take_out(*, consultation: Consultation, by: Person, at: datetime) -> Iterator[bytes]:
    """相談を持ち出す — a zip for one's own key alone, piece by piece; nothing in it is opened on the way.

    Raises KeyringClosed, or FileLost.
    """
    row = locked(consultation, by=by, rule=access.TAKE_OUT)
    taken = contents_of(row, actor=by)
    record("take_out", row, by=by, at=at)
    return export(taken.payloads, keys_of(by), beside={CARD_FILE: taken.card}, at=at)
