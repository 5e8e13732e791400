"""Taking the list out of the house."""

from datetime import datetime

from madoguchi.desk.consultations import access
from madoguchi.foundation.accounts.models import Person
from madoguchi.foundation.audit import diary


def note_export(*, count: int, by: Person, at: datetime) -> None:
    """書き出しを記録する — who took how many rows out, and when."""
    access.EXPORT.require(by)
    diary.record("consultations.export", f"consultations.rows:{count}", by=by, at=at, stream=f"person:{by.pk}")
